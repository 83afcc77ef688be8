"""An original that was forgotten leaves its body to the revisits of other addresses."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_warc_revisit import LATER, confirmed
from test_warc_revisit_tables import again, run
from warc_exchanges import PAGE, exchange

from archive import db
from archive.folder import WARCS
from archive.forget.sweeping import sweep
from archive.journal import ForgottenEntry
from archive.places import COLUMNS, ORIGINAL, body_place, place
from archive.store import tombstones
from archive.warc.bulk import captures
from archive.warc.read import response_at


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = db.open_writer(tmp_path)
    yield opened
    opened.close()


def test_revisits_of_both_profiles_get_another_original(connection: sqlite3.Connection) -> None:
    folder = db.database_path(connection).parent / WARCS
    [gone] = run(connection, exchange(url="https://b.example/ferry"))
    heir, same = run(connection, again(), again())
    [unmodified] = run(connection, confirmed())
    assert {c.revisit.original for c in (heir, same, unmodified) if c.revisit} == {gone.record_id}
    tombstones.apply(connection, ForgottenEntry(gone.url, (gone.record_id,)), LATER)
    sweep(folder.parent, connection)
    rows = connection.execute(
        f"SELECT captures.record_id, {COLUMNS} FROM captures {ORIGINAL}"
        " WHERE captures.url = ? ORDER BY captures.id",
        (heir.url,),
    ).fetchall()
    assert [row["original"] for row in rows] == [None, heir.record_id, heir.record_id]
    for row in rows:
        at = place(row)
        assert at is not None
        read = response_at(folder, at, body_at=body_place(row))
        assert read.body == PAGE
    assert dict(read.headers)["Age"] == "7", "what came with the 304"
    written = {c.record_id: c for path in folder.iterdir() for c in captures(path)}
    assert written[heir.record_id].revisit is None
    kept = written[unmodified.record_id].revisit
    assert kept is not None and kept.original == heir.record_id
