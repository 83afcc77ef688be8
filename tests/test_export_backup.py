"""A backup is an archive: its database whole, its WARC files there, only what is new copied."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from export_archive import build

from archive.backup import back_up
from archive.errors import StorageError, UsageError
from archive.query import open_reader
from scheduler.cli import cli


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    build(folder)
    warc = folder / "warc"
    warc.mkdir()
    (warc / "paper-1.warc.gz").write_bytes(b"closed" * 100)
    (warc / "paper-2.warc.gz.open").write_bytes(b"open" * 100)
    (folder / "backissue.toml").write_text('[sources.a]\nurl = "https://a.example/"\n')
    return folder


def test_the_copy_is_an_archive_of_its_own(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    back_up(folder, copy)
    with open_reader(folder) as before, open_reader(copy) as after:
        assert list(after.stories()) == list(before.stories())
        assert after.search("ferry"), "the words are searchable in the copy"
    assert (copy / "backissue.toml").read_bytes() == (folder / "backissue.toml").read_bytes()
    for name in ("paper-1.warc.gz", "paper-2.warc.gz.open"):
        assert (copy / "warc" / name).read_bytes() == (folder / "warc" / name).read_bytes()


def test_closed_files_are_linked_and_open_ones_are_not(folder: Path, tmp_path: Path) -> None:
    report = back_up(folder, tmp_path / "copy")
    assert (report.linked, report.copied) == (1, 1)
    open_file = folder / "warc" / "paper-2.warc.gz.open"
    with open_file.open("ab") as file:
        file.write(b"more")
    copied = (tmp_path / "copy" / "warc" / open_file.name).read_bytes()
    assert not copied.endswith(b"more"), "what is written later does not reach into the backup"
    assert back_up(folder, tmp_path / "other", copy=True).linked == 0


def test_the_second_time_only_what_is_new_is_copied(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    back_up(folder, copy, copy=True)
    warc = folder / "warc"
    (warc / "paper-2.warc.gz.open").rename(warc / "paper-2.warc.gz")
    report = back_up(folder, copy, copy=True)
    assert (report.unchanged, report.copied) == (1, 1)
    assert sorted(path.name for path in (copy / "warc").iterdir()) == [
        "paper-1.warc.gz",
        "paper-2.warc.gz",
    ]


def test_an_archive_that_is_no_copy_is_not_written_over(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    back_up(folder, other)
    with contextlib.closing(sqlite3.connect(other / "backissue.db", isolation_level=None)) as there:
        there.execute(
            "INSERT INTO runs (key, source, trigger, started_at, outcome)"
            " SELECT 'a-run-of-its-own', source, trigger, started_at, outcome FROM runs LIMIT 1"
        )
        before = there.execute("SELECT count(*) FROM runs").fetchone()
        with pytest.raises(UsageError, match="holds another archive, or a copy"):
            back_up(folder, other)
        assert there.execute("SELECT count(*) FROM runs").fetchone() == before


def test_a_configuration_without_an_archive_is_not_written_over(
    folder: Path, tmp_path: Path
) -> None:
    new = tmp_path / "new"
    new.mkdir()
    (new / "backissue.toml").write_text("# tomorrow's archive\n")
    with pytest.raises(UsageError, match=r"holds another archive's backissue\.toml"):
        back_up(folder, new)
    assert (new / "backissue.toml").read_text() == "# tomorrow's archive\n"


def test_a_writer_at_work_does_not_disturb_the_copy(folder: Path, tmp_path: Path) -> None:
    writer = sqlite3.connect(folder / "backissue.db", isolation_level=None)
    try:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE stories SET headline = 'half done'")
        back_up(folder, tmp_path / "copy")
    finally:
        writer.execute("ROLLBACK")
        writer.close()
    with open_reader(tmp_path / "copy") as reader:
        assert "half done" not in {story.headline for story in reader.stories()}


def test_a_backup_in_its_own_archive_is_refused(folder: Path, tmp_path: Path) -> None:
    for place in (folder, folder / "warc", tmp_path):
        with pytest.raises(UsageError, match="cannot lie"):
            back_up(folder, place)


def test_a_folder_without_an_archive_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no archive here"):
        back_up(tmp_path / "empty", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_the_command_says_what_it_did(folder: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["-C", str(folder), "backup", str(tmp_path / "copy")])
    assert result.exit_code == 0, result.output
    assert "1 copied, 1 linked, 0 there already" in result.stdout
