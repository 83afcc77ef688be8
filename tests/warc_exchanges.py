"""Made-up exchanges and a writer for them, for the tests of WARC files."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.model import Exchange, Kind, Purpose
from archive.warc.write import WarcWriter

START = datetime(2026, 11, 20, 8, 30, 15, 123456, tzinfo=UTC)
PAGE = b"<!doctype html><title>The Ferry</title><p>The ferry is late again.</p>" * 60
REQUEST = b"GET /ferry HTTP/1.1\r\nHost: paper.example\r\nAccept-Encoding: gzip, deflate\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; charset=utf-8\r\n"
PURPOSE = Purpose(
    source="paper",
    kind=Kind.STORY,
    run="run-7",
    visit="visit-9",
    via="https://paper.example/feed",
    hops="L",
)


def chunked(body: bytes, step: int = 97) -> bytes:
    pieces = (body[at : at + step] for at in range(0, len(body), step))
    framed = (b"%x;note=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return b"".join(framed) + b"0\r\nX-Trailer: yes\r\n\r\n"


def exchange(body: Any = PAGE, head: bytes = HEAD, **changes: Any) -> Exchange:
    """An ordinary exchange, with `changes` to its fields."""
    wanted: dict[str, Any] = {
        "url": "https://paper.example/ferry",
        "method": "GET",
        "request": REQUEST,
        "response_head": head + b"\r\n" if head else b"",
        "response_body": body,
        "started": START,
        "elapsed_ms": 42,
        "purpose": PURPOSE,
        "ip": "93.184.216.34",
        "protocols": ("http/1.1", "tls/1.3"),
        "cipher": "TLS_AES_256_GCM_SHA384",
    }
    return Exchange(**(wanted | changes))


def coded(body: bytes = PAGE) -> Exchange:
    """The usual story page: gzip in chunks."""
    fields = HEAD + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"
    return exchange(chunked(gzip.compress(body, mtime=0)), fields + b'ETag: "v1"\r\n')


def writer(folder: Path, **changes: Any) -> WarcWriter:
    wanted: dict[str, Any] = {
        "prefix": "news",
        "software": "backissue/test",
        "operator": "A. Librarian",
        "user_agent": "backissue (+https://library.example/)",
        "robots": "obey",
        "max_size": 10**9,
        "max_age_s": 86400.0,
        "compression": "fast",
    }
    return WarcWriter(folder, **(wanted | changes))


def members(path: Path) -> list[tuple[dict[str, list[str]], bytes]]:
    """(fields, block) of every record, by a parser that shares nothing with the code under test."""
    packed, found = path.read_bytes(), []
    while packed:
        unpacker = zlib.decompressobj(31)
        raw = unpacker.decompress(packed)
        assert unpacker.eof
        packed = unpacker.unused_data
        head, _, rest = raw.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        assert lines[0] == "WARC/1.1"
        fields: dict[str, list[str]] = {}
        for line in lines[1:]:
            name, _, value = line.partition(": ")
            fields.setdefault(name, []).append(value)
        [length] = fields["Content-Length"]
        assert rest[int(length) :] == b"\r\n\r\n"
        found.append((fields, rest[: int(length)]))
    return found
