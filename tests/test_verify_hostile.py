"""Files that are made to cost time or memory end in a finding."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from verify_records import FIELDS, HTTP, NAME, Rec, packed, sound, warcinfo, write

from archive.verify import Report, verify_paths
from archive.verify.chunks import Chunks


def looked(folder: Path, *more: bytes) -> Report:
    folder.mkdir(exist_ok=True)
    (folder / NAME).write_bytes(b"".join([packed([warcinfo()]), *more]))
    return verify_paths([folder], jobs=1)


def broken(report: Report) -> set[str]:
    return {rule for rule, count in report.tally.found.items() if count}


def zeros(count: int, before: bytes, after: bytes = b"") -> bytes:
    """A gzip member of a few thousandths of its bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(before)]
    parts += [packer.compress(bytes(1 << 20)) for _ in range(count >> 20)]
    return b"".join([*parts, packer.compress(after), packer.flush()])


@pytest.fixture
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.verify.source._BOMB", 4 << 20)


RESOURCE = {"WARC-Target-URI": "https://x.example/", "Content-Type": "text/plain"}


@pytest.mark.usefixtures("little_patience")
@pytest.mark.parametrize("length", [5, 1 << 26])
def test_a_bomb_is_put_out(tmp_path: Path, length: int) -> None:
    one = Rec("resource", "bomb", b"", {**RESOURCE, "Content-Length": str(length)}, tail=b"")
    report = looked(tmp_path, zeros(1 << 26, one.raw() + b"hello\r\n\r\n"))
    assert "a bomb" in report.tally.first["member-whole"][0].what


@pytest.mark.usefixtures("little_patience")
def test_many_small_bombs_are_put_out_too(tmp_path: Path) -> None:
    report = looked(tmp_path, *[zeros(3 << 20, b"")] * 40)
    assert "a bomb" in report.tally.first["member-whole"][0].what


@pytest.mark.usefixtures("little_patience")
def test_a_header_without_end_is_left(tmp_path: Path) -> None:
    assert "header" in broken(looked(tmp_path, zeros(3 << 20, b"WARC/1.1\r\nX: ")))


def test_a_length_beyond_all_is_believed_no_further_than_the_bytes(tmp_path: Path) -> None:
    one = Rec("resource", "long", b"x" * 1000, {**RESOURCE, "Content-Length": str(10**17)})
    assert "length" in broken(looked(tmp_path, packed([one])))


def test_a_million_fields_are_no_header(tmp_path: Path) -> None:
    lines = b"".join(b"X-%d: y\r\n" % n for n in range(200_000))
    report = looked(tmp_path, gzip.compress(b"WARC/1.1\r\n" + lines + b"\r\n"))
    assert "header" in broken(report)


def answer(block: bytes) -> Rec:
    named = {"WARC-Target-URI": "https://x.example/", "Content-Type": HTTP + "response"}
    return Rec("response", "hostile", block, named)


def test_an_http_head_without_end_is_left(tmp_path: Path) -> None:
    block = b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 300_000
    assert "http-head" in broken(looked(tmp_path, packed([answer(block)])))


@pytest.mark.parametrize("body", [b"5;" + b"a" * 200_000, b"0\r\n" + b"a" * 200_000, b"\r\n" * 9])
def test_lines_without_end_are_no_chunks(tmp_path: Path, body: bytes) -> None:
    block = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body
    assert "chunks" in broken(looked(tmp_path, packed([answer(block)])))


def test_metadata_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    named = {"WARC-Target-URI": "https://x.example/", "Content-Type": FIELDS}
    one = Rec("metadata", "long", b"a: b\r\n" * 1_000_000, named)
    report = looked(tmp_path, packed([one]))
    assert report.tally.first["metadata"][0].what.startswith("too long to be read")


def test_a_million_magics_are_given_up(tmp_path: Path) -> None:
    report = looked(tmp_path, b"\x1f\x8b\x08" * 200_000)
    assert report.tally.found["member-whole"] == 1


def test_a_bomb_in_a_package_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("datapackage.json", "{}")
        with package.open("pages/pages.jsonl", "w") as pages:
            for _ in range(80):
                pages.write(bytes(1 << 20))
    report = verify_paths([path])
    assert report.tally.first["wacz-form"][0].what == "pages/pages.jsonl is a bomb"


def test_what_is_shown_is_short_and_has_no_escapes(tmp_path: Path) -> None:
    one = Rec(
        "resource", "odd", b"", {**RESOURCE, "WARC-Target-URI": "https://x/\x1b[2J" + "y" * 9999}
    )
    report = looked(tmp_path, packed([one]))
    assert len(report.tally.first["target-uri"][0].what) <= 300


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 22))
def test_no_bytes_at_all_make_it_fail(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, number: int
) -> None:
    """Any bytes as a record's block, as a member, and as a file."""
    folder = tmp_path_factory.mktemp("noise")
    records = sound()
    records[number].block = noise
    write(folder, records)
    verify_paths([folder], jobs=1)
    looked(folder, gzip.compress(noise), noise)
    (folder / NAME).write_bytes(noise)
    (folder / "a.cdxj").write_bytes(noise)
    (folder / "a.wacz").write_bytes(b"PK\3\4" + noise)
    assert verify_paths([folder], jobs=1).faults


@given(st.binary(max_size=400), st.lists(st.integers(1, 40), max_size=8), st.integers(1, 30))
def test_chunks_come_out_the_same_however_they_come_in(
    body: bytes, sizes: list[int], step: int
) -> None:
    framed, at = b"", 0
    for size in sizes:
        part = body[at : at + size]
        framed += b"%x;x=y\r\n%s\r\n" % (len(part), part) if part else b""
        at += size
    framed += b"0\r\nT: 1\r\n\r\n"
    chunks = Chunks()
    pieces = [framed[n : n + step] for n in range(0, len(framed), step)]
    assert b"".join(part for piece in pieces for part in chunks.feed(piece)) == body[:at]
    assert (chunks.whole, chunks.malformed, chunks.stray) == (True, False, 0)
    cut = Chunks()
    list(cut.feed(framed[:-1]))
    assert (cut.whole, cut.malformed) == (False, False)
    list(chunks.feed(b"more"))
    assert (chunks.whole, chunks.stray) == (False, 4)
