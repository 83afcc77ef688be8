"""The `application/warc-fields` block of warcinfo and metadata records (WARC 1.1 §6)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping

from archive.model import Exchange, Kind, Purpose

Written = Iterable[tuple[str, str | None]]

_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_VALUE_LIMIT = 4096


def written(fields: Written) -> bytes:
    """`name: value` lines; a field whose value is None is left out, line breaks become blanks."""
    lines = (f"{name}: {one_line(value)}\r\n" for name, value in fields if value is not None)
    return "".join(lines).encode("utf-8", "replace")


def read(block: bytes) -> dict[str, str]:
    """The fields of a block; a name that comes twice keeps its first value."""
    fields: dict[str, str] = {}
    for line in block.decode("utf-8", "replace").split("\r\n"):
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip(), value.strip())
    return fields


def one_line(value: str) -> str:
    """`value` without control characters, so that it cannot start a field of its own."""
    return _BREAKS.sub(" ", value).strip()


def of_exchange(exchange: Exchange, entity_digest: str | None, more: Written = ()) -> bytes:
    """The metadata record of an exchange: the standard's fields, then ours, then `more`."""
    purpose = exchange.purpose
    return written(
        [
            ("via", purpose.via),
            ("hopsFromSeed", purpose.hops or None),
            ("fetchTimeMs", str(exchange.elapsed_ms)),
            ("method", exchange.method),
            ("source", purpose.source),
            ("kind", purpose.kind.value),
            ("run", purpose.run),
            ("visit", purpose.visit),
            ("entityDigest", entity_digest),
            ("error", error_line(exchange.error)),
            ("informational", base64_of(exchange.informational)),
            ("stray", base64_of(exchange.stray)),
            ("leading", base64_of(exchange.leading)),
            *more,
        ]
    )


def error_line(error: str | None) -> str | None:
    """An error as it is stored: one line, not longer than 4096 characters."""
    return None if error is None else one_line(error)[:_VALUE_LIMIT]


def purpose_in(fields: Mapping[str, str]) -> Purpose:
    """The Purpose that `of_exchange` wrote; an unknown kind reads as a story's."""
    known = {kind.value for kind in Kind}
    return Purpose(
        source=fields.get("source"),
        kind=Kind(fields["kind"]) if fields.get("kind") in known else Kind.STORY,
        run=fields.get("run"),
        visit=fields.get("visit"),
        via=fields.get("via"),
        hops=fields.get("hopsFromSeed", ""),
    )


def bytes_in(fields: Mapping[str, str], name: str) -> bytes:
    """Bytes kept in base64: `informational`, `stray`, `leading`, the `responseHead` of a 304.

    Empty when absent or damaged.
    """
    try:
        return base64.b64decode(fields.get(name, ""), validate=True)
    except (binascii.Error, ValueError):
        return b""


def base64_of(raw: bytes) -> str | None:
    """`raw` as `bytes_in` reads it; None for no bytes."""
    return base64.b64encode(raw).decode("ascii") if raw else None
