"""Stories as CSV for spreadsheets: one row a story, no cell that a program would run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

COLUMNS = (
    "url",
    "source",
    "outlet",
    "headline",
    "lead",
    "text",
    "source_line",
    "credit",
    "authors",
    "published",
    "modified",
    "language",
    "topics",
    "comments",
    "revision",
    "group",
    "relation",
    "repeats",
    "gone",
    "first_captured",
    "last_captured",
    "captures",
    "warc",
    "offset",
)

# What makes a spreadsheet take a cell for a formula, also behind spaces and in full-width forms
# (OWASP, "CSV Injection"; LibreOffice and Excel both skip leading blanks).
_FORMULA = re.compile(r"\s*[=+\-@\t\r|%\uff1d\uff0b\uff0d\uff20\u2212]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_MAX_CELL = 32_767  # characters; Excel breaks a longer cell into the next row


def rows(documents: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """The lines of a CSV file (RFC 4180, UTF-8) with a heading line, from story documents."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for document in documents:
        yield _taken(buffer)
        writer.writerow([safe_cell(value) for value in _values(document)])
    yield _taken(buffer)


def safe_cell(value: object) -> str | int:
    """`value` as a cell that stays text: a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, int):
        return value
    text = _CONTROLS.sub("\ufffd", str(value)).replace("\r\n", "\n").replace("\r", "\n")
    if _FORMULA.match(text):
        text = "'" + text
    return text if len(text) <= _MAX_CELL else text[: _MAX_CELL - 1] + "…"


def _values(document: Mapping[str, Any]) -> list[object]:
    line = document["source_line"] or {}
    captures = document["captures"]
    last = captures[-1] if captures else {}
    found = {
        **document,
        "text": "\n\n".join(_paragraphs(document)),
        "source_line": line.get("text"),
        "credit": line.get("credit"),
        "authors": "; ".join(document["authors"]),
        "topics": "; ".join(document["topics"]),
        "comments": len(document["comments"]),
        "first_captured": captures[0]["captured_at"] if captures else None,
        "last_captured": last.get("captured_at"),
        "captures": len(captures),
        "warc": last.get("warc"),
        "offset": last.get("offset"),
    }
    return [found[column] for column in COLUMNS]


def _paragraphs(document: Mapping[str, Any]) -> Iterator[str]:
    for section in document["sections"]:
        if section["heading"]:
            yield section["heading"]
        yield from section["paragraphs"]


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
