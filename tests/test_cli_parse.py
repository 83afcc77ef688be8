"""`backissue parse`: saved pages in every wrapping, limits, and one line out for each line in."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
from pathlib import Path
from typing import Any, cast

import lxml.html
import pytest
from click.testing import CliRunner, Result
from export_schema import VALID
from hypothesis import given
from hypothesis import strategies as st

from archive import bounded, saved
from archive.errors import PageError
from archive.model import Page, Reading
from scheduler.cli import cli

URL = "https://paper.example/2025/ferry"
WORDS = (
    "The last ferry of the year left the island an hour before it should have on Friday, and"
    " forty passengers stood on the pier with their bags and their dogs in the rain."
)
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Ferry leaves early</title><meta property="og:title" content="Ferry leaves early">
<meta property="og:type" content="article"><meta property="og:site_name" content="The Paper">
</head><body><nav><a href="/">Home</a></nav><main><article><h1>Ferry leaves early</h1>
<p>{WORDS}</p><h2>What the captain says</h2><p>{WORDS.replace("ferry", "boat")}</p>
<p>{WORDS.replace("ferry", "steamer")}</p></article></main></body></html>""".encode()
NO_STORY = b"<html><body><a href='/'>Home</a></body></html>"


def parse(*words: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["parse", *words], input=stdin)


def documents(result: Result) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in result.stdout_bytes.decode().splitlines()]
    for document in found:
        VALID.validate(document)
    return found


def warc(*pages: tuple[str, bytes, str]) -> bytes:
    """A WARC file of responses: (address, body, status line and header fields)."""
    records = [("warcinfo", "", b"software: test\r\n")]
    records += [
        ("response", url, f"HTTP/1.1 {head}\r\n\r\n".encode() + body) for url, body, head in pages
    ]
    return b"".join(gzip.compress(_record(*record)) for record in records)


def _record(kind: str, url: str, block: bytes) -> bytes:
    media = "application/http; msgtype=response" if url else "application/warc-fields"
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        "WARC-Record-ID: <urn:uuid:5d7e3e3c-0000-4000-8000-000000000000>",
        "WARC-Date: 2025-09-02T06:00:00Z",
        *([f"WARC-Target-URI: {url}"] if url else []),
        f"Content-Type: {media}",
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


OK = "200 OK\r\nContent-Type: text/html; charset=utf-8"


@pytest.mark.parametrize("packed", [False, True])
def test_a_saved_page_becomes_its_story(tmp_path: Path, packed: bool) -> None:
    file = tmp_path / "page"
    file.write_bytes(gzip.compress(PAGE) if packed else PAGE)
    result = parse(str(file), "--url", URL)
    assert result.exit_code == 0, result.output
    [story] = documents(result)
    assert story["url"] == URL
    assert story["headline"] == "Ferry leaves early"
    assert [section["heading"] for section in story["sections"]] == [None, "What the captain says"]
    assert "id" not in story


def test_standard_input_and_no_address(tmp_path: Path) -> None:
    for sent in (PAGE, gzip.compress(PAGE), warc((URL, PAGE, OK))):
        result = parse("-", stdin=sent)
        assert result.exit_code == 0, result.output
        [story] = documents(result)
        assert story["url"] == (
            URL if sent[:2] == b"\x1f\x8b" and b"WARC" in gzip.decompress(sent) else None
        )


def test_a_page_without_a_story_is_one_line_and_exit_code_1(tmp_path: Path) -> None:
    file = tmp_path / "list.html"
    file.write_bytes(NO_STORY)
    result = parse(str(file))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(f"Error: {file}: no story: ")
    assert len(result.stderr.splitlines()) == 1


def test_some_stories_of_several_files_is_partly(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "b.html").write_bytes(NO_STORY)
    result = parse(str(tmp_path / "a.html"), str(tmp_path / "b.html"))
    assert result.exit_code == 3
    assert len(documents(result)) == 1


def test_every_response_of_a_warc_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    file.write_bytes(
        warc(
            (URL, PAGE, OK),
            ("https://paper.example/feed", b"<rss/>", "200 OK\r\nContent-Type: text/xml"),
            ("https://paper.example/gone", PAGE, "404 Not Found\r\nContent-Type: text/html"),
            (URL + "/gz", gzip.compress(PAGE), OK + "\r\nContent-Encoding: gzip"),
            (URL + "/untyped", PAGE, "200 OK"),
        )
    )
    result = parse(str(file))
    assert result.exit_code == 0, result.output
    assert [story["url"] for story in documents(result)] == [URL, URL + "/gz", URL + "/untyped"]


def test_files_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    (tmp_path / "cut.gz").write_bytes(gzip.compress(PAGE * 100)[:-500] + b"\x00" * 9)
    (tmp_path / "cut.warc.gz").write_bytes(warc((URL, PAGE, OK))[:-20])
    (tmp_path / "feed.warc.gz").write_bytes(
        warc(("https://p.example/feed", b"<rss/>", "200 OK\r\nContent-Type: text/xml"))
    )
    for name, said in (("no.html", "cannot be read"), ("feed.warc.gz", "holds no HTML page")):
        result = parse(str(tmp_path / name))
        assert result.exit_code == 1
        assert said in result.stderr
    for name in ("cut.gz", "cut.warc.gz"):
        assert "Traceback" not in parse(str(tmp_path / name)).output


def test_a_bomb_is_met_before_it_goes_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "MAX_BYTES", 100_000)
    packed = gzip.compress(b"<p>" + b"a" * 50_000_000)
    (tmp_path / "bomb.html.gz").write_bytes(packed)
    result = parse(str(tmp_path / "bomb.html.gz"))
    assert result.exit_code == 1
    assert "is larger than" in result.stderr
    (tmp_path / "bomb.warc.gz").write_bytes(
        warc((URL, packed, OK + "\r\nContent-Encoding: gzip"), (URL + "/2", PAGE, OK))
    )
    result = parse(str(tmp_path / "bomb.warc.gz"))
    assert [story["url"] for story in documents(result)] == [URL + "/2"]


def test_a_page_that_takes_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(page: Page) -> Reading:
        while True:
            pass

    monkeypatch.setattr("archive.bounded.extract", endless)
    monkeypatch.setattr(bounded, "SECONDS", 0.05)
    reading = bounded.read_page(Page(URL, PAGE))
    assert reading.story is None
    assert "of computing" in str(reading.why)


def test_a_page_that_needs_too_much_memory_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(page: Page) -> Reading:
        raise MemoryError

    monkeypatch.setattr("archive.bounded.extract", greedy)
    assert "memory" in str(bounded.read_page(Page(URL, PAGE)).why)


def test_an_extraction_that_fails_costs_its_own_page_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(page: Page) -> Reading:
        raise TypeError("unhashable")

    monkeypatch.setattr("archive.bounded.extract", failing)
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "list.jsonl").write_text('{"id": 1, "path": "a.html"}\n' * 2)
    result = parse("--jsonl", str(tmp_path / "list.jsonl"))
    assert result.exit_code == 0
    assert ["please report" in document["why"] for document in documents(result)] == [True, True]
    debugged = CliRunner().invoke(cli, ["--debug", "parse", str(tmp_path / "a.html")])
    assert isinstance(debugged.exception, TypeError)


@given(st.binary(max_size=300), st.sampled_from([b"", b"WARC/1.1\r\n", b"\x1f\x8b", b"<html>"]))
def test_any_bytes_are_pages_or_a_page_error(raw: bytes, start: bytes) -> None:
    for body in (start + raw, gzip.compress(start + raw), warc((URL, raw, OK)) + raw):
        file = io.BufferedReader(cast(io.RawIOBase, io.BytesIO(body)))
        with contextlib.suppress(PageError):
            for found in saved.pages(file, "file"):
                assert isinstance(found.page.body, bytes)


def test_one_line_out_for_each_line_in(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").write_bytes(PAGE)
    (tmp_path / "pages" / "b.html").write_bytes(NO_STORY)
    (tmp_path / "pages" / "c.warc.gz").write_bytes(
        warc(("https://paper.example/x", NO_STORY, OK), (URL, PAGE, OK))
    )
    lines = [
        {"id": "a", "url": URL, "path": "pages/a.html"},
        {"id": 2, "url": "https://paper.example/", "path": str(tmp_path / "pages" / "b.html")},
        {"id": "c", "url": URL, "path": "pages/c.warc.gz"},
        {"id": "d", "url": None, "path": "pages/a.html"},
    ]
    (tmp_path / "list.jsonl").write_text("\n\n".join(map(json.dumps, lines)))
    result = parse("--jsonl", str(tmp_path / "list.jsonl"))
    assert result.exit_code == 0, result.output
    found = documents(result)
    assert [document["id"] for document in found] == ["a", 2, "c", "d"]
    assert [bool(document["headline"]) for document in found] == [True, False, True, True]
    assert found[1]["why"]
    assert found[1]["url"] == "https://paper.example/"
    assert "why" not in found[0]


def test_lines_that_cannot_be_used_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "list.jsonl").write_text(
        '{"id": "no"}\nnot json\n[1]\n{"id": {}, "path": "a.html"}\n'
        '{"id": "gone", "url": "https://paper.example/gone", "path": "gone.html"}\n'
        '{"id": "a", "path": "a.html"}\n'
    )
    result = parse("--jsonl", str(tmp_path / "list.jsonl"))
    assert result.exit_code == 3
    gone, found = documents(result)
    assert (gone["id"], found["id"]) == ("gone", "a")
    assert "cannot be read" in gone["why"]
    said = result.stderr.splitlines()
    assert [line.split(": ")[2] for line in said] == ["line 1", "line 2", "line 3", "line 4"]


def test_a_list_from_standard_input(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    line = json.dumps({"id": "a", "path": str(tmp_path / "a.html")})
    [found] = documents(parse("--jsonl", "-", stdin=line.encode()))
    assert found["headline"] == "Ferry leaves early"


def test_explain_says_on_standard_error_how_the_page_was_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    result = parse(str(tmp_path / "a.html"), "--explain")
    assert len(documents(result)) == 1
    assert "headline   Ferry leaves early" in result.stderr
    assert "3 paragraphs" in result.stderr


def test_explain_page_draws_each_block_and_lets_no_markup_of_the_page_through(
    tmp_path: Path,
) -> None:
    hostile = PAGE.replace(b"Ferry leaves early", b"Ferry &lt;script&gt;alert(1)&lt;/script&gt;")
    (tmp_path / "a.html").write_bytes(hostile)
    drawing = tmp_path / "seen.html"
    result = parse(str(tmp_path / "a.html"), "--explain-page", str(drawing))
    assert result.exit_code == 0
    tree = lxml.html.fromstring(drawing.read_text("utf-8"))
    assert tree.xpath("//script") == []
    assert len(tree.xpath("//*[@class='block paragraph']")) == 3
    assert "alert(1)" in tree.xpath("string(//*[@class='block headline']/p)")


def test_a_drawing_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    result = parse(str(tmp_path / "a.html"), "--explain-page", str(tmp_path / "no" / "seen.html"))
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
    assert "Traceback" not in result.stderr


def test_rules_of_a_file_are_tried_and_their_matches_told(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rules]]\nheadline = "title"\nlead = ".nothing"\n')
    result = parse(str(tmp_path / "a.html"), "--rules", str(rules), "--explain")
    assert result.exit_code == 0
    assert "headline matches 1" in result.stderr
    assert "lead matches 0" in result.stderr


def test_rules_of_a_source_that_has_none_say_how_to_write_some(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "backissue.toml").write_text('[sources.quay]\nurl = "https://q.example/"\n')
    for name, said in (("quay", "[[sources.quay.rules]]"), ("pier", "there are: quay")):
        result = CliRunner().invoke(
            cli, ["-C", str(tmp_path), "parse", "--rules", name, str(tmp_path / "a.html")]
        )
        assert result.exit_code == 2
        assert said in result.stderr


def test_one_address_cannot_be_that_of_several_pages(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    for words in ([str(tmp_path / "a.html")] * 2, ["--jsonl", str(tmp_path / "a.html")]):
        result = parse(*words, "--url", URL)
        assert result.exit_code == 2
        assert "--url" in result.stderr
