"""Reads one WARC file into a scratch file of its own: what a parser process does in the first pass.

What lies before damaged bytes counts, and what comes after them is looked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from archive.errors import CaptureMissing
from archive.rebuild.scratch import Scratch
from archive.warc.announcements import announcements
from archive.warc.bulk import captures
from archive.warc.naming import final_name


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
    damage = None
    try:
        scratch.add_captures(name, captures(path))  # row by row: those before a fault stay
    except CaptureMissing as error:
        damage = str(error)
    try:
        for found in announcements(path):
            scratch.add_announcement(found)
    except CaptureMissing as error:
        damage = damage or str(error)
    connection.execute("COMMIT")
    return damage
