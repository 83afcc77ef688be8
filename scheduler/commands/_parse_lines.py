"""`backissue parse --jsonl`: one line in, one line out, whatever the page is like."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import click

from archive.document import from_reading, nothing
from archive.errors import BackIssueError, PageError, UsageError
from archive.jsonlines import objects
from archive.saved import Saved, open_saved, pages
from scheduler.commands import STDIN
from scheduler.commands._parse_reader import Reader
from scheduler.commands._parse_telling import Telling
from scheduler.output import print_line
from scheduler.terminal import one_line


def parse_lines(file: Path, reader: Reader, telling: Telling) -> int:
    """Print a document for each line of `file`; the number of lines that named no readable page."""
    failures = 0
    folder = Path() if file == STDIN else file.parent
    with _opened(file) as stream:
        for number, wanted in objects(stream, str(file)):
            try:
                _check(wanted, f"{file}: line {number}")
            except UsageError as error:
                click.echo(f"Error: {one_line(str(error))}", err=True)
                failures += 1
                continue
            assert isinstance(wanted, dict)
            failures += not _print(wanted, folder, reader, telling)
    return failures


def _check(wanted: dict[str, Any] | UsageError, where: str) -> None:
    """Raise UsageError for a line that cannot be used."""
    if isinstance(wanted, UsageError):
        raise wanted
    if not isinstance(wanted.get("path"), str):
        raise UsageError(f'{where}: needs a "path"')
    if not isinstance(wanted.get("url", ""), str | None):
        raise UsageError(f'{where}: "url" must be a text')
    if not isinstance(wanted.get("id", ""), str | int):
        raise UsageError(f'{where}: "id" must be a text or a whole number')


def _print(wanted: dict[str, Any], folder: Path, reader: Reader, telling: Telling) -> bool:
    """Print the line for one page; whether the page could be read at all."""
    given = {"id": wanted["id"]} if "id" in wanted else {}
    url = wanted.get("url")
    try:
        saved = _page(_path(folder, wanted["path"]), url)
    except BackIssueError as error:
        print_line({**given, **nothing(url, str(error))})
        return False
    saved, reading = reader.read(saved)
    telling.tell(saved, reading)
    print_line({**given, **from_reading(reading, url=url or saved.page.url or None)})
    return True


def _path(folder: Path, name: str) -> Path:
    """Beside the list, or else from the current folder."""
    beside = folder / name
    # of os.path, which finds nothing under a name that cannot be one
    return beside if os.path.exists(beside) or not os.path.exists(name) else Path(name)  # noqa: PTH110


def _page(path: Path, url: str | None) -> Saved:
    """The page at `path`: of a WARC, the response from `url`, or its first page."""
    if os.path.exists(path) and path.is_fifo():  # noqa: PTH110 - as above
        raise PageError(f"{path}: is a pipe, and nobody may be writing to it")
    first: Saved | None = None
    with open_saved(path) as file:
        for saved in pages(file, str(path), url):
            if url is None or saved.page.url == url:
                return saved
            first = first or saved
    if first is None:
        raise PageError(f"{path}: holds no HTML page")
    return first


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    if file == STDIN:
        yield sys.stdin.buffer
        return
    with open_saved(file) as stream:
        yield stream
