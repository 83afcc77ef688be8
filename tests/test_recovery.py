"""What a crash left in WARC files alone is indexed when the archive is next opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from archive import recovery
from archive.config import Config, Source
from archive.db import open_reader
from archive.errors import StorageError
from archive.folder import WARCS
from archive.journal import (
    Announcement,
    ChoiceEntry,
    Placed,
    VisitEntry,
)
from archive.model import Capture, Kind, Reading, Visit
from archive.reading import read_story, read_thread
from archive.rebuild.visits import assembled
from archive.store import Counts, files, open_store
from archive.store.announcements import Announced
from archive.warc.announcements import Found, announcements
from archive.warc.journal import WarcJournal
from archive.warc.opening import open_warcs
from archive.warc.write import WarcWriter
from tests.faults_archive import article
from tests.warc_exchanges import HEAD, PURPOSE, exchange

BASE = "https://paper.example"


class Crash(Exception):
    """The process was killed here."""


class Deadly(WarcJournal):
    """Is killed after an announcement was written, before the tables know it."""

    def write(self, announcement: Announcement) -> Placed:
        super().write(announcement)
        raise Crash


class Paper:
    """An archive that one process after the other opens; those before were killed."""

    def __init__(self, folder: Path) -> None:
        self.config = Config(folder, {"paper": Source("paper", BASE)})
        self.folder = folder
        self.store = open_store(folder)
        self.store.sync_sources(self.config)
        self.warc = open_warcs(self.config)

    @property
    def warcs(self) -> Path:
        return self.folder / WARCS

    @property
    def journal(self) -> WarcJournal:
        return WarcJournal(self.warc)

    def close(self) -> None:
        self.warc.close()
        self.store.close()

    def fetch(self, path: str, visit: str | None, kind: Kind = Kind.STORY, n: int = 1) -> Capture:
        purpose = replace(PURPOSE, visit=visit, kind=kind)
        body = article(n).encode()
        return self.warc.append(exchange(body, HEAD, url=BASE + path, purpose=purpose))

    def read(self, entry: VisitEntry, captures: Mapping[str, Capture]) -> Visit:
        story, thread = partial(read_story, self.warcs), partial(read_thread, self.warcs)
        return assembled(entry, captures, story, thread)

    def visit(self, path: str, n: int = 1) -> Visit:
        capture = self.fetch(path, f"visit-{n}", n=n)
        reading: Reading = read_story(self.warcs, capture)
        return Visit("paper", "run-7", capture.url, capture, reading=reading, thread=reading.thread)

    def dies_after(self, kept: list[Announced]) -> None:
        """Announce, and be killed between the WARC's sync and SQLite's commit."""
        with pytest.raises(Crash):
            self.store.announce(kept, Deadly(self.warc))

    def catch_up(self) -> int:
        """What a process does that opens the archive now."""
        with open_store(self.folder) as store, open_warcs(self.config) as warc:
            return recovery.catch_up(self.warcs, store, WarcJournal(warc), read=self.read)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with closing(open_reader(self.folder)) as connection:
            return [tuple(row) for row in connection.execute(sql)]

    def found(self) -> list[Found]:
        paths = sorted(self.warcs.glob("*.warc.gz"))
        found = [one for path in paths for one in announcements(path)]
        return sorted(found, key=lambda one: one.announcement.sequence)


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Paper]:
    opened = Paper(tmp_path)
    yield opened
    opened.close()


def test_exchanges_that_no_announcement_names_are_indexed_once(paper: Paper) -> None:
    paper.fetch("/feed", None, Kind.FEED)
    paper.fetch("/a", "visit-1", n=1)
    paper.fetch("/b", "visit-2", n=2)
    paper.warc.close()
    assert paper.catch_up() == 3
    assert paper.rows("SELECT count(*) FROM captures") == [(3,)]
    assert paper.rows("SELECT headline, url FROM stories ORDER BY id") == [
        ("Report 1 from the harbour", BASE + "/a"),
        ("Report 2 from the harbour", BASE + "/b"),
    ]
    assert paper.rows("SELECT key, outcome, captures, stories_new FROM runs") == [
        ("run-7", "crashed", 3, 2)
    ]
    assert paper.catch_up() == 0
    assert len(paper.found()) == 1


def test_nothing_is_read_of_what_is_announced(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper.store.announce([paper.visit("/a")], journal := paper.journal)
    journal.confirm()
    paper.warc.close()

    def read(*_: object) -> None:
        raise AssertionError("a settled file was opened")

    monkeypatch.setattr(recovery.bulk, "captures", read)
    assert paper.catch_up() == 0


def test_only_what_lies_behind_the_settled_byte_is_read(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper.store.announce([paper.visit("/a", 1)], paper.journal)
    left = paper.fetch("/b", "visit-2", n=2)
    paper.warc.close()
    captures, seen = recovery.bulk.captures, list[Capture]()

    def read(path: Path, start: int) -> Iterator[Capture]:
        for capture in captures(path, start):
            seen.append(capture)
            yield capture

    monkeypatch.setattr(recovery.bulk, "captures", read)
    assert paper.catch_up() == 1
    assert seen == [left]


def test_an_announcement_that_was_not_committed_is_made_anew(paper: Paper) -> None:
    paper.store.announce([paper.visit("/a", 1)], paper.journal)
    paper.dies_after([paper.visit("/b", 2), paper.fetch("/feed", None, Kind.FEED)])
    paper.warc.close()
    assert paper.rows("SELECT count(*) FROM captures") == [(1,)]
    assert paper.catch_up() == 2
    assert paper.rows("SELECT count(*) FROM captures") == [(3,)]
    assert paper.rows("SELECT url FROM stories ORDER BY id") == [(BASE + "/a",), (BASE + "/b",)]
    committed, lost, again = paper.found()
    assert [one.announcement.sequence for one in (committed, lost, again)] == [1, 2, 3]
    assert again.announcement.entries == lost.announcement.entries
    assert paper.rows("SELECT record_id, entries FROM announcements ORDER BY sequence") == [
        (committed.placed.record_id, 1),
        (lost.placed.record_id, 0),
        (again.placed.record_id, 2),
    ]
    assert paper.catch_up() == 0


def test_what_the_same_process_announced_again_is_left(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    visit = paper.visit("/a", 1)
    with monkeypatch.context() as full:
        full.setattr(files, "settle", fail)
        with pytest.raises(StorageError, match="free some space"):
            paper.store.announce([visit], paper.journal)
    assert paper.rows("SELECT count(*) FROM captures") == [(0,)]
    paper.store.announce([visit], paper.journal)
    paper.warc.close()
    assert paper.catch_up() == 0
    assert [one.announcement.sequence for one in paper.found()] == [1, 2]


def test_another_process_may_have_taken_the_number_meanwhile(paper: Paper) -> None:
    paper.dies_after([paper.visit("/a", 1)])
    other = Paper(paper.folder)
    other.store.announce([other.visit("/b", 2)], other.journal)
    other.close()
    paper.warc.close()
    assert paper.catch_up() == 1
    assert sorted(one.announcement.sequence for one in paper.found()) == [1, 1, 2]
    assert paper.rows("SELECT count(*) FROM stories") == [(2,)]


def test_the_end_of_a_run_and_a_choice_that_were_not_committed_are_kept(paper: Paper) -> None:
    run = paper.store.start_run("paper", "manual")
    paper.store.announce([paper.visit("/a", 1), paper.visit("/b", 2)], paper.journal)
    with pytest.raises(Crash):
        paper.store.finish_run(
            run, outcome="ok", reason=None, counts=Counts(captures=2), journal=Deadly(paper.warc)
        )
    paper.dies_after([ChoiceEntry("split", BASE + "/a", BASE + "/b", "two harbours")])
    paper.warc.close()
    paper.store.mark_crashed("its end was never written down")
    assert paper.catch_up() == 2
    assert paper.rows(f"SELECT outcome, captures FROM runs WHERE key = '{run.key}'") == [("ok", 2)]
    assert paper.rows("SELECT failures FROM sources") == [(0,)]
    assert paper.rows("SELECT verb, story, reason FROM choices") == [
        ("split", BASE + "/a", "two harbours")
    ]
    assert paper.catch_up() == 0


def test_files_of_a_living_writer_are_left_alone(paper: Paper) -> None:
    paper.fetch("/a", "visit-1", n=1)
    assert paper.catch_up() == 0
    roll(paper.warc)
    paper.fetch("/b", "visit-2", n=2)
    assert len(list(paper.warcs.glob("*.warc.gz"))) == 1
    assert paper.catch_up() == 0, "a rolled file whose exchanges are under way"
    assert paper.rows("SELECT count(*) FROM captures") == [(0,)]
    paper.warc.close()
    assert paper.catch_up() == 2


def roll(warc: WarcWriter) -> None:
    warc._roll()


def test_a_damaged_file_costs_no_other(paper: Paper, caplog: pytest.LogCaptureFixture) -> None:
    paper.fetch("/a", "visit-1", n=1)
    roll(paper.warc)
    paper.fetch("/b", "visit-2", n=2)
    paper.warc.close()
    first, _ = sorted(paper.warcs.glob("*.warc.gz"))
    first.write_bytes(first.read_bytes()[:-30])
    assert paper.catch_up() == 1
    assert "run `backissue verify`" in caplog.text
    assert paper.rows("SELECT url FROM stories") == [(BASE + "/b",)]


def test_tables_that_lack_nearly_everything_are_for_rebuild(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper.fetch("/a", "visit-1")
    paper.warc.close()
    monkeypatch.setattr(recovery, "MOST_BYTES", 100)
    with pytest.raises(StorageError, match="run `backissue rebuild`"):
        paper.catch_up()


def test_a_kill_while_it_is_indexed_costs_nothing(paper: Paper) -> None:
    paper.dies_after([paper.visit("/a", 1)])
    paper.fetch("/b", "visit-2", n=2)
    paper.warc.close()
    with (
        open_store(paper.folder) as store,
        open_warcs(paper.config) as warc,
        pytest.raises(Crash),
    ):
        recovery.catch_up(paper.warcs, store, Deadly(warc), read=paper.read)
    assert paper.rows("SELECT count(*) FROM captures") == [(0,)]
    assert paper.catch_up() == 2
    assert paper.rows("SELECT url FROM stories ORDER BY id") == [(BASE + "/a",), (BASE + "/b",)]


def test_a_source_that_left_the_configuration_comes_back_with_its_captures(paper: Paper) -> None:
    with sqlite3.connect(paper.folder / "backissue.db") as connection:
        connection.execute("DELETE FROM sources")
    paper.fetch("/", None, Kind.FRONT)
    paper.fetch("/a", "visit-1")
    paper.warc.close()
    assert paper.catch_up() == 2
    assert paper.rows("SELECT name, url FROM sources") == [("paper", BASE + "/")]
