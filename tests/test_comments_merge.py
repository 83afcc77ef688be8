"""One thread out of several answers, and the choice of the next."""

from __future__ import annotations

from collections.abc import Sequence

from archive.extract.comments import MOST_ADDRESSES, merge, next_addresses
from archive.model import Comment, Thread

REST = "https://gazette.example/wp-json/wp/v2/comments?post=7"
ONE, TWO = (
    "https://gazette.example/owl/comment-page-1/",
    "https://gazette.example/owl/comment-page-2/",
)


def said(number: int, parent: int | None = None, published: str | None = None) -> Comment:
    return Comment(str(number), str(parent) if parent else None, "Ada", published, f"text {number}")


def order(thread: Thread) -> list[str]:
    return [comment.id for comment in thread.comments]


def test_whole_page_needs_nothing_more() -> None:
    thread = Thread((said(1), said(2)))
    assert next_addresses([thread], (), ()) == ()
    assert merge([thread], read=()).whole


def test_listing_goes_before_pages_and_ends_the_search() -> None:
    page = Thread((said(3),), False, 3, (ONE,), (REST,))
    assert next_addresses([page], (), ()) == (REST,)
    answer = Thread((said(1), said(2, 1), said(3)))
    assert next_addresses([page, answer], {REST}, ()) == ()
    merged = merge([page, answer], read={REST})
    assert merged.whole
    assert order(merged) == ["1", "2", "3"]


def test_listing_is_read_to_its_end() -> None:
    page = Thread((), False, 150, (), (REST,))
    first = Thread((said(1),), False, listings=(f"{REST}&page=2",))
    assert next_addresses([page, first], {REST}, ()) == (f"{REST}&page=2",)
    assert not merge([page, first], read={REST}).whole
    last = Thread((said(2),))
    assert merge([page, first, last], read={REST, f"{REST}&page=2"}).whole


def test_refused_listing_leaves_the_pages() -> None:
    page = Thread((said(3),), False, 3, (ONE, TWO), (REST,))
    assert next_addresses([page], (), {REST}) == (ONE, TWO)
    # a refusal that was read as an empty answer
    assert next_addresses([page, Thread(whole=False)], {REST}, ()) == (ONE, TWO)
    further = Thread((said(1),), False, None, (TWO,))
    assert next_addresses([page, further], {REST, ONE}, ()) == (TWO,)
    assert not merge([page, further], read={ONE}).whole
    assert merge([page, further, Thread((said(2),), False)], read={ONE, TWO}).whole


def test_page_that_could_not_be_read_is_not_taken_for_an_empty_one() -> None:
    page = Thread((said(3),), False, 9, (ONE,))
    assert next_addresses([page], (), {ONE}) == ()
    merged = merge([page], read=())
    assert not merged.whole
    assert merged.pages == (ONE,)


def test_as_many_as_declared_is_whole() -> None:
    page = Thread((said(1),), False, 2, (ONE, TWO))
    assert merge([page, Thread((said(2),), False)], read={ONE}).whole


def test_endless_pages_are_cut_off() -> None:
    threads = [Thread((said(1),), False, None, (f"{ONE}?0",))]
    read: set[str] = set()
    while addresses := next_addresses(threads, read, ()):
        for address in addresses:
            read.add(address)
            named = tuple(f"{ONE}?{len(read)}.{n}" for n in range(9))
            threads.append(Thread((said(len(read)),), False, None, named))
    assert len(read) <= MOST_ADDRESSES
    assert not merge(threads, read=read).whole


def test_whole_page_with_rounded_times_asks_the_listing_once() -> None:
    page = Thread((said(1, published="2025-09-30T17:00:00"),), True, listings=(REST,))
    assert next_addresses([page], (), ()) == (REST,)
    assert next_addresses([page], (), {REST}) == ()
    answer = Thread((said(1, published="2025-09-30T15:00:00Z"),))
    assert merge([page, answer], read={REST}).comments[0].published == "2025-09-30T15:00:00Z"
    assert merge([page], read=()).whole


def test_a_stated_zone_is_not_lost_to_a_later_answer() -> None:
    one = Thread((said(1, published="2025-09-30T15:00:00Z"),), False)
    other = Thread((said(1, published="2025-09-30T17:00:00"),), False)
    assert merge([one, other], read=()).comments[0].published == "2025-09-30T15:00:00Z"


def test_replies_follow_what_they_answer_whatever_page_they_came_on() -> None:
    pages = [
        Thread((said(9, 2), said(4)), False, None, (ONE,)),
        Thread(
            (said(2), said(3, 2)),
        ),
    ]
    assert order(merge(pages, read={ONE})) == ["2", "3", "9", "4"]


def test_answer_to_a_comment_that_is_gone_stands_at_the_top() -> None:
    (comment,) = merge([Thread((said(5, 1),))], read=()).comments
    assert comment.parent is None


def test_parents_in_a_ring_are_cut_open() -> None:
    merged = merge([Thread((said(1, 2), said(2, 3), said(3, 1), said(4, 4)))], read=())
    assert sorted(order(merged)) == ["1", "2", "3", "4"]
    assert _is_forest(merged.comments)


def test_nothing_is_whole() -> None:
    assert merge([], read=()) == Thread()
    assert next_addresses([], (), ()) == ()


def _is_forest(comments: Sequence[Comment]) -> bool:
    seen: set[str | None] = {None}
    for comment in comments:
        if comment.parent not in seen:
            return False
        seen.add(comment.id)
    return True
