"""Reads one WARC file into a scratch file of its own: what a parser process does in the first pass.

What lies before damaged bytes counts, and what comes after them is looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from archive.errors import CaptureMissing
from archive.model import Capture
from archive.rebuild.salvage import next_exchange
from archive.rebuild.scratch import Scratch
from archive.warc.announcements import Found, announcements
from archive.warc.bulk import captures
from archive.warc.naming import final_name

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Indexed:
    """A file that was read into the scratch file `part`; `damage` says why not to its end."""

    name: str
    part: Path
    size: int
    damage: str | None = None


def index(path: Path, part: Path) -> Indexed:
    """Write what the file at `path` holds into `part`; raises OSError when it cannot be written."""
    name = final_name(path)
    found = path.stat()
    for left in part.parent.glob(f"{part.name}*"):
        left.unlink()
    with Scratch(part) as scratch:
        damage = _read(path, name, scratch)
        scratch.note_file(name, found.st_size, found.st_mtime_ns, damage)
    return Indexed(name, part, found.st_size, damage)


def _read(path: Path, name: str, scratch: Scratch) -> str | None:
    connection = scratch.connection
    connection.execute("BEGIN")
    faults: list[str] = []
    scratch.add_captures(name, _through(path, captures, _end_of_capture, faults))
    for found in _through(path, announcements, _end_of_announcement, faults):
        scratch.add_announcement(found)
    connection.execute("COMMIT")
    return faults[0] if faults else None


def _through(
    path: Path,
    read: Callable[[Path, int], Iterator[T]],
    end_of: Callable[[T], int],
    faults: list[str],
) -> Iterator[T]:
    """All that `read` finds, also behind damaged bytes; what was wrong goes to `faults`."""
    start: int | None = 0
    while start is not None:
        reached = start
        try:
            for one in read(path, start):
                yield one
                reached = max(reached, end_of(one))
            return
        except CaptureMissing as error:
            faults.append(str(error))
        start = next_exchange(path, reached + 1)


def _end_of_capture(capture: Capture) -> int:
    return capture.at.offset + capture.at.length if capture.at else 0


def _end_of_announcement(found: Found) -> int:
    return found.placed.at.offset + found.placed.at.length
