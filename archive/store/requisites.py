"""Which page requisites are known, due, or still to be fetched."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from archive.model import Kind
from archive.store.addresses import Known
from archive.times import stamp

_MANY = 500  # addresses in one question
_REFUSED = timedelta(days=30)


def expect(
    connection: sqlite3.Connection, source: str, urls: Sequence[str], now: datetime
) -> Sequence[Known]:
    """Remember that pages need `urls`; those that are to be fetched now, in the same order.

    They stay remembered until they are, so that a run that stops first loses none. Addresses that
    are known as something else (a story, a feed) are left to that.
    """
    at = stamp(now)
    connection.executemany(
        "INSERT INTO addresses (url, source, kind, first_seen, next_check) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (url) DO NOTHING",
        [(url, source, Kind.REQUISITE, at, at) for url in urls],
    )
    due = {one.url: one for one in _known(connection, urls, at)}
    return [due[url] for url in urls if url in due]


def waiting(connection: sqlite3.Connection, source: str) -> Sequence[Known]:
    """The requisites of a source that no run came to yet, those found first before others."""
    rows = connection.execute(
        "SELECT * FROM addresses WHERE source = ? AND kind = ? AND last_checked IS NULL"
        " ORDER BY first_seen, url",
        (source, Kind.REQUISITE),
    )
    return [_one(row) for row in rows]


def put_off(
    connection: sqlite3.Connection, url: str, now: datetime, *, outcome: str = "refused"
) -> None:
    """Remember that a requisite cannot be asked for (robots.txt, a private address): for a month.

    Nothing was sent, so there is no capture that would tell. One that was fetched before stays as
    it is known.
    """
    connection.execute(
        "UPDATE addresses SET last_checked = ?, next_check = ?, outcome = ?"
        " WHERE url = ? AND kind = ? AND checks = 0",
        (stamp(now), stamp(now + _REFUSED), outcome, url, Kind.REQUISITE),
    )


def _known(connection: sqlite3.Connection, urls: Sequence[str], at: str) -> Iterator[Known]:
    left = iter(urls)
    while some := list(islice(left, _MANY)):
        marks = ", ".join("?" * len(some))
        rows = connection.execute(
            f"SELECT * FROM addresses WHERE url IN ({marks}) AND kind = ? AND next_check <= ?",  # noqa: S608 - question marks
            (*some, Kind.REQUISITE, at),
        )
        yield from map(_one, rows)


def _one(row: sqlite3.Row) -> Known:
    return Known(
        url=row["url"],
        kind=Kind.REQUISITE,
        etag=row["etag"],
        last_modified=row["last_modified"],
        is_story=False,
        due=True,
        gone=False,
        outcome=row["outcome"],
        leads_to=None,
    )
