"""`backissue browse`: serves the archive's pages, read only, with Datasette."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import time
import webbrowser

import click

from archive.config.model import Browse
from archive.errors import UsageError
from scheduler.commands import Session


@click.command(short_help="Read the archive in the browser.")
@click.option("--host", help="Address to listen on.  [default: browse.host, 127.0.0.1]")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port.  [default: browse.port, 8001; 0: any free]"
)
@click.option("--open", "show", is_flag=True, help="Open the pages in the browser.")
@click.pass_obj
def command(session: Session, host: str | None, port: int | None, show: bool) -> None:
    """Serve the archive's pages until stopped with Ctrl-C: stories, search, sources, captures.

    \b
    Example:
      backissue browse --open
    """
    from archive.db import open_reader

    open_reader(session.folder).close()  # says in words that there is no archive yet
    settings = session.config().browse if session.config_path.exists() else Browse()
    host = host or settings.host
    port = _free_port(host, settings.port if port is None else port)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    if not _is_loopback(host):
        click.echo("Warning: everybody who can reach this machine can read it", err=True)
    click.echo(f"Browse at {address} (Ctrl-C stops)")
    if show:
        threading.Thread(target=_show, args=(host, port, address), daemon=True).start()

    from archive.browse.serve import serve

    serve(session.folder, host, port)


def _free_port(host: str, port: int) -> int:
    """`port`, or a free one for 0; raises UsageError when it cannot be listened on."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
            return int(probe.getsockname()[1])
    except OSError as error:
        raise UsageError(
            f"cannot listen on {host} port {port}: {error.strerror}; choose another with --port"
        ) from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _show(host: str, port: int, address: str) -> None:
    """Open the browser as soon as the server takes connections."""
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection((host, port), 1):
            webbrowser.open(address)
            return
        time.sleep(0.1)
