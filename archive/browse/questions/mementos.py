"""Captures as mementos: the closest of an address, its neighbours, what else a host has."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from archive.browse.questions.ask import Row, first, number, rows
from archive.browse.web.address import respelled, spellings
from archive.times import parse, stamp

# What can be shown again: answers to plain requests. A HEAD or POST answers another question.
_SHOWN = (
    "method = 'GET' AND warc IS NOT NULL AND status IS NOT NULL AND NOT EXISTS"
    " (SELECT 1 FROM tombstones WHERE tombstones.record_id = captures.record_id)"
)
_GOOD = f"{_SHOWN} AND status < 400"
_COLUMNS = (
    "id, url, source, story, kind, status, captured_at, mime, size, digest, entity_digest,"
    " record_id, warc, offset, length, truncated, outcome, profile, original"
)


def second(moment: datetime) -> tuple[str, str]:
    """The bounds, as text, of stored times within the second of `moment`, whole or with fractions.

    A fraction begins with ".", which comes before the "Z" of a whole second; "[" comes after both.
    """
    begin = stamp(moment).removesuffix("Z")
    return begin, begin + "["


def closest(conn: sqlite3.Connection, url: str, moment: datetime | None) -> Row | None:
    """The capture of `url` made in the second of `moment`, else the nearest that went well.

    None of `moment` asks for the newest. The spelling of the address that is likeliest counts, of
    those that have captures; an error is shown when there is nothing but errors.
    """
    for which in (_GOOD, _SHOWN):
        for spelling in spellings(url):
            found = _exact(conn, spelling, moment) or _nearest(conn, spelling, moment, which)
            if found is not None:
                return found
    return None


def _exact(conn: sqlite3.Connection, url: str, moment: datetime | None) -> Row | None:
    if moment is None:
        return None
    sql = f"""
        SELECT {_COLUMNS} FROM captures
        WHERE url = ? AND captured_at >= ? AND captured_at < ? AND {_SHOWN}
        ORDER BY captured_at LIMIT 1
    """  # noqa: S608 - no outside text is put in
    return first(conn, sql, (url, *second(moment)))


def _nearest(conn: sqlite3.Connection, url: str, moment: datetime | None, which: str) -> Row | None:
    select = f"SELECT {_COLUMNS} FROM captures WHERE url = ? AND {which}"  # noqa: S608 - ours
    if moment is None:
        return first(conn, f"{select} ORDER BY captured_at DESC LIMIT 1", (url,))
    _, end = second(moment)
    before = first(
        conn, f"{select} AND captured_at < ? ORDER BY captured_at DESC LIMIT 1", (url, end)
    )
    after = first(conn, f"{select} AND captured_at >= ? ORDER BY captured_at LIMIT 1", (url, end))
    if before is None or after is None:
        return before or after
    earlier = moment - parse(before["captured_at"])
    return before if earlier <= parse(after["captured_at"]) - moment else after


def original(conn: sqlite3.Connection, memento: Row) -> Row | None:
    """The capture whose body a revisit shows; None when the tables do not have it."""
    sql = f"SELECT {_COLUMNS} FROM captures WHERE record_id = ?"  # noqa: S608 - text of ours
    return first(conn, sql, (memento["original"],))


def neighbours(conn: sqlite3.Connection, memento: Row) -> dict[str, str | None]:
    """Times of the `first`, `prev`, `next` and `last` memento of the same address.

    Captures within one second are one memento: their addresses here are the same.
    """
    begin, end = second(parse(memento["captured_at"]))
    sql = f"""
        SELECT (SELECT min(captured_at) FROM captures WHERE url = :url AND {_SHOWN}) AS first,
               (SELECT max(captured_at) FROM captures WHERE url = :url AND {_SHOWN}
                AND captured_at < :begin) AS prev,
               (SELECT min(captured_at) FROM captures WHERE url = :url AND {_SHOWN}
                AND captured_at >= :end) AS next,
               (SELECT max(captured_at) FROM captures WHERE url = :url AND {_SHOWN}) AS last
    """  # noqa: S608 - no outside text is put in
    return first(conn, sql, {"url": memento["url"], "begin": begin, "end": end}) or {}


def ends(conn: sqlite3.Connection, url: str) -> dict[str, str | None]:
    """Times of the `first` and `last` memento of exactly `url`."""
    sql = f"""
        SELECT min(captured_at) AS first, max(captured_at) AS last
        FROM captures WHERE url = ? AND {_SHOWN}
    """  # noqa: S608 - no outside text is put in
    return first(conn, sql, (url,)) or {}


def listed_spelling(conn: sqlite3.Connection, url: str) -> str | None:
    """The spelling of `url` that has captures to show; None when none has."""
    for spelling in spellings(url):
        sql = f"SELECT 1 FROM captures WHERE url = ? AND {_SHOWN} LIMIT 1"  # noqa: S608 - ours
        if first(conn, sql, (spelling,)):
            return spelling
    return None


def history(conn: sqlite3.Connection, url: str, since: str, size: int) -> list[Row]:
    """Up to `size` mementos of exactly `url` from the time `since` on, oldest first."""
    sql = f"""
        SELECT {_COLUMNS} FROM captures WHERE url = ? AND captured_at >= ? AND {_SHOWN}
        ORDER BY captured_at LIMIT ?
    """  # noqa: S608 - no outside text is put in
    return rows(conn, sql, (url, since, size))


def total(conn: sqlite3.Connection, url: str) -> int:
    """How many mementos exactly `url` has."""
    return number(
        conn,
        f"SELECT count(*) FROM captures WHERE url = ? AND {_SHOWN}",  # noqa: S608 - text of ours
        (url,),
    )


def known(conn: sqlite3.Connection, urls: Iterable[str]) -> set[str]:
    """Those of `urls`, as a crawl would ask them, that have something to show however spelled."""
    asked = {url: respelled(url) for url in urls}
    every = sorted({spelling for forms in asked.values() for spelling in forms})
    sql = f"""
        SELECT value FROM json_each(?)
        WHERE EXISTS (SELECT 1 FROM captures WHERE url = value AND {_GOOD})
    """  # noqa: S608 - no outside text is put in
    there = {row["value"] for row in rows(conn, sql, (json.dumps(every),))}
    return {url for url, forms in asked.items() if not there.isdisjoint(forms)}


def nearby(conn: sqlite3.Connection, url: str, size: int) -> list[str]:
    """Up to `size` archived addresses of the same host, those that are spelled most like `url`."""
    found: list[str] = []
    for spelling in spellings(url)[:6]:
        start = "/".join(spelling.split("/", 3)[:3]) + "/"
        for step in ("max", "min"):
            found += _stepped(conn, spelling, (start, start[:-1] + "0"), step, size)
    near = dict.fromkeys(found)
    return sorted(near, key=lambda other: -_alike(other, url))[:size]


def _stepped(
    conn: sqlite3.Connection, url: str, bounds: Sequence[str], step: str, size: int
) -> list[str]:
    """Different addresses before (`max`) or after (`min`) `url`, from one to the next by index."""
    beyond = "<" if step == "max" else ">"
    sql = f"""
        WITH RECURSIVE near(url) AS (
            SELECT {step}(url) FROM captures WHERE url {beyond} :url AND url >= :low AND url < :high
            UNION ALL
            SELECT (SELECT {step}(url) FROM captures
                    WHERE url {beyond} near.url AND url >= :low AND url < :high)
            FROM near WHERE near.url IS NOT NULL
        )
        SELECT url FROM near WHERE url IS NOT NULL LIMIT :size
    """  # noqa: S608 - the words put in are this function's own
    values = {"url": url, "low": bounds[0], "high": bounds[1], "size": size}
    return [row["url"] for row in rows(conn, sql, values)]


def _alike(one: str, other: str) -> int:
    """How many characters two addresses have in common at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def forgotten_at(conn: sqlite3.Connection, url: str, moment: datetime) -> Row | None:
    """The tombstone of what was captured of `url` in the second of `moment`."""
    for spelling in spellings(url):
        sql = "SELECT * FROM tombstones WHERE url = ? AND captured_at >= ? AND captured_at < ?"
        if found := first(conn, sql, (spelling, *second(moment))):
            return found
    return None


def forgotten(conn: sqlite3.Connection, url: str, record_id: str | None) -> Row | None:
    """The tombstone of a record, or, with no record to ask for, the newest of the address."""
    if record_id is not None:
        return first(conn, "SELECT * FROM tombstones WHERE record_id = ?", (record_id,))
    for spelling in spellings(url):
        sql = "SELECT * FROM tombstones WHERE url = ? ORDER BY forgotten_at DESC LIMIT 1"
        if found := first(conn, sql, (spelling,)):
            return found
    return None


def tried(conn: sqlite3.Connection, url: str) -> Row | None:
    """The last exchange with `url` that left nothing to show, such as a timeout; None for none."""
    for spelling in spellings(url):
        sql = "SELECT * FROM captures WHERE url = ? ORDER BY captured_at DESC LIMIT 1"
        if found := first(conn, sql, (spelling,)):
            return found
    return None
