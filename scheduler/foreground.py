"""A crawl in the foreground: once, now, watched by a person."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archive.config.model import Config
from archive.errors import StorageError
from archive.store import open_store
from scheduler.books import CUT_SHORT, Books
from scheduler.crew import Crew
from scheduler.disk import FLOOR_MB, DiskFloor
from scheduler.lock import ArchiveLock
from scheduler.messages import Event, Fatal
from scheduler.plan import Batch
from scheduler.workers import WORKER, Patience, Verdict

_log = logging.getLogger("backissue.crawl")
_LOOK_S = 5.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How all sources fared, in the order they ended. `stopped_by` is the signal that ended it."""

    verdicts: tuple[Verdict, ...]
    stopped_by: int | None = None
    fatal: Fatal | None = None

    @property
    def exit_code(self) -> int:
        """0 ok, 1 failed, 3 partly failed, 130 or 143 stopped; a worker's own when it gave up."""
        if self.stopped_by is not None:
            return 128 + self.stopped_by  # as a shell counts it
        outcomes = {one.outcome for one in self.verdicts}
        if outcomes <= {"ok"}:
            return 0
        if self.fatal is not None:
            return self.fatal.exit_code
        return 3 if outcomes & {"ok", "partly"} else 1


async def crawl(
    config: Config,
    names: Sequence[str],
    *,
    recheck: str | None,
    show: Callable[[Event], None],
    say: Callable[[str], None],
    floor_mb: float = FLOOR_MB,
    patience: Patience | None = None,
    command: Sequence[str] = WORKER,
) -> Outcome:
    """Crawl sources now. SIGINT and SIGTERM drain; a second one hurries.

    Raises ArchiveInUse, StorageError (also: not enough room) or DatabaseBusy.
    """
    with (
        ArchiveLock(config.folder, "backissue crawl", say=say) as lock,
        open_store(config.folder) as store,
    ):
        disk = DiskFloor(config.folder, floor_mb)
        if line := disk.look():
            raise StorageError(line.partition(":")[0] + "; free some space, then crawl again")
        store.mark_crashed(CUT_SHORT)
        run = _Run(Books(store, config), show, say)
        crew = run.crew = Crew(
            config,
            on_start=run.begin,
            on_event=run.hear,
            on_verdict=run.settle,
            patience=patience,
            command=command,
            keep_open=(lock.fileno(),),
        )
        run.listen()
        crew.ask(names, trigger="manual", recheck=recheck)
        guard = asyncio.create_task(run.guard(disk))
        await crew.idle()
        guard.cancel()
        return Outcome(tuple(run.verdicts), run.stopped_by, run.fatal)


class _Run:
    """What a foreground crawl does when a person, a worker or the disk speaks."""

    crew: Crew

    def __init__(
        self, books: Books, show: Callable[[Event], None], say: Callable[[str], None]
    ) -> None:
        self.verdicts: list[Verdict] = []
        self.stopped_by: int | None = None
        self.fatal: Fatal | None = None
        self._books = books
        self._show = show
        self._say = say

    def listen(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop, number)

    def hear(self, event: Event) -> None:
        if isinstance(event, Fatal):
            self.fatal = event
        self._show(event)

    def begin(self, sources: Sequence[str]) -> None:
        self._books.begin(sources)

    def settle(self, verdict: Verdict, batch: Batch) -> None:
        self.verdicts.append(verdict)
        self._books.settle(verdict, trigger=batch.trigger)

    async def guard(self, disk: DiskFloor) -> None:
        """Stop in time when the disk fills up."""
        while True:
            await asyncio.sleep(_LOOK_S)
            try:
                line = disk.look()
            except OSError as error:
                _log.error("the free space cannot be told: %s", error.strerror)
                continue
            if line is not None and disk.low:
                self._say(line.partition(":")[0] + ": stopping")
                self.crew.drain()

    def _stop(self, number: int) -> None:
        if self.stopped_by is not None:
            self.crew.hurry()
            return
        self.stopped_by = number
        self._say("stopping: what is in flight is finished first; again to leave at once")
        self.crew.drain()
