"""One worker process: started, watched, stopped, and judged by its records alone.

The exit code says nothing: a Scrapy process that gets a second SIGTERM leaves with 0 and no
result. A source whose `finished` record never came has crashed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from scheduler.children import environment, module_command
from scheduler.interval import spoken
from scheduler.messages import Beat, Event, Fatal, Finished, Job, Started, read_event
from scheduler.pipes import Pipes
from scheduler.terminal import one_line

WORKER = module_command("spiders")
_log = logging.getLogger("backissue.worker")


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. A request may take 30 and is waited for; systemd's TimeoutStopSec is 90."""

    stall: float = 30.0  # without a line from the worker
    grace: float = 40.0  # to finish what is in flight, once asked to stop
    hurry: float = 5.0  # after each signal
    deadline: float = 65 * 60.0  # a whole batch


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a source fared: `ok`, `partly`, `failed`, `stopped` or `crashed`."""

    source: str
    run: str | None
    outcome: str
    reason: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    wait_s: float | None = None


class Worker:
    """A process that crawls a batch. `on_verdict` is called once for each source of the job."""

    def __init__(
        self,
        job: Job,
        *,
        on_event: Callable[[Event], None],
        on_verdict: Callable[[Verdict], None],
        patience: Patience,
        command: Sequence[str] = WORKER,
        keep_open: Sequence[int] = (),
    ) -> None:
        self.job = job
        self.fatal: Fatal | None = None
        self._on_event = on_event
        self._on_verdict = on_verdict
        self._patience = patience
        self._command = command
        self._keep_open = keep_open
        self._runs: dict[str, str] = {}
        self._judged: set[str] = set()
        self._last_words = ""
        self._ended_because: str | None = None  # we stopped it, and why
        self._asked_to_stop = False
        self._has_beaten = False
        self._step = 0  # how far the escalation has come
        self._timer: asyncio.TimerHandle | None = None
        self._transport: asyncio.SubprocessTransport | None = None
        self._sign_of_life = 0.0

    async def run(self) -> None:
        """Start the process, see it to its end, and judge all its sources."""
        loop = asyncio.get_running_loop()
        pipes = Pipes(self._told, self._logged)
        try:
            self._transport, _ = await loop.subprocess_exec(
                lambda: pipes,
                *self._command,
                start_new_session=True,
                pass_fds=tuple(self._keep_open),
                cwd=self.job.folder,
                env=environment(),
            )
        except OSError as error:
            self._judge(f"no crawl process could be started: {error.strerror}")
            return
        self._sign_of_life = loop.time()
        watch = asyncio.create_task(self._watch())
        try:
            pipes.write(self.job.line())
            if self._asked_to_stop:
                self._escalate(1)
            await pipes.exited.wait()
        finally:
            watch.cancel()
            if self._timer is not None:
                self._timer.cancel()
            self._kill_group()  # parser processes that outlived it, and held its pipes open
            await pipes.drained()
            self._transport.close()
        self._judge(self._cause(self._transport.get_returncode()))

    def drain(self) -> None:
        """Ask it to finish what is in flight; it is made to leave when its grace is over."""
        self._asked_to_stop = True
        if self._step == 0 and self._transport is not None:
            self._escalate(1)

    def hurry(self) -> None:
        """Make it leave within seconds; what is in flight is lost."""
        self._asked_to_stop = True
        if self._step <= 1 and self._transport is not None:
            self._ended_because = self._ended_because or "was ended before it was done"
            self._escalate(2)

    def _escalate(self, step: int) -> None:
        """Closed stdin, SIGTERM, SIGTERM again (Scrapy leaves unclean on the second), SIGKILL."""
        self._step = step
        if self._timer is not None:
            self._timer.cancel()
        if step == 1:
            self._close_stdin_when_heard()
        elif step in (2, 3):
            self._signal(signal.SIGTERM)
        else:
            self._kill_group()
            return
        patience = self._patience.grace if step == 1 else self._patience.hurry
        if step == 1 and self._ended_because is None:
            late = f"did not stop within {spoken_seconds(patience)} and was ended"
        else:
            late = None
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(patience, self._too_late, step + 1, late)

    def _too_late(self, step: int, why: str | None) -> None:
        self._ended_because = self._ended_because or why
        self._escalate(step)

    async def _watch(self) -> None:
        """End the process when it gives no sign of life, or takes too long."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        tick = min(1.0, self._patience.stall / 4)
        while True:
            before = loop.time()
            await asyncio.sleep(tick)
            lag = loop.time() - before - tick
            if lag > tick:  # this process was held up, and so could not hear
                self._sign_of_life += lag
            if loop.time() - self._sign_of_life > self._patience.stall and self._step < 2:
                silence = spoken_seconds(self._patience.stall)
                self._ended_because = f"gave no sign of life for {silence} and was ended"
                self._escalate(2)
            elif loop.time() - began > self._patience.deadline and self._step == 0:
                limit = spoken_seconds(self._patience.deadline)
                self._ended_because = f"took longer than {limit} and was stopped"
                self._escalate(1)

    def _told(self, line: bytes) -> None:
        event = read_event(line)
        self._sign_of_life = asyncio.get_running_loop().time()
        if event is None:
            _log.warning("a crawl process said something odd: %s", one_line(repr(line), 200))
            return
        if isinstance(event, Started):
            self._runs[event.source] = event.run
        elif isinstance(event, Fatal):
            self.fatal = event
        if isinstance(event, Beat):
            self._has_beaten = True
            if self._step == 1:
                self._close_stdin()
        else:
            self._on_event(event)
        if isinstance(event, Finished):
            self._believe(event)

    def _logged(self, line: bytes) -> None:
        words = one_line(line.decode("utf-8", "replace"), 2000)
        if words:
            self._last_words = words
            _log.info("%s", words)

    def _believe(self, event: Finished) -> None:
        """Settle a source by its record. Stopped for its slowness is not stopped by a person."""
        outcome, reason = event.outcome, event.reason
        if outcome == "stopped" and self._ended_because is not None and not self._asked_to_stop:
            outcome, reason = "partly", f"the crawl process {self._ended_because}"
        run = event.run or self._runs.get(event.source)
        self._settle(Verdict(event.source, run, outcome, reason, event.counts, event.wait_s))
        if self._step == 0 and self._judged.issuperset(self.job.sources):
            self._escalate(1)  # nothing is left to do: it leaves by itself, or is made to

    def _settle(self, verdict: Verdict) -> None:
        if verdict.source in self.job.sources and verdict.source not in self._judged:
            self._judged.add(verdict.source)
            self._on_verdict(verdict)

    def _judge(self, cause: str) -> None:
        """Settle every source that left no record of its end."""
        for source in self.job.sources:
            run = self._runs.get(source)
            if run is None and self._asked_to_stop and self.fatal is None:
                self._settle(Verdict(source, None, "stopped", "stopped before its turn came"))
            else:
                self._settle(Verdict(source, run, "crashed", cause))

    def _cause(self, code: int | None) -> str:
        """Why the process ended without saying so, in words."""
        if self.fatal is not None:
            return self.fatal.message
        if self._ended_because is not None:
            return f"the crawl process {self._ended_because}"
        if code is not None and code < 0:
            hint = " (out of memory?)" if -code == signal.SIGKILL else ""
            return f"the crawl process was ended by signal {-code}{hint}"
        said = f": {one_line(self._last_words, 200)}" if code and self._last_words else ""
        return f"the crawl process ended with code {code} and no result{said}"

    def _close_stdin_when_heard(self) -> None:
        """Close it now, or with the first beat: Scrapy forgets a stop from before its start."""
        if self._has_beaten:
            self._close_stdin()

    def _close_stdin(self) -> None:
        pipe = self._transport.get_pipe_transport(0) if self._transport else None
        if pipe is not None:
            pipe.close()

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            assert self._transport is not None
            self._transport.send_signal(number)

    def _kill_group(self) -> None:
        # its session is its own, so the group's number is its process's
        with contextlib.suppress(ProcessLookupError, PermissionError):
            assert self._transport is not None
            os.killpg(self._transport.get_pid(), signal.SIGKILL)


def spoken_seconds(seconds: float) -> str:
    """`0.5 s`, `30 s`, `1 h 5 min`."""
    return spoken(timedelta(seconds=seconds)) if seconds >= 1 else f"{seconds:g} s"
