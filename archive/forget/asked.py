"""Finds all that has to go when an address is to be forgotten; reads only."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.errors import CaptureMissing, UsageError
from archive.folder import WARCS
from archive.model import Locator
from archive.places import place
from archive.urls import canonical
from archive.warc.read import response_at

# A prefix that ends before (an empty variable of a shell) would mean other sites too, or all.
_WITH_HOST = re.compile(r"https?://[^/\s]+/")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be forgotten: addresses, or with `prefix` all that begin with them.

    `listings` takes the feeds and front pages along that name what is forgotten.
    """

    urls: tuple[str, ...]
    prefix: bool = False
    listings: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """All that goes. `stories` are (headline, address); `named` counts captures by kind.

    `addresses` lead to what is forgotten; listings are not among them.
    """

    records: tuple[str, ...]
    addresses: tuple[str, ...]
    stories: tuple[tuple[str, str], ...]
    named: dict[str, int]
    comments: int
    bytes: int
    listings: int = 0


def choose(
    connection: sqlite3.Connection,
    folder: Path,
    asked: Asked,
    beat: Callable[[], None] = lambda: None,
) -> Chosen:
    """What forgetting `asked` means: whole stories, with redirects, comment pages, all addresses.

    Raises UsageError when nothing is kept at an address, or a prefix names no whole host.
    """
    _prepare(connection)
    for url in asked.urls:
        if asked.prefix and not _WITH_HOST.match(url):
            raise UsageError(
                f"--prefix {url!r}: name the whole host and the slash after it, as in"
                " https://paper.example/"
            )
        if not _take(connection, url, prefix=asked.prefix):
            raise UsageError(f"{url}: nothing is kept of this address")
    _complete(connection)
    addresses = _strings(connection, "SELECT url FROM going_addresses ORDER BY url")
    listings = 0
    if asked.listings:
        listings = _take_listings(connection, folder, addresses, beat)
    return Chosen(
        records=tuple(_strings(connection, "SELECT record_id FROM going ORDER BY record_id")),
        addresses=tuple(addresses),
        stories=tuple(
            (row["headline"], row["url"])
            for row in connection.execute(
                "SELECT headline, url FROM stories WHERE id IN (SELECT id FROM going_stories)"
                " ORDER BY published, id"
            )
        ),
        named=dict(
            connection.execute(
                "SELECT kind, count(*) FROM captures JOIN going USING (record_id)"
                " GROUP BY kind ORDER BY kind"
            ).fetchall()
        ),
        comments=connection.execute(
            "SELECT count(*) FROM comments WHERE story IN (SELECT id FROM going_stories)"
        ).fetchone()[0],
        bytes=connection.execute(
            "SELECT coalesce(sum(length), 0) FROM captures JOIN going USING (record_id)"
        ).fetchone()[0],
        listings=listings,
    )


def _prepare(connection: sqlite3.Connection) -> None:
    for sql in (
        "CREATE TEMP TABLE IF NOT EXISTS going (record_id TEXT PRIMARY KEY)",
        "CREATE TEMP TABLE IF NOT EXISTS going_stories (id INTEGER PRIMARY KEY)",
        "CREATE TEMP TABLE IF NOT EXISTS going_addresses (url TEXT PRIMARY KEY)",
        "DELETE FROM going",
        "DELETE FROM going_stories",
        "DELETE FROM going_addresses",
    ):
        connection.execute(sql)


def _take(connection: sqlite3.Connection, url: str, *, prefix: bool) -> int:
    """Take what is kept at an address; how many captures and stories that is."""
    if prefix:
        where, values = "url >= ?1 AND url < ?1 || char(1114111)", [(url,)]
    else:
        where, values = "url = ?1", [(one,) for one in dict.fromkeys((url, canonical(url)))]
    for value in values:
        connection.execute(
            # nothing but names and conditions of ours is put in
            f"INSERT OR IGNORE INTO going SELECT record_id FROM captures WHERE {where}",  # noqa: S608
            value,
        )
        connection.execute(
            # nothing but names and conditions of ours is put in
            f"INSERT OR IGNORE INTO going_stories SELECT id FROM stories WHERE {where}"  # noqa: S608
            f" UNION SELECT story FROM addresses WHERE story IS NOT NULL AND {where}",
            value,
        )
        connection.execute(
            # nothing but names and conditions of ours is put in
            f"INSERT OR IGNORE INTO going_addresses SELECT url FROM addresses WHERE {where}",  # noqa: S608
            value,
        )
    connection.execute("DELETE FROM going WHERE record_id IN (SELECT record_id FROM tombstones)")
    found = connection.execute(
        "SELECT (SELECT count(*) FROM going) + (SELECT count(*) FROM going_stories)"
    ).fetchone()
    return int(found[0])


def _complete(connection: sqlite3.Connection) -> None:
    """Stories of these captures, all captures of these stories, all addresses of both."""
    before, size = -1, _size(connection)
    while size > before:
        _grow(connection)
        before, size = size, _size(connection)


def _size(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM going").fetchone()[0])


def _grow(connection: sqlite3.Connection) -> None:
    for sql in (
        "INSERT OR IGNORE INTO going_stories SELECT story FROM captures JOIN going USING"
        " (record_id) WHERE story IS NOT NULL",
        "INSERT OR IGNORE INTO going SELECT record_id FROM captures"
        " WHERE story IN (SELECT id FROM going_stories)",
        "INSERT OR IGNORE INTO going_addresses SELECT url FROM stories"
        " WHERE id IN (SELECT id FROM going_stories)",
        "INSERT OR IGNORE INTO going_addresses SELECT url FROM addresses"
        " WHERE story IN (SELECT id FROM going_stories)",
        "INSERT OR IGNORE INTO going_addresses SELECT url FROM captures JOIN going USING"
        " (record_id) WHERE kind NOT IN ('feed', 'front', 'sitemap', 'robots')",
        # pages without a story that were fetched at the same addresses
        "INSERT OR IGNORE INTO going SELECT record_id FROM captures"
        " WHERE url IN (SELECT url FROM going_addresses)",
        # answers of 304 at an address whose own page goes
        "INSERT OR IGNORE INTO going SELECT v.record_id FROM captures AS v"
        " JOIN captures AS o ON o.record_id = v.original AND o.url = v.url"
        " WHERE v.profile = 'server-not-modified' AND o.record_id IN (SELECT record_id FROM going)",
        "DELETE FROM going WHERE record_id IN (SELECT record_id FROM tombstones)",
        "DELETE FROM going_addresses WHERE url IN"
        " (SELECT url FROM addresses WHERE kind IN ('feed', 'front', 'sitemap', 'robots'))",
    ):
        connection.execute(sql)


def _take_listings(
    connection: sqlite3.Connection, folder: Path, addresses: Sequence[str], beat: Callable[[], None]
) -> int:
    """Take the listings in whose bytes one of the addresses stands, or its path."""
    marks = [url.encode() for url in addresses]
    marks += [b"/" + url.split("/", 3)[3].encode() for url in addresses if url.count("/") > 3]
    marks = [mark for mark in marks if len(mark) > 8]
    before = _size(connection)
    for record, at in _listings(connection):
        beat()
        try:
            body = response_at(folder / WARCS, at).body
        except CaptureMissing:
            continue
        if any(mark in body for mark in marks):
            connection.execute(
                "INSERT OR IGNORE INTO going SELECT record_id FROM captures"
                " WHERE record_id = ?1 OR original = ?1",
                (record,),
            )
    return _size(connection) - before


def _listings(connection: sqlite3.Connection) -> Iterator[tuple[str, Locator]]:
    rows = connection.execute(
        "SELECT record_id, warc, offset, length FROM captures WHERE profile IS NULL"
        " AND warc IS NOT NULL AND size > 0 AND kind IN ('feed', 'front', 'sitemap')"
        " ORDER BY warc, offset"
    )
    for row in rows.fetchall():
        if (at := place(row)) is not None:
            yield row["record_id"], at


def _strings(connection: sqlite3.Connection, sql: str) -> list[str]:
    return [str(row[0]) for row in connection.execute(sql)]
