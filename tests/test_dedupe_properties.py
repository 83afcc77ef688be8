"""What holds for any two stories."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from dedupe_texts import DIGEST, FERRY, FOLLOW_UP, OTHER_WORDS, elsewhere, paragraphs, telling
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.dedupe import Relation, Telling, choose, compare

PARAGRAPHS = [part for text in (FERRY, OTHER_WORDS, FOLLOW_UP, DIGEST) for part in text.split("\n")]
TEXTS = st.one_of(
    st.lists(st.sampled_from(PARAGRAPHS), max_size=9).map("\n".join), st.text(max_size=300)
)
TELLINGS = st.builds(
    Telling,
    id=st.integers(1, 3),
    url=st.sampled_from(["", "https://a.example/1", "https://a.example/2", "http://[", "x:"]),
    headline=st.sampled_from(["", "Ferry Osprey", "UPDATE 1-Ferry Osprey", "更新：渡轮", "\ud800"]),
    text=TEXTS,
    published=st.sampled_from(
        ["2026-03-10", "2026-03-10T09:00:00Z", "2026-04-30T23:59:59+02:00", "soon", ""]
    ),
    outlet=st.sampled_from([None, "Ledger", "Post"]),
    credit=st.sampled_from([None, "NNA"]),
)


@settings(deadline=None)
@given(TELLINGS, TELLINGS)
def test_the_verdict_does_not_depend_on_which_comes_first(one: Telling, two: Telling) -> None:
    two = replace(two, id=9)
    assert compare(one, two) == compare(two, one)


@settings(deadline=None)
@given(TELLINGS, TELLINGS)
def test_a_verdict_is_whole(one: Telling, two: Telling) -> None:
    two = replace(two, id=9)
    verdict = compare(one, two)
    assert 0 <= verdict.coverage <= 1
    assert verdict.reason
    assert (verdict.relation in list(Relation)) == verdict.same
    assert (verdict.of in (one.id, two.id)) == verdict.same


def test_the_choice_does_not_depend_on_the_order_of_the_others() -> None:
    others = [
        elsewhere(),
        elsewhere(paragraphs(FERRY, 0, 1, 2, 3), id=3, published="2026-03-10T08:00:00Z"),
        elsewhere(OTHER_WORDS, id=4),
        elsewhere(id=5, published="2026-03-10T11:00:00Z"),
    ]
    matches = [choose(telling(), order) for order in permutations(others)]
    assert all(match == matches[0] for match in matches)
    match = matches[0]
    assert match is not None
    assert match.other.id == 5  # as much in common as 2 has, and earlier
    assert [other.id for other, _ in match.proven[1:]] == [2, 3]


def test_the_same_address_is_chosen_before_a_better_text() -> None:
    edited = telling(paragraphs(FERRY, 0, 2, 4), id=7)
    match = choose(telling(), [elsewhere(), edited])
    assert match is not None
    assert match.other.id == 7
    assert match.verdict.relation is Relation.SAME_URL


def test_nothing_is_chosen_among_other_stories_or_itself() -> None:
    assert choose(telling(), []) is None
    assert choose(telling(), [telling(), elsewhere(OTHER_WORDS)]) is None
