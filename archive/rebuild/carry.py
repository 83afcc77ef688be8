"""Takes over from the old database what no WARC tells: schedules, runs that fetched nothing.

None of it is content; without an old database it is simply not there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from archive.journal import RunEntry

_FIGURES = (
    "captures",
    "bytes",
    "stories_new",
    "stories_revised",
    "stories_unchanged",
    "stories_gone",
    "comments_new",
    "pages_without_story",
    "errors",
)
_RUN = (
    *("key", "source", "trigger", "started_at", "finished_at", "outcome", "reason"),
    *_FIGURES,
)
_SOURCE = (
    *("url", "outlet", "schedule", "added_at", "last_run_at", "last_success_at", "next_due_at"),
    *("due_reason", "interval_s", "failures", "last_error"),
)
_REQUISITE = (
    *("url", "source", "kind", "first_seen", "last_checked", "next_check", "checks", "changes"),
    *("failures", "etag", "last_modified", "entity_digest", "outcome"),
)


def ended_runs(old: sqlite3.Connection) -> dict[str, RunEntry]:
    """The runs that fetched something and came to an end, by key, as they are announced."""
    rows = old.execute(
        # nothing but names and conditions of ours is put in
        f"SELECT {', '.join(_RUN)} FROM runs WHERE captures AND finished_at IS NOT NULL"  # noqa: S608
        " AND outcome IN ('ok', 'partly', 'failed', 'stopped')"
    )
    return {
        row["key"]: RunEntry(
            **{name: row[name] for name in _RUN[:7]},
            counts={name: row[name] for name in _FIGURES if row[name]},
        )
        for row in rows
    }


def carry_over(old: sqlite3.Connection, new: sqlite3.Connection) -> None:
    """Write it into the new database, inside the caller's transaction."""
    _write(new, "sources", "name", ("name", *_SOURCE), _rows(old, "sources", ("name", *_SOURCE)))
    # A run whose end no announcement tells was cut short, or brought nothing.
    told = {row[0] for row in new.execute("SELECT key FROM runs WHERE outcome != 'crashed'")}
    runs = [row for row in _rows(old, "runs", _RUN) if row[0] not in told]
    _write(new, "runs", "key", _RUN, runs)
    # Requisites are remembered when a page names them, before anything of them is captured.
    needed = _rows(old, "addresses", _REQUISITE, "WHERE kind = 'requisite'")
    _write(new, "addresses", "url", _REQUISITE, needed)


def _rows(
    connection: sqlite3.Connection, table: str, columns: Sequence[str], where: str = ""
) -> list[tuple[object, ...]]:
    # nothing but names and conditions of ours is put in
    found = connection.execute(f"SELECT {', '.join(columns)} FROM {table} {where}")  # noqa: S608
    return [tuple(row) for row in found]


def _write(
    connection: sqlite3.Connection,
    table: str,
    key: str,
    columns: Sequence[str],
    rows: Sequence[tuple[object, ...]],
) -> None:
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns if name != key)
    connection.executemany(
        # nothing but names and conditions of ours is put in
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
        f" ON CONFLICT ({key}) DO UPDATE SET {changes}",
        rows,
    )
