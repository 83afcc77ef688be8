"""The index of captures that replay tools look addresses up in: CDXJ lines, sorted by bytes.

A line is `KEY TIMESTAMP JSON` with the fields of cdxj-indexer: url, mime, status, digest, length,
offset, filename. A revisit has the mime `warc/revisit`, and no status where its record holds no
head (server-not-modified); pywb and wabac.js find its original by the WARC-Refers-To fields of the
record. Only GET is in: an answer to HEAD or POST under the page's
address would be replayed as the page.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from archive.closing import Closing
from archive.export.chosen import Chosen, Selection
from archive.export.report import Report
from archive.export.surt import surt
from archive.model import Locator, Profile
from archive.warc import naming


def is_indexed(row: Chosen) -> bool:
    """Whether a capture has a line."""
    return row.method == "GET" and row.at is not None


def cdxj_line(row: Chosen, at: Locator) -> str:
    """The line of a capture that lies `at` a place, with its newline."""
    stamp = "".join(filter(str.isdigit, row.captured_at))[:14]
    revisit = row.profile is not None
    status = None if row.profile == Profile.NOT_MODIFIED else row.status
    fields = {
        "url": row.url,
        "mime": "warc/revisit" if revisit else row.mime,
        "status": None if status is None else str(status),
        "digest": row.digest,
        "length": str(at.length),
        "offset": str(at.offset),
        "filename": at.warc,
    }
    known = {name: value for name, value in fields.items() if value is not None}
    return f"{surt(row.url)} {stamp} {json.dumps(known)}\n"


class SortedLines(Closing):
    """Lines on their way through SQLite's sorter: any number of them in a few MB of memory.

    They come out in the order of their bytes (`LC_ALL=C sort`), which binary searches rely on.
    """

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None)  # a file that has no name
        self._connection.execute("CREATE TABLE lines (line TEXT NOT NULL)")
        self._connection.execute("BEGIN")
        self.count = 0

    def add(self, line: str) -> None:
        self._connection.execute("INSERT INTO lines VALUES (?)", (line,))
        self.count += 1

    def __iter__(self) -> Iterator[str]:
        for (line,) in self._connection.execute("SELECT line FROM lines ORDER BY line"):
            yield line

    def close(self) -> None:
        self._connection.close()


def index(selection: Selection, warcs: Path, report: Report) -> Iterator[str]:
    """The sorted lines of all captures of a selection, as they lie in the archive's files.

    Captures whose file is gone are left out; `report` is told of all.
    """
    there: dict[str, bool] = {}
    with SortedLines() as lines:
        for row in selection.captures():
            if row.at is None or not is_indexed(row):
                continue
            name = row.at.warc
            if name not in there:
                there[name] = naming.find(warcs, name) is not None
            if there[name]:
                lines.add(cdxj_line(row, row.at))
                report.captures += 1
            else:
                report.lost[f"the WARC file {name} is gone"] += 1
        yield from lines
