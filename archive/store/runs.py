"""Rows of sources and of their runs."""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import asdict, dataclass
from datetime import datetime

from archive.config.model import Config
from archive.times import now, stamp


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one source; `key` also stands in the WARC's metadata records."""

    id: int
    key: str
    source: str


@dataclass(slots=True)
class Counts:
    """The figures of a run; names are columns of `runs`."""

    captures: int = 0
    bytes: int = 0
    stories_new: int = 0
    stories_revised: int = 0
    stories_unchanged: int = 0
    stories_gone: int = 0
    comments_new: int = 0
    pages_without_story: int = 0
    errors: int = 0


def sync_sources(connection: sqlite3.Connection, config: Config) -> None:
    """Add what is new, update what changed."""
    connection.executemany(
        "INSERT INTO sources (name, url, schedule, added_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET url = excluded.url, schedule = excluded.schedule",
        [(s.name, s.url, s.schedule, stamp(now())) for s in config.sources.values()],
    )


def start(connection: sqlite3.Connection, source: str, trigger: str) -> Run:
    """Open a run."""
    began = now()
    key = f"{began:%Y%m%d%H%M%S}-{source}-{secrets.token_hex(3)}"
    cursor = connection.execute(
        "INSERT INTO runs (key, source, trigger, started_at, outcome) "
        "VALUES (?, ?, ?, ?, 'running')",
        (key, source, trigger, stamp(began)),
    )
    connection.execute("UPDATE sources SET last_run_at = ? WHERE name = ?", (stamp(began), source))
    assert cursor.lastrowid is not None
    return Run(cursor.lastrowid, key, source)


def count(connection: sqlite3.Connection, run: Run, counts: Counts) -> None:
    """Write the figures of a run."""
    figures = asdict(counts)
    columns = ", ".join(f"{name} = :{name}" for name in figures)
    connection.execute(
        f"UPDATE runs SET {columns} WHERE key = :key",  # noqa: S608 - names of our dataclass
        {**figures, "key": run.key},
    )


def finish(
    connection: sqlite3.Connection, key: str, *, outcome: str, reason: str | None, counts: Counts
) -> None:
    """Close a run and say in `sources` how it went."""
    row = connection.execute("SELECT id, source FROM runs WHERE key = ?", (key,)).fetchone()
    count(connection, Run(row["id"], key, row["source"]), counts)
    _close(connection, key, row["source"], outcome, reason)


def settle(connection: sqlite3.Connection, key: str | None, outcome: str, reason: str) -> int:
    """Close one run, or all, if still running; how many were."""
    rows = connection.execute(
        "SELECT key, source FROM runs WHERE outcome = 'running' AND (key = ?1 OR ?1 IS NULL)",
        (key,),
    ).fetchall()
    for row in rows:
        _close(connection, row["key"], row["source"], outcome, reason)
    return len(rows)


def _close(
    connection: sqlite3.Connection, key: str, source: str, outcome: str, reason: str | None
) -> None:
    ended = stamp(now())
    connection.execute(
        "UPDATE runs SET finished_at = ?, outcome = ?, reason = ? WHERE key = ?",
        (ended, outcome, reason, key),
    )
    if outcome in ("ok", "partly"):
        connection.execute(
            "UPDATE sources SET last_success_at = ?, failures = 0, last_error = ? WHERE name = ?",
            (ended, reason, source),
        )
    elif outcome != "stopped":
        connection.execute(
            "UPDATE sources SET failures = failures + 1, last_error = ? WHERE name = ?",
            (reason, source),
        )


def set_due(
    connection: sqlite3.Connection,
    source: str,
    next_due_at: datetime | None,
    reason: str,
    interval_s: int | None,
) -> None:
    """When the next run is due, and why."""
    connection.execute(
        "UPDATE sources SET next_due_at = ?, due_reason = ?, interval_s = ? WHERE name = ?",
        (stamp(next_due_at) if next_due_at else None, reason, interval_s, source),
    )
