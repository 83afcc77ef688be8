"""Reads one page within limits of computing time and memory, so that no page stops the rest."""

from __future__ import annotations

import contextlib
import resource
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING

from archive.errors import PageError
from archive.extract import explain, extract
from archive.model import Page, Reading
from archive.wellformed import wellformed

if TYPE_CHECKING:
    from archive.extract.explaining import Explained

SECONDS = 20  # of computing, not of waiting: a busy machine turns no page away
GRACE = 5  # seconds of computing until a process that may die is ended
MEMORY = 4 << 30  # bytes of address space while pages are read


def read_page(page: Page, *, debug: bool = False) -> Reading:
    """What `page` was understood as; a page beyond the limits is a Reading that says so.

    So is one that the extraction fails on, for it must not cost the pages after it; `debug` lets
    that error through.
    """
    try:
        with time_limit():
            return wellformed(extract(page))
    except PageError as error:
        return Reading(None, why=str(error))
    except (MemoryError, RecursionError):
        return Reading(None, why="the page needs more memory to read than any page should")
    except Exception as error:
        if debug:
            raise
        what = f"{type(error).__name__}: {error}"
        return Reading(None, why=f"the extraction failed ({what}); please report this page")


def explain_page(page: Page) -> tuple[Explained, ...]:
    """Every block of a page with its role; none for a page beyond the limits."""
    try:
        with time_limit():
            return explain(page)
    except (PageError, MemoryError, RecursionError):
        return ()


def matched(page: Page) -> tuple[tuple[str, int], ...]:
    """How many elements each selector of the page's rule matches; none without a rule for it."""
    from archive.extract.ruling import matches

    try:
        with time_limit():
            return matches(page)
    except (PageError, MemoryError, RecursionError):
        return ()


_may_die = False


def die_when_stuck() -> None:
    """Let `time_limit` end this process when a library does not come back to Python.

    For parser processes: their pool notices, and the page's capture is kept. libxml2 spends an
    hour in one call on a tag with a million attributes, and no signal handler runs meanwhile.
    """
    global _may_die
    _may_die = True


@contextlib.contextmanager
def memory_limit() -> Iterator[None]:
    """Let this process have at most 4 GiB of addresses while the block runs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    bounds = [bound for bound in (soft, hard, MEMORY) if bound != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(bounds), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@contextlib.contextmanager
def time_limit() -> Iterator[None]:
    """Raise PageError when the block computes for longer than SECONDS.

    Python's regular expressions look for signals too, so a runaway pattern is stopped as well.
    It is raised again each second, for libraries take any error for a fault of the page.
    """

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise PageError(f"reading took more than {SECONDS} s of computing")

    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set signals
        return
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS, 1.0)
    if _may_die:  # nobody handles SIGVTALRM: the system ends the process
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS + GRACE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
