"""What odd, broken and hostile servers say: one path, one script, and how it is to be stored."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from typing import Any

from wire_server import CLOSE, HANG, RESET, Script

PAGE = b"<!doctype html><title>The Ferry</title><p>The ferry is late again.</p>" * 40
LARGE = bytes(range(256)) * 3000  # beyond what is held in memory
OK = b"HTTP/1.1 200 OK\r\n"
LENGTH = b"Content-Length: %d\r\n"


def chunked(body: bytes, *, step: int = 700, extension: bytes = b"", trailer: bytes = b"") -> bytes:
    pieces = [body[at : at + step] for at in range(0, len(body), step)]
    lines = [b"%x%s\r\n%s\r\n" % (len(piece), extension, piece) for piece in pieces]
    return b"".join(lines) + b"0" + extension + b"\r\n" + trailer + b"\r\n"


@dataclass(frozen=True)
class Oddity:
    """A path's script; `truncated` and `status` are what the capture is to say.

    `exact` is False where bytes are lost on the way, so that a beginning is all one can ask for.
    """

    script: Script
    status: int | None = 200
    truncated: str | None = None
    exact: bool = True
    error: str | None = None
    informational: bytes = b""
    stray: bytes = b""
    leading: bytes = b""
    answered: bool = True
    request: dict[str, Any] = field(default_factory=dict)


def whole(head: bytes, body: bytes) -> Script:
    return (head + LENGTH % len(body) + b"\r\n" + body,)


ODDITIES: dict[str, Oddity] = {
    "/header-case": Oddity(
        whole(
            OK + b"x-odd-CASE:  two blanks \r\nSet-Cookie: a=1\r\nNoSpace:tight\r\nSet-Cookie: b=2"
            b"\r\nX-Fold: first\r\n\t second\r\nX-Latin: caf\xe9\r\nno colon in this line\r\n"
            b"Empty:\r\n",
            PAGE,
        )
    ),
    "/lf-only": Oddity((OK.replace(b"\r\n", b"\n") + b"Content-Length: 3\n\nabc",)),
    "/no-reason": Oddity(whole(b"HTTP/1.1 200\r\n", PAGE)),
    "/empty-reason": Oddity(whole(b"HTTP/1.1 200 \r\n", PAGE)),
    "/http-1.0": Oddity((b"HTTP/1.0 200 Fine\r\nServer: old\r\n\r\n" + PAGE, CLOSE)),
    "/close-delimited": Oddity((OK + b"Connection: close\r\n\r\n" + PAGE, CLOSE)),
    "/chunked": Oddity(
        (
            OK + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n",
            chunked(
                gzip.compress(PAGE, mtime=0),
                step=17,
                extension=b';name="a b"',
                trailer=b"X-Trailer: yes\r\nX-More:\r\n",
            ),
        )
    ),
    "/Chunked": Oddity((OK + b"Transfer-Encoding: Chunked\r\n\r\n" + chunked(PAGE),)),
    "/chunk-dribble": Oddity(
        (
            OK + b"Transfer-Encoding: chunked\r\n\r\n",
            *[bytes([b]) for b in chunked(b"slow", step=1)],
        )
    ),
    "/early-hints": Oddity(
        (
            b"HTTP/1.1 103 Early Hints\r\nLink: </s.css>; rel=preload\r\n\r\n",
            b"HTTP/1.1 100 Continue\r\n\r\n" + whole(OK, PAGE)[0],
        ),
        informational=b"HTTP/1.1 103 Early Hints\r\nLink: </s.css>; rel=preload\r\n\r\n"
        b"HTTP/1.1 100 Continue\r\n\r\n",
    ),
    "/stray": Oddity((OK + LENGTH % 5 + b"\r\nhellostray bytes", CLOSE), stray=b"stray bytes"),
    "/leading": Oddity(
        (b"\x1f\x8b\x08\0\0\r\xff" + whole(OK, PAGE)[0],), leading=b"\x1f\x8b\x08\0\0\r\xff"
    ),
    "/icy": Oddity(whole(b"ICY/1.0 200 OK\r\n", PAGE), status=None, truncated="unspecified"),
    "/query": Oddity(whole(OK, PAGE), request={"query": "?q=a%20b&q=c|d"}),
    "/large": Oddity(whole(OK, LARGE)),
    "/large-chunked": Oddity(
        (OK + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(LARGE, step=9000),)
    ),
    "/head": Oddity((OK + LENGTH % 5000 + b"\r\n",), request={"method": "HEAD"}),
    "/post": Oddity(
        whole(b"HTTP/1.1 201 Made\r\nLocation: /new\r\n", b"ok"),
        status=201,
        request={"method": "POST", "body": "name=value&text=caf%C3%A9"},
    ),
    "/no-content": Oddity((b"HTTP/1.1 204 No Content\r\n\r\n",), status=204),
    "/not-modified": Oddity((b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n',), status=304),
    "/nothing": Oddity(whole(b"HTTP/1.1 500 Oh\r\n", b""), status=500),
    "/slow-body": Oddity(
        (OK + LENGTH % 9000 + b"\r\n" + PAGE[:100], HANG),
        truncated="time",
        error="DownloadTimeoutError",
        request={"meta": {"download_timeout": 1.5}},
    ),
    "/slow-header": Oddity(
        (OK + b"Content-Le", HANG),
        truncated="time",
        error="DownloadTimeoutError",
        request={"meta": {"download_timeout": 1.5}},
    ),
    "/silent": Oddity(
        (HANG,),
        status=None,
        answered=False,
        error="DownloadTimeoutError",
        request={"meta": {"download_timeout": 1.5}},
    ),
    "/short": Oddity(
        (OK + LENGTH % 9000 + b"\r\n" + PAGE[:100], CLOSE),
        truncated="disconnect",
        error="ResponseDataLossError",
    ),
    "/short-tolerated": Oddity(
        (OK + LENGTH % 9000 + b"\r\n" + PAGE[:100], CLOSE),
        truncated="disconnect",
        request={"meta": {"download_fail_on_dataloss": False}},
    ),
    "/unfinished-chunks": Oddity(
        (OK + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(PAGE)[:-9], CLOSE),
        truncated="disconnect",
        error="ResponseDataLossError",
    ),
    "/reset": Oddity(
        (OK + LENGTH % 9000 + b"\r\n" + PAGE[:100], RESET),
        truncated="disconnect",
        exact=False,
        error="ResponseDataLossError",
    ),
    "/declared-too-large": Oddity(
        (OK + LENGTH % len(LARGE) + b"\r\n" + LARGE, CLOSE),
        truncated="length",
        exact=False,
        error="DownloadCancelledError",
        request={"meta": {"download_maxsize": 5000}},
    ),
    "/too-large": Oddity(
        (OK + b"Connection: close\r\n\r\n" + LARGE, CLOSE),
        truncated="length",
        exact=False,
        error="DownloadCancelledError",
        request={"meta": {"download_maxsize": 5000}},
    ),
    "/stopped": Oddity(
        (OK + LENGTH % len(LARGE) + b"\r\n" + LARGE, CLOSE),
        truncated="length",
        exact=False,
        request={"stop": True},
    ),
    "/unknown-coding": Oddity(
        (OK + b"Transfer-Encoding: sponge\r\n\r\nwhatever", CLOSE),
        truncated="unspecified",
        error="DownloadFailedError",
    ),
    "/garbage": Oddity(
        (b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\nnothing here is HTTP\r\n", CLOSE),
        status=None,
        truncated="unspecified",
        error="DownloadFailedError",
    ),
    "/endless-header": Oddity(
        (OK, *[b"X-Filler: " + b"y" * 8000 + b"\r\n"] * 140, HANG),
        truncated="length",
        exact=False,
        error="DownloadFailedError",
    ),
}
