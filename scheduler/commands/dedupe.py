"""`backissue dedupe`: the archive's own dedupe on anyone's stories."""

from __future__ import annotations

import contextlib
import gzip
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import click

from archive.errors import UsageError
from archive.jsonlines import objects
from archive.saved import open_saved
from scheduler.output import print_line

_EXAMPLES = """\b
Examples:
  backissue dedupe stories.jsonl > groups.jsonl
  backissue export | backissue dedupe -
"""


@click.command(
    short_help="Group stories that repeat each other, from any JSON Lines.", epilog=_EXAMPLES
)
@click.argument("file", metavar="FILE", type=click.Path(allow_dash=True, path_type=Path))
def command(file: Path) -> None:
    """Say which stories in FILE repeat each other: the archive's own judgement, nothing stored.

    FILE has lines {"id", "url", "headline", "text", "published", "outlet"}, or story documents as
    `backissue export` writes them; it may be gzipped, or - for standard input. Printed are lines
    {"id", "group", "relation", "of", "reason"}; a story of its own is a group of one.
    """
    from archive.dedupe_stream import group

    with _opened(file) as stream:
        for verdict in group(_stories(stream, str(file))):
            print_line(verdict)


def _stories(stream: BinaryIO, label: str) -> Iterator[dict[str, Any]]:
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
def _opened(file: Path) -> Iterator[BinaryIO]:
    if file == Path("-"):
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
