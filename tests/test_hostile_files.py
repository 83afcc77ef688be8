"""Saved pages and lists that were made to stop whoever reads them."""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive import bounded
from archive.config.model import Source
from archive.errors import PageError, StorageError
from archive.model import Kind, Page
from archive.saved import open_saved, pages
from scheduler.cli import cli
from spiders import discovery

PAGE = (
    "<h1>Ferry leaves early</h1>" + "<p>The ferry left early on Monday, the harbour said.</p>" * 5
)


def test_a_list_goes_on_after_paths_that_cannot_be_any(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    os.mkfifo(tmp_path / "pipe")
    odd = ["\x00", "\ud800", "a" * 100_000, "pipe", ".", "/dev/zero", "a.html"]
    lines = "".join(json.dumps({"id": n, "path": path}) + "\n" for n, path in enumerate(odd))
    (tmp_path / "list.jsonl").write_text(lines)
    done = CliRunner().invoke(cli, ["parse", "--jsonl", str(tmp_path / "list.jsonl")])
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["id"] for one in documents] == list(range(len(odd)))
    assert documents[-1]["headline"] == "Ferry leaves early"
    assert all(one["why"] and one["headline"] is None for one in documents[:-1])
    assert done.exit_code == 3


def test_a_record_whose_header_has_no_end_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bounded, "SECONDS", 0.2)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = packer.compress(b"WARC/1.1\r\nX: ")
    bomb += b"".join(packer.compress(bytes(1 << 20)) for _ in range(400)) + packer.flush()
    (tmp_path / "bomb.warc.gz").write_bytes(bomb)
    with (
        open_saved(tmp_path / "bomb.warc.gz") as file,
        pytest.raises(PageError, match="too large to be read"),
    ):
        list(pages(file, "bomb.warc.gz"))
    assert capsys.readouterr().err == ""


def test_a_file_that_opens_but_cannot_be_read_is_named() -> None:
    with open_saved(Path("/proc/self/mem")) as file, pytest.raises(StorageError, match="self/mem"):
        list(pages(file, "/proc/self/mem"))


def test_a_sitemap_of_elements_without_meaning_is_forgotten_while_it_is_read() -> None:
    location = "http://paper.example/2025/09/02/a-story"
    body = b"<urlset>" + b"<x/>" * 100_000 + f"<url><loc>{location}</loc></url></urlset>".encode()
    page = Page("http://paper.example/sitemap.xml", body)
    found = discovery.find(page, Kind.SITEMAP, Source("a", "http://paper.example/"))
    assert [link.url for link in found.links] == [location]
