"""The index: keys as every replay tool makes them, lines in byte order, one for each GET."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from export_captures import COPY, FERRY, MARKET, Press, build
from hypothesis import given
from hypothesis import strategies as st

from archive.export.cdxj import SortedLines
from archive.export.surt import surt
from archive.export.zipnum import blocks
from archive.model import Capture, Kind
from scheduler.cli import cli

# what the reference package `surt` 0.3.1 makes of them
KEYS = {
    "http://example.com": "com,example)/",
    "http://example.com/?": "com,example)/",
    "https://www2.Example.com:443/A/B/../c//d/?b=2&a=1&A=0&c": "com,example)/a/c/d?a=0&a=1&b=2&c",
    "http://user:pw@example.com:8080/x": "com,example:8080)/x",
    "https://example.com:80/": "com,example:80)/",
    "http://127.0.0.1:8440/": "1,0,0,127:8440)/",
    "http://2130706433/": "1,0,0,127)/",
    "http://[::1]:8080/a": "::1:8080)/a",
    "http://www.com/": "com)/",
    "http://www12.foo.co.uk/?q=A+B&q=a": "uk,co,foo)/?q=a&q=a+b",
    "http://example.com./x": "com,example)/x",
    "http://a_b.example.com/": "com,example,a_b)/",
    "http://xn--bcher-kva.example/x": "example,xn--bcher-kva)/x",
    "http://localhost/": "localhost)/",
    "http://example.com/%7Euser/%41%2520b?x=%20y": "com,example)/~user/a%20b?x=%20y",
    "http://example.com/%C3%A6?q=%C3%A6%ff": "com,example)/%c3%a6?q=%c3%a6%ff",
    "http://example.com/%zz%4": "com,example)/%25zz%254",
    "http://example.com/a%2Fb": "com,example)/a/b",
    "http://example.com/a%3Fb?c%26d=1": "com,example)/a?b?c&d=1",
    "http://example.com/?a=%23": "com,example)/?a=%23",
    "http://example.com/a%0Ab": "com,example)/a%0ab",
    "http://example.com/../../x": "com,example)/x",
    "http://example.com/a/..": "com,example)/",
    "http://example.com/x?&": "com,example)/x?&",
    "http://example.com/?a=1&&b": "com,example)/?&a=1&b",
    "http://example.com/?a-b=1&a=2": "com,example)/?a=2&a-b=1",
    "http://example.com/a;jsessionid=ABC?x": "com,example)/a;jsessionid=abc?x",
    "http://example.com/?sid=0123456789abcdef0123456789ABCDEF&x": "com,example)/?x",
    "http://example.com/(a(abcdefghijklmnopqrstuvwx))/mileg.aspx": "com,example)/mileg.aspx",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Capture]]:
    folder = tmp_path_factory.mktemp("captures")
    return folder, build(folder)


def export(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(folder), "export", "--format", "cdxj", *words])


@pytest.mark.parametrize("url", KEYS)
def test_keys_are_those_of_the_wayback_machines(url: str) -> None:
    assert surt(url) == KEYS[url]


@given(st.text(max_size=60))
def test_a_key_is_made_of_anything(rest: str) -> None:
    assert isinstance(surt(rest), str)
    key = surt(f"https://example.com/{rest}")
    assert "\n" not in key.removesuffix(rest)
    assert surt("http://nowhere") == "nowhere)/"


def test_every_get_has_a_line_that_leads_to_its_record(archive: tuple[Path, list[Capture]]) -> None:
    folder, made = archive
    result = export(folder)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    indexed = [one for one in made if one.at is not None and one.method == "GET"]
    assert len(lines) == len(indexed) == 9
    found = set()
    for line in lines:
        key, stamp, fields = line.split(" ", 2)
        told = json.loads(fields)
        raw = (folder / "warc" / told["filename"]).read_bytes()
        start, length = int(told["offset"]), int(told["length"])
        head = gzip.decompress(raw[start : start + length]).split(b"\r\n\r\n")[0].decode()
        assert f"WARC-Target-URI: {told['url']}" in head
        assert f"WARC-Payload-Digest: {told['digest']}" in head
        assert key == surt(told["url"])
        assert stamp == "".join(c for c in head.split("WARC-Date: ")[1] if c.isdigit())[:14]
        found.add((told["filename"], start))
    assert len(found) == 9


def test_lines_are_sorted_by_their_bytes(archive: tuple[Path, list[Capture]]) -> None:
    raw = export(archive[0]).stdout_bytes.splitlines()
    assert raw == sorted(raw)
    assert raw[0].startswith(b"example,daily)/ferry-again ")


def test_a_revisit_says_so_and_has_the_status_that_its_record_has(
    archive: tuple[Path, list[Capture]],
) -> None:
    lines = [line for line in export(archive[0]).stdout.splitlines() if FERRY in line]
    told = [json.loads(line.split(" ", 2)[2]) for line in lines if f'"{FERRY}"' in line]
    assert [(one["mime"], one.get("status")) for one in told] == [
        ("text/html", "200"),
        ("warc/revisit", None),
        ("warc/revisit", "200"),
    ]
    assert len({one["digest"] for one in told}) == 1


def test_sources_spans_stories_and_prefixes_choose(archive: tuple[Path, list[Capture]]) -> None:
    folder = archive[0]

    def urls(*words: str) -> list[str]:
        result = export(folder, *words)
        assert result.exit_code == 0, result.output
        lines = result.stdout.splitlines()
        return sorted({json.loads(line.split(" ", 2)[2])["url"] for line in lines})

    assert urls("--source", "daily") == [COPY, MARKET, FERRY], "the original comes along"
    assert urls("--url", "https://daily.example/m") == [MARKET]
    assert urls("--until", "2026-11-20T08:31Z") == ["https://paper.example/feed"]
    assert urls("--since", "2026-11-20T08:38:15Z") == [MARKET]
    assert urls("--story", FERRY) == [
        "https://paper.example/?id=7",
        FERRY,
        f"{FERRY}/2",
        "https://paper.example/style.css",
    ]


def test_a_story_comes_with_the_styles_that_were_fetched_for_another(tmp_path: Path) -> None:
    page = b'<title>x</title><link rel=stylesheet href="/style.css"><p>Words.</p>'
    css = b"HTTP/1.1 200 OK\r\nContent-Type: text/css\r\n"
    with Press(tmp_path) as press:
        press.source("paper")
        asked: dict[str, Any] = {"kind": Kind.REQUISITE, "via": "https://paper.example/other"}
        early, late = (
            press.capture(
                "paper", url="https://paper.example/style.css", head=css, body=body, **asked
            )
            for body in (b"@import 'more.css'", b"p { background: url(dot.png) }")
        )
        press.capture("paper", url="https://paper.example/dot.png", body=b"dot", **asked)
        press.capture("paper", url="https://paper.example/more.css", head=css, **asked)
        press.capture("paper", press.story("paper", FERRY, "Ferry"), "new", url=FERRY, body=page)
    lines = export(tmp_path, "--story", FERRY).stdout.splitlines()
    told = [json.loads(line.split(" ", 2)[2]) for line in lines]
    assert [one["url"].rpartition("/")[2] for one in told] == ["dot.png", "ferry", "style.css"]
    assert late.at is not None and early.at is not None
    assert told[2]["offset"] == str(late.at.offset), "the one nearest in time"


def test_what_was_forgotten_has_no_line(tmp_path: Path) -> None:
    with Press(tmp_path) as press:
        press.source("paper")
        first = press.capture("paper", url=FERRY)
        press.capture("paper", url=MARKET, body=b"another page")
        press.forget(first)
    assert FERRY not in export(tmp_path).stdout


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    made = build(tmp_path)
    assert made[0].at is not None
    (tmp_path / "warc" / made[0].at.warc).unlink()
    result = export(tmp_path)
    assert result.exit_code == 3
    assert len(result.stdout.splitlines()) == 4
    assert f"Left out: 5 captures: the WARC file {made[0].at.warc} is gone" in result.stderr


def test_nothing_to_export_is_a_clear_line(archive: tuple[Path, list[Capture]]) -> None:
    result = export(archive[0], "--until", "2001-01-01")
    assert result.exit_code == 1
    assert result.stderr == "Error: nothing to export: the archive holds no such captures\n"
    result = export(archive[0], "--story", "https://paper.example/none")
    assert result.exit_code == 2
    assert "no story of this archive has this address" in result.stderr


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n\x00"), max_size=8)))
def test_lines_come_out_in_the_order_of_their_bytes(texts: list[str]) -> None:
    with SortedLines() as lines:
        for text in texts:
            lines.add(text)
        assert [line.encode() for line in lines] == sorted(text.encode() for text in texts)
        assert lines.count == len(texts)


def test_a_large_index_is_members_with_an_index_of_their_own() -> None:
    lines = [f'com,example)/{n:05} 20260101000000 {{"url": "{n}"}}\n' for n in range(1000)]
    secondary: list[bytes] = []
    packed = list(blocks(lines, "index.cdx.gz", secondary.append))
    raw = b"".join(packed)
    assert gzip.decompress(raw).decode() == "".join(lines)
    meta, *places = [line.decode().rstrip("\n") for line in secondary]
    assert meta == '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}'
    assert [place.split(" ")[0] for place in places] == [
        f"com,example)/{n:05}" for n in (0, 300, 600, 900)
    ]
    for place, first in zip(places, (0, 300, 600, 900), strict=True):
        told = json.loads(place.split(" ", 2)[2])
        block = raw[told["offset"] : told["offset"] + told["length"]]
        assert gzip.decompress(block).decode().splitlines(keepends=True)[0] == lines[first]
