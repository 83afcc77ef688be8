"""Processes that are started together and stopped together."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from pathlib import Path

from archive.errors import StorageError
from scheduler.children import environment, leave_with_parent

GRACE_S = 60.0  # a daemon lets its crawls finish what is in flight


class Household:
    """Children of this process, each in a session of its own: a Ctrl-C reaches us alone."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._members: dict[str, Process] = {}

    async def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        cwd: Path,
        heard: bool = False,
        logged: bool = False,
    ) -> Process:
        """Start a process. `heard`: its output is ours to read; `logged`: into `NAME.log`.

        Its standard input is a pipe that closes when this process dies.
        """
        log = _open_log(self._logs / f"{name}.log") if logged else None
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=PIPE,
                stdout=PIPE if heard else (log or None),
                stderr=log or None,
                cwd=cwd,
                env=environment(),
                start_new_session=True,
                preexec_fn=leave_with_parent,
            )
        finally:
            if log is not None:
                os.close(log)
        self._members[name] = process
        return process

    async def first_to_leave(self) -> tuple[str, int]:
        """Wait until one of them ends by itself; its name and its exit code."""
        waits = {asyncio.create_task(p.wait()): name for name, p in self._members.items()}
        try:
            done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waits:
                task.cancel()
        first = done.pop()
        return waits[first], first.result()

    async def stop(self) -> None:
        """Stop them one after the other, the last that was started first."""
        for process in reversed(list(self._members.values())):
            _signal(process, signal.SIGTERM)
            if process.stdin is not None:
                process.stdin.close()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), GRACE_S)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
        self._members.clear()

    def hurry(self) -> None:
        """Ask all of them again."""
        for process in self._members.values():
            _signal(process, signal.SIGTERM)


def _signal(process: Process, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(number)


def _open_log(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StorageError(f"{path}: cannot be written: {error.strerror}") from error
