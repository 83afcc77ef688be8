"""`backissue run`: newspaper, daemon and browse pages as processes that live and die together."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
from asyncio.subprocess import Process
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive import db
from archive.config.model import Browse
from archive.errors import ArchiveInUse, BackIssueError
from archive.folder import CONFIG, LOGS
from scheduler.children import module_command
from scheduler.demo import newspaper_address, write_configuration
from scheduler.household import Household

_ADDRESS = re.compile(rb"https?://[^\s]+")
_START_S = 60.0  # a slow machine, everything imported for the first time


@dataclass(frozen=True, slots=True)
class Show:
    """What is to be shown: an archive's folder, and whether the newspaper is to be its source."""

    folder: Path
    newspaper: bool
    browse: Browse
    port: int | None = None  # None: the configured one, or any free one when that is taken
    open_browser: bool = False


async def show(wanted: Show, *, say: Callable[[str], None]) -> None:
    """Start everything, tell the address, and stop everything on SIGINT or SIGTERM.

    Raises BackIssueError when a part cannot start, or ends by itself.
    """
    household = Household(wanted.folder / LOGS)
    stop = _stop_on_signals(household)
    try:
        starting = asyncio.create_task(_start(household, wanted, say))
        if not await _unless(stop, starting):
            return
        leaving = asyncio.create_task(household.first_to_leave())
        if await _unless(stop, leaving):
            name, code = leaving.result()
            kind = ArchiveInUse if code == ArchiveInUse.exit_code else BackIssueError
            raise kind(
                f"the {name} process has ended by itself (code {code}); what it said is above "
                f"or in {wanted.folder / LOGS}"
            )
        say("stopping")
    finally:
        await household.stop()


async def _start(household: Household, wanted: Show, say: Callable[[str], None]) -> None:
    folder = wanted.folder
    folder.mkdir(parents=True, exist_ok=True)
    if wanted.newspaper:
        url = await _start_newspaper(household, folder)
        write_configuration(folder / CONFIG, url)
        say(f"A made-up newspaper is served at {url}")
    at_folder = ("-C", str(folder))
    daemon = await household.start(
        "daemon", module_command("scheduler.cli", *at_folder, "daemon"), cwd=folder
    )
    await _until_there(folder / db.NAME, daemon)
    browse = await household.start(
        "browse",
        module_command("scheduler.cli", *at_folder, "browse", *_browse_options(wanted)),
        cwd=folder,
        heard=True,
        logged=True,
    )
    match = _ADDRESS.search(await _first_line(browse, "browse", folder))
    if match is None:
        raise BackIssueError(f"the browse pages cannot be served: {folder / LOGS / 'browse.log'}")
    say(f"Open {match[0].decode()} in a browser. Ctrl-C stops everything.")


async def _until_there(path: Path, maker: Process) -> None:
    """Wait until a file is there, or its maker is gone or slow: browsing copes with none."""
    for _ in range(200):
        if path.exists() or maker.returncode is not None:
            return
        await asyncio.sleep(0.05)


async def _start_newspaper(household: Household, folder: Path) -> str:
    """Serve the newspaper, at its address of last time when that is free."""
    state = folder / "newspaper.json"
    for _ in range(2):
        command = module_command(
            "scheduler.newspaper", "--state", str(state), "--port", "0", "--until-eof"
        )
        paper = await household.start("newspaper", command, cwd=folder, heard=True, logged=True)
        url = newspaper_address(await _first_line(paper, "newspaper", folder))
        if url is not None:
            return url
        state.unlink(missing_ok=True)  # its port is taken: another will do
    raise BackIssueError(f"the newspaper cannot be served: {folder / LOGS / 'newspaper.log'}")


async def _first_line(process: Process, name: str, folder: Path) -> bytes:
    """What a process says first; empty when it ends without a word."""
    assert process.stdout is not None
    try:
        return await asyncio.wait_for(process.stdout.readline(), _START_S)
    except TimeoutError:
        log = folder / LOGS / f"{name}.log"
        raise BackIssueError(f"the {name} did not start within {_START_S:.0f} s: {log}") from None


async def _unless(stop: asyncio.Event, task: asyncio.Task[Any]) -> bool:
    """Whether `task` ended before `stop` was set; its error is raised."""
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({stopping, task}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        if not task.done():
            task.cancel()
    if not task.done() or task.cancelled():
        return False
    task.result()
    return True


def _stop_on_signals(household: Household) -> asyncio.Event:
    stop = asyncio.Event()

    def stopped() -> None:
        if stop.is_set():
            household.hurry()
        stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stopped)
    return stop


def _browse_options(wanted: Show) -> list[str]:
    port = wanted.port
    if port is None:
        port = wanted.browse.port if _is_free(wanted.browse.host, wanted.browse.port) else 0
    options = ["--host", wanted.browse.host, "--port", str(port)]
    return [*options, "--open"] if wanted.open_browser else options


def _is_free(host: str, port: int) -> bool:
    try:
        with socket.create_server((host, port)):
            return True
    except OSError:
        return False
