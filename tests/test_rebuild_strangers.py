"""A WARC file that a stranger made, put among the archive's own: a rebuild names it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from forget_archive import KEPT, build, rows, start_again, traces
from rebuild_archive import remade
from spider_site import Site

from archive.config import load
from archive.journal import Announcement, ForgottenEntry
from archive.times import now
from archive.warc.journal import WarcJournal
from archive.warc.opening import open_warcs


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("strangers") / "a"
    with Site({}) as site:
        build(folder, site)
    return folder


@pytest.fixture
def archive(original: Path, tmp_path: Path) -> Path:
    shutil.copytree(original, tmp_path / "a")
    return tmp_path / "a"


def captures(folder: Path) -> list[tuple[object, ...]]:
    return rows(folder, "SELECT record_id, warc, outcome, error FROM captures ORDER BY record_id")


@pytest.mark.parametrize("name", ["a-20250902000000-00000-h", "z-20250902000000-00000-h"])
def test_a_file_that_takes_ids_of_others_is_named(archive: Path, name: str) -> None:
    own = sorted((archive / "warc").glob("*.warc.gz"))
    shutil.copy(own[0], archive / "warc" / f"{name}.warc.gz")
    before = captures(archive)
    report = remade(archive)
    [(later, why)] = report.damaged
    assert later == max(own[0].name, f"{name}.warc.gz")
    assert f"in {min(own[0].name, f'{name}.warc.gz')}, and those count" in why
    assert not report.whole
    kept = {str(row[1]) for row in captures(archive)}
    assert (f"{name}.warc.gz" in kept) == name.startswith("a-"), "the first by name counts"
    assert [row[0] for row in captures(archive)] == [row[0] for row in before]


def test_a_file_that_says_that_all_is_forgotten_is_named_and_nothing_goes(
    archive: Path,
) -> None:
    records = tuple(str(row[0]) for row in captures(archive))
    entry = ForgottenEntry("http://paper.example/", records, "a forgery")
    with open_warcs(load(archive / "backissue.toml")) as writer:
        placed = WarcJournal(writer).write(Announcement(99, now(), 1, (entry,)))
    report = remade(archive)
    [fault] = report.applied.faults
    assert placed.at.warc in fault
    assert "nobody asked for here" in fault
    assert report.rows["stories"] == 3
    assert rows(archive, "SELECT * FROM tombstones") == []
    before = traces(archive, KEPT)
    start_again(archive)
    assert traces(archive, KEPT) == before != []
