"""The quick look at a file: whether a record begins at each place that a capture row tells."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from archive import db
from archive.verify import header as headers
from archive.verify.facts import Facts
from archive.verify.files import Seen, Task, opened
from archive.verify.findings import Tally
from archive.verify.record import facts_of
from archive.verify.scratch import Part
from archive.warc import deflate

_HEAD = 1 << 13  # packed bytes that hold a record's header
_MAGIC = b"\x1f\x8b\x08"
_PLACES = """
SELECT offset, length FROM captures WHERE warc = ?1
UNION SELECT offset, length FROM announcements WHERE warc = ?1
ORDER BY offset
"""


def examine_heads(task: Task, archive: Path) -> Seen:
    """Remember the header at each place that a row of the archive in the folder tells."""
    tally, looked = Tally(), 0
    with closing(db.open_reader(archive)) as connection, Part(task.part, task.place) as part:
        places = connection.execute(_PLACES, (task.place.name,)).fetchall()
        try:
            with opened(task) as file:
                for offset, length in places:
                    looked += 1
                    facts = _head(file, offset, length, task.end)
                    if facts is not None:
                        part.add(facts)
        except OSError as error:
            tally.check("readable", False, task.shown, None, error.strerror or str(error))
        else:
            tally.check("readable", True, task.shown, None)
    return Seen(tally, looked, task.end - task.start)


def _head(file: BinaryIO, offset: int, length: int, end: int) -> Facts | None:
    """The header of the record at `offset`; None unless its member is as long as it should be."""
    after = offset + length
    if not 0 <= offset < after <= end:
        return None
    file.seek(after)
    if after < end and file.read(3) != _MAGIC:
        return None
    file.seek(offset)
    try:
        raw = deflate.unpacker().decompress(file.read(min(length, _HEAD)), headers.LIMIT)
    except deflate.ERRORS:
        return None
    header = headers.parse(raw.partition(b"\r\n\r\n")[0])
    if header is None:
        return None
    facts = facts_of(header, offset)
    facts.length = length
    return facts
