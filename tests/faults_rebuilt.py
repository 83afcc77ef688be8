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


def prove_rebuilt(folder: Path) -> None:
    """All is announced, and the live tables equal those made of the WARC files, row by row."""
    config = load(folder / "backissue.toml")
    report = rebuild(config, executor=parsers, jobs=_PARSERS, check=True)
    assert report.whole and report.left == 0, report
    assert report.differences is not None
    assert report.differences.equal, report.differences.examples
