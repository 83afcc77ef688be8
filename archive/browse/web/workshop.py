"""Reads archived pages in processes of their own, within limits, so that none stops the server."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import resource
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from archive import bounded
from archive.errors import PageError
from archive.orphans import leave_with_parent

T = TypeVar("T")

_WORKERS = 2
_MEMORY = 1 << 30  # bytes of address space of one worker; 16 MB of page need a tenth of it
_TOO_MUCH = "the page needs more time or memory to show than any page should"


class Workshop:
    """A pool of processes that is made when it is first needed and again when a page broke it."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """What `work` gives for `arguments`; raises PageError when it needs too much."""
        pool = self._pool = self._pool or _pool()
        try:
            return await asyncio.wrap_future(pool.submit(_limited, work, arguments))
        except BrokenProcessPool as error:
            if self._pool is pool:
                self._pool = None
            raise PageError(_TOO_MUCH) from error

    def close(self) -> None:
        """End the processes when they have done what they are at."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)


def _pool() -> ProcessPoolExecutor:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["archive.browse.web.snapshot"])
    return ProcessPoolExecutor(_WORKERS, mp_context=context, initializer=_prepare)


def _prepare() -> None:
    leave_with_parent()
    bounded.die_when_stuck()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to answer
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = _MEMORY if most == resource.RLIM_INFINITY else min(_MEMORY, most)
    with contextlib.suppress(OSError):  # a service manager may forbid it; its own limit holds then
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def _limited(work: Callable[..., T], arguments: tuple[Any, ...]) -> T:
    try:
        with bounded.time_limit():
            return work(*arguments)
    except (MemoryError, RecursionError) as error:
        raise PageError(_TOO_MUCH) from error


SHARED = Workshop()
