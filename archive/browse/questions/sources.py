"""Sources and their runs: what came, what failed, what is next."""

from __future__ import annotations

import sqlite3

from archive.browse.questions.ask import Row, first, number, rows


def names(conn: sqlite3.Connection) -> list[Row]:
    """`name` and `outlet` of up to 1000 sources, by name."""
    return rows(conn, "SELECT name, outlet FROM sources ORDER BY name LIMIT 1000")


def sources(conn: sqlite3.Connection, size: int) -> list[Row]:
    """The rows of up to `size` sources; those in trouble first, then by name."""
    return rows(conn, "SELECT * FROM sources ORDER BY failures > 0 DESC, name LIMIT ?", (size,))


def source(conn: sqlite3.Connection, name: str) -> Row | None:
    """One source's row, or None."""
    return first(conn, "SELECT * FROM sources WHERE name = ?", (name,))


def runs(conn: sqlite3.Connection, name: str, size: int) -> list[Row]:
    """The source's last `size` runs, newest first."""
    return rows(
        conn, "SELECT * FROM runs WHERE source = ? ORDER BY started_at DESC LIMIT ?", (name, size)
    )


def under_way(conn: sqlite3.Connection, since: str) -> Row | None:
    """The newest run that began after the instant `since` and has not ended; None for none."""
    return first(
        conn,
        "SELECT source, started_at, captures FROM"
        " (SELECT * FROM runs WHERE started_at >= ? ORDER BY started_at DESC LIMIT 100)"
        " WHERE finished_at IS NULL LIMIT 1",
        (since,),
    )


def bytes_kept(conn: sqlite3.Connection, name: str) -> int:
    """Bytes on disk of all captures of the source's runs."""
    return number(conn, "SELECT sum(bytes) FROM runs WHERE source = ?", (name,))


def stories_total(conn: sqlite3.Connection, name: str) -> int:
    """How many stories the source has."""
    return number(conn, "SELECT count(*) FROM stories WHERE source = ?", (name,))


def new_by_day(conn: sqlite3.Connection, name: str, since: str) -> list[Row]:
    """`day` and `stories` first seen by runs of the source that began from `since` on."""
    sql = """
        SELECT substr(started_at, 1, 10) AS day, sum(stories_new) AS stories
        FROM runs WHERE source = ? AND started_at >= ? GROUP BY day ORDER BY day
    """
    return rows(conn, sql, (name, since))


def troubles(conn: sqlite3.Connection, name: str, size: int) -> list[Row]:
    """The source's last `size` captures that failed or were answered with 4xx or 5xx."""
    sql = """
        SELECT id, url, kind, status, captured_at, error FROM captures
        WHERE source = ? AND (error IS NOT NULL OR status >= 400)
        ORDER BY captured_at DESC LIMIT ?
    """
    return rows(conn, sql, (name, size))


def soonest(conn: sqlite3.Connection) -> Row | None:
    """The source whose next run is due first, or None when nothing is planned."""
    return first(
        conn,
        "SELECT name, next_due_at, due_reason FROM sources WHERE next_due_at IS NOT NULL"
        " ORDER BY next_due_at LIMIT 1",
    )
