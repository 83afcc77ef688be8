"""Who told a story first."""

from __future__ import annotations

import pytest
from dedupe_texts import elsewhere, telling
from hypothesis import given
from hypothesis import strategies as st

from archive.dedupe import Telling, comes_first, compare, relate


def when(published: str, seen: str = "", **other: str) -> Telling:
    return telling(published=published, seen=seen, **other)


def other(published: str, seen: str = "", **more: str) -> Telling:
    return elsewhere(published=published, seen=seen, **more)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (when("2026-03-10T09:00:00Z"), other("2026-03-10T09:01:00Z")),
        (when("2026-03-10T09:00:00+02:00"), other("2026-03-10T08:00:00Z")),
        # a bare day is no instant: only another day is surely later
        (when("2026-03-08"), other("2026-03-10T12:00:00Z")),
        (when("2026-03-10T23:00:00Z", "2026-03-10T23:10:00Z"),
         other("2026-03-10", "2026-03-11T08:00:00Z")),
        (when("2026-03-10", "2026-03-10T08:00:00Z"),
         other("2026-03-10T07:00:00Z", "2026-03-10T09:00:00Z")),
        # what was there when it was met was published before what came later
        (when("", "2026-03-10T08:00:00Z"), other("2026-03-10T09:00:00Z", "2026-03-10T09:05:00Z")),
        (when("", "2026-03-10T08:00:00Z"), other("", "2026-03-10T09:00:00Z")),
        (when("2026-03-10T07:00:00Z", "2026-03-10T07:30:00Z"), other("", "2026-03-10T08:00:00Z")),
        # a credit says more than a minute, and nothing after days
        (when("2026-03-10T09:05:00Z", outlet="Reuters"),
         other("2026-03-10T09:00:00Z", outlet="Skerra Post", credit="Reuters")),
        (when("2026-03-11", outlet="dpa"), other("2026-03-10T09:00:00Z", credit="Quelle: DPA")),
        (when("2026-03-01T09:00:00Z", outlet="Post", credit="Reuters"),
         other("2026-03-10T09:00:00Z", outlet="Reuters")),
        (when("2026-03-10T09:00:00Z", outlet="Reuters", credit="Post"),
         other("2026-03-10T09:05:00Z", outlet="Post", credit="Reuters")),
    ],
)  # fmt: skip
def test_the_first_of_two(first: Telling, second: Telling) -> None:
    assert comes_first(first, second)
    assert not comes_first(second, first)


def test_an_outlet_that_credits_itself_is_not_thereby_first() -> None:
    one = when("2026-03-10T09:00:00Z", outlet="Reuters")
    two = other("2026-03-10T09:05:00Z", outlet="Reuters", credit="Reuters")
    assert comes_first(one, two)


def test_a_name_inside_a_longer_word_is_no_credit() -> None:
    one = when("2026-03-10T09:05:00Z", outlet="Post")
    two = other("2026-03-10T09:00:00Z", outlet="Ledger", credit="Compostela News")
    assert comes_first(two, one)


def test_the_verdict_names_the_credited_one() -> None:
    agency = when("2026-03-10T09:05:00Z", outlet="Reuters")
    copy = other("2026-03-10T09:00:00Z", outlet="Skerra Post", credit="Reuters")
    verdict = compare(copy, agency)
    assert (verdict.of, verdict.relation) == (agency.id, "wire-copy")
    assert "credited to Reuters, where it stood first" in verdict.reason


def test_related_by_someone_s_word_they_are_one_whatever_they_say() -> None:
    verdict = relate(telling("One text."), elsewhere("Quite another."))
    assert verdict.same
    assert verdict.of == 1


TIMES = st.sampled_from(
    ["", "2026-03-10", "2026-03-11", "2026-03-10T09:00:00Z", "2026-03-10T23:59:59-11:00", "x",
     "9999-12-31", "0001-01-01", "9999-12-31T23:59:59Z"]
)  # fmt: skip
TELLINGS = st.builds(
    telling,
    id=st.integers(1, 3),
    published=TIMES,
    seen=TIMES,
    outlet=st.sampled_from(["Reuters", "Post", None]),
    credit=st.sampled_from(["Reuters", "Post", "Reuters/Post", None]),
)


@given(TELLINGS, TELLINGS)
def test_of_two_exactly_one_is_first(one: Telling, two: Telling) -> None:
    if one.id != two.id:
        assert comes_first(one, two) != comes_first(two, one)
