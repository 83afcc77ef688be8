"""Stands in for Datasette until the archive's database is there."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from archive import db, times
from archive.browse import rendering
from archive.browse.answering import is_archive
from archive.browse.headers import OURS, App, Message, Receive, Scope, Send, secured
from archive.browse.page import Page

_POLICY = (b"content-security-policy", OURS.encode())


class WaitingRoom:
    """An ASGI application: a page that says what to do, then, once there is one, the archive's.

    `build` makes the archive's application; it is called when `path` has our tables, and again
    when another file has taken its place (a rebuild, a backup put back): connections to the old
    file would go on reading what is no longer there.
    """

    def __init__(self, path: Path, build: Callable[[], App]) -> None:
        self._path = path
        self._build = build
        self._app: App | None = None
        self._identity: tuple[int, int] | None = None
        self._waiting = secured(_waiting)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self._look()
        await (self._app or self._waiting)(scope, receive, send)

    def _look(self) -> None:
        identity = _identity(self._path)
        if self._app is not None and identity == self._identity:
            return
        self._app = None
        if identity is not None and is_archive_file(self._path):
            self._app, self._identity = self._build(), identity


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file is at `path`, whatever is written into it; None for none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def is_archive_file(path: Path) -> bool:
    """Whether `path` is a database with an archive's tables, as far as can be told now."""
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(db.reading_uri(path.resolve()), uri=True)) as conn:
            return is_archive(conn)
    except sqlite3.Error:
        return False


async def _waiting(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] != "http":
        return
    path = scope["path"]
    if path == rendering.style_path():
        await _send(send, 200, "text/css; charset=utf-8", rendering.static(rendering.STYLE))
    elif path.endswith("/icon.svg"):
        await _send(send, 200, "image/svg+xml", rendering.static(rendering.ICON))
    else:
        page = Page("waiting.html", status=503, refresh=3)
        html = rendering.render(page, link=str, now=times.now(), tables=None)
        await _send(send, page.status, page.content_type, html.encode())


async def _send(send: Send, status: int, content_type: str, body: bytes) -> None:
    headers = [
        (b"content-type", content_type.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        _POLICY,
    ]
    start: Message = {"type": "http.response.start", "status": status, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": body})
