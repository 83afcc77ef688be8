"""The live workers and the sources that wait for one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from archive.config.model import Config
from scheduler.messages import Event, Job
from scheduler.plan import Batch, Due, due, plan
from scheduler.workers import WORKER, Patience, Verdict, Worker

_log = logging.getLogger("backissue.crew")
GATHER_S = 0.1  # sources that fall due together share a worker


class Crew:
    """Hands due sources to worker processes: at most `crawl.workers`, no source and no host twice.

    `on_start` hears which sources are about to be crawled, `on_event` what workers tell,
    `on_verdict` how each source fared, once a run.
    """

    def __init__(
        self,
        config: Config,
        *,
        on_event: Callable[[Event], None],
        on_verdict: Callable[[Verdict, Batch], None],
        on_start: Callable[[Sequence[str]], None] = lambda _: None,
        patience: Patience | None = None,
        command: Sequence[str] = WORKER,
        keep_open: Sequence[int] = (),
    ) -> None:
        self.config = config
        self._on_event = on_event
        self._on_verdict = on_verdict
        self._on_start = on_start
        self._patience = patience
        self._command = command
        self._keep_open = keep_open
        self._waiting: list[Due] = []
        self._running: dict[str, Due] = {}
        self._live: dict[Worker, asyncio.Task[None]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._paused = False
        self._stopping = False
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def live(self) -> int:
        """How many worker processes there are."""
        return len(self._live)

    @property
    def running(self) -> frozenset[str]:
        """The sources that are being crawled."""
        return frozenset(self._running)

    @property
    def waiting(self) -> frozenset[str]:
        """The sources that wait for a worker, or for another source on their host."""
        return frozenset(errand.source for errand in self._waiting)

    def ask(self, names: Iterable[str], *, trigger: str, recheck: str | None = None) -> list[str]:
        """Have sources crawled as soon as may be; those that still run are left out and given back.

        Names that are not in the configuration (any more) are passed over.
        """
        busy: list[str] = []
        if self._stopping:
            return busy
        waiting = set(self.waiting)
        for name in names:
            if name in self._running:
                busy.append(name)
            elif name in self.config.sources and name not in waiting:
                errand = due(self.config.sources[name], trigger=trigger, recheck=recheck)
                self._waiting.append(errand)
        if self._waiting:
            self._idle.clear()
            self._fill_soon()
        return busy

    def pause(self) -> None:
        """Start nothing, and ask live workers to stop; what is due goes on waiting."""
        self._paused = True
        for worker in self._live:
            worker.drain()

    def resume(self) -> None:
        """Take up work again."""
        self._paused = False
        self._fill_soon()

    def drain(self) -> None:
        """Start nothing more for good, and ask live workers to stop."""
        self._stopping = True
        self._waiting.clear()
        for worker in self._live:
            worker.drain()
        self._note_idle()

    def hurry(self) -> None:
        """Make live workers leave within seconds."""
        self.drain()
        for worker in self._live:
            worker.hurry()

    async def idle(self) -> None:
        """Return when nothing runs and nothing waits."""
        await self._idle.wait()

    def _fill_soon(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(GATHER_S, self._fill)

    def _fill(self) -> None:
        self._timer = None
        if self._paused or self._stopping or not self._waiting:
            self._note_idle()
            return
        batches = plan(
            self._waiting,
            busy_sources=self._running.keys(),
            busy_hosts={host for errand in self._running.values() for host in errand.hosts},
            workers=self.config.crawl.workers - len(self._live),
        )
        for batch in batches:
            self._start(batch)

    def _start(self, batch: Batch) -> None:
        chosen = set(batch.sources)
        self._running.update((one.source, one) for one in self._waiting if one.source in chosen)
        self._waiting = [one for one in self._waiting if one.source not in chosen]
        self._on_start(batch.sources)
        worker = Worker(
            # the configuration goes along: the file may have faults by now, or be half written
            Job(
                self.config.folder,
                batch.sources,
                batch.trigger,
                batch.recheck,
                self.config.text,
            ),
            on_event=self._on_event,
            on_verdict=lambda verdict: self._settled(verdict, batch),
            patience=self._patience or _patience(self.config),
            command=self._command,
            keep_open=self._keep_open,
        )
        task = asyncio.create_task(worker.run())
        self._live[worker] = task
        task.add_done_callback(lambda done: self._left(worker, batch, done))

    def _settled(self, verdict: Verdict, batch: Batch) -> None:
        self._running.pop(verdict.source, None)
        self._on_verdict(verdict, batch)
        if self._waiting:
            self._fill_soon()

    def _left(self, worker: Worker, batch: Batch, done: asyncio.Task[None]) -> None:
        del self._live[worker]
        for name in batch.sources:  # none is left, unless watching it failed
            if name in self._running:
                self._settled(Verdict(name, None, "crashed", "was not watched to its end"), batch)
        if not done.cancelled() and (error := done.exception()) is not None:
            _log.error("watching a crawl process failed", exc_info=error)
        self._fill_soon()
        self._note_idle()

    def _note_idle(self) -> None:
        if not self._live and not self._waiting:
            self._idle.set()


def _patience(config: Config) -> Patience:
    """The limits of a worker: it closes its runs by itself after `run_minutes`."""
    usual = Patience()
    return replace(
        usual,
        grace=max(usual.grace, config.crawl.timeout_s + 10),
        deadline=config.crawl.run_minutes * 60 + 300,
    )
