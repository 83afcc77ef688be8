"""Proof that an archive's tables come out of its WARC files again."""

from __future__ import annotations

from concurrent.futures import Executor
from pathlib import Path

from archive.config import load
from archive.parsers import parser_pool
from archive.rebuild.engine import rebuild

_PARSERS = 2


def parsers() -> Executor:
    return parser_pool(_PARSERS)


def prove_rebuilt(folder: Path, *, unwritten_ends: int = 0) -> None:
    """All is announced, and the live tables equal those made of the WARC files, row by row.

    `unwritten_ends` of runs could not be written for want of room: those a rebuild announces, and
    counts what such a run left to a later start as the run's own.
    """
    config = load(folder / "backissue.toml")
    report = rebuild(config, executor=parsers, jobs=_PARSERS, check=True)
    assert report.whole and report.left <= unwritten_ends, report
    assert report.differences is not None
    differing = {table.table for table in report.differences.tables if not table.equal}
    allowed = {"runs", "announcements"} if unwritten_ends else set()
    assert differing <= allowed, report.differences.examples
