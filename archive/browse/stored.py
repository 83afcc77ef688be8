"""Reads a capture's bytes back from its WARC file for a page to show: bounded, and as text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from archive.errors import CaptureMissing
from archive.folder import WARCS
from archive.model import Locator
from archive.warc import naming
from archive.warc.member import member_at
from archive.warc.read import response_at

SHOWN = 64 * 1024  # bytes of a body that the page shows
_REQUEST_ROOM = 64 * 1024  # bytes before the response in which its request is looked for
_MOST_STARTS = 24
_GZIP = b"\x1f\x8b\x08"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Shown:
    """A stored answer as the capture page shows it. `text` is the body, or its bytes in hex."""

    status_line: str
    headers: tuple[tuple[str, str], ...]
    request: str | None
    text: str
    binary: bool
    cut: bool  # there is more than is shown


def shown(folder: Path, at: Locator, body_at: Locator | None = None) -> Shown:
    """The answer at `at` below the archive's `folder`, its body cut at SHOWN bytes.

    `body_at` is where the body lies that a revisit stands for. Raises CaptureMissing when the bytes
    are not there, or not whole.
    """
    answer = response_at(folder / WARCS, at, body_at=body_at, limit=SHOWN + 1)
    body = answer.body[:SHOWN]
    binary = _is_binary(body, answer.content_type or "")
    return Shown(
        status_line=f"{answer.status or ''} {answer.reason}".strip(),
        headers=tuple(answer.headers),
        request=_request(folder / WARCS, at),
        text=_hex(body[:2048]) if binary else as_text(body, answer.content_type or ""),
        binary=binary,
        cut=len(answer.body) > (2048 if binary else SHOWN),
    )


def body(folder: Path, at: Locator, body_at: Locator | None = None) -> bytes:
    """The whole body with its transfer and content coding taken off; raises CaptureMissing."""
    return response_at(folder / WARCS, at, body_at=body_at).body


def _is_binary(sample: bytes, content_type: str) -> bool:
    if content_type.lower().startswith(("text/", "application/json", "application/xml")):
        return False
    return b"\x00" in sample[:4096] or content_type.lower().startswith(("image/", "font/"))


def as_text(raw: bytes, content_type: str) -> str:
    """The text of a body, decoded as it says it is; what no page may hold is replaced."""
    declared = _CHARSET.search(content_type) or _CHARSET.search(raw[:1024].decode("latin-1"))
    try:
        text = raw.decode(declared.group(1) if declared else "utf-8", "replace")
    except (LookupError, UnicodeError):  # no such charset, or one that is no text encoding
        text = raw.decode("utf-8", "replace")
    return _CONTROL.sub("�", text)


def _hex(raw: bytes) -> str:
    lines = []
    for start in range(0, len(raw), 16):
        row = raw[start : start + 16]
        readable = "".join(chr(octet) if 32 <= octet < 127 else "." for octet in row)
        lines.append(f"{start:08x}  {row.hex(' '):<47}  {readable}")
    return "\n".join(lines)


def _request(warc: Path, at: Locator) -> str | None:
    """The request's head, from the record that ends where the response's begins; None for none.

    The archive's tables know only where responses lie; a gzip member's first bytes give the
    start of the one before away, and only a whole request record that ends there is believed.
    """
    path = naming.find(warc, at.warc)
    if path is None:
        return None
    begin = max(at.offset - _REQUEST_ROOM, 0)
    with path.open("rb") as file:
        file.seek(begin)
        before = file.read(at.offset - begin)
    start = len(before)
    for _ in range(_MOST_STARTS):
        start = before.rfind(_GZIP, 0, start)
        if start < 0:
            return None
        place = Locator(at.warc, begin + start, len(before) - start)
        try:
            member = member_at(warc, place, _REQUEST_ROOM)
        except CaptureMissing:
            continue
        if member.fields.get("warc-type") != "request":
            return None
        head = member.block.partition(b"\r\n\r\n")[0]
        return _CONTROL.sub("�", head.decode("utf-8", "replace").replace("\r\n", "\n"))
    return None
