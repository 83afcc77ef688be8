"""Appends exchanges to a folder of WARC files and says where each one lies."""

from __future__ import annotations

import time
from pathlib import Path

from archive.closing import Closing
from archive.errors import StorageError
from archive.journal import Announcement, Placed, named
from archive.model import Capture, Exchange, Locator
from archive.times import fine_stamp, now
from archive.warc import announcements, naming
from archive.warc.answer import measured
from archive.warc.deflate import Compression
from archive.warc.file import OpenWarc
from archive.warc.members import write_member
from archive.warc.originals import Originals
from archive.warc.outstanding import Outstanding
from archive.warc.parcel import parcel
from archive.warc.records import Record, target_uri, warcinfo

_SPECIFICATION = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_MOST_SERIALS = 10_000  # names tried in one second before we say that something is wrong


class WarcWriter(Closing):
    """The one writer of its files; several processes may write to one folder, each its own files.

    A file is made at the first append, rolled when it has `max_size` bytes or is `max_age_s`
    seconds old, and closed (renamed from `.open`) then and by `close()`. A rolled file stays locked
    until all that it holds is announced, so that nobody takes it for one that a crash left. Not for
    several threads.
    """

    def __init__(
        self,
        folder: Path,
        *,
        prefix: str,
        software: str,
        operator: str | None,
        user_agent: str,
        robots: str,
        max_size: int,
        max_age_s: float,
        compression: Compression,
        originals: Originals | None = None,
    ) -> None:
        """`originals` finds what an answer repeats; None stores every answer whole."""
        self._folder = folder
        self._prefix = prefix
        self._about = (
            ("software", software),
            ("format", "WARC File Format 1.1"),
            ("conformsTo", _SPECIFICATION),
            ("hostname", naming.host_label()),
            ("operator", operator or ""),
            ("isPartOf", prefix),
            ("robots", robots),
            ("http-header-user-agent", user_agent),
        )
        self._max_size = max_size
        self._max_age_s = max_age_s
        self._compression: Compression = compression
        self._originals = originals
        self._file: OpenWarc | None = None
        self._warcinfo_id = ""
        self._opened = 0.0
        self._serial = 0
        self._outstanding = Outstanding()
        self._going: tuple[str, ...] = ()  # records of the last announcement, and its own
        self._rolled: list[OpenWarc] = []

    def append(self, exchange: Exchange) -> Capture:
        """Writes the records of `exchange` and returns what was stored, `at` its response record.

        The bytes can be read by another process when this returns; only `sync()` puts them on the
        disk. Raises StorageError when they cannot be written; the file then ends as it did before.
        """
        file = self._ready()
        answer, originals = measured(exchange), self._originals
        reference = originals.find(target_uri(exchange.url), answer) if originals else None
        goods = parcel(answer, self._warcinfo_id, reference)
        begin = file.size
        with file.appending():
            places = tuple(self._put(file, record) for record in goods.records)
        capture = goods.located(file.name, places)
        self._outstanding.add(capture.record_id, file.name, begin, file.size)
        if originals:
            originals.appended(answer, capture, reference)
        return capture

    def announce(self, announcement: Announcement) -> Placed:
        """Writes an announcement; as with `append`, only `sync()` puts it on the disk."""
        file = self._ready()
        record = announcements.record(announcement, self._warcinfo_id)
        with file.appending():
            offset, length = self._put(file, record)
        self._outstanding.add(record.id, file.name, offset, file.size)
        self._going = (record.id, *(one for e in announcement.entries for one in named(e)))
        settled = self._outstanding.settled(self._going)
        return Placed(record.id, Locator(file.name, offset, length), settled)

    def confirm(self) -> None:
        """The last announcement is in the tables: what it names is settled."""
        self._outstanding.remove(self._going)
        self._going = ()
        for file in [one for one in self._rolled if not self._outstanding.left_in(one.name)]:
            self._rolled.remove(file)
            self._outstanding.close(file.name)
            file.release()

    def sync(self) -> None:
        """Returns when every appended record is on the disk; raises StorageError."""
        if self._file:
            self._file.sync()

    def close(self) -> None:
        """Closes the current file under its final name; a later append opens a new one."""
        self._roll()
        for file in self._rolled:
            file.release()
        self._rolled = []

    def _roll(self) -> None:
        if self._file:
            file, self._file = self._file, None
            file.finish()
            self._rolled.append(file)

    def _ready(self) -> OpenWarc:
        if self._file:
            old = time.monotonic() - self._opened >= self._max_age_s
            if old or self._file.size >= self._max_size:
                self._roll()
        if self._file is None:
            self._file = self._open()
        return self._file

    def _open(self) -> OpenWarc:
        file = self._create()
        first = warcinfo(file.name, tuple(f for f in self._about if f[1]), fine_stamp(now()))
        try:
            with file.appending():
                self._put(file, first)
        except BaseException:
            file.discard()
            raise
        self._warcinfo_id = first.id
        self._opened = time.monotonic()
        return file

    def _create(self) -> OpenWarc:
        for _ in range(_MOST_SERIALS):
            name = naming.file_name(self._prefix, now(), self._serial, naming.host_label())
            self._serial += 1
            try:
                return OpenWarc(self._folder, name)
            except FileExistsError:
                continue  # another process took this second's serial, or the clock went back
        raise StorageError(f"cannot create a WARC file in {self._folder}: all names are taken")

    def _put(self, file: OpenWarc, record: Record) -> tuple[int, int]:
        offset = file.size
        write_member(record, file.put, self._compression)
        return offset, file.size - offset
