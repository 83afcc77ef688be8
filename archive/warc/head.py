"""Parses the head of an HTTP response as tolerantly as browsers do; the bytes stay as they came."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_STATUS = re.compile(rb"HTTP/(\d\.\d) (\d{3})(?: ([^\r\n]*))?\r?(?:\n|$)")
_JUNK = re.compile(rb"([^ /\n]+)HTTP/\d\.\d \d{3}(?: [^\n]*)?\r?(?:\n|$)")
_END = re.compile(rb"\n\r?\n")


# What a 304 says of itself or its connection, or what the stored body depends on.
_NOT_UPDATED = frozenset(
    (
        "connection",
        "content-encoding",
        "content-length",
        "content-range",
        "content-type",
        "keep-alive",
        "proxy-authenticate",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)


@dataclass(frozen=True, slots=True)
class Head:
    """A status line and header fields in their order; text is Latin-1, folded lines are joined."""

    version: str | None = None  # "1.1"
    status: int | None = None
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str | None:
        """The first value of the field `name`, in any case; None when there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def tokens(self, name: str) -> tuple[str, ...]:
        """All comma-separated tokens of all fields `name`, lower case, parameters kept."""
        wanted = name.lower()
        values = ",".join(value for key, value in self.headers if key.lower() == wanted)
        return tuple(token for part in values.split(",") if (token := part.strip().lower()))

    @property
    def chunked(self) -> bool:
        """Whether the body is in chunks, whatever the case of the word."""
        return "chunked" in self.tokens("Transfer-Encoding")

    @property
    def codings(self) -> tuple[str, ...]:
        """Content codings in the order they were applied, without `identity`."""
        return tuple(t for t in self.tokens("Content-Encoding") if t != "identity")

    @property
    def media_type(self) -> str | None:
        """`text/html` of the Content-Type field, lower case."""
        value = (self.get("Content-Type") or "").split(";")[0].strip().lower()
        return value or None


def head_end(block: bytes | bytearray, start: int = 0) -> int | None:
    """Where the body begins; None when the head is not complete. Lines may end in LF alone."""
    found = _END.search(block, start)
    return found.end() if found else None


def junk_before(raw: bytes) -> int:
    """How many bytes stand before the status line in its own line; 0 when it is where it should be.

    Only what has no blank and no slash counts, for no word of HTTP's own would stand there. (PHP's
    development server packs nothing with gzip, sends that, and then the file.)
    """
    found = _JUNK.match(raw)
    return found.end(1) if found else 0


def updated(
    stored: Sequence[tuple[str, str]], confirmed: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    """The fields of a stored response as those of a 304 update them (RFC 9111 §3.2, §4.3.4).

    Content-Type and Content-Encoding stay with the body, as §3.2 allows.
    """
    fresh = [(name, value) for name, value in confirmed if name.lower() not in _NOT_UPDATED]
    replaced = {name.lower() for name, _ in fresh}
    return [(name, value) for name, value in stored if name.lower() not in replaced] + fresh


def parse_head(raw: bytes) -> Head:
    """`raw` as a Head; lines with no colon are left out; no status line: status None."""
    first = _STATUS.match(raw)
    fields: list[tuple[str, str]] = []
    for line in raw.split(b"\n")[1:]:
        text = line.rstrip(b"\r").decode("latin-1")
        if text[:1] in (" ", "\t") and text.strip() and fields:
            name, value = fields[-1]
            fields[-1] = (name, f"{value} {text.strip()}".strip())
        elif ":" in text:
            name, _, value = text.partition(":")
            fields.append((name.strip(), value.strip()))
    if first is None:
        return Head(headers=tuple(fields))
    return Head(
        version=first[1].decode("ascii"),
        status=int(first[2]),
        reason=(first[3] or b"").decode("latin-1"),
        headers=tuple(fields),
    )
