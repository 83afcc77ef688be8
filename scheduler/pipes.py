"""A child process's pipes as whole lines, and the moment of its exit.

asyncio's stream interface does not serve here: its wait() may also wait for pipes that the
child's own children keep open.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import cast

from scheduler.messages import LONGEST_LINE

_STDOUT, _STDERR = 1, 2


class Pipes(asyncio.SubprocessProtocol):
    """Calls `on_line` and `on_log` with each line; longer ones than LONGEST_LINE are dropped."""

    def __init__(self, on_line: Callable[[bytes], None], on_log: Callable[[bytes], None]) -> None:
        self.exited = asyncio.Event()
        self._closed = asyncio.Event()
        self._open = {_STDOUT, _STDERR}
        self._readers = {_STDOUT: on_line, _STDERR: on_log}
        self._rest = {_STDOUT: b"", _STDERR: b""}
        self._skipping = {_STDOUT: False, _STDERR: False}
        self._transport: asyncio.SubprocessTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.SubprocessTransport, transport)

    def write(self, line: bytes) -> None:
        """Give the child a line; nothing happens when it has gone."""
        pipe = self._transport.get_pipe_transport(0) if self._transport else None
        if pipe is not None:
            cast(asyncio.WriteTransport, pipe).write(line)

    async def drained(self, timeout: float = 2.0) -> None:
        """Wait until all that was written has been read."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._closed.wait(), timeout)

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        lines = (self._rest[fd] + data).split(b"\n")
        self._rest[fd] = lines.pop()
        for line in lines:
            if self._skipping[fd]:
                self._skipping[fd] = False
            else:
                self._readers[fd](line)
        if len(self._rest[fd]) > LONGEST_LINE:
            self._rest[fd] = b""
            self._skipping[fd] = True

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        self._open.discard(fd)
        if fd in self._rest and self._rest[fd] and not self._skipping[fd]:
            self._readers[fd](self._rest[fd])
            self._rest[fd] = b""
        if not self._open:
            self._closed.set()

    def process_exited(self) -> None:
        self.exited.set()
