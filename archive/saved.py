"""Pages that somebody saved: HTML files, plain or gzipped, and the responses in WARC files.

Nothing here belongs to an archive of ours, so all of it is read as hostile: within limits of size,
and by warcio, which knows the dialects of other writers.
"""

from __future__ import annotations

import contextlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from archive import times
from archive.bounded import time_limit
from archive.errors import PageError, StorageError
from archive.model import Page
from archive.warc.chunks import entity_pieces
from archive.warc.coding import decoded
from archive.warc.head import head_end, parse_head

MAX_BYTES = 64 * 1024 * 1024  # of one page, unpacked
_GZIP = b"\x1f\x8b"
_HTML = (None, "text/html", "application/xhtml+xml")  # None: the server did not say
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Saved:
    """A page and where it was: a file's name, or file and address for one of many in a WARC."""

    label: str
    page: Page


def open_saved(path: Path) -> io.BufferedReader:
    """The file at `path`; raises StorageError when it cannot be read."""
    try:
        return path.open("rb")
    except OSError as error:
        raise StorageError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:  # a NUL or half a surrogate pair in a list's path
        raise StorageError(f"{path!a}: is no file's name") from error


def pages(file: io.BufferedReader[Any], label: str, url: str | None = None) -> Iterator[Saved]:
    """The pages in a file that is open, one by one: all HTML responses of a WARC, or the one page.

    `url` is the address of a single page. Raises PageError when the bytes are beyond the limits,
    or no whole WARC, and StorageError when they cannot be read.
    """
    try:
        head = _unpacked_head(file)
        body = b"" if head.startswith(b"WARC/") else _body(file, label)
    except OSError as error:
        raise StorageError(f"{label}: cannot be read: {error.strerror}") from error
    if head.startswith(b"WARC/"):
        yield from _responses(file, label)
    else:
        yield Saved(label, Page(url=url or "", body=body))


def _unpacked_head(file: io.BufferedReader[Any]) -> bytes:
    head = file.peek(512)
    if not head.startswith(_GZIP):
        return head
    try:
        return zlib.decompressobj(wbits=31).decompress(head, 64)
    except zlib.error:
        return b""


def _body(file: io.BufferedReader[Any], label: str) -> bytes:
    if file.peek(2).startswith(_GZIP):
        return _gunzipped(file, label)
    body = file.read(MAX_BYTES + 1)
    _bound(len(body), label)
    return body


def _gunzipped(file: BinaryIO, label: str) -> bytes:
    """The file unpacked piece by piece, so that a bomb is met before it has gone off."""
    unpacker = zlib.decompressobj(wbits=31)
    out = bytearray()
    try:
        while piece := file.read(_PIECE):
            while piece:
                out += unpacker.decompress(piece, MAX_BYTES + 1 - len(out))
                _bound(len(out), label)
                piece = unpacker.unconsumed_tail
                if unpacker.eof:
                    piece = unpacker.unused_data
                    unpacker = zlib.decompressobj(wbits=31)
                    if not piece.startswith(_GZIP):  # padding after the last member
                        break
    except zlib.error as error:
        raise PageError(f"{label}: is no whole gzip file: {error}") from None
    return bytes(out)


def _responses(file: BinaryIO, label: str) -> Iterator[Saved]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        records = ArchiveIterator(file, no_record_parse=True)
        while (response := _next_response(records)) is not None:
            headers, block = response
            address = (headers.get_header("WARC-Target-URI") or "").strip("<>")
            page = _page(block, address, _moment(headers.get_header("WARC-Date")))
            if page is not None:
                yield Saved(f"{label}: {address}", page)
    except (ArchiveLoadFailed, zlib.error, EOFError, OSError, ValueError) as error:
        raise PageError(f"{label}: is no whole WARC file: {error}") from None
    except (MemoryError, PageError):
        raise PageError(f"{label}: holds a record that is too large to be read") from None


def _next_response(records: Any) -> tuple[Any, bytes] | None:
    """(WARC fields, block) of the next response; None at the end of the file.

    Raises PageError for a record that takes too long: warcio reads lines of any length.
    """
    with time_limit(), contextlib.redirect_stderr(io.StringIO()):  # it prints where it failed
        for record in records:
            if record.rec_type == "response":
                return record.rec_headers, record.raw_stream.read(MAX_BYTES + 1)
    return None


def _page(block: bytes, address: str, fetched: datetime | None) -> Page | None:
    """The page in a response record's block; None for errors, redirects and what is no HTML."""
    end = head_end(block)
    if end is None or len(block) > MAX_BYTES:
        return None
    head = parse_head(block[:end])
    if head.status is None or not 200 <= head.status < 300:
        return None
    if head.media_type not in _HTML:
        return None
    entity = b"".join(entity_pieces([block[end:]], chunked=head.chunked))
    body, cut, _whole = decoded(entity, head.codings, MAX_BYTES)
    return None if cut else Page(address, body, head.get("Content-Type"), fetched)


def _moment(text: str | None) -> datetime | None:
    try:
        return times.parse(text) if text else None
    except ValueError:
        return None


def _bound(size: int, label: str) -> None:
    if size > MAX_BYTES:
        raise PageError(f"{label}: is larger than {MAX_BYTES >> 20} MB")
