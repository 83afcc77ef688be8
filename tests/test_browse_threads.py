"""Comments are put under what they answer, each once, whatever their parents say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.browse.questions.ask import Row
from archive.browse.threads import DEEPEST, threaded


def _comments(*pairs: tuple[str, str | None]) -> list[Row]:
    return [{"id": n, "key": key, "parent": parent} for n, (key, parent) in enumerate(pairs)]


def _shape(comments: list[Row]) -> list[tuple[str, int]]:
    return [(placed.comment["key"], placed.depth) for placed in threaded(comments)]


def test_answers_follow_what_they_answer_in_their_order() -> None:
    comments = _comments(("a", None), ("b", None), ("a1", "a"), ("a2", "a"), ("a11", "a1"))
    assert _shape(comments) == [("a", 0), ("a1", 1), ("a11", 2), ("a2", 1), ("b", 0)]


def test_an_answer_to_a_comment_that_is_not_there_stands_alone() -> None:
    assert _shape(_comments(("a", "lost"))) == [("a", 0)]


def test_a_very_deep_thread_is_shown_whole() -> None:
    deep = _comments(("0", None), *((str(n), str(n - 1)) for n in range(1, 5000)))
    placed = threaded(deep)
    assert len(placed) == 5000
    assert max(one.depth for one in placed) == DEEPEST


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from(["a", "b", "c", "d", None]))))
def test_every_comment_is_placed_once_even_in_a_ring(pairs: list[tuple[str, str | None]]) -> None:
    comments = _comments(*pairs)
    placed = [one.comment["id"] for one in threaded(comments)]
    assert sorted(placed) == [comment["id"] for comment in comments]
