"""`backissue parse --jsonl`: one line in, one line out, whatever the page is like."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from archive.document import from_reading, nothing
from archive.errors import BackIssueError, PageError
from archive.saved import Saved, open_saved, pages
from scheduler.commands.parse import STDIN, explained
from scheduler.limits import read_page
from scheduler.output import print_line
from scheduler.terminal import one_line

MAX_LINE = 1 << 20  # bytes


def parse_lines(file: Path, *, explain: bool) -> int:
    """Print a document for each line of `file`; the number of lines that named no readable page."""
    failures = 0
    folder = Path() if file == STDIN else file.parent
    for number, line in _lines(file):
        try:
            wanted = _wanted(line)
        except ValueError as error:
            click.echo(f"Error: {file}: line {number}: {one_line(str(error))}", err=True)
            failures += 1
            continue
        given = {"id": wanted["id"]} if "id" in wanted else {}
        url = wanted.get("url")
        try:
            saved = _page(_path(folder, wanted["path"]), url)
        except BackIssueError as error:
            print_line({**given, **nothing(url, str(error))})
            failures += 1
            continue
        reading = read_page(saved.page)
        if explain:
            for said in explained(saved.label, saved.page, reading):
                click.echo(said, err=True)
        print_line({**given, **from_reading(reading, url=url or saved.page.url or None)})
    return failures


def _lines(file: Path) -> Iterator[tuple[int, bytes]]:
    stream = sys.stdin.buffer if file == STDIN else open_saved(file)
    with stream:
        number = 0
        while line := stream.readline(MAX_LINE):
            number += 1
            if line.strip():
                yield number, line


def _wanted(line: bytes) -> dict[str, Any]:
    """The line's object; raises ValueError in words when it is none, or names no path."""
    try:
        wanted = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"is no JSON object: {error}") from None
    if not isinstance(wanted, dict) or not isinstance(wanted.get("path"), str):
        raise ValueError('needs an object with at least {"path": "…"}')
    if not isinstance(wanted.get("url", ""), str | None):
        raise ValueError('"url" must be a text')
    if not isinstance(wanted.get("id", ""), str | int):
        raise ValueError('"id" must be a text or a whole number')
    return wanted


def _path(folder: Path, name: str) -> Path:
    """Beside the list, or else from the current folder."""
    beside = folder / name
    return beside if beside.exists() or not Path(name).exists() else Path(name)


def _page(path: Path, url: str | None) -> Saved:
    """The page at `path`: of a WARC, the response from `url`, or its first page."""
    first: Saved | None = None
    with open_saved(path) as file:
        for saved in pages(file, str(path), url):
            if url is None or saved.page.url == url:
                return saved
            first = first or saved
    if first is None:
        raise PageError(f"{path}: holds no HTML page")
    return first
