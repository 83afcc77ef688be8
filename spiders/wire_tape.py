"""Records the bytes of one exchange as they pass, and sorts them into an Exchange's parts."""

# mypy: allow-untyped-calls
# (Twisted is typed in part only.)

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from twisted.internet.error import ConnectionDone
from twisted.python.failure import Failure

from archive.model import Exchange, Purpose, Truncated
from archive.times import now
from archive.warc.head import Head, head_end, junk_before, parse_head
from spiders.wire_block import Block

HEAD_LIMIT = 1 << 20  # bytes of header, 1xx responses included; no honest server comes near


class HeadTooLongError(Exception):
    """The response's header goes on and on."""


class Tape:
    """What went over the wire for one request; a second attempt on a new connection starts over."""

    def __init__(self) -> None:
        self.started: datetime = now()
        self.ended = False  # the response came to its proper end
        self.broken = False  # Twisted could not read it and gave up
        self.loss: Failure | None = None  # how the connection went while the response was coming
        self.fault: Exception | None = None  # we gave up: header too long, temporary disk full
        self._clock = time.monotonic()
        self._closed = False
        self._body = Block()
        self._ip: str | None = None
        self._tls: tuple[str | None, str | None] | None = None
        self._head: bytes | None = None
        self._parsed: Head | None = None  # the same
        self._reset()

    def begin(self, transport: Any, *, proxied: bool) -> None:
        """The request is about to be written to `transport`; a proxy's address is not noted."""
        if self._closed:
            return
        self._body.close()
        self._reset()
        self.started = now()
        self._clock = time.monotonic()
        host = str(getattr(transport.getPeer(), "host", "") or "")
        self._ip = None if proxied or not host else host.partition("%")[0]
        self._encrypted = _tls_handle(transport) is not None

    def secured(self, transport: Any) -> None:
        """The TLS handshake is done: what was written until now goes out."""
        if self._tls is None:
            self._tls = _tls_details(transport)

    def wrote(self, piece: bytes) -> None:
        """Bytes of the request, as handed to the connection."""
        if not self._closed:
            self._request += piece

    def received(self, piece: bytes, transport: Any) -> None:
        """Bytes of the response.

        Raises HeadTooLongError, or OSError when the temporary disk is full.
        """
        if self._closed:
            return
        self.secured(transport)
        if self._head is not None:
            self._body.append(piece)
            return
        self._pending += piece
        self._split_heads()
        if self._head is None and len(self._pending) + len(self._informational) > HEAD_LIMIT:
            raise HeadTooLongError(f"more than {HEAD_LIMIT} bytes of header")

    def end(self, rest: bytes) -> None:
        """The response is complete; `rest` came after its end and does not belong to it."""
        if self._closed:
            return
        self.ended = True
        try:
            self._stray += self._body.cut(len(rest))
        except OSError as error:  # of the temporary file
            self.fail(error)

    def fail(self, fault: Exception) -> None:
        """We cannot or will not take more of it."""
        self.fault = fault
        self.close()

    def close(self) -> None:
        """No more bytes belong to this exchange."""
        self._closed = True

    def discard(self) -> None:
        """Frees what the exchange held, once it is stored."""
        self.close()
        self._body.close()

    def exchange(
        self,
        url: str,
        method: str,
        purpose: Purpose,
        *,
        truncated: Truncated | None,
        error: str | None,
    ) -> Exchange:
        """The Exchange; `truncated` only stands when something came."""
        head = bytes(self._pending if self._head is None else self._head)
        parsed = self._parsed or parse_head(head)
        version, cipher = self._tls or (None, None)
        http = f"http/{parsed.version or '1.1'}"
        return Exchange(
            url=url,
            method=method,
            # what was to go out after a handshake that never came has not gone out
            request=b"" if self._encrypted and self._tls is None else bytes(self._request),
            response_head=head,
            response_body=self._body.content(),
            started=self.started,
            elapsed_ms=round((time.monotonic() - self._clock) * 1000),
            purpose=purpose,
            ip=self._ip,
            protocols=(http, version) if version else (http,),
            cipher=cipher,
            truncated=truncated if head else None,
            error=error,
            informational=bytes(self._informational),
            stray=bytes(self._stray),
            leading=bytes(self._leading),
        )

    @property
    def is_http(self) -> bool:
        """Whether the response has a status line: Twisted takes `ICY/1.0 200 OK` for one too."""
        return self._parsed is None or self._parsed.status is not None

    @property
    def cut_off(self) -> bool:
        """Whether the connection went away in another way than by being closed."""
        return self.loss is not None and not self.loss.check(ConnectionDone)

    def _reset(self) -> None:
        self._request = bytearray()
        self._informational = bytearray()
        self._leading = bytearray()
        self._pending = bytearray()
        self._searched = 0
        self._head = None
        self._parsed = None
        self._body = Block()
        self._stray = bytearray()
        self._ip = None
        self._encrypted = False
        self._tls = None
        self.ended = self.broken = False
        self.loss = None

    def _split_heads(self) -> None:
        """Sets 1xx responses apart, and what came before a status line; what follows is body."""
        while (end := head_end(self._pending, self._searched)) is not None:
            head = bytes(self._pending[:end])
            del self._pending[:end]
            self._searched = 0
            junk = junk_before(head)
            self._leading += head[:junk]
            head = head[junk:]
            parsed = parse_head(head)
            status = parsed.status
            if status is not None and 100 <= status < 200:
                self._informational += head
                continue
            self._head, self._parsed = head, parsed
            self._body.append(self._pending)
            self._pending = bytearray()
            return
        self._searched = max(0, len(self._pending) - 2)


def _tls_details(transport: Any) -> tuple[str | None, str | None]:
    """(`tls/1.3`, cipher suite) of a connection; (None, None) of one without TLS."""
    handle = _tls_handle(transport)
    if handle is None:
        return None, None
    version = str(handle.get_protocol_version_name()).removeprefix("TLSv")
    version = version if "." in version else f"{version}.0"
    return f"tls/{version}", handle.get_cipher_name()


def _tls_handle(transport: Any) -> Any:
    """The OpenSSL connection below `transport`; None without TLS."""
    handle = getattr(transport, "getHandle", lambda: None)()
    return handle if hasattr(handle, "get_protocol_version_name") else None
