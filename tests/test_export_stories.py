"""Stories on their way out: whole, valid, chosen rightly, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from export_archive import BAKERY, FERRY, build
from export_schema import VALID
from hypothesis import given
from hypothesis import strategies as st

from archive.atomic import replacing
from archive.errors import StorageError
from archive.export.spreadsheet import COLUMNS, rows, safe_cell
from scheduler.cli import cli


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    build(folder)
    return folder


def export(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(folder), "export", *words])


def headlines(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return [json.loads(line)["headline"][:6] for line in result.stdout.splitlines()]


def test_each_line_is_a_story_document(folder: Path) -> None:
    result = export(folder)
    documents = [json.loads(line) for line in result.stdout_bytes.decode().split("\n")[:-1]]
    for document in documents:
        VALID.validate(document)
    assert [document["url"] for document in documents] == [
        "https://paper.example/ferry",
        "https://daily.example/bakery",
        "https://paper.example/market",
    ]
    assert documents[0]["comments"][1]["text"] == "+1 \u202eevil", "JSON keeps every character"


def test_source_and_span_choose(folder: Path) -> None:
    assert headlines(export(folder, "--source", "daily")) == ["Bakery"]
    assert headlines(export(folder, "--until", "2025-09-02")) == [FERRY.headline[:6]]
    assert headlines(export(folder, "--since", "2025-09-03", "--until", "2025-10-01")) == ["Bakery"]
    assert headlines(export(folder, "--since", "2025-09-02T06:00:00Z")) != []
    assert (
        headlines(export(folder, "--since", "2025-09-02T06:00:01Z", "--until", "2025-09-30")) == []
    )


def test_a_source_that_is_not_there_is_said(folder: Path) -> None:
    result = export(folder, "--source", "papre")
    assert result.exit_code == 2
    assert "no source `papre` in this archive; there are: daily, paper" in result.stderr


@pytest.mark.parametrize(
    "when", ["last week", "2025-13-01", "2025-09-02T25:00Z", "10000-01-01", ""]
)
def test_a_day_that_is_none_is_a_usage_error(folder: Path, when: str) -> None:
    result = export(folder, "--since", when)
    assert result.exit_code == 2
    assert "--since" in result.stderr


def test_addresses_and_their_beginnings_choose(folder: Path) -> None:
    assert headlines(export(folder, "--url", "https://daily.example/")) == ["Bakery"]
    asked = ["--story", "https://paper.example/market?utm_source=x", "--story", BAKERY.url]
    assert headlines(export(folder, *asked)) == ["Bakery", "Market"]
    result = export(folder, "--story", "https://paper.example/mar")
    assert result.exit_code == 2
    assert "https://paper.example/mar: no story of this archive has this address" in result.stderr


def test_parquet_holds_the_same_documents(folder: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    target = tmp_path / "stories.parquet"
    result = export(folder, "--format", "parquet", "-o", str(target))
    assert result.exit_code == 0, result.output
    assert "3 stories written" in result.stderr
    lines = export(folder).stdout_bytes.decode().split("\n")[:-1]
    assert parquet.read_table(target).to_pylist() == [json.loads(line) for line in lines]


def test_parquet_without_its_library_says_what_to_do(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = export(folder, "--format", "parquet", "-o", str(tmp_path / "x"))
    assert result.exit_code == 2
    assert "install it where Back Issue is installed" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_an_archive_is_said(tmp_path: Path) -> None:
    result = export(tmp_path)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "no archive here yet" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_file_is_written_whole_and_counted(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "stories.jsonl"
    result = export(folder, "-o", str(target))
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "3 stories written" in result.stderr
    assert target.read_bytes() == export(folder).stdout_bytes


def test_csv_has_a_row_a_story_and_no_live_cell(folder: Path) -> None:
    result = export(folder, "--format", "csv")
    heading, *stories = csv.reader(io.StringIO(result.stdout_bytes.decode()))
    assert tuple(heading) == COLUMNS
    ferry = dict(zip(COLUMNS, stories[0], strict=True))
    assert ferry["headline"].startswith("'=HYPERLINK")
    assert "\x1b" not in result.stdout
    assert ferry["text"].splitlines()[2:3] == ["What the captain says"]
    assert (ferry["comments"], ferry["revision"], ferry["offset"]) == ("2", "1", "0")
    assert ferry["authors"] == "Jo Lund; Ann Ås"
    assert len(stories) == 3


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1", "|cmd", "%0A=1", "−1"],
)
def test_a_cell_that_a_spreadsheet_would_run_is_made_text(text: str) -> None:
    assert str(safe_cell(text)).startswith("'")


def test_plain_cells_and_numbers_stay() -> None:
    assert safe_cell("Ferry = late") == "Ferry = late"
    assert safe_cell(-5) == -5
    assert safe_cell(None) == ""
    assert safe_cell("a\x00b\ud800") == "a\ufffdb\ufffd"
    assert len(str(safe_cell("x" * 40_000))) == 32_767


@given(st.text(st.characters(codec=None), max_size=40))
def test_no_text_leaves_its_cell(text: str) -> None:
    document = {
        **dict.fromkeys(COLUMNS),
        "headline": text,
        "sections": [],
        "authors": [],
        "topics": [],
        "comments": [],
        "captures": [],
        "revision": 1,
    }
    out = b"".join(rows([document]))
    parsed = list(csv.reader(io.StringIO(out.decode(), newline="")))
    assert [len(row) for row in parsed] == [len(COLUMNS)] * 2
    assert parsed[1][COLUMNS.index("headline")][:1] not in set("=+-@\t\r|%＝＋－＠")


def test_a_file_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "stories.jsonl"
    target.write_text("old")
    with pytest.raises(OSError, match="No space"), replacing(target) as file:
        file.write(b"half")
        raise OSError(28, "No space left on device")
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["stories.jsonl"]


def test_a_folder_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written"), replacing(tmp_path / "no" / "x"):
        pass
