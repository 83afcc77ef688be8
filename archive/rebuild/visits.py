"""Makes the visits of a crawl again from what was announced of them and their captures; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from archive import continued, threads
from archive.errors import CaptureMissing
from archive.heard import Heard
from archive.journal import VisitEntry
from archive.model import GIVEN_UP, UNGUIDED, Capture, Guide, Kind, Reading, Thread, Visit
from archive.talk import hold


def assembled(
    entry: VisitEntry,
    captures: Mapping[str, Capture],
    read_page: Callable[[Capture], Reading],
    read_listing: Callable[[Capture], Thread],
    guide: Guide = UNGUIDED,
) -> Visit:
    """The Visit that the crawl announced by `entry`; `captures` are looked up by record id.

    `read_page` and `read_listing` are what `archive.reading` does with stored bytes, the former by
    `guide`. A capture other than the page that is not there is left out, and the thread is then not
    whole. Raises CaptureMissing when the page's own is not there.
    """
    page = captures.get(entry.page)
    if page is None:
        raise CaptureMissing(f"{entry.address}: the exchange {entry.page} is in no WARC file")
    others = tuple(captures[record] for record in entry.others if record in captures)
    reading, thread = None, None
    if page.is_page and entry.unread:
        reading = GIVEN_UP
    elif page.is_page:
        reading = read_page(page)
        pages = Heard(others, Kind.PAGE)
        reading = hold(
            continued.conversation(reading, page.url), lambda url: pages.read(url, read_page)
        )
        if reading.story is not None:
            thread = reading.thread
            if entry.comments:
                listings = Heard(others, Kind.COMMENTS)
                thread = hold(
                    threads.conversation(reading.thread, page.url),
                    lambda url: listings.read(url, read_listing),
                )
    return Visit(
        entry.source, entry.run, entry.address, page, others, reading, thread, entry.comments, guide
    )
