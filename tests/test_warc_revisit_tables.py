"""Originals found in the tables: across runs, files and sources; and rows that lead to bodies."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from test_warc_revisit import ASKED, LATER, SINCE, TAGGED, confirmed, revisit_of
from warc_exchanges import HEAD, PAGE, START, chunked, exchange, writer

from archive import db
from archive.folder import WARCS
from archive.model import Capture, Exchange, Profile, Purpose
from archive.places import COLUMNS, ORIGINAL, body_place, place, revisit
from archive.store import captures
from archive.store.originals import StoredOriginals
from archive.warc.originals import Originals
from archive.warc.read import response_at

FRAMED = HEAD + b"Transfer-Encoding: chunked\r\n"


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = db.open_writer(tmp_path)
    yield opened
    opened.close()


def run(connection: sqlite3.Connection, *exchanges: Exchange) -> list[Capture]:
    """A process of its own: it knows what the tables know when it starts, and announces all."""
    folder = db.database_path(connection).parent / WARCS
    with writer(folder, originals=Originals(StoredOriginals(connection))) as out:
        made = [out.append(one) for one in exchanges]
    for capture in made:
        keep(connection, capture)
    return made


def keep(connection: sqlite3.Connection, capture: Capture) -> None:
    captures.insert(connection, replace(capture, purpose=Purpose()))


def again(**changes: Any) -> Exchange:
    return exchange(**{"head": TAGGED, "started": LATER, **changes})


def test_an_original_of_an_earlier_run_is_found(connection: sqlite3.Connection) -> None:
    [first] = run(connection, exchange())
    [second] = run(connection, again())
    assert revisit_of(second).original == first.record_id
    assert revisit_of(second).at == first.at
    [third] = run(connection, again(started=LATER + timedelta(days=1)))
    assert revisit_of(third).original == first.record_id, "never a revisit of a revisit"


def test_another_source_shares_it_and_the_own_address_is_preferred(
    connection: sqlite3.Connection,
) -> None:
    [first] = run(connection, exchange())
    [shared] = run(connection, again(url="https://other.example/image"))
    assert revisit_of(shared).original == first.record_id
    with writer(db.database_path(connection).parent / WARCS) as out:
        own = out.append(exchange(url="https://other.example/image"))
    keep(connection, own)
    [shared] = run(connection, again(url="https://other.example/image"))
    assert revisit_of(shared).original == own.record_id


def test_chunked_and_plain_bodies_are_not_mixed_up(connection: sqlite3.Connection) -> None:
    [plain] = run(connection, exchange())
    [framed] = run(connection, exchange(chunked(PAGE, 500), FRAMED))
    assert (plain.revisit, framed.revisit) == (None, None)
    assert plain.entity_digest == framed.entity_digest
    [moved] = run(connection, exchange(chunked(PAGE, 700), FRAMED, started=LATER))
    assert revisit_of(moved).original == framed.record_id
    assert moved.digest == framed.digest
    [whole] = run(connection, again())
    assert revisit_of(whole).original == plain.record_id


@pytest.mark.parametrize(
    "spoilt",
    [
        "truncated = 'time'",
        "status = 404",
        "method = 'POST'",
        "warc = NULL",
        "profile = 'identical-payload-digest'",
    ],
)
def test_what_is_no_original_is_not_found(connection: sqlite3.Connection, spoilt: str) -> None:
    run(connection, exchange(head=TAGGED))
    connection.execute(f"UPDATE captures SET {spoilt}")
    assert run(connection, again(), confirmed())[0].revisit is None


def test_what_was_forgotten_is_not_referred_to(connection: sqlite3.Connection) -> None:
    [first] = run(connection, exchange(head=TAGGED))
    connection.execute(
        "INSERT INTO tombstones (record_id, url, captured_at, forgotten_at) VALUES (?, '', '', '')",
        (first.record_id,),
    )
    assert [one.revisit for one in run(connection, confirmed(), again())] == [None, None]


@pytest.mark.parametrize("asked", [ASKED, SINCE], ids=["etag", "date"])
def test_a_304_finds_the_answer_whose_validators_were_sent(
    connection: sqlite3.Connection, asked: bytes
) -> None:
    newer = TAGGED.replace(b"v1", b"v2").replace(b"20 Nov", b"21 Nov")
    [first] = run(connection, exchange(head=TAGGED))
    run(connection, exchange(b"edited" * 400, newer, started=START + timedelta(hours=1)))
    [found] = run(connection, confirmed(asked))
    assert revisit_of(found).original == first.record_id
    assert (revisit_of(found).profile, found.digest) == (Profile.NOT_MODIFIED, first.digest)
    [unknown] = run(
        connection, confirmed(asked.replace(b"v1", b"v3").replace(b"20 Nov", b"22 Nov"))
    )
    assert unknown.revisit is None


def test_a_304_to_a_stored_revisit_follows_it_through(connection: sqlite3.Connection) -> None:
    [first] = run(connection, exchange())
    [second] = run(connection, exchange(head=TAGGED, started=LATER))
    assert revisit_of(second).original == first.record_id
    [third] = run(connection, confirmed())
    assert revisit_of(third).original == first.record_id
    assert revisit_of(third).at == first.at


def test_an_original_whose_file_is_gone_is_asked_for_no_validators(
    connection: sqlite3.Connection,
) -> None:
    run(connection, exchange(head=TAGGED))
    for path in (db.database_path(connection).parent / WARCS).iterdir():
        path.unlink()
    assert run(connection, confirmed())[0].revisit is None


def test_tables_in_trouble_cost_no_capture(connection: sqlite3.Connection) -> None:
    run(connection, exchange(head=TAGGED))
    folder = db.database_path(connection).parent / WARCS
    closed = sqlite3.connect(":memory:")
    lost = StoredOriginals(closed)
    closed.close()
    with writer(folder, originals=Originals(lost)) as out:
        assert out.append(again()).revisit is None
        assert out.append(confirmed(ASKED.replace(b"v1", b"v2"))).revisit is None


def test_rows_lead_to_the_body(connection: sqlite3.Connection) -> None:
    made = run(connection, exchange(head=TAGGED), again(), confirmed())
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM captures {ORIGINAL} ORDER BY captures.id"
    ).fetchall()
    assert [place(row) for row in rows] == [one.at for one in made]
    assert [revisit(row) for row in rows] == [one.revisit for one in made]
    folder = db.database_path(connection).parent / WARCS
    for row in rows:
        at = place(row)
        assert at is not None
        assert response_at(folder, at, body_at=body_place(row)).body == PAGE


def test_looking_up_needs_no_walk_through_the_table(connection: sqlite3.Connection) -> None:
    from archive.store.originals import _ANSWERS, _IDENTICAL

    asked = {"url": "", "digest": "", "entity": "", "framed": False}
    for sql, values in ((_IDENTICAL, asked), (_ANSWERS, ("",))):
        plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
        assert not [row["detail"] for row in plan if row["detail"].startswith("SCAN")]
        assert any("captures_entity" in r["detail"] or "captures_url" in r["detail"] for r in plan)
