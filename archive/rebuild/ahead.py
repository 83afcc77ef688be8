"""Has the pages of visits read by parser processes, ahead of the one writer and in its order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from archive.closing import Closing
from archive.journal import VisitEntry
from archive.model import GIVEN_UP, UNGUIDED, Capture, Guide, Reading, Thread, Visit
from archive.reading import read_story, read_thread
from archive.rebuild.visits import assembled

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Task:
    """One visit to put together; `captures` are those that its entry names."""

    entry: VisitEntry
    captures: Mapping[str, Capture]
    guide: Guide = UNGUIDED


def read_visit(folder: Path, task: Task) -> Visit:
    """What a parser process does for a visit: reads its page and its comment pages."""
    story = partial(read_story, folder, guide=task.guide)
    return assembled(task.entry, task.captures, story, partial(read_thread, folder), task.guide)


class Ahead(Closing):
    """Visits in the order they were given; at most `window` of them are held.

    A page that kills its parser process costs no other: each page that was under way is read again
    alone, and the one that kills again is given up, as in a crawl.
    """

    def __init__(self, folder: Path, executor: Callable[[], Executor], *, window: int) -> None:
        self._folder = folder
        self._new_executor = executor
        self._executor = executor()
        self._window = window
        self._under_way: deque[tuple[Task, Future[Visit]]] = deque()

    def close(self) -> None:
        """Leave the parser processes."""
        self._executor.shutdown(wait=True, cancel_futures=True)

    @property
    def full(self) -> bool:
        """Whether `take` is to be called before more is given."""
        return len(self._under_way) >= self._window

    def give(self, task: Task) -> None:
        """Start on a visit."""
        try:
            future = self._executor.submit(read_visit, self._folder, task)
        except BrokenProcessPool:  # noticed only now
            self._settle()
            future = self._executor.submit(read_visit, self._folder, task)
        self._under_way.append((task, future))

    def take(self) -> tuple[Task, Visit]:
        """The visit that was given first, with its task; raises what `assembled` raises."""
        try:
            visit = self._under_way[0][1].result()
        except BrokenProcessPool:
            self._settle()
            visit = self._under_way[0][1].result()
        task, _ = self._under_way.popleft()
        return task, visit

    def now(self, task: Task) -> Visit:
        """A visit out of its turn: what was read of it is no use any more."""
        return self._alone(task)

    def _settle(self) -> None:
        """Have all that was under way when the pool broke read one by one."""
        self._renew()
        for number, (task, future) in enumerate(self._under_way):
            if future.done() and not isinstance(future.exception(), BrokenProcessPool):
                continue
            settled: Future[Visit] = Future()
            settled.set_result(self._alone(task))
            self._under_way[number] = (task, settled)

    def _alone(self, task: Task) -> Visit:
        visit = self._run(partial(read_visit, self._folder, task))
        return self._by_pages(task) if visit is None else visit

    def _by_pages(self, task: Task) -> Visit:
        """The same page by page, so that only the one that kills is given up."""

        def page(capture: Capture) -> Reading:
            read = self._run(partial(read_story, self._folder, capture, guide=task.guide))
            return GIVEN_UP if read is None else read

        def listing(capture: Capture) -> Thread:
            return self._run(partial(read_thread, self._folder, capture)) or Thread(whole=False)

        return assembled(task.entry, task.captures, page, listing, task.guide)

    def _run(self, work: Callable[[], T]) -> T | None:
        """What `work` gives in a parser process; None when that died."""
        try:
            return self._executor.submit(work).result()
        except BrokenProcessPool:
            self._renew()
            return None

    def _renew(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = self._new_executor()
