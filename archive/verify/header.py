"""A record's header: its version and fields, and what is wrong with each of them by itself."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

LIMIT = 1 << 20  # bytes of a header; a longer one is none

_NAMES = """
WARC-Type WARC-Record-ID WARC-Date WARC-Concurrent-To WARC-Block-Digest WARC-Payload-Digest
WARC-IP-Address WARC-Refers-To WARC-Refers-To-Target-URI WARC-Refers-To-Date WARC-Target-URI
WARC-Truncated WARC-Warcinfo-ID WARC-Filename WARC-Profile WARC-Identified-Payload-Type
WARC-Segment-Origin-ID WARC-Segment-Number WARC-Segment-Total-Length
WARC-Protocol WARC-Cipher-Suite WARC-Resource-Type WARC-Page-ID WARC-JSON-Metadata
"""  # WARC 1.1 §5, then those agreed on in iipc/warc-specifications
_KNOWN = frozenset(_NAMES.lower().split())
_REPEATED = frozenset(("warc-concurrent-to", "warc-protocol", "warc-cipher-suite"))
_NEEDED = ("warc-type", "warc-record-id", "warc-date", "content-length")
_TYPES = frozenset(
    [
        "warcinfo",
        "response",
        "resource",
        "request",
        "metadata",
        "revisit",
        "conversion",
        "continuation",
    ]
)
_REASONS = frozenset(("length", "time", "disconnect", "unspecified"))
_CONTENT = {
    "warcinfo": "application/warc-fields",
    "request": "application/http;msgtype=request",
    "response": "application/http;msgtype=response",
    "revisit": "application/http;msgtype=response",
}
_DATE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?Z", re.ASCII)
_ID = re.compile(r"<urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}>")
_URI = re.compile(r"[a-z][a-z0-9+.-]*:[^\x00-\x20\x7f<>\"{}|\\^`#]+", re.ASCII | re.IGNORECASE)
_FIELD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LONGEST_NUMBER = 18  # digits of a length

Look = tuple[str, object, str | None]  # rule, whether it holds, what there is


@dataclass(frozen=True, slots=True)
class Header:
    """Fields by name in lower case, each with all its values; `odd` are lines that are no field."""

    version: str
    fields: dict[str, list[str]]
    odd: tuple[str, ...] = ()

    def get(self, name: str) -> str | None:
        """The first value of a field; None where there is none, or an empty one."""
        values = self.fields.get(name)
        return (values[0] or None) if values else None

    @property
    def type(self) -> str:
        return self.get("warc-type") or ""

    @property
    def id(self) -> str:
        return self.get("warc-record-id") or ""

    @property
    def uri(self) -> str | None:
        """The target's address, without the brackets that WARC 1.0 had around it."""
        said = self.get("warc-target-uri")
        return said[1:-1] if said and said[0] == "<" and said[-1] == ">" else said

    @property
    def is_http(self) -> bool:
        return (self.uri or "").lower().startswith(("http:", "https:"))

    @property
    def length(self) -> int | None:
        """The block's length; None when the header does not say it as a number."""
        said = self.get("content-length") or ""
        sound = said.isascii() and said.isdigit() and len(said) <= _LONGEST_NUMBER
        return int(said) if sound else None


def parse(raw: bytes) -> Header | None:
    """The header in `raw`, which ends before the empty line; None when it is none of a record."""
    lines = raw.decode("utf-8", "surrogateescape").split("\r\n")
    if not lines[0].startswith("WARC/"):
        return None
    fields: dict[str, list[str]] = {}
    odd: list[str] = []
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon or not _is_name(name) or (not value.isascii() and _broken(value)):
            odd.append(line)
        else:
            fields.setdefault(name.lower(), []).append(value.strip(" \t"))
    return Header(lines[0], fields, tuple(odd))


@lru_cache(maxsize=256)
def _is_name(name: str) -> bool:
    return _FIELD.fullmatch(name) is not None


def _broken(value: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in value)


def looks(header: Header) -> Iterator[Look]:
    """Each rule about single fields that applies to `header`."""
    fields, kind = header.fields, header.type
    yield "version", header.version == "WARC/1.1", header.version
    yield "fields-there", all(header.get(name) for name in _NEEDED), _missing(header)
    repeated = [n for n, values in fields.items() if len(values) > 1 and n not in _REPEATED]
    yield "fields-once", not repeated, ", ".join(repeated)
    unknown = [name for name in fields if name[:5] == "warc-" and name not in _KNOWN]
    yield "fields-known", not unknown, ", ".join(unknown)
    yield "type-known", kind in _TYPES, kind
    yield "record-id", _ID.fullmatch(header.id), header.id
    yield "date", is_date(header.get("warc-date") or ""), header.get("warc-date")
    if kind != "warcinfo" and not (kind == "metadata" and header.uri is None):
        said = header.get("warc-target-uri")
        yield "target-uri", is_uri(said or ""), said
    if address := header.get("warc-ip-address"):
        yield "ip-address", _is_address(address), address
    if "warc-truncated" in fields:
        reason = header.get("warc-truncated")
        yield "truncated-reason", reason in _REASONS, reason
    wanted = _CONTENT.get(kind)
    if wanted and (header.is_http or kind == "warcinfo") and not _bare_revisit(header):
        said = header.get("content-type")
        yield "content-type", _plain_type(said) == wanted, said


def is_uri(text: str) -> bool:
    """Whether `text` is absolute, ASCII, and without fragment, brackets and blanks around it."""
    return text.isascii() and _URI.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """Whether `text` is a moment as WARC 1.1 writes it: UTC, at most nine digits of a second."""
    found = _DATE.fullmatch(text)
    if found is None:
        return False
    try:
        datetime.fromisoformat(found[1])
    except ValueError:
        return False
    return True


def _missing(header: Header) -> str:
    return ", ".join(name for name in _NEEDED if not header.get(name))


def _bare_revisit(header: Header) -> bool:
    return header.type == "revisit" and header.length == 0


@lru_cache(maxsize=64)
def _plain_type(value: str | None) -> str:
    return (value or "").replace(" ", "").lower()


@lru_cache(maxsize=1024)
def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
