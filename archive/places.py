"""Says where a row's bytes lie: the one way from rows of `captures` to Locators; pure.

A question about captures that will be read asks for `COLUMNS` and joins `ORIGINAL`:

    SELECT … , {COLUMNS} FROM captures {ORIGINAL} WHERE …
"""

from __future__ import annotations

from typing import Any, Protocol

from archive.model import Locator, Profile, Revisit

COLUMNS = (
    "captures.warc, captures.offset, captures.length, captures.profile, captures.original,"
    " originals.warc AS original_warc, originals.offset AS original_offset,"
    " originals.length AS original_length"
)
ORIGINAL = "LEFT JOIN captures AS originals ON originals.record_id = captures.original"


class Row(Protocol):
    """A row, by the names of its columns."""

    def __getitem__(self, name: str, /) -> Any: ...


def place(row: Row) -> Locator | None:
    """Where the capture's record lies; None when no answer came."""
    return _locator(row["warc"], row["offset"], row["length"])


def body_place(row: Row) -> Locator | None:
    """Where the response lies that has the body of a revisit; None when the row is no revisit.

    None too when the original is in no row: then the body cannot be read.
    """
    return _locator(row["original_warc"], row["original_offset"], row["original_length"])


def revisit(row: Row) -> Revisit | None:
    """What the revisit record refers to; None for a capture that has its own body."""
    if row["profile"] is None:
        return None
    return Revisit(Profile(row["profile"]), row["original"], body_place(row))


def _locator(warc: str | None, offset: int | None, length: int | None) -> Locator | None:
    if warc is None or offset is None or length is None:
        return None
    return Locator(warc, offset, length)
