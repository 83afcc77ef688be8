"""Packs chosen captures with their index and pages into one file: WACZ 1.1.1.

https://specs.webrecorder.net/wacz/1.1.1/ — a ZIP whose members are read by ranges: WARC files and
compressed indexes are stored, not packed again. No zip64 field is forced: wabac.js would take the
one in a local header for content.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO, cast

from archive.closing import Closing
from archive.export.cdxj import SortedLines, cdxj_line, is_indexed
from archive.export.chosen import Chosen, Selection
from archive.export.pages import Pages
from archive.export.report import Report
from archive.export.volumes import Volumes, standard_names
from archive.export.warc import Progress, copy
from archive.export.zipnum import MOST_PLAIN, blocks
from archive.model import Locator
from archive.times import now, stamp
from archive.warc.records import Fields

VERSION = "1.1.1"
_VOLUME = 1_000_000_000  # bytes; well below 2 GiB, from where on ZIP needs zip64 fields


@dataclass(frozen=True, slots=True)
class Title:
    """What the package says of itself."""

    title: str
    description: str
    software: str


def write(
    out: BinaryIO,
    warcs: Path,
    selection: Selection,
    title: Title,
    about: Fields,
    *,
    progress: Progress = lambda _size: None,
) -> Report:
    """Write the package of a selection to `out`, which need not be seekable."""
    pages = Pages(selection)
    with _Package(out) as package, SortedLines() as lines:

        def copied(row: Chosen, at: Locator) -> None:
            pages.note(row.record_id)
            if is_indexed(row):
                lines.add(cdxj_line(row, at))

        with Volumes(package.archive, standard_names(), about, max_size=_VOLUME) as volumes:
            report = copy(warcs, selection, volumes, copied=copied, progress=progress)
        _write_index(package, lines)
        package.write("pages/pages.jsonl", pages.lines(), packed=True)
        package.describe(title, pages.main)
    report.pages = pages.count
    return report


def _write_index(package: _Package, lines: SortedLines) -> None:
    if lines.count <= MOST_PLAIN:
        package.write("indexes/index.cdx", (line.encode() for line in lines), packed=True)
        return
    secondary: list[bytes] = []
    package.write("indexes/index.cdx.gz", blocks(lines, "index.cdx.gz", secondary.append))
    package.write("indexes/index.idx", secondary, packed=True)


class _Package(Closing):
    """The ZIP, and the list of what is in it."""

    def __init__(self, out: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(out, "w")
        self._created = now()
        self._resources: list[dict[str, object]] = []

    @contextmanager
    def archive(self, name: str) -> Iterator[BinaryIO]:
        """A WARC file below archive/."""
        with self._resource(f"archive/{name}", packed=False) as file:
            yield cast(BinaryIO, file)

    def write(self, path: str, pieces: Iterable[bytes], *, packed: bool = False) -> None:
        with self._resource(path, packed=packed) as file:
            for piece in pieces:
                file.write(piece)

    def describe(self, title: Title, main: tuple[str, str] | None) -> None:
        """Write datapackage.json and its digest: the last members."""
        described = _datapackage(title, self._created, self._resources)
        if main is not None:
            described |= {"mainPageUrl": main[0], "mainPageDate": main[1]}
        raw = json.dumps(described, indent=2).encode()
        said = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}"}
        self._zip.writestr(self._info("datapackage.json", packed=True), raw)
        self._zip.writestr(
            self._info("datapackage-digest.json", packed=True), json.dumps(said, indent=2)
        )

    def close(self) -> None:
        """End the ZIP."""
        self._zip.close()

    @contextmanager
    def _resource(self, path: str, *, packed: bool) -> Iterator[_Hashed]:
        with self._zip.open(self._info(path, packed=packed), "w") as member:
            hashed = _Hashed(member)
            yield hashed
        name = path.rpartition("/")[2]
        self._resources.append(
            {"name": name, "path": path, "hash": hashed.digest(), "bytes": hashed.size}
        )

    def _info(self, path: str, *, packed: bool) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(path, self._created.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o644 << 16
        return info


class _Hashed:
    """Writes on, and keeps size and sha256."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, piece: bytes) -> int:
        self._hash.update(piece)
        self.size += len(piece)
        return self._file.write(piece)

    def digest(self) -> str:
        return f"sha256:{self._hash.hexdigest()}"


def _datapackage(
    title: Title, created: datetime, resources: list[dict[str, object]]
) -> dict[str, object]:
    return {
        "profile": "data-package",
        "wacz_version": VERSION,
        "title": title.title,
        "description": title.description,
        "software": title.software,
        "created": stamp(created),
        "modified": stamp(created),
        "resources": resources,
    }
