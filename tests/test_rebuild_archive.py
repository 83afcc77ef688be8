"""From the WARC files alone come the tables that the crawl made, row by row."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from faults_archive import backissue, rows
from rebuild_archive import crawled, differences, killed, remade

from archive import db, revisions
from archive.errors import StorageError
from archive.journal import is_announcement
from archive.model import UNGUIDED, Capture, Guide, Reading
from archive.reading import read_story
from archive.rebuild import ahead
from archive.rebuild.engine import Progress
from archive.rebuild.report import changes
from archive.warc import bulk
from scheduler.lock import ArchiveLock

NOT_FROM_WARCS = frozenset({"sources", "runs"})  # runs that fetched nothing are in no file


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return crawled(tmp_path_factory.mktemp("crawled"))


@pytest.fixture
def archive(original: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "a"
    shutil.copytree(original, folder)
    return folder


def leftovers(folder: Path) -> list[str]:
    """What lies beside the database, SQLite's own files apart."""
    return sorted(path.name for path in folder.glob("backissue.db.*"))


def test_the_crawl_met_what_a_rebuild_has_to_bring_back(original: Path) -> None:
    outcomes = {row[0] for row in rows(original, "SELECT DISTINCT outcome FROM captures")}
    assert {"new", "revised", "gone"} <= outcomes
    [(comments, groups, hops)] = rows(
        original,
        "SELECT (SELECT count(*) FROM captures WHERE kind = 'comments'),"
        " (SELECT count(*) FROM story_groups),"
        " (SELECT count(*) FROM captures WHERE kind = 'story' AND status = 301)",
    )
    assert comments and groups and hops


def test_without_a_database_every_row_comes_back(original: Path, archive: Path) -> None:
    (archive / "backissue.db").unlink()
    report = remade(archive)
    found = differences(original, archive)
    assert found.equal, found.examples
    assert report.whole and report.differences is None and leftovers(archive) == []


def test_a_log_that_a_lost_database_left_is_not_taken_for_the_new_ones(
    original: Path, archive: Path
) -> None:
    with closing(sqlite3.connect(archive / "backissue.db")) as connection:
        connection.execute("UPDATE stories SET headline = 'Forged'")
        connection.commit()
        shutil.copy(archive / "backissue.db-wal", archive / "kept")
    (archive / "backissue.db").unlink()
    (archive / "kept").replace(archive / "backissue.db-wal")
    remade(archive)
    assert differences(original, archive).equal


def test_a_damaged_database_is_no_hindrance(original: Path, archive: Path) -> None:
    (archive / "backissue.db").write_bytes(b"no database" * 1000)
    assert remade(archive).whole
    found = differences(original, archive)
    assert found.equal, found.examples


def test_the_command_says_that_nothing_changed(original: Path, archive: Path) -> None:
    done = backissue(archive, "rebuild", "--keep-old")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Every row is as it was." in done.stdout and "REBUILT" in done.stdout
    assert leftovers(archive) == ["backissue.db.before-rebuild"]
    assert backissue(archive, "search", "harbour").stdout
    assert differences(original, archive).equal


def test_a_check_changes_nothing_and_tells_each_difference(archive: Path) -> None:
    with closing(sqlite3.connect(archive / "backissue.db")) as connection, connection:
        connection.execute("UPDATE stories SET headline = 'Forged' WHERE id = 1")
        connection.execute("DELETE FROM comments WHERE id = 1")
    before = (archive / "backissue.db").read_bytes()
    done = backissue(archive, "rebuild", "--check")
    assert done.returncode == 1
    assert re.search(r"another headline +1\n", done.stdout)
    assert re.search(r"comments more, fewer or other +1\n", done.stdout)
    assert "headline 'Forged' →" in done.stdout
    assert (archive / "backissue.db").read_bytes() == before and leftovers(archive) == []


def test_the_counts_before_and_now_are_of_the_rows_that_are_compared(archive: Path) -> None:
    with closing(sqlite3.connect(archive / "backissue.db")) as connection, connection:
        connection.execute(
            "INSERT INTO addresses (url, source, kind, first_seen, next_check) VALUES"
            " ('https://cdn.example/font', 'news', 'requisite', '2026-11-20', '2026-11-20')"
        )
    done = backissue(archive, "rebuild", "--check")
    assert "Every row is as it was." in done.stdout
    counted = re.findall(r"^\w+ +([\d,]+) +([\d,]+)$", done.stdout, re.MULTILINE)
    assert len(counted) > 5 and all(before == now for before, now in counted), done.stdout


def test_schedules_and_runs_that_fetched_nothing_are_taken_over(archive: Path) -> None:
    with closing(sqlite3.connect(archive / "backissue.db")) as connection, connection:
        connection.execute("UPDATE sources SET interval_s = 4711, due_reason = 'so it was said'")
        connection.execute(
            "INSERT INTO runs (key, source, trigger, started_at, finished_at, outcome)"
            " VALUES ('empty', 'news', 'manual', '2026-11-20T00:00:00Z', '2026-11-20T00:00:01Z',"
            " 'failed')"
        )
    remade(archive)
    assert set(rows(archive, "SELECT interval_s, due_reason FROM sources")) == {
        (4711, "so it was said")
    }
    assert rows(archive, "SELECT outcome FROM runs WHERE key = 'empty'") == [("failed",)]


def test_the_next_crawl_goes_on_as_if_nothing_had_been(archive: Path) -> None:
    (archive / "backissue.db").unlink()
    remade(archive)
    settled = dict(rows(archive, "SELECT name, settled FROM warc_files"))
    for path in (archive / "warc").glob("*.warc.gz"):
        assert settled[path.name] == path.stat().st_size


@pytest.mark.parametrize(
    ("stage", "least"), [("index", 1), ("announce", 0), ("read", 9), ("finish", 0), ("swap", 0)]
)
def test_killed_at_any_stage_a_second_call_goes_on(
    original: Path, archive: Path, stage: str, least: int
) -> None:
    killed(archive, stage, least)
    assert differences(original, archive).equal, "the old tables are not what they were"
    report = remade(archive)
    found = differences(original, archive)
    assert found.equal and report.whole, found.examples
    assert leftovers(archive) == []


def test_what_was_applied_before_a_kill_is_not_read_again(original: Path, archive: Path) -> None:
    killed(archive, "read", 9)
    seen: list[Progress] = []
    second = remade(archive, tell=seen.append)
    reading = [one for one in seen if one.stage == "read"]
    assert 0 < second.applied.pages < remade(archive).applied.pages
    assert reading[-1].done == reading[-1].total, "what was done before does not count"


def test_another_extractor_in_between_begins_anew(
    original: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(archive, "read", 9)
    monkeypatch.setattr(revisions, "READER", revisions.READER + 1)
    report = remade(archive)
    assert rows(archive, "SELECT DISTINCT reader FROM revisions") == [(revisions.READER,)]
    assert report.readers == (revisions.READER - 1,)


def test_a_new_extractor_reads_all_again_and_says_what_changed(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shouted(folder: Path, capture: Capture, guide: Guide = UNGUIDED) -> Reading:
        reading = read_story(folder, capture, guide)
        if reading.story is None or "/report-1-" not in reading.story.url:
            return reading
        return replace(reading, story=replace(reading.story, headline="LOUD", authors=("Kim",)))

    monkeypatch.setattr(revisions, "READER", revisions.READER + 1)
    monkeypatch.setattr(ahead, "read_story", shouted)
    report = remade(archive, check=True)
    assert report.differences is not None
    found = dict(changes(report.differences))
    assert found["another headline"] == 1 and found["other authors"] == 1
    assert any("'LOUD'" in line for line in report.differences.examples)


@pytest.mark.parametrize("kind", ["request", "response", "metadata"])
def test_a_damaged_file_is_named_and_costs_the_damaged_exchange_alone(
    original: Path, archive: Path, kind: str
) -> None:
    path = max((archive / "warc").glob("*.warc.gz"), key=lambda path: path.stat().st_size)
    stored = [one for one in bulk.records(path) if not is_announcement(one.block)]
    struck = next(one.at for one in stored[len(stored) // 2 :] if one.type == kind)
    torn = bytearray(path.read_bytes())
    torn[struck.offset + 20 : struck.offset + 60] = b"\0" * 40
    path.write_bytes(torn)
    report = remade(archive)
    [(name, why)] = report.damaged
    assert name == path.name and path.name in why and not report.whole
    assert differences(original, archive).of("captures").missing == 1


def test_a_damaged_announcement_costs_nothing_that_was_captured(
    original: Path, archive: Path
) -> None:
    path = max((archive / "warc").glob("*.warc.gz"), key=lambda path: path.stat().st_size)
    struck = next(one.at for one in bulk.records(path) if is_announcement(one.block))
    torn = bytearray(path.read_bytes())
    torn[struck.offset + 20 : struck.offset + 60] = b"\0" * 40
    path.write_bytes(torn)
    report = remade(archive)
    assert report.damaged and report.left
    found = differences(original, archive)
    assert found.of("captures").missing == found.of("stories").missing == 0


def test_damage_ends_in_a_line_and_an_exit_code(archive: Path) -> None:
    path = sorted((archive / "warc").glob("*.warc.gz"))[0]
    path.write_bytes(path.read_bytes()[:-30])
    done = backissue(archive, "rebuild")
    assert done.returncode == 3, done.stdout + done.stderr
    assert f"DAMAGED {path.name}" in done.stdout and "REBUILT IN PART" in done.stdout


def test_a_missing_file_is_named(archive: Path) -> None:
    path = sorted((archive / "warc").glob("*.warc.gz"))[0]
    path.unlink()
    done = backissue(archive, "rebuild")
    assert done.returncode == 3
    assert f"MISSING {path.name}" in done.stdout


def test_an_archive_whose_announcements_are_gone_is_put_together_by_visits(
    original: Path, archive: Path
) -> None:
    for path in (archive / "warc").glob("*.warc.gz"):
        strip(path)
    report = remade(archive)
    assert report.left
    again = remade(archive, check=True)
    assert again.left == 0
    assert again.differences is not None
    assert again.differences.equal, again.differences.examples
    places = frozenset({"captures", "announcements", "sources", "runs", "addresses"})
    found = differences(original, archive, without=places)
    assert found.equal, found.examples
    assert differences(original, archive).of("captures").columns.keys() <= {"offset"}


def strip(path: Path) -> None:
    """Take the announcements out of a WARC file."""
    records = list(bulk.records(path))
    raw = path.read_bytes()
    kept = [
        raw[one.at.offset : one.at.offset + one.at.length]
        for one in records
        if not is_announcement(one.block)
    ]
    assert len(kept) < len(records)
    path.write_bytes(b"".join(kept))


def test_browsers_that_have_the_old_tables_open_see_the_new_ones(archive: Path) -> None:
    with closing(sqlite3.connect(archive / "backissue.db")) as connection, connection:
        connection.execute("UPDATE stories SET headline = 'Forged' WHERE id = 1")
    with closing(db.open_reader(archive)) as browser:
        query = "SELECT count(*) FROM stories WHERE headline = 'Forged'"
        assert browser.execute(query).fetchone()[0] == 1
        report = remade(archive, keep_old=True)
        assert browser.execute(query).fetchone()[0] == 0
    assert report.kept is not None
    with closing(sqlite3.connect(report.kept)) as old:
        assert old.execute(query).fetchone()[0] == 1


def test_an_archive_in_use_is_left_alone(archive: Path) -> None:
    with ArchiveLock(archive, "backissue daemon"):
        done = backissue(archive, "rebuild")
    assert done.returncode == 69 and "backissue daemon" in done.stderr


def test_a_disk_without_room_is_said_before_anything_is_done(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = shutil.disk_usage(archive)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    with pytest.raises(StorageError, match="free some space"):
        remade(archive)
    assert leftovers(archive) == []


def test_a_folder_without_warc_files_is_said(tmp_path: Path) -> None:
    done = backissue(tmp_path, "rebuild")
    assert done.returncode == 1 and "no WARC files" in done.stderr
