"""What was forgotten stays forgotten when the tables are made again from the WARC files."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from forget_archive import COPY, STORY, backissue, build
from spider_site import Site

from archive import db
from archive.rebuild.ahead import Ahead
from archive.rebuild.applying import Applying
from archive.rebuild.compare import compare
from archive.rebuild.indexing import index
from archive.rebuild.scratch import Scratch


def made_again(folder: Path) -> Path:
    """A database made from the WARC files alone."""
    warcs = sorted((folder / "warc").glob("*.warc.gz"))
    with Scratch(folder / "index") as scratch, closing(db.open_file(folder / "new.db")) as new:
        for number, warc in enumerate(warcs):
            scratch.take_in(index(warc, folder / f"part{number}").part)
        with Ahead(folder / "warc", lambda: ThreadPoolExecutor(1), window=1) as ahead:
            Applying(new, scratch, ahead, rules={}, asked=lambda entry: True).run()
    return folder / "new.db"


def differences(folder: Path) -> tuple[str, ...]:
    with (
        closing(sqlite3.connect(folder / "backissue.db")) as old,
        closing(sqlite3.connect(made_again(folder))) as new,
    ):
        old.row_factory = new.row_factory = sqlite3.Row
        return compare(old, new).examples


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    folder = tmp_path_factory.mktemp("again") / "a"
    with Site({}) as site:
        build(folder, site)
        yield folder, site.base


@pytest.mark.parametrize(
    ("arguments", "crawled_after"),
    [
        ((STORY,), False),
        ((STORY, COPY), True),
        (("--listings", STORY), False),
        (("--crawl-again", STORY), True),
        (("--prefix", "/news/"), False),
    ],
)
def test_the_rows_are_the_same(
    built: tuple[Path, str], tmp_path: Path, arguments: tuple[str, ...], crawled_after: bool
) -> None:
    source, base = built
    folder = tmp_path / "a"
    shutil.copytree(source, folder)
    words = [base + word if word.startswith("/") else word for word in arguments]
    backissue(folder, "forget", *words, "--reason", "a court said so", "--yes")
    if crawled_after:
        backissue(folder, "crawl")
    assert differences(folder) == ()
