"""Reading back: the page as a browser would see it, within limits, and never from damage."""

from __future__ import annotations

import gzip
import itertools
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli
import pytest
from backports import zstd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warc_exchanges import HEAD, PAGE, START, chunked, coded, exchange, writer

from archive.errors import CaptureMissing
from archive.model import Locator, Truncated
from archive.warc.chunks import Dechunker
from archive.warc.coding import decoded
from archive.warc.head import head_end, parse_head
from archive.warc.read import page_at, response_at

LIMIT = 1 << 20


def deflated(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def stored(folder: Path, *args: Any, **changes: Any) -> Locator:
    with writer(folder) as out:
        at = out.append(exchange(*args, **changes)).at
    assert at is not None
    return at


CODINGS = {
    "gzip": gzip.compress(PAGE),
    "X-GZIP": gzip.compress(PAGE),
    "deflate": zlib.compress(PAGE),
    "Deflate": deflated(PAGE),
    "br": brotli.compress(PAGE),
    "zstd": zstd.compress(PAGE),
    "identity": PAGE,
    "deflate, gzip": gzip.compress(zlib.compress(PAGE)),
}


@pytest.mark.parametrize("framed", [False, True])
@pytest.mark.parametrize("coding", CODINGS)
def test_codings_are_taken_off(tmp_path: Path, coding: str, framed: bool) -> None:
    body = CODINGS[coding]
    head = HEAD + f"Content-Encoding: {coding}\r\n".encode()
    if framed:
        head, body = head + b"Transfer-Encoding: CHUNKED\r\n", chunked(body)
    response = response_at(tmp_path, stored(tmp_path, body, head))
    assert response.body == PAGE
    assert response.truncated is None


def test_the_response_keeps_its_head(tmp_path: Path) -> None:
    head = (
        b"HTTP/1.1 203 Non-Authoritative \xe9\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n"
        b"no colon here\r\nX-Fold: one\r\n  two\r\nContent-Type: text/html; charset=latin1\r\n"
    )
    response = response_at(tmp_path, stored(tmp_path, b"x", head))
    assert response.status == 203
    assert response.reason == "Non-Authoritative é"
    assert response.headers == [
        ("Set-Cookie", "a=1"),
        ("set-cookie", "b=2"),
        ("X-Fold", "one two"),
        ("Content-Type", "text/html; charset=latin1"),
    ]
    assert response.content_type == "text/html; charset=latin1"
    assert response.target_uri == "https://paper.example/ferry"
    assert response.captured_at == START


def test_a_page_is_what_extraction_reads(tmp_path: Path) -> None:
    with writer(tmp_path) as out:
        at = out.append(coded()).at
    assert at is not None
    page = page_at(tmp_path, at)
    assert page.url == "https://paper.example/ferry"
    assert page.body == PAGE
    assert page.content_type == "Text/HTML; charset=utf-8"
    assert page.fetched == START
    later = datetime(2026, 12, 1, tzinfo=UTC)
    other = page_at(tmp_path, at, "https://paper.example/other", later)
    assert (other.url, other.fetched) == ("https://paper.example/other", later)


def test_what_the_record_says_of_truncation_is_passed_on(tmp_path: Path) -> None:
    at = stored(tmp_path, PAGE[:50], truncated=Truncated.DISCONNECT)
    response = response_at(tmp_path, at)
    assert (response.body, response.truncated) == (PAGE[:50], Truncated.DISCONNECT)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_cut_at_the_limit(tmp_path: Path, coding: str) -> None:
    pack = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": brotli.compress,
        "zstd": zstd.compress,
    }[coding]
    head = HEAD + f"Content-Encoding: {coding}\r\n".encode()
    at = stored(tmp_path, pack(bytes(30_000_000)), head)
    response = response_at(tmp_path, at, limit=LIMIT)
    assert response.body == bytes(LIMIT)
    assert response.truncated is Truncated.LENGTH


def test_a_bomb_inside_a_bomb_is_cut_as_well() -> None:
    body = gzip.compress(gzip.compress(bytes(30_000_000)))
    assert decoded(body, ("gzip", "gzip"), LIMIT) == (bytes(LIMIT), True, True)


def test_more_codings_than_anyone_means_are_left_alone() -> None:
    body = gzip.compress(PAGE)
    assert decoded(body, ("gzip",) * 4, LIMIT) == (body, False, False)


def test_a_bomb_of_members_is_cut_at_the_limit() -> None:
    body = gzip.compress(bytes(LIMIT // 4)) * 40
    assert decoded(body, ("gzip",), LIMIT) == (bytes(LIMIT), True, True)


def test_a_body_longer_than_the_limit_is_cut(tmp_path: Path) -> None:
    at = stored(tmp_path, bytes(5 * LIMIT))
    response = response_at(tmp_path, at, limit=LIMIT)
    assert response.body == bytes(LIMIT)
    assert response.truncated is Truncated.LENGTH


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_body_that_is_not_in_its_coding_comes_as_it_is(coding: str) -> None:
    assert decoded(PAGE, (coding,), LIMIT) == (PAGE, False, False)


def test_an_unknown_coding_is_left_on(tmp_path: Path) -> None:
    at = stored(tmp_path, b"squeezed", HEAD + b"Content-Encoding: sponge\r\n")
    response = response_at(tmp_path, at)
    assert (response.body, response.truncated) == (b"squeezed", Truncated.UNSPECIFIED)


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_of_a_cut_body_the_beginning_is_read(coding: str) -> None:
    pack = {"gzip": gzip.compress, "deflate": zlib.compress}[coding]
    text = b"".join(b"line %d of the story, " % (n * n) for n in range(4000))
    packed = pack(text)
    body, cut, whole = decoded(packed[: len(packed) // 2], (coding,), LIMIT)
    assert text.startswith(body)
    assert len(body) > len(text) // 3
    assert (cut, whole) == (False, False)


def test_of_a_damaged_body_the_beginning_is_read() -> None:
    text = b"".join(b"line %d of the story, " % (n * n) for n in range(9000))
    packed = bytearray(gzip.compress(text))
    packed[len(packed) // 2 : len(packed) // 2 + 40] = bytes(40)
    body, _, whole = decoded(bytes(packed), ("gzip",), LIMIT)
    assert text[:10_000] == body[:10_000]
    assert not whole


@given(body=st.binary(max_size=2000), coding=st.sampled_from(["gzip", "deflate", "br", "zstd"]))
def test_no_body_upsets_the_decoder(body: bytes, coding: str) -> None:
    out, _, _ = decoded(body, (coding,), 500)
    assert len(out) <= 500


@given(
    parts=st.lists(st.binary(min_size=1, max_size=50), max_size=8),
    cuts=st.lists(st.integers(0, 400), max_size=6),
)
def test_chunks_come_apart_wherever_the_pieces_are_cut(parts: list[bytes], cuts: list[int]) -> None:
    framed = b"".join(b'%X ; a="b"\r\n%s\r\n' % (len(part), part) for part in parts)
    framed += b"000\r\nT: 1\r\n\r\n"
    ends = sorted({0, len(framed), *(cut for cut in cuts if cut < len(framed))})
    dechunker = Dechunker()
    out = [
        piece
        for start, end in itertools.pairwise(ends)
        for piece in dechunker.feed(framed[start:end])
    ]
    assert b"".join(out) == b"".join(parts)
    assert dechunker.whole


@given(st.binary(max_size=300))
def test_no_bytes_upset_the_dechunker(body: bytes) -> None:
    assert len(b"".join(Dechunker().feed(body))) <= len(body)


@pytest.mark.parametrize(
    ("framed", "entity"),
    [
        (b"3\nabc\n0\n\n", b"abc"),  # LF alone
        (b"3\r\nabc\r\n", b"abc"),  # the end is missing
        (b"5\r\nabc", b"abc"),  # cut in a chunk
        (b"3\r\nabcX\r\n3\r\ndef\r\n", b"abc"),  # longer than it says
        (b"3\r\nabc\r\n-1\r\nxyz", b"abc"),
        (b"3\r\nabc\r\nFFFFFFFFFFFFFFFFF\r\nxyz", b"abc"),
        (b"<html>not chunked at all", b""),
    ],
)
def test_faulty_chunks_give_what_came_before_the_fault(framed: bytes, entity: bytes) -> None:
    assert b"".join(Dechunker().feed(framed)) == entity


@given(st.binary(max_size=400))
def test_no_bytes_upset_the_head_parser(raw: bytes) -> None:
    head = parse_head(raw)
    assert head.status is None or 0 <= head.status <= 999
    assert head.chunked in (True, False)
    head_end(raw)


@pytest.mark.parametrize("warc", ["nothing.warc.gz", "", "../secret.warc.gz", "/etc/passwd", "."])
def test_a_file_that_is_not_there_is_missing(tmp_path: Path, warc: str) -> None:
    (tmp_path / "warc").mkdir()
    (tmp_path / "secret.warc.gz").write_bytes(b"x")
    with pytest.raises(CaptureMissing, match="no WARC file"):
        response_at(tmp_path / "warc", Locator(warc, 0, 1))


def test_another_record_is_no_response(tmp_path: Path) -> None:
    at = stored(tmp_path)
    with pytest.raises(CaptureMissing, match="warcinfo, not a response"):
        response_at(tmp_path, Locator(at.warc, 0, _first_member(tmp_path / at.warc)))


def _first_member(path: Path) -> int:
    raw = path.read_bytes()
    unpacker = zlib.decompressobj(31)
    unpacker.decompress(raw)
    return len(raw) - len(unpacker.unused_data)


@pytest.mark.parametrize("move", [(0, -1), (0, 1), (1, 0), (-1, 0), (10**9, 0), (-(10**9), 0)])
def test_a_wrong_place_is_damage(tmp_path: Path, move: tuple[int, int]) -> None:
    at = stored(tmp_path)
    wrong = replace(at, offset=at.offset + move[0], length=at.length + move[1])
    with pytest.raises(CaptureMissing):
        response_at(tmp_path, wrong)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 0.999), value=st.integers(0, 255))
def test_one_wrong_byte_never_gives_a_wrong_page(tmp_path: Path, place: float, value: int) -> None:
    path = tmp_path / "once.warc.gz"
    if not path.exists():
        at = stored(tmp_path)
        (tmp_path / at.warc).rename(path)
        (tmp_path / "place").write_text(f"{at.offset} {at.length}")
    offset, length = (int(word) for word in (tmp_path / "place").read_text().split())
    raw = bytearray(path.read_bytes())
    raw[offset + int(place * length)] = value
    (tmp_path / "bad.warc.gz").write_bytes(raw)
    try:
        body = response_at(tmp_path, Locator("bad.warc.gz", offset, length)).body
    except CaptureMissing:
        return
    assert body == PAGE
