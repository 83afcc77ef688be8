"""Feed lists of other programs: what goes out comes back, and nothing hostile gets in."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from archive.config import Source, load
from archive.config.edit import add_sources
from archive.errors import UsageError
from archive.export import opml
from archive.export.opml import Subscription
from scheduler.cli import cli

LIST = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.1"><head><title>Mine</title></head><body>
 <outline text="News">
  <outline text="The Paper" title="The Paper" type="rss" xmlUrl="https://paper.example/feed"
           htmlUrl="https://paper.example/"/>
  <outline text="The Paper" xmlURL="https://feeds.example/paper-sport"
           htmlUrl="https://www.paper.example/sport"/>
  <outline text="Daily &amp; Sunday" xmlUrl="https://daily.example/rss"/>
  <outline text="Evening" xmlUrl="https://evening.example/f"/>
  <outline text="bad" xmlUrl="javascript:alert(1)"/>
  <outline text="empty" xmlUrl=""/>
  <outline text="A site" type="link" url="https://site.example/"/>
 </outline></body></opml>"""


def test_feeds_of_one_site_become_one_source() -> None:
    sources = opml.to_sources(opml.read(LIST), [])
    assert sources == [
        Source(
            "the-paper",
            "https://paper.example/",
            feeds=("https://paper.example/feed", "https://feeds.example/paper-sport"),
        ),
        Source("daily-sunday", "https://daily.example/", feeds=("https://daily.example/rss",)),
        Source("evening", "https://evening.example/", feeds=("https://evening.example/f",)),
        Source("a-site", "https://site.example/"),
    ]


def test_two_ports_of_one_machine_are_two_sites() -> None:
    ports = [
        Subscription(f"http://news.example:{port}/feed", "News", f"http://news.example:{port}/")
        for port in (8001, 8002)
    ]
    assert [source.feeds for source in opml.to_sources(ports, [])] == [
        ("http://news.example:8001/feed",),
        ("http://news.example:8002/feed",),
    ]


def test_feeds_that_are_there_already_are_left_alone() -> None:
    first = opml.to_sources(opml.read(LIST), [])
    assert opml.to_sources(opml.read(LIST), first) == []
    again = opml.to_sources([Subscription("https://new.example/f", "The Paper")], first)
    assert [source.name for source in again] == ["the-paper-2"]


def test_what_is_exported_can_be_imported() -> None:
    sources = opml.to_sources(opml.read(LIST), [])
    back = opml.to_sources(opml.read(opml.write(sources)), [])
    assert back == sources


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"nothing of the kind",
        b"<html><body>404</body></html>",
        b"\xff\xfe\x00",
        b"x" * (opml.MAX_BYTES + 1),
    ],
)
def test_what_is_no_opml_is_said(raw: bytes) -> None:
    with pytest.raises(UsageError):
        opml.read(raw)


def test_no_entity_is_expanded_and_no_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("https://secret.example/")
    hostile = f"""<!DOCTYPE opml [<!ENTITY file SYSTEM "{secret.as_uri()}">
      <!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
      <opml><body><outline text="&b;&file;" xmlUrl="https://p.example/f"/></body></opml>"""
    [found] = opml.read(hostile.encode()) or [Subscription("")]
    assert "secret" not in repr(found)


def test_a_list_without_end_is_refused() -> None:
    outlines = b"".join(
        b'<outline xmlUrl="https://p.example/%d"/>' % n for n in range(opml.MAX_OUTLINES + 1)
    )
    with pytest.raises(UsageError, match="more than"):
        opml.read(b"<opml><body>" + outlines + b"</body></opml>")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_list_or_a_usage_error(raw: bytes) -> None:
    for body in (raw, b"<opml><body><outline " + raw + b"/></body></opml>"):
        try:
            found = opml.read(body)
        except UsageError:
            continue
        opml.to_sources(found, [])


def test_the_commands_there_and_back(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    (tmp_path / "mine.opml").write_bytes(LIST)
    run = CliRunner().invoke
    dry = run(cli, ["-C", str(first), "import", str(tmp_path / "mine.opml"), "--dry-run"])
    assert dry.exit_code == 0
    assert "4 sources would be added" in dry.stdout
    assert not first.exists()
    done = run(cli, ["-C", str(first), "import", str(tmp_path / "mine.opml")])
    assert done.exit_code == 0, done.output
    assert "4 sources added" in done.stdout
    again = run(cli, ["-C", str(first), "import", str(tmp_path / "mine.opml")])
    assert "0 sources added" in again.stdout
    out = run(cli, ["-C", str(first), "export", "--opml", "-o", str(tmp_path / "out.opml")])
    assert out.exit_code == 0, out.output
    assert out.stderr == f"4 sources written to {tmp_path / 'out.opml'}\n"
    run(cli, ["-C", str(second), "import", str(tmp_path / "out.opml")])
    assert load(first / "backissue.toml").sources == load(second / "backissue.toml").sources


def test_a_schedule_that_cannot_be_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "mine.opml").write_bytes(LIST)
    words = ["-C", str(tmp_path), "import", str(tmp_path / "mine.opml"), "--schedule", "often"]
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 2
    assert "--schedule" in result.stderr
    assert not (tmp_path / "backissue.toml").exists()


def test_a_thousand_sources_are_written_in_one_go(tmp_path: Path) -> None:
    many = [Source(f"s{n}", f"https://s{n}.example/") for n in range(1000)]
    assert len(add_sources(tmp_path / "backissue.toml", many).sources) == 1000
