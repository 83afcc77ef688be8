"""What parser processes run: stored bytes in, a Reading out.

These functions take and give plain picklable shapes, so that any `concurrent.futures.Executor`
can run them: a process pool on one machine, Dask's beyond it.
"""

from __future__ import annotations

import resource
import signal
from dataclasses import replace
from pathlib import Path

from archive.bounded import die_when_stuck, read_page, time_limit
from archive.dedupe import sketch
from archive.errors import CaptureMissing, PageError
from archive.extract.comments import read_listing
from archive.model import UNGUIDED, Capture, Guide, Page, Reading, Thread
from archive.orphans import leave_with_parent
from archive.revisions import reading_order
from archive.warc.read import page_at
from archive.wellformed import wellformed

MEMORY = 2 << 30  # bytes of address space of a parser process


def prepare_process() -> None:
    """Set a parser process's limits, of time and 2 GiB of memory; leave signals to the parent.

    It ends when the parent does, however that ended.
    """
    leave_with_parent()
    die_when_stuck()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def read_story(folder: Path, capture: Capture, guide: Guide = UNGUIDED) -> Reading:
    """The story on a captured page, or why there is none; never raises for what a page holds."""
    try:
        reading = read_page(replace(captured_page(folder, capture), guide=guide))
    except (PageError, CaptureMissing) as error:
        return Reading(None, why=str(error))
    if reading.story is None:
        return reading
    return replace(reading, sketch=sketch("\n".join(reading_order(reading.story))))


def read_thread(folder: Path, capture: Capture) -> Thread:
    """The comments in a captured listing, feed or further comment page; never raises either."""
    try:
        with time_limit():
            return wellformed(read_listing(captured_page(folder, capture)))
    except Exception:  # a fault of ours too must not cost the story and what is read beside it
        return Thread(whole=False)


def captured_page(folder: Path, capture: Capture) -> Page:
    """The page that a capture stored, or that its original did; raises CaptureMissing."""
    if capture.at is None:
        raise CaptureMissing(f"{capture.url}: no response was captured")
    return page_at(
        folder,
        capture.at,
        url=capture.url,
        fetched=capture.captured_at,
        body_at=capture.revisit.at if capture.revisit else None,
    )
