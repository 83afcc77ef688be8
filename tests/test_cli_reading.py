"""`search`, `dedupe` and `browse`: what they print, and what they say when they cannot."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from export_archive import FERRY, build

from scheduler.cli import cli


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    build(folder)
    return folder


def run(folder: Path, *words: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["-C", str(folder), *words], input=stdin)


def test_search_shows_date_outlet_headline_address_and_words(folder: Path) -> None:
    result = run(folder, "search", "last", "ferry")
    assert result.exit_code == 0, result.output
    first, second, third = result.stdout.splitlines()
    assert first.startswith("2025-09-02T06:00  The Paper  =HYPERLINK")
    assert second.strip() == FERRY.url
    assert "last ferry" in third
    assert "\x1b" not in result.stdout
    assert "\x02" not in result.stdout


def test_search_looks_into_comments_and_chooses_by_source_and_day(folder: Path) -> None:
    assert FERRY.url in run(folder, "search", "typical").stdout
    for words in (["--source", "daily"], ["--since", "2025-09-03"], ["--until", "2025-09-01"]):
        result = run(folder, "search", "typical", *words)
        assert result.exit_code == 0
        assert result.stdout == ""
        assert "Nothing found." in result.stderr


def test_search_in_a_source_that_is_not_there_says_which_are(folder: Path) -> None:
    result = run(folder, "search", "typical", "--source", "dialy")
    assert result.exit_code == 2
    assert "no source `dialy` in this archive; there are: daily, paper" in result.stderr


def test_search_as_json(folder: Path) -> None:
    result = run(folder, "search", "ferry", "--json", "--limit", "1")
    [hit] = [json.loads(line) for line in result.stdout_bytes.decode().splitlines()]
    assert set(hit) == {"id", "url", "headline", "outlet", "source", "published", "snippet"}
    assert "\x02" not in hit["snippet"]


@pytest.mark.parametrize("words", ['"', "AND", "a*", "NEAR(", "col:x", "-x", "(", "'; DROP"])
def test_any_words_can_be_searched_for(folder: Path, words: str) -> None:
    result = run(folder, "search", "--", words)
    assert result.exit_code == 0, result.output


def test_dedupe_groups_lines_documents_and_gzip(folder: Path, tmp_path: Path) -> None:
    text = "\n".join(FERRY.paragraphs) + " " + " ".join(f"word{n}" for n in range(200))
    lines = [
        {"id": "a", "url": "https://a.example/1", "headline": "Ferry", "text": text},
        {"id": "b", "url": "https://b.example/1", "headline": "Ferry", "text": text},
        {"id": "c", "url": "https://c.example/1", "headline": "Else", "text": "Other words here."},
    ]
    raw = "\n".join(map(json.dumps, lines)).encode()
    (tmp_path / "s.jsonl").write_bytes(raw)
    (tmp_path / "s.jsonl.gz").write_bytes(gzip.compress(raw))
    printed = []
    for words, stdin in (
        ([str(tmp_path / "s.jsonl")], None),
        ([str(tmp_path / "s.jsonl.gz")], None),
        (["-"], raw),
    ):
        result = run(folder, "dedupe", *words, stdin=stdin)
        assert result.exit_code == 0, result.output
        printed.append([json.loads(line) for line in result.stdout.splitlines()])
    assert printed[0] == printed[1] == printed[2]
    a, b, c = printed[0]
    assert {"id", "group", "relation", "of"} <= set(a)
    assert a["group"] == b["group"] != c["group"]
    assert (b["id"], b["of"]) == ("b", "a")


def test_what_export_writes_dedupe_reads(folder: Path) -> None:
    exported = run(folder, "export").stdout_bytes
    result = run(folder, "dedupe", "-", stdin=exported)
    assert result.exit_code == 0, result.output
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [
        json.loads(line)["url"] for line in exported.decode().splitlines()
    ]


def test_a_line_dedupe_cannot_use_is_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "s.jsonl").write_text('{"id": "a", "text": "x"}\nnonsense\n')
    result = run(folder, "dedupe", str(tmp_path / "s.jsonl"))
    assert result.exit_code == 2
    assert "line 2: is no JSON" in result.stderr
    assert "cannot be read" in run(folder, "dedupe", str(tmp_path / "none.jsonl")).stderr
    (tmp_path / "cut.gz").write_bytes(gzip.compress(b'{"id": "a", "text": "x"}\n' * 999)[:-9])
    cut = run(folder, "dedupe", str(tmp_path / "cut.gz"))
    assert cut.exit_code == 2
    assert "no whole gzip file" in cut.stderr


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, dict[str, object]]]:
    calls: list[tuple[Path, dict[str, object]]] = []
    monkeypatch.setattr(
        "archive.browse.serve.serve", lambda folder, **more: calls.append((folder, more))
    )
    return calls


def test_browse_takes_its_place_from_options_configuration_or_defaults(
    served: list[tuple[Path, dict[str, object]]], tmp_path: Path
) -> None:
    run(tmp_path, "browse")
    (tmp_path / "backissue.toml").write_text('[browse]\nport = 9000\nhost = "::1"\n')
    run(tmp_path, "browse", "--open")
    run(tmp_path, "browse", "--port", "0", "--host", "127.0.0.2")
    assert served == [
        (tmp_path, {"host": "127.0.0.1", "port": 8001, "open_browser": False}),
        (tmp_path, {"host": "::1", "port": 9000, "open_browser": True}),
        (tmp_path, {"host": "127.0.0.2", "port": 0, "open_browser": False}),
    ]
