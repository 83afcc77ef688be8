"""Proof that an archive's tables come out of its WARC files again."""

from __future__ import annotations

import multiprocessing
import shutil
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import closing
from pathlib import Path

from archive import db
from archive.config import load
from archive.reading import prepare_process
from archive.rebuild.ahead import Ahead
from archive.rebuild.applying import Applying
from archive.rebuild.compare import Differences, compare
from archive.rebuild.indexing import index
from archive.rebuild.scratch import Scratch
from archive.store import open_store

WARC = "warc"
PROVEN = frozenset({"captures", "stories", "revisions", "sections", "comments", "story_groups"})
# Not what only the moment of a crash knew: why a run ended, and that a requisite was wanted.
ALSO = frozenset({"addresses", "announcements"})


def differences(folder: Path) -> Differences:
    """What differs between an archive's tables and those made of its WARC files alone."""
    work = folder / "rebuilt"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    (work / WARC).symlink_to(folder / WARC)
    try:
        rebuild(folder, work)
        with closing(db.open_reader(folder)) as live, closing(db.open_reader(work)) as made:
            return compare(live, made, tables=PROVEN | ALSO)
    finally:
        shutil.rmtree(work)


def rebuild(folder: Path, work: Path) -> None:
    """Make the tables of the archive in `folder` once more in `work`."""
    config = load(folder / "backissue.toml")
    with open_store(work) as store:
        store.sync_sources(config)
    with (
        closing(db.open_writer(work)) as connection,
        Scratch(work / "scratch") as scratch,
        Ahead(folder / WARC, parsers, window=16) as ahead,
    ):
        for number, path in enumerate(sorted((folder / WARC).glob("*.warc.gz"))):
            read = index(path, work / f"part{number}")
            assert read.damage is None, read
            scratch.take_in(read.part)
        rules = {source.name: source.rules for source in config.sources.values()}
        Applying(connection, scratch, ahead, rules=rules).run()


def parsers() -> Executor:
    context = multiprocessing.get_context("forkserver")
    return ProcessPoolExecutor(2, mp_context=context, initializer=prepare_process)


def prove_rebuilt(folder: Path) -> None:
    """The live tables equal their rebuild, row by row."""
    found = differences(folder)
    assert found.equal, found.examples
