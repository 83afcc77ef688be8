"""Rows of sources and of their runs."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from archive.config.model import Config
from archive.journal import RunEntry
from archive.model import Capture, Kind
from archive.store.counts import Counts
from archive.times import now, stamp

CUT_SHORT = "its end was never written down: the process was killed, or the disk was full"
_KEY_TIME = "%Y%m%d%H%M%S"


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one source; `key` also stands in the WARC's metadata records."""

    id: int
    key: str
    source: str


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
    key = f"{began.strftime(_KEY_TIME)}-{source}-{secrets.token_hex(3)}"
    cursor = connection.execute(
        "INSERT INTO runs (key, source, trigger, started_at, outcome) "
        "VALUES (?, ?, ?, ?, 'running')",
        (key, source, trigger, stamp(began)),
    )
    _began(connection, source, stamp(began))
    assert cursor.lastrowid is not None
    return Run(cursor.lastrowid, key, source)


def meet(connection: sqlite3.Connection, captures: Sequence[Capture], at: datetime) -> None:
    """Make the rows of sources and runs that captures name and that are not there.

    In a crawl they all are. In rebuild a source may have left the configuration, and a run counts
    as cut short until an entry tells of its end.
    """
    for source, run in dict.fromkeys((c.purpose.source, c.purpose.run) for c in captures):
        if source is None:
            continue
        _meet_source(connection, source, stamp(at))
        if run is None:
            continue
        connection.execute(
            "INSERT INTO runs (key, source, trigger, started_at, finished_at, outcome, reason)"
            " VALUES (:key, :source, 'unknown', :began, :at, 'crashed', :reason)"
            " ON CONFLICT (key) DO UPDATE SET finished_at = :at WHERE outcome = 'crashed'",
            {
                "key": run,
                "source": source,
                "began": stamp(_beginning(run) or at),
                "at": stamp(at),
                "reason": CUT_SHORT,
            },
        )
    for capture in captures:
        if capture.purpose.kind is Kind.FRONT:
            connection.execute(
                "UPDATE sources SET url = ? WHERE name = ? AND url = ''",
                (capture.url, capture.purpose.source),
            )


def count(connection: sqlite3.Connection, key: str, more: Counts) -> None:
    """Add to the figures of a run."""
    figures = asdict(more)
    changes = ", ".join(f"{name} = {name} + :{name}" for name in figures)
    connection.execute(
        f"UPDATE runs SET {changes} WHERE key = :key",  # noqa: S608 - names of our dataclass
        {**figures, "key": key},
    )


def entry(
    connection: sqlite3.Connection,
    run: Run,
    *,
    outcome: str,
    reason: str | None,
    counts: Counts,
    followed: Iterable[Capture],
) -> RunEntry:
    """What is announced of a run that ends now."""
    row = connection.execute(
        "SELECT trigger, started_at FROM runs WHERE key = ?", (run.key,)
    ).fetchone()
    return RunEntry(
        key=run.key,
        source=run.source,
        trigger=row["trigger"],
        started_at=row["started_at"],
        finished_at=stamp(now()),
        outcome=outcome,
        reason=reason,
        counts={name: figure for name, figure in asdict(counts).items() if figure},
        followed=tuple(capture.record_id for capture in followed),
    )


def end(connection: sqlite3.Connection, entry: RunEntry) -> None:
    """Write down how a run ended, and in `sources` how it went."""
    _meet_source(connection, entry.source, entry.started_at)
    figures = {**asdict(Counts()), **entry.counts}
    known = {name: figures[name] for name in asdict(Counts())}  # a later version may count more
    columns = ", ".join(f"{name} = :{name}" for name in known)
    connection.execute(
        "INSERT INTO runs (key, source, trigger, started_at, outcome)"
        " VALUES (?, ?, ?, ?, 'running')"
        " ON CONFLICT (key) DO UPDATE SET trigger = excluded.trigger,"
        " started_at = excluded.started_at",
        (entry.key, entry.source, entry.trigger, entry.started_at),
    )
    connection.execute(
        f"UPDATE runs SET {columns} WHERE key = :key",  # noqa: S608 - names of our dataclass
        {**known, "key": entry.key},
    )
    _began(connection, entry.source, entry.started_at)
    _close(connection, entry.key, entry.source, entry.outcome, entry.reason, entry.finished_at)


def settle(connection: sqlite3.Connection, key: str | None, outcome: str, reason: str) -> int:
    """Close one run, or all, if still running; how many were."""
    rows = connection.execute(
        "SELECT key, source FROM runs WHERE outcome = 'running' AND (key = ?1 OR ?1 IS NULL)",
        (key,),
    ).fetchall()
    for row in rows:
        _close(connection, row["key"], row["source"], outcome, reason, stamp(now()))
    return len(rows)


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


def _meet_source(connection: sqlite3.Connection, name: str, at: str) -> None:
    connection.execute(
        "INSERT INTO sources (name, url, schedule, added_at) VALUES (?, '', 'adaptive', ?)"
        " ON CONFLICT (name) DO NOTHING",
        (name, at),
    )


def _began(connection: sqlite3.Connection, source: str, began: str) -> None:
    connection.execute(
        "UPDATE sources SET last_run_at = max(coalesce(last_run_at, ''), ?) WHERE name = ?",
        (began, source),
    )


def _close(
    connection: sqlite3.Connection,
    key: str,
    source: str,
    outcome: str,
    reason: str | None,
    ended: str,
) -> None:
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


def _beginning(key: str) -> datetime | None:
    """When a run began, by its key."""
    try:
        return datetime.strptime(key.partition("-")[0], _KEY_TIME).replace(tzinfo=UTC)
    except ValueError:
        return None
