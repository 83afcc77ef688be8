"""Serves the browse pages of one archive until it is told to stop."""

from __future__ import annotations

import errno
import ipaddress
import socket
import webbrowser
from pathlib import Path

import click
import uvicorn

from archive import db
from archive.browse.headers import App
from archive.browse.instance import archive_datasette
from archive.browse.waiting import WaitingRoom
from archive.browse.web.workshop import SHARED
from archive.errors import BackIssueError, StorageError, UsageError


def serve(folder: Path, *, host: str, port: int, open_browser: bool = False) -> None:
    """Serve the archive in `folder` at `host`:`port` until SIGINT or SIGTERM; 0 is any free port.

    The archive may come later: until then a page says what to do. Raises StorageError when
    `folder` is no folder or its database is damaged, UsageError when the address is not this
    machine's or not allowed, and BackIssueError when the port is taken.
    """
    if not folder.is_dir():
        raise StorageError(f"{folder}: there is no such folder; give an archive's folder with -C")
    db.check(folder)
    with bound(host, port) as listening:
        address = _address(host, listening.getsockname()[1])
        click.echo(f"Browse the archive at {address} (Ctrl-C stops)")
        if open_browser:
            webbrowser.open(address)  # the socket listens already: the first request waits in line
        config = uvicorn.Config(
            application(folder, loopback=is_loopback(host)),
            lifespan="off",  # Datasette starts itself with the first request
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
        _Server(config).run(sockets=[listening])


class _Server(uvicorn.Server):
    """Closes the workshop at its end: after SIGTERM uvicorn leaves nothing time to be tidied up."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        SHARED.close()


def application(folder: Path, *, loopback: bool) -> App:
    """The ASGI application of the archive in `folder`, there or still to come."""
    path = folder / db.NAME
    return WaitingRoom(path, lambda: archive_datasette(path, loopback=loopback).app())


def bound(host: str, port: int) -> socket.socket:
    """A listening socket; raises UsageError or BackIssueError with the reason in words."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.socket(family, socket.SOCK_STREAM)
    except (OSError, OverflowError, UnicodeError) as error:
        raise UsageError(f"{host}: no address to serve at ({error})") from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except (OSError, OverflowError) as error:
        listening.close()
        raise _in_words(error, host, port) from error
    return listening


def _in_words(error: OSError | OverflowError, host: str, port: int) -> BackIssueError:
    code = error.errno if isinstance(error, OSError) else None
    if code == errno.EADDRINUSE:
        return BackIssueError(
            f"port {port} of {host} is taken by another program; choose another with --port"
        )
    if code == errno.EACCES:
        return UsageError(f"port {port} is not allowed for this user; choose one above 1023")
    why = error.strerror if isinstance(error, OSError) else error
    return UsageError(f"cannot serve at {host} port {port} ({why})")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _address(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in ("0.0.0.0", "") else host  # noqa: S104 - compared, not bound
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"
