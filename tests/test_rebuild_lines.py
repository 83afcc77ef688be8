"""What a person sees of a rebuild; that nothing is left uncompared; a page that kills."""

from __future__ import annotations

import io
import multiprocessing
import os
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive import db
from archive.journal import VisitEntry
from archive.model import GIVEN_UP, UNGUIDED, Capture, Guide, Kind, Locator, Purpose, Reading, Story
from archive.rebuild import ahead
from archive.rebuild.ahead import Ahead, Task
from archive.rebuild.compare import compare
from archive.rebuild.engine import Progress
from archive.rebuild.tables import CONTENTS
from scheduler.commands._rebuild_lines import Line, words

# Row numbers; what is an index or a schedule; what only says how far files are announced.
NO_CONTENT = {
    "sketches",
    "sketched",
    "warc_files",
    "story_search",
    "story_texts",
    "_sqlite_migrations",
    "sqlite_stat1",
}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("progress", "seconds", "said"),
    [
        (Progress("index", 5_000_000, 20_000_000), 2.0, "indexing: 5.0 MB of 20 MB, 2.5 MB/s, 6 s"),
        (Progress("read", 320, 8000), 2.0, "reading again: 320 of 8,000 pages, 160 pages/s, 48 s"),
        (Progress("read", 3, 8000), 0.2, "reading again: 3 of 8,000 pages"),
        (Progress("compare"), 9.0, "comparing them with the old ones"),
    ],
)
def test_progress_is_said_with_its_rate_and_the_time_left(
    progress: Progress, seconds: float, said: str
) -> None:
    assert words(progress, 0, seconds).startswith(said)


def test_the_rate_does_not_count_what_a_call_before_had_done() -> None:
    assert "100 pages/s" in words(Progress("read", 5200, 6000), 5000, 2.0)


def test_the_line_is_drawn_on_a_terminal_only_and_goes_at_the_end() -> None:
    for out, drawn in ((Terminal(), True), (io.StringIO(), False)):
        with Line(out) as line:
            line.show(Progress("read", 1, 10))
        assert bool(out.getvalue()) is drawn
        assert not drawn or out.getvalue().endswith("\r\x1b[2K")


def test_every_column_of_every_table_is_compared(tmp_path: Path) -> None:
    with closing(db.open_file(tmp_path / "a.db")) as connection:
        tables = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        names = {row["name"] for row in tables if not row["name"].startswith("story_search_")}
        compared = {content.table: content for content in CONTENTS}
        assert names - NO_CONTENT == set(compared)
        for name, content in compared.items():
            columns = {row["name"] for row in connection.execute(f"PRAGMA table_info({name})")}
            asked = connection.execute(content.query).description
            if name != "sources":  # of which the rest is carried over
                assert columns - {"id"} <= {column[0] for column in asked} | {"revision"}


def test_rows_that_are_missing_added_and_changed_are_counted_and_told(tmp_path: Path) -> None:
    for name, urls in (("old", ("a", "b")), ("new", ("b", "c"))):
        with closing(db.open_file(tmp_path / name)) as connection:
            connection.execute(
                "INSERT INTO sources (name, url, schedule, added_at) VALUES ('s', '', '', '')"
            )
            connection.executemany(
                "INSERT INTO addresses (url, source, kind, first_seen, next_check, checks)"
                " VALUES (?, 's', 'story', '', '', ?)",
                [(url, len(name + url) + (name == "new")) for url in urls],
            )
    with (
        closing(db.open_file(tmp_path / "old")) as old,
        closing(db.open_file(tmp_path / "new")) as new,
    ):
        found = compare(old, new).of("addresses")
    assert (found.before, found.after) == (2, 2)
    assert (found.missing, found.added, found.changed) == (1, 1, 1)
    assert dict(found.columns) == {"checks": 1}
    assert set(found.examples) == {
        "addresses: a is missing",
        "addresses: b: checks 4 → 5",
        "addresses: c was not there before",
    }


def deadly(folder: Path, capture: Capture, guide: Guide = UNGUIDED) -> Reading:
    if capture.url.endswith("/deadly"):
        os._exit(9)
    return Reading(Story(capture.url, capture.url, "Read"))


def parsers() -> Executor:
    return ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork"))


def test_a_page_that_kills_its_parser_process_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "read_story", deadly)
    addresses = [f"https://news.example/{name}" for name in ("a", "b", "deadly", "c", "d")]
    with Ahead(tmp_path, parsers, window=9) as reading:
        for url in addresses:
            reading.give(_task(url))
        visits = [reading.take()[1] for _ in addresses]
    assert [visit.address for visit in visits] == addresses
    read = {visit.address.rpartition("/")[2]: visit.reading for visit in visits}
    assert all((read[name] and read[name].story) for name in "abcd")  # type: ignore[union-attr]
    assert read["deadly"] == GIVEN_UP


def _task(url: str) -> Task:
    capture = Capture(
        url=url,
        method="GET",
        purpose=Purpose("s", Kind.STORY, "r", "v", None, "L"),
        captured_at=datetime(2026, 11, 23, tzinfo=UTC),
        record_id=url,
        at=Locator("w", 0, 1),
        status=200,
        mime="text/html",
        size=1,
        digest=None,
        entity_digest=None,
    )
    return Task(VisitEntry("s", "r", url, url), {url: capture})
