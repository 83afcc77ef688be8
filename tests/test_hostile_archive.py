"""What an archive's own rows, records and searches may claim when a stranger made them."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from archive.browse.rendering import short
from archive.browse.searching import expression
from archive.browse.stored import shown
from archive.errors import CaptureMissing
from archive.model import Locator
from archive.query import open_reader
from archive.store import open_store
from archive.warc.read import response_at

NAME = "made-20250902000000-00000-host.warc.gz"


def record(folder: Path, body: bytes, charset: str, length: str | None = None) -> Locator:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset={charset}\r\n\r\n".encode() + body
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2025-09-02T00:00:00Z\r\n"
        f"WARC-Target-URI: http://paper.example/\r\nContent-Length: {length or len(http)}\r\n\r\n"
    )
    packer = zlib.compressobj(wbits=31)
    packed = packer.compress(head.encode() + http + b"\r\n\r\n") + packer.flush()
    (folder / "warc").mkdir()
    (folder / "warc" / NAME).write_bytes(packed)
    return Locator(NAME, 0, len(packed))


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "zlib_codec"])
def test_a_capture_in_any_charset_can_be_shown(tmp_path: Path, charset: str) -> None:
    at = record(tmp_path, b"<h1>half +2AA- \\ud800</h1>", charset)
    shown(tmp_path, at).text.encode()


def test_a_row_that_claims_a_terabyte_leads_nowhere(tmp_path: Path) -> None:
    at = record(tmp_path, b"<h1>x</h1>", "utf-8")
    response_at(tmp_path / "warc", Locator(NAME, 0, at.length))
    with pytest.raises(CaptureMissing):
        response_at(tmp_path / "warc", Locator(NAME, 8, 10**12))


def test_a_record_whose_length_has_thousands_of_digits_is_damaged(tmp_path: Path) -> None:
    at = record(tmp_path, b"<h1>x</h1>", "utf-8", length="9" * 5000)
    with pytest.raises(CaptureMissing):
        response_at(tmp_path / "warc", at)


def test_an_endless_search_ends(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    with open_reader(tmp_path) as reader:
        assert reader.search("a " * 50_000) == []
        assert reader.search("half \ud800 \x00") == []
        assert reader.search("a-" * 50_000) == []
    assert len(expression("a-" * 50_000) or "") < 2000


def test_what_is_no_text_is_shortened_all_the_same() -> None:
    assert short(5) == "5"
    assert short(["a"]) == "['a']"
