"""Reads one WARC file, or one inside a package, from its first byte to its last."""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archive.verify.facts import Facts
from archive.verify.findings import Tally
from archive.verify.flow import Flow
from archive.verify.record import RecordReader
from archive.verify.scratch import Part, Shelved
from archive.verify.source import Broken, Members, Plain, Source

LARGE = 1_100_000_000  # bytes: 1 GB, where most crawlers roll, and an exchange
_NAME = re.compile(r".+-\d{14}-\d+-[^/]+\.warc(?:\.gz)?")
TOLD = struct.Struct("<Q")
_STEP = 1 << 20  # bytes between two tellings of progress


@dataclass(frozen=True, slots=True)
class Task:
    """One file to be read: the bytes from `start` to `end` of `path`, shown as `shown`.

    `part` is where its facts go, `slot` its place in the file `told` that says how far it is.
    """

    path: Path
    shown: str
    start: int
    end: int
    place: Shelved
    part: Path
    told: Path
    slot: int
    quick: bool = False
    most: int = LARGE


class Unwanted(Exception):
    """Nobody waits any more for what is being read."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a file."""

    tally: Tally
    records: int
    bytes: int


def examine(task: Task) -> Seen:
    """Look at every record of a file; what cannot be read is a finding too."""
    tally, records = Tally(), 0
    name = task.place.name
    tally.check("file-name", _NAME.fullmatch(name), task.shown, None, "named otherwise")
    with Part(task.part, task.place) as part, _teller(task) as tell:
        try:
            with opened(task) as file:
                reading = _Reading(task, file, tally, part, tell)
                records = reading.run()
        except OSError as error:
            tally.check("readable", False, task.shown, None, error.strerror or str(error))
        else:
            tally.check("readable", True, task.shown, None)
    return Seen(tally, records, task.end - task.start)


def opened(task: Task) -> BinaryIO:
    """The task's file, under its final name when it was closed since it was listed."""
    try:
        return task.path.open("rb", buffering=0)
    except FileNotFoundError:
        return task.path.with_name(task.place.name).open("rb", buffering=0)


class _Reading:
    """One pass over a file."""

    def __init__(
        self, task: Task, file: BinaryIO, tally: Tally, part: Part, tell: Callable[[int], None]
    ) -> None:
        self._task = task
        self._tally = tally
        self._part = part
        self._tell = tell
        self._source = _source(file, task)
        self._reader = RecordReader(tally, task.shown, quick=task.quick)
        self._records = 0
        self._longest = 0

    def run(self) -> int:
        """Read to the end, over damage where a record begins behind it; how many records."""
        task, source, on = self._task, self._source, True
        while on:
            try:
                on = self._stretch()
            except Broken as broken:
                if broken.cut and task.place.growing:
                    break
                at, on = source.offset, source.resync()
                lost = (source.at if on else task.end) - at
                self._check("member-whole", False, at, f"{broken}; {lost} bytes cannot be read")
        if not self._records:
            self._check("warcinfo-first", task.place.growing, None, "the file holds no record")
        rest = task.end - task.start - self._longest
        self._check("file-size", rest <= task.most, None, f"{task.end - task.start} bytes")
        return self._records

    def _stretch(self) -> bool:
        """Read one gzip member, or a plain file; False at the end of the file."""
        source, task = self._source, self._task
        if not source.begin():
            return False
        flow, found = Flow(source), list[Facts]()
        number = 0
        while not flow.at_end():
            number += 1
            offset = source.offset if source.packed else source.offset + flow.taken
            facts = self._reader.read(flow, offset)
            if facts is not None:
                facts.length = 0 if source.packed else source.offset + flow.taken - offset
                found.append(facts)
            elif source.packed:
                flow.drain()
            else:
                flow.next_record()
            if len(found) > source.packed:  # a member's last waits for the member's length
                self._keep(found.pop(0))
            self._tell(source.at - task.start)
        if source.packed:
            one = number == 1
            self._check("member-whole", True, source.offset)
            self._check("one-record", one, source.offset, f"{number} records in one member")
        for facts in found:
            facts.length = source.at - source.offset
            self._keep(facts)
        return source.packed

    def _keep(self, facts: Facts) -> None:
        first, name = not self._records, self._task.place.name
        if first and not self._task.quick:
            sound = facts.type == "warcinfo" and facts.filename == name
            said = f"a {facts.type or 'record'}, WARC-Filename {facts.filename}"
            self._check("warcinfo-first", sound, facts.offset, said)
        self._records += 1
        self._longest = max(self._longest, facts.length)
        facts.offset -= self._task.start
        self._part.add(facts)

    def _check(self, rule: str, sound: object, offset: int | None, *what: object) -> None:
        self._tally.check(rule, sound, self._task.shown, offset, *what)


def _source(file: BinaryIO, task: Task) -> Source:
    """Packed or plain by its first bytes: a name may say anything."""
    file.seek(task.start)
    packed = file.read(2)[:1] == b"\x1f" or task.place.name.endswith(".gz")
    return (Members if packed else Plain)(file, task.start, task.end)


@contextmanager
def _teller(task: Task) -> Iterator[Callable[[int], None]]:
    """Something to say how many bytes were read with; it writes them where others can see them.

    It raises Unwanted when that file was removed.
    """
    with task.told.open("r+b", buffering=0) as told:
        last = 0

        def tell(done: int) -> None:
            nonlocal last
            if done - last >= _STEP:
                last = done
                os.pwrite(told.fileno(), TOLD.pack(done), task.slot * TOLD.size)
                if not os.fstat(told.fileno()).st_nlink:
                    raise Unwanted

        yield tell
