"""Answers a request for one of our pages: finds the database, asks, renders, adds headers."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

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
    Stream,
    missing,
)
from archive.errors import BackIssueError

View = Callable[..., Awaitable[Response | None]]
T = TypeVar("T")
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


@dataclass(frozen=True, slots=True)
class Asking:
    """A request that may ask the tables more than once; `datasette` and `database` are its."""

    query: Query
    datasette: Any
    database: Any

    async def ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """What `question` reads, in one moment of the archive; raises sqlite3.Error."""
        limit_ms = self.datasette.setting("sql_time_limit_ms")

        def asked(conn: sqlite3.Connection) -> T:
            with sqlite_timelimit(conn, limit_ms):
                conn.execute("BEGIN")  # whatever the crawl writes meanwhile
                try:
                    return question(conn)
                finally:
                    conn.rollback()

        found: T = await self.database.execute_fn(asked)
        return found


def view(reader: Reader) -> View:
    """A Datasette view that answers with what `reader` reads."""
    return conversation(lambda asking: asking.ask(lambda conn: reader(conn, asking.query)))


def conversation(teller: Callable[[Asking], Awaitable[Answer]]) -> View:
    """A Datasette view that answers with what `teller` finds out."""

    async def answered(request: Any, datasette: Any, send: Any) -> Response | None:
        now = times.now()
        database = await find_archive(datasette)
        answer: Answer
        if database is None:
            answer = Page("waiting.html", status=503, refresh=5)
        else:
            asking = Asking(_query(request, datasette, database, now), datasette, database)
            answer = await _told(teller, asking)
        if isinstance(answer, Stream):
            await _stream(answer, send, with_body=request.method != "HEAD")
            return None
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
    return Query(
        request.url_vars,
        values,
        folder,
        now,
        home,
        here=request.path,
        question=request.query_string,
        headers=request.headers,
    )


async def _told(teller: Callable[[Asking], Awaitable[Answer]], asking: Asking) -> Answer:
    try:
        return await teller(asking)
    except sqlite3.Error as error:
        return Page("failed.html", {"why": _in_words(error)}, status=503)
    except BackIssueError as error:
        return Page("failed.html", {"why": str(error)}, status=500)


async def _stream(answer: Stream, send: Any, *, with_body: bool) -> None:
    """Send `answer`; what fails midway breaks the connection off, so that nobody takes it whole."""
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in answer.headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    while with_body:
        piece = await asyncio.to_thread(next, answer.pieces, None)
        if piece is None:
            break
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _in_words(error: sqlite3.Error) -> str:
    said = str(error)
    if "interrupted" in said:
        return "This question took too long. A narrower one (a source, fewer days) is faster."
    if "locked" in said or "busy" in said:
        return "The archive is busy just now. Try again in a moment."
    return f"The archive's database cannot be read: {said}."


def _response(
    answer: Page | Download | Redirect | Document,
    datasette: Any,
    database: Any | None,
    now: datetime,
) -> Response:
    if isinstance(answer, Redirect):
        return Response.redirect(datasette.urls.path(answer.path), headers=dict(answer.headers))
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
        headers=policy | {"cache-control": "no-cache"} | dict(answer.headers),
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
