"""The tables as documented, and as Datasette needs them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive import db
from archive.schema import migrations

DOCS = Path(__file__).resolve().parent.parent / "docs" / "schema.md"
INNER = ("sqlite_", "_sqlite_migrations", "story_search", "story_texts")


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = db.open_writer(tmp_path)
    yield opened
    opened.close()


def tables(connection: sqlite3.Connection) -> dict[str, list[sqlite3.Row]]:
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    return {
        name: connection.execute(f'PRAGMA table_info("{name}")').fetchall()
        for (name,) in names
        if not name.startswith(INNER)
    }


def test_the_documentation_names_every_table_and_column(connection: sqlite3.Connection) -> None:
    parts = re.split(r"^## (\w+)\n", DOCS.read_text("utf-8"), flags=re.MULTILINE)[1:]
    documented = {
        name: re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE)
        for name, text in zip(parts[::2], parts[1::2], strict=True)
    }
    real = {
        name: [column["name"] for column in columns] for name, columns in tables(connection).items()
    }
    assert {name: documented.get(name) for name in real} == real


def test_every_table_is_strict(connection: sqlite3.Connection) -> None:
    strict = {
        row["name"]: row["strict"]
        for row in connection.execute("PRAGMA table_list")
        if row["type"] == "table" and not row["name"].startswith(INNER)
    }
    assert strict == dict.fromkeys(tables(connection), 1)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("stories", "published"),
        ("stories", "first_seen"),
        ("stories", "last_changed"),
        ("captures", "captured_at"),
        ("revisions", "seen_at"),
        ("comments", "published"),
        ("runs", "started_at"),
        ("story_groups", "last_published"),
    ],
)
def test_sortable_times_are_never_null_and_have_a_descending_index(
    connection: sqlite3.Connection, table: str, column: str
) -> None:
    info = {row["name"]: row for row in tables(connection)[table]}
    assert info[column]["notnull"] == 1
    plan = connection.execute(
        f"EXPLAIN QUERY PLAN SELECT * FROM {table} ORDER BY {column} DESC LIMIT 100"
    ).fetchall()
    assert "USING INDEX" in plan[0]["detail"] and "TEMP B-TREE" not in str([r[3] for r in plan])


def test_opening_an_archive_again_changes_nothing(tmp_path: Path) -> None:
    db.open_writer(tmp_path).close()
    first = (tmp_path / db.NAME).read_bytes()
    db.open_writer(tmp_path).close()
    assert (tmp_path / db.NAME).read_bytes() == first


def test_the_newest_migration_is_the_one_that_opening_looks_for(tmp_path: Path) -> None:
    assert [one.name for one in migrations.pending(Database(tmp_path / "new.db"))][-1] == db.NEWEST
