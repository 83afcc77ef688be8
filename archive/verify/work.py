"""Has files read side by side, one a task, and puts what comes of them together in order."""

from __future__ import annotations

import os
import select
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from archive.errors import StorageError
from archive.verify.files import TOLD, Seen, Task, examine
from archive.verify.findings import Tally
from archive.verify.heads import examine_heads
from archive.verify.scratch import Scratch

_POLL_S = 0.2
_SMALL = 4_000_000  # bytes that are read before another process would have started

Watch = Callable[[int, int], None]  # bytes read so far, bytes in all


@dataclass(slots=True)
class Work:
    """How reading is done: by an executor (None: in this process), watched by somebody."""

    executor: Executor | None
    watch: Watch


@contextmanager
def workers(jobs: int, size: int) -> Iterator[Executor | None]:
    """`jobs` processes, or None when `size` bytes are read before they would have started."""
    if size < _SMALL:
        yield None
        return
    pool = ProcessPoolExecutor(
        jobs, mp_context=get_context("forkserver"), initializer=_serve, initargs=(os.getpid(),)
    )
    try:
        yield pool
    except BrokenProcessPool as error:
        raise StorageError(
            "a process that read a file was killed, perhaps for want of memory;"
            " run it again with --jobs 1"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def read_all(
    tasks: Sequence[Task], scratch: Scratch, work: Work, archive: Path | None = None
) -> Tally:
    """Read every file, the largest first; what was found.

    With `archive`, only the places are looked at that its rows tell.
    """
    tally = Tally()
    total = sum(task.end - task.start for task in tasks)
    for seen, task in zip(_results(tasks, work, total, archive), tasks, strict=True):
        tally.add(seen.tally)
        scratch.take(task.part)
    work.watch(total, total)
    return tally


def _results(tasks: Sequence[Task], work: Work, total: int, archive: Path | None) -> Iterator[Seen]:
    if not tasks:
        return
    told = tasks[0].told
    told.write_bytes(bytes(TOLD.size * len(tasks)))
    if work.executor is None:
        done = 0
        for task in tasks:
            work.watch(done, total)
            yield _read(task, archive)
            done += task.end - task.start
        return
    try:
        yield from _gathered(tasks, work.executor, work.watch, archive)
    finally:
        told.unlink()  # what is still being read, if we leave early, is read no further


def _gathered(
    tasks: Sequence[Task], executor: Executor, watch: Watch, archive: Path | None
) -> Iterator[Seen]:
    waiting: dict[int, Future[Seen]] = {}
    total = sum(task.end - task.start for task in tasks)
    order = sorted(range(len(tasks)), key=lambda n: tasks[n].start - tasks[n].end)
    for number in order:
        waiting[number] = executor.submit(_read, tasks[number], archive)
    for number in range(len(tasks)):
        while not waiting[number].done():
            wait([waiting[number]], timeout=_POLL_S)
            watch(_told(tasks, waiting), total)
        yield waiting.pop(number).result()


def _read(task: Task, archive: Path | None) -> Seen:
    return examine(task) if archive is None else examine_heads(task, archive)


def _told(tasks: Sequence[Task], waiting: dict[int, Future[Seen]]) -> int:
    """Bytes read so far, of what is done and of what is being read."""
    raw = tasks[0].told.read_bytes()
    done = 0
    for number, task in enumerate(tasks):
        if number not in waiting or waiting[number].done():
            done += task.end - task.start
        else:
            done += int(TOLD.unpack_from(raw, number * TOLD.size)[0])
    return done


def _serve(parent: int) -> None:
    """Leave Ctrl-C to the parent process, and go when it goes, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(os, "pidfd_open"):
        threading.Thread(target=_go_with, args=(parent,), daemon=True).start()


def _go_with(parent: int) -> None:
    try:
        waiting = os.pidfd_open(parent)
        select.select([waiting], [], [])
    finally:
        os._exit(1)
