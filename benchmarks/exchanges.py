"""What benchmarks write into WARC files: saved pages as answers of a made-up site."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

from archive.model import Exchange, Purpose

_REQUEST = b"GET /%s HTTP/1.1\r\nHost: paper.example\r\nAccept-Encoding: gzip, deflate\r\n\r\n"
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nServer: nginx\r\n"


def exchange(path: str, body: bytes, fields: bytes = b"") -> Exchange:
    """An answer with `body` and these header lines; it says its length unless it is chunked."""
    if b"chunked" not in fields:
        fields += b"Content-Length: %d\r\n" % len(body)
    return Exchange(
        url=f"https://paper.example/{path}",
        method="GET",
        request=_REQUEST % path.encode(),
        response_head=_HEAD + fields + b"\r\n",
        response_body=body,
        started=datetime.now(UTC),
        elapsed_ms=120,
        purpose=Purpose(source="paper", run="1", via="https://paper.example/"),
        ip="93.184.216.34",
    )


def unpacked(path: Path) -> bytes:
    """A saved page, of a gzipped file too."""
    raw = path.read_bytes()
    return gzip.decompress(raw) if path.suffix == ".gz" else raw
