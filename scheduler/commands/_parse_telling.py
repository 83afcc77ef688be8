"""`backissue parse --explain`: how each page was read, in words and as a page to look at."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.atomic import replacing
from archive.bounded import explain_page, matched
from archive.model import Page, Reading
from archive.saved import Saved
from scheduler.terminal import one_line

if TYPE_CHECKING:
    from archive.explained_page import Seen
    from archive.extract.explaining import Explained

_MOST = 500  # pages drawn into one file


class Telling:
    """Says how pages were read: on standard error when `aloud`, as a drawing in the file `page`."""

    def __init__(self, *, aloud: bool, page: Path | None) -> None:
        self._aloud = aloud
        self._page = page
        self._seen: list[Seen] = []

    def tell(self, saved: Saved, reading: Reading) -> None:
        """Take one page; nothing is done for it unless somebody asked."""
        if not self._aloud and self._page is None:
            return
        blocks = explain_page(saved.page) if reading.story is not None else ()
        if self._aloud:
            for line in _in_words(saved.label, saved.page, reading, blocks):
                click.echo(line, err=True)
        if self._page is not None and len(self._seen) < _MOST:
            from archive.explained_page import Seen

            self._seen.append(Seen(saved.label, reading, blocks))

    def finish(self) -> None:
        """Write the page that was asked for; raises StorageError when it cannot be written."""
        if self._page is None:
            return
        from archive.explained_page import drawn

        with replacing(self._page) as file:
            file.write(drawn(self._seen).encode("utf-8", "replace"))
        click.echo(f"How they were read: {self._page}", err=True)


def _in_words(
    label: str, page: Page, reading: Reading, blocks: tuple[Explained, ...]
) -> Iterator[str]:
    yield one_line(label)
    yield f"  page       {len(page.body)} bytes, {one_line(page.content_type or 'no type stated')}"
    if reading.canonical_url:
        yield f"  canonical  {one_line(reading.canonical_url)}"
    if (story := reading.story) is None:
        yield f"  no story   {one_line(reading.why or '')}"
    else:
        words = sum(len(paragraph.split()) for paragraph in story.paragraphs)
        headed = sum(1 for section in story.sections if section.heading)
        yield f"  headline   {one_line(story.headline, 100)}"
        yield f"  lead       {one_line(story.lead or 'none', 100)}"
        yield (
            f"  body       {headed} headed sections, {len(story.paragraphs)} paragraphs,"
            f" {words} words"
        )
        source_line = story.source_line.text if story.source_line else "none"
        yield f"  source     {one_line(source_line, 100)}"
    for key, count in matched(page) if page.guide.rules else ():
        yield f"  rule       {key} matches {count}"
    thread = reading.thread
    whole = "all that there are" if thread.whole else "not all"
    declared = "" if thread.declared is None else f", the page says {thread.declared}"
    yield f"  comments   {len(thread.comments)} on the page, {whole}{declared}"
    for address in itertools.chain(thread.listings, thread.pages):
        yield f"  more       {one_line(address)}"
    for block in blocks:
        yield f"  {one_line(block.role, 17):17} {one_line(block.text, 60)}"
        yield f"{'':20}{one_line('; '.join(filter(None, (block.why, block.path))), 120)}"
