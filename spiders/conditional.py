"""Conditional requests: the validators of the last whole answer (RFC 9110 §13.1)."""

from __future__ import annotations

from typing import Protocol

_LONGEST = 1000


class Validated(Protocol):
    """An address with what its server said of the version the archive holds."""

    @property
    def etag(self) -> str | None: ...
    @property
    def last_modified(self) -> str | None: ...


def headers(known: Validated | None) -> dict[str, str]:
    """`If-None-Match` and `If-Modified-Since` for a known address; nothing for a new one.

    Both are sent as they came: a server that understands the first ignores the second. Values that
    do not fit in one header line are left out, for a server chose them.
    """
    if known is None:
        return {}
    found = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in found.items() if value and _fits(value)}


def _fits(value: str) -> bool:
    return len(value) <= _LONGEST and value.isascii() and value.isprintable()
