"""What parser processes run: stored bytes in, a Reading out.

These functions take and give plain picklable shapes, so that any `concurrent.futures.Executor`
can run them: a process pool on one machine, Dask's beyond it.
"""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType

from archive.dedupe import sketch
from archive.errors import CaptureMissing, PageError
from archive.extract import extract
from archive.extract.comments import read_listing
from archive.model import Capture, Locator, Page, Reading, Thread
from archive.revisions import reading_order
from archive.warc.read import page_at

SECONDS = 20
MEMORY = 2 * 1024**3


def prepare_process() -> None:
    """Set a parser process's limits: 2 GiB of memory, and leave signals to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def read_story(folder: Path, capture: Capture) -> Reading:
    """The story on a captured page, or why there is none; never raises for what a page holds."""
    try:
        with limited():
            reading = extract(_page(folder, capture))
            if reading.story is None:
                return reading
            return replace(reading, sketch=sketch("\n".join(reading_order(reading.story))))
    except (PageError, CaptureMissing) as error:
        return Reading(None, why=str(error))
    except MemoryError:
        return Reading(None, why=f"the page needs more than {MEMORY >> 30} GiB of memory to read")


def read_thread(folder: Path, capture: Capture) -> Thread:
    """The comments in a captured listing, feed or further comment page."""
    try:
        with limited():
            return read_listing(_page(folder, capture))
    except (PageError, CaptureMissing, MemoryError):
        return Thread(whole=False)


def _page(folder: Path, capture: Capture) -> Page:
    return page_at(folder, located(capture), url=capture.url, fetched=capture.captured_at)


def located(capture: Capture) -> Locator:
    """Where the response lies; raises CaptureMissing when none came."""
    if capture.at is None:
        raise CaptureMissing(f"{capture.url}: no response was captured")
    return capture.at


@contextmanager
def limited() -> Iterator[None]:
    """Stop a page that takes longer than 20 s to read.

    The timer counts the process's CPU time, so that a busy machine does not turn pages away.
    """

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise PageError(f"reading took more than {SECONDS} s of computing")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
