"""Rows of one SELECT as plain mappings."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

Row = dict[str, Any]
Values = Sequence[Any] | Mapping[str, Any]


def rows(conn: sqlite3.Connection, sql: str, values: Values = ()) -> list[Row]:
    """All rows of `sql`, keyed by column name; `sql` must bound their number itself."""
    cursor = conn.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def first(conn: sqlite3.Connection, sql: str, values: Values = ()) -> Row | None:
    """The first row of `sql`, or None."""
    found = rows(conn, sql, values)
    return found[0] if found else None


def number(conn: sqlite3.Connection, sql: str, values: Values = ()) -> int:
    """The first column of the first row as a whole number; 0 for none and for NULL."""
    row = conn.execute(sql, values).fetchone()
    return int(row[0] or 0) if row else 0


def distinct(conn: sqlite3.Connection, table: str, column: str, limit: int) -> list[str]:
    """The first `limit` different values of an indexed text column, in order.

    Steps from value to value through the index, so that a million rows cost no more than their
    different values (SQLite has no skip-scan for DISTINCT without ANALYZE).
    """
    sql = f"""
        WITH RECURSIVE step(value) AS (
            SELECT min({column}) FROM {table}
            UNION ALL
            SELECT (SELECT min({column}) FROM {table} WHERE {column} > step.value)
            FROM step WHERE step.value IS NOT NULL
        )
        SELECT value FROM step WHERE value IS NOT NULL LIMIT ?
    """  # noqa: S608 - the names are literals of this package
    return [row["value"] for row in rows(conn, sql, (limit,))]
