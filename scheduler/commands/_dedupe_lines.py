"""Reads what `backissue dedupe` is given, and shows how far it is."""

from __future__ import annotations

import contextlib
import gzip
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from archive.errors import UsageError
from archive.jsonlines import objects
from archive.saved import open_saved
from scheduler.commands import STDIN
from scheduler.status_line import StatusLine


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


class Counted(StatusLine):
    """A status line for stories that are read."""

    def show(self, number: int) -> None:
        """How many so far."""
        if self.is_due:
            self.draw(f"{number:,} stories read")
