"""Reads what `backissue dedupe` is given, and shows how far it is."""

from __future__ import annotations

import contextlib
import gzip
import io
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import click

from archive.errors import UsageError
from archive.jsonlines import objects
from archive.saved import open_saved
from scheduler.commands import STDIN

_REFRESH_S = 0.5


def stories(stream: BinaryIO, label: str) -> Iterator[dict[str, Any]]:
    """The lines of a stream, story documents in the plainer shape; raises UsageError."""
    for number, story in objects(stream, label):
        if isinstance(story, UsageError):
            raise story
        yield _flat(story, number)


def _flat(story: dict[str, Any], number: int) -> dict[str, Any]:
    """A story document as a line of the plainer shape; other lines as they are."""
    if "text" in story or not isinstance(story.get("sections"), list):
        return story
    paragraphs = [
        text
        for section in story["sections"]
        if isinstance(section, dict)
        for text in (section.get("heading"), *(section.get("paragraphs") or ()))
        if isinstance(text, str)
    ]
    line = story.get("source_line")
    return {
        **{key: story.get(key) for key in ("url", "headline", "published", "outlet", "language")},
        "id": story.get("id") or story.get("url") or str(number),
        "credit": line.get("credit") if isinstance(line, dict) else None,
        "text": "\n".join(paragraphs),
    }


@contextlib.contextmanager
def opened(file: Path) -> Iterator[BinaryIO]:
    """The file's bytes, unpacked; standard input for `-`. Raises UsageError."""
    if file == STDIN:
        yield sys.stdin.buffer
        return
    with open_saved(file) as raw:
        if not raw.peek(2).startswith(b"\x1f\x8b"):
            yield raw
            return
        with gzip.open(raw) as unpacked:
            try:
                yield cast(BinaryIO, io.BufferedReader(unpacked))
            except (gzip.BadGzipFile, EOFError) as error:
                raise UsageError(f"{file}: is no whole gzip file: {error}") from None


@contextlib.contextmanager
def counted() -> Iterator[Callable[[int], None]]:
    """Shows on a terminal how many stories were read, on one line that goes at the end."""
    if not sys.stderr.isatty():
        yield lambda number: None
        return
    shown_at = 0.0

    def show(number: int) -> None:
        nonlocal shown_at
        if time.monotonic() - shown_at >= _REFRESH_S:
            shown_at = time.monotonic()
            click.echo(f"\r{number:,} stories read", nl=False, err=True)

    try:
        yield show
    finally:
        click.echo("\r\x1b[2K", nl=False, err=True)
