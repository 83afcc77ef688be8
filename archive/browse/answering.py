"""Answers a request for one of our pages: finds the database, asks, renders, adds headers."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from datasette import Response
from datasette.utils import sqlite_timelimit

from archive import times
from archive.browse import headers, rendering
from archive.browse.page import (
    Answer,
    Document,
    Download,
    Page,
    Query,
    Reader,
    Redirect,
    missing,
)
from archive.errors import BackIssueError

View = Callable[[Any, Any], Awaitable[Response]]
_OUR_TABLES = {"sources", "runs", "captures", "stories", "revisions", "sections", "comments"}


def is_archive(conn: sqlite3.Connection) -> bool:
    """Whether the database has an archive's tables."""
    names = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {row[0] for row in names} >= _OUR_TABLES


async def find_archive(datasette: Any) -> Any | None:
    """The first of Datasette's databases that is an archive, or None."""
    for database in list(datasette.databases.values()):
        if database.path and await database.execute_fn(is_archive):
            return database
    return None


def view(reader: Reader) -> View:
    """A Datasette view that answers with what `reader` reads."""

    async def answered(request: Any, datasette: Any) -> Response:
        now = times.now()
        database = await find_archive(datasette)
        answer: Answer
        if database is None:
            answer = Page("waiting.html", status=503, refresh=5)
        else:
            answer = await _asked(reader, _query(request, datasette, database, now), database)
        return _response(answer, datasette, database, now)

    return answered


async def lost(datasette: Any, request: Any) -> Response | None:
    """Our page for an address that leads nowhere, if Datasette serves an archive."""
    database = await find_archive(datasette)
    if database is None or request.path.endswith(".json"):
        return None
    page = missing("No page of this archive is at this address.")
    return _response(page, datasette, database, times.now())


def _query(request: Any, datasette: Any, database: Any, now: datetime) -> Query:
    values = {name: request.args.get(name) for name in request.args}
    home = f"{request.scheme}://{request.host}{datasette.urls.path('/')}".rstrip("/")
    folder = Path(database.path).resolve().parent
    return Query(request.url_vars, values, folder, now, home)


async def _asked(reader: Reader, query: Query, database: Any) -> Answer:
    limit_ms = database.ds.setting("sql_time_limit_ms")

    def ask(conn: sqlite3.Connection) -> Answer:
        with sqlite_timelimit(conn, limit_ms):
            conn.execute("BEGIN")  # one moment of the archive, whatever the crawl writes meanwhile
            try:
                return reader(conn, query)
            finally:
                conn.rollback()

    try:
        answer: Answer = await database.execute_fn(ask)
    except sqlite3.Error as error:
        return Page("failed.html", {"why": _in_words(error)}, status=503)
    except BackIssueError as error:
        return Page("failed.html", {"why": str(error)}, status=500)
    return answer


def _in_words(error: sqlite3.Error) -> str:
    said = str(error)
    if "interrupted" in said:
        return "This question took too long. A narrower one (a source, fewer days) is faster."
    if "locked" in said or "busy" in said:
        return "The archive is busy just now. Try again in a moment."
    return f"The archive's database cannot be read: {said}."


def _response(answer: Answer, datasette: Any, database: Any | None, now: datetime) -> Response:
    if isinstance(answer, Redirect):
        return Response.redirect(datasette.urls.path(answer.path))
    policy = {"content-security-policy": headers.OURS}
    if isinstance(answer, Document):
        lasting = "public, max-age=31536000, immutable" if answer.lasting else "no-cache"
        return Response(
            answer.body,
            headers=policy | {"cache-control": lasting},
            content_type=answer.content_type,
        )
    if isinstance(answer, Download):
        return _download(answer)
    tables = datasette.urls.database(database.name) if database is not None else None
    html = rendering.render(answer, link=datasette.urls.path, now=now, tables=tables)
    return Response(
        html.encode("utf-8", "replace"),  # a lone surrogate of some page must not break ours
        status=answer.status,
        headers=policy | {"cache-control": "no-cache"},
        content_type=answer.content_type,
    )


def _download(answer: Download) -> Response:
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", answer.name)[:80] or "capture"
    return Response(
        answer.body,
        headers={
            "content-security-policy": headers.RAW,
            "content-disposition": f'attachment; filename="{name}"',
            "cache-control": "private, max-age=86400",
        },
        content_type="application/octet-stream",
    )
