"""Proves that an archive is what it says: files, records, digests, relations, indexes, tables.

Stricter than `warcio check` and `fastwarc check` together, for those look at digests and hardly at
anything else: a member may be torn, a body silently taken out of its chunks, a revisit's original
missing. Nothing is written to the archive, and it may be in use: what comes after the start is not
looked at.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archive import db
from archive.errors import StorageError, UsageError
from archive.folder import WARCS
from archive.verify.cdxj import look_at_index, look_for_all
from archive.verify.files import LARGE, Task
from archive.verify.findings import Finding, Tally
from archive.verify.listing import Inventory, WarcFile, inventory
from archive.verify.relations import relate
from archive.verify.rules import RULES, Rule
from archive.verify.scratch import Scratch, Shelved
from archive.verify.tables import Rows, look_at_tables, rows_at_start
from archive.verify.wacz import Package, look_at_package, look_at_packed_index
from archive.verify.work import Watch, Work, read_all, workers

__all__ = ["RULES", "Finding", "Report", "Rule", "Tally", "verify_archive", "verify_paths"]


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at and what was found. `types` counts records by their type."""

    files: int
    bytes: int
    types: dict[str, int]
    tally: Tally
    rows: int | None = None  # capture rows; None without a database

    @property
    def faults(self) -> int:
        """Offenders against rules that make an archive faulty."""
        return self._sum("fault")

    @property
    def warnings(self) -> int:
        return self._sum("warning")

    def _sum(self, severity: str) -> int:
        found = self.tally.found.items()
        return sum(count for rule, count in found if RULES[rule].severity == severity)


def verify_archive(
    folder: Path, *, quick: bool = False, jobs: int | None = None, watch: Watch | None = None
) -> Report:
    """Look at all files and all rows of the archive in `folder`.

    With `quick`, only at whether a record of the right name begins where each row says. `watch` is
    told bytes read and bytes in all. Raises StorageError when there is no archive.
    """
    database, warcs = folder / db.NAME, folder / WARCS
    if not database.exists() and not warcs.is_dir():
        raise StorageError(f"{folder}: no archive here yet; run `backissue crawl` first")
    tally = Tally()
    rows = rows_at_start(folder, tally)
    there = inventory([warcs] if warcs.is_dir() else [], tally)
    run = _Run(quick=quick, jobs=jobs, watch=watch, tally=tally)
    return run.report(there, rows)


def verify_paths(
    paths: Sequence[Path],
    *,
    quick: bool = False,
    jobs: int | None = None,
    watch: Watch | None = None,
) -> Report:
    """Look at any WARC, WACZ and CDXJ files, and at all of them in folders; no rows.

    With `quick`, blocks are not looked at. Raises UsageError when a path is none of these, and for
    a CDXJ alone: its lines can only be held against the WARC files that they lead to.
    """
    tally = Tally()
    run = _Run(quick=quick, jobs=jobs, watch=watch, tally=tally)
    there = inventory(paths, tally)
    if there.indexes and not there.warcs:
        index = there.indexes[0]
        raise UsageError(f"{index}: name its WARC files too: backissue verify FOLDER {index}")
    return run.report(there, None)


class _Run:
    """One verification."""

    def __init__(self, *, quick: bool, jobs: int | None, watch: Watch | None, tally: Tally) -> None:
        self._quick = quick
        self._jobs = jobs or os.cpu_count() or 1
        self._watch: Watch = watch or (lambda _done, _total: None)
        self._tally = tally
        self._shelved: list[Shelved] = []
        self._files: list[WarcFile] = []

    def report(self, there: Inventory, rows: Rows | None) -> Report:
        """Read everything, then hold it against each other and, of an archive, the rows."""
        packages = [look_at_package(one, self._tally, quick=self._quick) for one in there.packages]
        self._shelve(there.warcs, 0)
        for shelf, package in enumerate(packages, start=1):
            self._shelve(package.warcs, shelf)
        with (
            tempfile.TemporaryDirectory(prefix="backissue-verify-") as name,
            Scratch(Path(name) / "all.sqlite") as scratch,
        ):
            heads = rows.folder if rows and self._quick else None
            self._read(Path(name), scratch, heads)
            if not heads:
                relate(scratch.connection, self._tally, quick=self._quick)
                self._indexes(scratch, there, packages)
            if rows:
                look_at_tables(scratch.connection, rows, self._tally, quick=self._quick)
            types = _types(scratch)
        size = sum(file.end - file.start for file in self._files)
        return Report(len(self._files), size, types, self._tally, rows.count if rows else None)

    def _shelve(self, files: Sequence[WarcFile], shelf: int) -> None:
        for file in files:
            self._shelved.append(Shelved(len(self._shelved), shelf, file.name, file.growing))
            self._files.append(file)

    def _read(self, folder: Path, scratch: Scratch, archive: Path | None) -> None:
        tasks = [
            Task(
                file.path,
                file.shown,
                file.start,
                file.end,
                place,
                folder / f"{place.file}.sqlite",
                folder / "told",
                place.file,
                quick=self._quick,
                most=LARGE,
            )
            for file, place in zip(self._files, self._shelved, strict=True)
        ]
        with workers(self._jobs, sum(task.end - task.start for task in tasks)) as executor:
            work = Work(executor, self._watch)
            self._tally.add(read_all(tasks, scratch, work, archive))
        scratch.shelve(self._shelved)

    def _indexes(self, scratch: Scratch, there: Inventory, packages: Sequence[Package]) -> None:
        connection, tally = scratch.connection, self._tally
        for path in there.indexes:
            look_at_index(connection, path, path.name, 0, tally)
        if there.indexes:
            look_for_all(connection, 0, tally)
        for shelf, (path, package) in enumerate(
            zip(there.packages, packages, strict=True), start=1
        ):
            for name in package.indexes:
                look_at_packed_index(connection, path, name, shelf, tally)
            if package.indexes:
                look_for_all(connection, shelf, tally)


def _types(scratch: Scratch) -> dict[str, int]:
    rows = scratch.connection.execute("SELECT type, count(*) FROM records GROUP BY type")
    return dict(Counter(dict(rows.fetchall())).most_common())
