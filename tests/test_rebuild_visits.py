"""Visits made again from captures are those that the crawl announced."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from archive.errors import CaptureMissing
from archive.heard import Heard
from archive.journal import CaptureEntry, VisitEntry
from archive.model import (
    GIVEN_UP,
    Capture,
    Comment,
    Kind,
    Locator,
    Purpose,
    Reading,
    Story,
    Thread,
    Truncated,
)
from archive.rebuild.unannounced import unannounced
from archive.rebuild.visits import assembled

SITE = "https://news.example"
PAGE = f"{SITE}/story"
_numbers = count(1)


def capture(
    url: str,
    status: int | None = 200,
    *,
    kind: Kind = Kind.COMMENTS,
    hops: str = "LL",
    visit: str | None = "v1",
    source: str | None = "s",
    location: str | None = None,
    error: str | None = None,
    after: float | None = None,
) -> Capture:
    number = next(_numbers)
    begun = datetime(2026, 11, 23, tzinfo=UTC)
    return Capture(
        url=url,
        method="GET",
        purpose=Purpose(source, kind, "run", visit, None, hops),
        captured_at=begun + timedelta(seconds=number if after is None else after),
        record_id=f"<urn:uuid:{number}>",
        at=Locator("w.warc.gz", number * 1000, 900) if status else None,
        status=status,
        mime="text/html",
        size=10,
        digest=None,
        entity_digest=None,
        location=location,
        error=error,
    )


def said(capture: Capture) -> Thread:
    return Thread((Comment(capture.url, None, None, None, capture.record_id),), whole=False)


def story(first: Thread) -> Reading:
    return Reading(Story(PAGE, PAGE, "Headline"), thread=first)


def read(
    page: Capture, others: list[Capture], first: Thread, *, comments: bool = True
) -> Thread | None:
    entry = VisitEntry(
        "s", "run", PAGE, page.record_id, tuple(o.record_id for o in others), comments
    )
    known = {one.record_id: one for one in (page, *others)}
    return assembled(entry, known, lambda _: story(first), said).thread


def test_the_captures_of_a_visit_stand_in_their_order() -> None:
    moved = capture(f"{SITE}/old", 301, kind=Kind.STORY, hops="L", location="/story")
    page = capture(PAGE, kind=Kind.STORY, hops="LR")
    further = capture(f"{PAGE}?cpage=2")
    entry = VisitEntry(
        "s", "run", f"{SITE}/old", page.record_id, (moved.record_id, further.record_id)
    )
    known = {one.record_id: one for one in (further, page, moved)}
    visit = assembled(entry, known, lambda _: story(Thread()), said)
    assert (visit.source, visit.run, visit.address) == ("s", "run", f"{SITE}/old")
    assert visit.capture is page and visit.others == (moved, further)


def test_comment_pages_are_read_as_the_page_names_them() -> None:
    page = capture(PAGE, kind=Kind.STORY, hops="L")
    two, three = f"{PAGE}?cpage=2", f"{PAGE}?cpage=3"
    pages = [capture(two), capture(three)]
    thread = read(page, pages, Thread(whole=False, pages=(two, three)))
    assert thread is not None and thread.whole
    assert [comment.id for comment in thread.comments] == [two, three]


def test_a_comment_page_that_redirected_answers_under_the_name_it_was_asked_by() -> None:
    two = f"{PAGE}?cpage=2"
    moved = capture(two, 302, location="/there")
    there = capture(f"{SITE}/there", hops="LLR")
    thread = read(capture(PAGE, kind=Kind.STORY), [moved, there], Thread(whole=False, pages=(two,)))
    assert thread is not None and thread.whole
    assert [comment.text for comment in thread.comments] == [there.record_id]


def test_a_comment_page_that_was_not_captured_leaves_the_thread_unwhole() -> None:
    two, three = f"{PAGE}?cpage=2", f"{PAGE}?cpage=3"  # robots.txt forbade the first
    page = capture(PAGE, kind=Kind.STORY)
    thread = read(page, [capture(three)], Thread(whole=False, pages=(two, three)))
    assert thread is not None and not thread.whole and thread.pages == (two,)
    assert [comment.id for comment in thread.comments] == [three]


def test_no_further_page_counts_where_comments_are_not_wanted() -> None:
    two = f"{PAGE}?cpage=2"
    first = Thread(whole=False, declared=0, pages=(two,))
    assert read(capture(PAGE, kind=Kind.STORY), [], first, comments=False) is first


@pytest.mark.parametrize(
    ("status", "error"), [(304, None), (404, None), (302, None), (None, "gone"), (200, "Timeout")]
)
def test_what_is_no_page_is_not_read(status: int | None, error: str | None) -> None:
    page = capture(PAGE, status, kind=Kind.STORY, error=error)
    entry = VisitEntry("s", "run", PAGE, page.record_id)
    visit = assembled(entry, {page.record_id: page}, lambda _: pytest.fail("read"), said)
    assert visit.reading is None and visit.thread is None


def test_a_page_whose_reading_was_given_up_is_not_read_again_by_the_same_extractor() -> None:
    page = capture(PAGE, kind=Kind.STORY)
    entry = VisitEntry("s", "run", PAGE, page.record_id, unread=True)
    visit = assembled(entry, {page.record_id: page}, lambda _: pytest.fail("read"), said)
    assert visit.reading is GIVEN_UP


def test_a_cut_page_that_came_without_a_failure_is_read() -> None:
    cut = capture(PAGE, kind=Kind.STORY)
    object.__setattr__(cut, "truncated", Truncated.DISCONNECT)
    assert read(cut, [], Thread()) is not None


def test_a_page_that_is_in_no_file_is_said() -> None:
    entry = VisitEntry("s", "run", PAGE, "<urn:uuid:lost>")
    with pytest.raises(CaptureMissing, match="urn:uuid:lost"):
        assembled(entry, {}, lambda _: story(Thread()), said)


def test_a_retried_answer_is_the_last_try() -> None:
    url = f"{PAGE}?cpage=2"
    busy, came, other = capture(url, 503), capture(url), capture(f"{PAGE}?cpage=3")
    heard = Heard([busy, came, other], Kind.COMMENTS)
    assert heard.answer(url) is came
    assert heard.answer(url) is None
    assert heard.answer(f"{PAGE}?cpage=3") is other


def test_addresses_are_matched_as_they_go_over_the_wire() -> None:
    came = capture(f"{PAGE}?q=%C3%A4")
    assert Heard([came], Kind.COMMENTS).answer(f"{PAGE}?q=ä#comments") is came


def test_an_address_that_a_redirect_led_to_was_not_asked_for() -> None:
    two, three = f"{PAGE}?cpage=2", f"{PAGE}?cpage=3"
    heard = Heard([capture(two, 302, location=three), capture(three, hops="LLR")], Kind.COMMENTS)
    assert heard.answer(three) is None
    assert heard.answer(two) is not None


def test_a_redirect_is_followed_also_where_rows_tell_no_hops() -> None:
    two, three = f"{PAGE}?cpage=2", f"{PAGE}?cpage=3"
    moved, came = capture(two, 302, location=three, hops=""), capture(three, hops="")
    came = replace(came, purpose=replace(came.purpose, via=two))
    heard = Heard([moved, came], Kind.COMMENTS)
    assert heard.answer(three) is None
    assert heard.answer(two) is came


def test_a_page_that_was_asked_for_after_a_failed_redirect_is_no_part_of_it() -> None:
    two, three = f"{PAGE}?cpage=2", f"{PAGE}?cpage=3"
    stuck, came = capture(two, 302, hops=""), capture(three, hops="")
    heard = Heard([stuck, replace(came, purpose=replace(came.purpose, via=PAGE))], Kind.COMMENTS)
    assert heard.answer(two) is None
    assert heard.answer(three) is not None


def test_unannounced_exchanges_are_put_together_by_visit_in_the_order_they_ended() -> None:
    late = capture(PAGE, kind=Kind.STORY, hops="L", visit="a", after=1)
    robots = capture(f"{SITE}/robots.txt", kind=Kind.ROBOTS, hops="P", visit=None, after=0)
    quick = capture(f"{SITE}/b", kind=Kind.STORY, hops="L", visit="b", after=3)
    further = capture(f"{PAGE}?cpage=2", visit="a", after=5)
    moved = capture(f"{SITE}/old", 301, kind=Kind.STORY, hops="L", visit="a", after=0.5)
    made = unannounced([further, quick, late, robots, moved], lambda source: source == "s")
    assert made == [
        CaptureEntry(robots.record_id),
        VisitEntry("s", "run", f"{SITE}/b", quick.record_id),
        VisitEntry("s", "run", f"{SITE}/old", late.record_id, (moved.record_id, further.record_id)),
    ]


def test_what_has_no_page_or_no_source_is_a_capture_alone() -> None:
    lonely = capture(f"{PAGE}?cpage=2", visit="a")
    nobodys = capture(PAGE, kind=Kind.STORY, source=None)
    style = capture(f"{SITE}/a.css", kind=Kind.REQUISITE, visit="a")
    made = unannounced([lonely, nobodys, style])
    assert made == [CaptureEntry(one.record_id) for one in (lonely, nobodys, style)]
