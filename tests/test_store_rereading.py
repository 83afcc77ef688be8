"""A new version of the extractor is no edit of every story."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive import db, revisions
from archive.config import Config, Source
from archive.model import Capture, Exchange, Kind, Purpose, Visit
from archive.reading import read_story
from archive.store import Kept, Store, open_store
from archive.warc.write import WarcWriter
from tests.store_unwritten import keep
from tests.store_visits import BASE, BRIDGE, START

URL = f"{BASE}/2026/11/20/harbour-bridge-closed"


def page(paragraphs: tuple[str, ...]) -> bytes:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        "<!doctype html><html lang=en><head><title>Harbour Bridge closed</title>"
        '<meta property="og:type" content="article"></head><body><article>'
        f"<h1>Harbour Bridge closed</h1>{body}</article></body></html>"
    ).encode()


class Paper:
    """Captures a page for real and has the store keep what is read of it."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder = folder / "warc"
        self.store = store
        self.minutes = 0

    def capture(self, paragraphs: tuple[str, ...]) -> Capture:
        self.minutes += 1
        body = page(paragraphs)
        with WarcWriter(
            self.folder,
            prefix="t",
            software="t",
            operator=None,
            user_agent="t",
            robots="obey",
            max_size=10**9,
            max_age_s=3600,
            compression="fast",
        ) as writer:
            head = (
                f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            exchange = Exchange(
                url=URL,
                method="GET",
                request=b"GET / HTTP/1.1\r\nHost: paper.example\r\n\r\n",
                response_head=head.encode(),
                response_body=body,
                started=START + timedelta(minutes=self.minutes),
                elapsed_ms=1,
                purpose=Purpose(source="paper", kind=Kind.STORY, run="run-1"),
            )
            return writer.append(exchange)

    def visit(self, paragraphs: tuple[str, ...], *, losing: int = 0) -> Kept:
        """See the page; an extractor of old loses that many of its last paragraphs."""
        capture = self.capture(paragraphs)
        reading = read_story(self.folder, capture)
        assert reading.story is not None
        if losing:
            (section,) = reading.story.sections
            short = replace(section, paragraphs=section.paragraphs[:-losing])
            reading = replace(reading, story=replace(reading.story, sections=(short,)))
        (kept,) = keep(self.store, [Visit("paper", "run-1", URL, capture, reading=reading)])
        assert kept is not None
        return kept


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Paper]:
    with open_store(tmp_path) as store:
        store.sync_sources(Config(tmp_path, {"paper": Source("paper", BASE)}))
        yield Paper(tmp_path, store)


@pytest.fixture
def rows(tmp_path: Path, paper: Paper) -> Iterator[sqlite3.Connection]:
    connection = db.open_reader(tmp_path)
    yield connection
    connection.close()


def test_a_story_that_only_reads_otherwise_is_read_again_and_not_revised(
    paper: Paper, rows: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper.visit(BRIDGE, losing=1)
    monkeypatch.setattr(revisions, "READER", revisions.READER + 1)
    assert paper.visit(BRIDGE).outcome == "unchanged"
    found = rows.execute("SELECT number, reader FROM revisions").fetchall()
    assert [tuple(row) for row in found] == [(1, revisions.READER)]
    assert BRIDGE[-1] in rows.execute("SELECT text FROM sections").fetchone()[0]
    hits = rows.execute("SELECT rowid FROM story_search WHERE story_search MATCH 'footing'")
    assert len(hits.fetchall()) == 1


def test_an_edit_is_a_revision_also_after_the_extractor_changed(
    paper: Paper, rows: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper.visit(BRIDGE, losing=1)
    monkeypatch.setattr(revisions, "READER", revisions.READER + 1)
    edited = (*BRIDGE, "The bridge stays shut until Monday at the earliest, the city said later.")
    assert paper.visit(edited).outcome == "revised"
    assert rows.execute("SELECT count(*) FROM revisions").fetchone()[0] == 2


def test_the_same_extractor_is_believed(paper: Paper, rows: sqlite3.Connection) -> None:
    """Without a new version, other text is an edit, and no old capture is read for it."""
    paper.visit(BRIDGE, losing=1)
    assert paper.visit(BRIDGE).outcome == "revised"
