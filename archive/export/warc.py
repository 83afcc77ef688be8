"""Copies chosen exchanges into new WARC files, member by member, byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from archive.closing import Closing
from archive.errors import CaptureMissing
from archive.export.chosen import Chosen, Selection
from archive.export.exchanges import Found, Place, exchange_at, members, pieces
from archive.export.report import Report
from archive.export.unanswered import likely_first, unanswered_in
from archive.export.volumes import Volumes
from archive.model import Locator
from archive.warc import naming

Copied = Callable[[Chosen, Locator], None]
"""Told of each response or revisit: the row, and where it lies now."""

Progress = Callable[[int], None]
"""Told of bytes that are done."""


def copy(
    warcs: Path,
    selection: Selection,
    volumes: Volumes,
    *,
    copied: Copied = lambda _row, _at: None,
    progress: Progress = lambda _size: None,
) -> Report:
    """Write the selection's exchanges: request, response or revisit, metadata, ids and dates kept.

    The warcinfo records that they name are copied too, each once, before the first that names it.
    Announcements stay behind: they tell of captures that may not be in the selection. What is not
    there, or damaged, is left out and counted.
    """
    report = Report()
    unanswered: dict[str, str] = {}  # record id → when; they have no place in the tables
    with _Originals(warcs) as originals:
        for row in selection.captures():
            if row.at is None:
                unanswered[row.record_id] = row.captured_at
                continue
            try:
                file = originals.open(row.at.warc)
                found = exchange_at(file, row.at, row.before, row.record_id)
                copied(row, _write(originals, row.at.warc, found, volumes))
                report.captures += 1
            except CaptureMissing as error:
                report.lost[str(error)] += 1
            progress(row.at.length)
        _copy_unanswered(originals, selection, unanswered, volumes, report)
    return report


def _copy_unanswered(
    originals: _Originals,
    selection: Selection,
    wanted: dict[str, str],
    volumes: Volumes,
    report: Report,
) -> None:
    if not wanted:
        return
    for path in likely_first(selection.connection, originals.folder, sorted(wanted.values())):
        try:
            for found in unanswered_in(selection.connection, path, wanted):
                _write(originals, naming.final_name(path), found, volumes)
                del wanted[found.main.first("warc-record-id")]
                report.captures += 1
        except CaptureMissing as error:
            report.lost[str(error)] += 1
        if not wanted:
            return
    report.lost["no answer came, and its request is in no WARC file"] += len(wanted)


def _write(originals: _Originals, name: str, found: Found, volumes: Volumes) -> Locator:
    """Copy an exchange, and its warcinfo before it; where its main record lies now."""
    file = originals.open(name)
    volumes.make_room()
    about = originals.unwritten_warcinfo(name, found)
    if about is not None:
        volumes.put(pieces(file, about))
    places = [(member, volumes.put(pieces(file, member))) for member in found.members]
    return next(place for member, place in places if member is found.main)


class _Originals(Closing):
    """The archive's WARC files, one open at a time, and which of their warcinfos were copied."""

    def __init__(self, warcs: Path) -> None:
        self.folder = warcs
        self._stack = ExitStack()
        self._name = ""
        self._file: BinaryIO | None = None
        self._written: set[str] = set()

    def open(self, name: str) -> BinaryIO:
        """The file; raises CaptureMissing when it is gone."""
        if self._file is None or name != self._name:
            self.close()
            self._file = self._stack.enter_context(_opened(self.folder, name))
            self._name = name
        return self._file

    def unwritten_warcinfo(self, name: str, found: Found) -> Place | None:
        """The warcinfo that an exchange names, the first time it is asked for; else None."""
        if not found.warcinfo or found.warcinfo in self._written:
            return None
        self._written.add(found.warcinfo)
        return next(self._warcinfos(name, found), None)

    def _warcinfos(self, name: str, found: Found) -> Iterator[Place]:
        # nearly always the first record; in a file that others put together, a later one
        for place in members(self.open(name), name, 0, found.main.offset):
            if place.first("warc-record-id") == found.warcinfo:
                yield place

    def close(self) -> None:
        self._file = None
        self._stack.close()


def _opened(folder: Path, name: str) -> BinaryIO:
    for _ in range(2):  # it may be closed, and renamed, between the look and the opening
        path = naming.find(folder, name)
        if path is None:
            break
        try:
            return path.open("rb")
        except FileNotFoundError:
            continue
        except OSError as error:
            raise CaptureMissing(f"cannot read {path}: {error.strerror}") from error
    raise CaptureMissing(f"the WARC file {name} is gone")
