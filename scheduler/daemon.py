"""The life of the daemon: lock, migrate, schedule, crawl, drain.

It imports neither Scrapy nor Twisted nor Datasette: crawls are other processes, and 43 MB are
enough to watch them. Reactors, memory and hung parsers are those processes' private matter.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Sequence

from archive.config.model import Config
from archive.errors import BackIssueError, ConfigError
from archive.store import open_store
from archive.times import now
from scheduler.books import CUT_SHORT, Books
from scheduler.clockwork import Clockwork
from scheduler.crew import Crew
from scheduler.disk import FLOOR_MB, DiskFloor
from scheduler.lock import ArchiveLock
from scheduler.messages import Event, Fatal, StoryKept, Trouble
from scheduler.notify import notify, reloading, watchdog_seconds
from scheduler.plan import Batch
from scheduler.spoken import announcement, closing, next_run
from scheduler.timetable import STOPPED
from scheduler.workers import WORKER, Patience, Verdict

_log = logging.getLogger("backissue.daemon")
PULSE_S = 5.0


async def serve(
    load: Callable[[], Config],
    *,
    say: Callable[[str], None],
    floor_mb: float = FLOOR_MB,
    patience: Patience | None = None,
    command: Sequence[str] = WORKER,
) -> None:
    """Run until SIGTERM or SIGINT. `load` reads the configuration, at the start and on SIGHUP.

    Raises ConfigError, ArchiveInUse, StorageError or DatabaseBusy when it cannot start.
    """
    config = load()
    with (
        ArchiveLock(config.folder, "backissue daemon", say=say) as lock,
        open_store(config.folder) as store,
    ):
        if crashed := store.mark_crashed(CUT_SHORT):
            _log.warning("%d runs were cut short: %s", crashed, CUT_SHORT)
        daemon = Daemon(config, load, Books(store, config), floor_mb=floor_mb)
        daemon.crew = Crew(
            config,
            on_start=daemon.begin,
            on_event=daemon.hear,
            on_verdict=daemon.settle,
            patience=patience,
            command=command,
            keep_open=(lock.fileno(),),
        )
        for warning in config.warnings:
            _log.warning("%s", warning)
        daemon.listen()
        daemon.start(say)
        await daemon.stopped.wait()
        await daemon.drain()


class Daemon:
    """What the running daemon does when a clock, a signal or a worker speaks."""

    crew: Crew

    def __init__(
        self, config: Config, load: Callable[[], Config], books: Books, *, floor_mb: float
    ) -> None:
        self.stopped = asyncio.Event()
        self._config = config
        self._load = load
        self._books = books
        self._disk = DiskFloor(config.folder, floor_mb)
        self._clock = Clockwork(fire=self._fire, tick=self._tick)
        self._pulse: asyncio.Task[None] | None = None

    def listen(self) -> None:
        """Take over the signals of the process."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self.stop, "SIGTERM")
        loop.add_signal_handler(signal.SIGINT, self.stop, "SIGINT")
        loop.add_signal_handler(signal.SIGHUP, self.reload)

    def start(self, say: Callable[[str], None]) -> None:
        """Start the clock, catch up once with what was missed, and tell what is scheduled."""
        self._look_at_disk()
        self._clock.start(self._books.table)
        self._catch_up()
        for line in announcement(self._config, self._books.table, now=now()):
            say(line)
        self._pulse = asyncio.create_task(self._beat())
        notify("READY=1", f"STATUS={self._status()}")

    def stop(self, why: str) -> None:
        """First time: stop gently. Second time: stop within seconds."""
        if self.stopped.is_set():
            _log.warning("%s again: ending the crawls now", why)
            self.crew.hurry()
            return
        running = ", ".join(sorted(self.crew.running))
        _log.info("%s: stopping%s", why, f" when {running} can be left" if running else "")
        notify("STOPPING=1", "STATUS=finishing what is in flight")
        self.stopped.set()

    async def drain(self) -> None:
        """Stop the clock, let the workers finish what is in flight, write down how they fared."""
        self._clock.stop()
        self.crew.drain()
        await self.crew.idle()
        if self._pulse is not None:
            self._pulse.cancel()
        _log.info("stopped")

    def reload(self) -> None:
        """Take over a changed configuration; a faulty one is logged and the old one kept."""
        reloading()
        try:
            config = self._load()
            self._books.read(config)
        except ConfigError as error:
            for fault in error.faults:
                _log.error("%s: %s", error.path, fault)
            _log.error("the configuration was not taken over; the old one holds")
        except BackIssueError as error:
            _log.error("the configuration was not taken over: %s", error)
        else:
            self._config = self.crew.config = config
            self._clock.set(self._books.table)
            _log.info("configuration read: %s", next_run(self._books.table, now=now()))
            self._tick()
        notify("READY=1", f"STATUS={self._status()}")

    def hear(self, event: Event) -> None:
        """Log what a worker tells."""
        if isinstance(event, StoryKept):
            _log.debug("%s: %s: %s", event.source, event.outcome, event.headline)
        elif isinstance(event, Trouble):
            _log.info("%s: %s %s", event.source, event.words, event.url)
        elif isinstance(event, Fatal):
            _log.error("a crawl process gave up: %s", event.message)

    def begin(self, sources: Sequence[str]) -> None:
        """Note what is being crawled."""
        self._books.begin(sources)

    def settle(self, verdict: Verdict, batch: Batch) -> None:
        """Write down how a run ended and when the next is due."""
        self._books.settle(verdict, trigger=batch.trigger)
        standing = self._books.table.get(verdict.source)
        level = logging.INFO if verdict.outcome in ("ok", "stopped") else logging.WARNING
        _log.log(level, "%s", closing(verdict, standing))

    def _fire(self, source: str) -> None:
        """A source's own schedule says now."""
        for busy in self.crew.ask([source], trigger="schedule"):
            _log.warning("%s: still being crawled, so this turn is left out", busy)

    def _tick(self) -> None:
        """Ask for adaptive sources that are due, and for what was stopped halfway."""
        moment = now()
        table = self._books.table.values()
        ready = [one for one in table if one.adaptive or one.reason == STOPPED]
        self.crew.ask([one.source for one in ready if one.is_due(moment)], trigger="schedule")

    def _catch_up(self) -> None:
        """What fell due while no daemon ran is crawled once, however often it was missed."""
        moment = now()
        missed = [one.source for one in self._books.table.values() if one.is_due(moment)]
        visited = {name for name, state in self._books.states.items() if state.last_run_at}
        self.crew.ask([name for name in missed if name in visited], trigger="catch-up")
        self.crew.ask([name for name in missed if name not in visited], trigger="schedule")

    async def _beat(self) -> None:
        """Watch the disk, and tell systemd that the loop turns and the database answers."""
        limit = watchdog_seconds()
        pulse = PULSE_S if limit is None else min(PULSE_S, limit / 3)
        while True:
            await asyncio.sleep(pulse)
            self._look_at_disk()
            if self._books.answers():
                notify("WATCHDOG=1", f"STATUS={self._status()}")

    def _look_at_disk(self) -> None:
        try:
            line = self._disk.look()
        except OSError as error:
            _log.error("the free space cannot be told: %s", error.strerror)
            return
        if line is None:
            return
        _log.log(logging.ERROR if self._disk.low else logging.INFO, "%s", line)
        if self._disk.low:
            self.crew.pause()
        else:
            self.crew.resume()

    def _status(self) -> str:
        if self._disk.low:
            return "paused: the disk is nearly full"
        running = ", ".join(sorted(self.crew.running)[:5])
        return f"crawling {running}" if running else next_run(self._books.table, now=now())
