"""`backissue parse`: reads saved pages as the archive would, and prints their story documents."""

from __future__ import annotations

import io
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import click

from archive.bounded import memory_limit, read_page
from archive.document import from_reading
from archive.errors import PageError, UsageError
from archive.model import Page, Reading
from archive.saved import Saved, open_saved, pages
from scheduler.commands import Session
from scheduler.output import print_json
from scheduler.terminal import one_line

NO_STORY = 1
PARTLY = 3
STDIN = Path("-")


_EXAMPLES = """\b
Examples:
  backissue parse page.html --url https://example.com/2025/story
  backissue parse --jsonl pages.jsonl > stories.jsonl
"""


@click.command(
    short_help="Read saved pages: HTML or WARC in, stories as JSON out.", epilog=_EXAMPLES
)
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(allow_dash=True, path_type=Path),
)
@click.option("--url", help="The address of the page, if the file does not say.")
@click.option("--jsonl", is_flag=True, help='FILE has lines {"id", "url", "path"}.')
@click.option("--explain", is_flag=True, help="Say on standard error how each page was read.")
@click.pass_obj
def command(
    session: Session, files: tuple[Path, ...], url: str | None, jsonl: bool, explain: bool
) -> None:
    """Print the story document of each saved page; nothing is stored.

    FILE is HTML (also gzipped), a WARC file, of which each response is read, or - for standard
    input. With --jsonl, each line names a page and the printed line has the same id.
    """
    if url is not None and (jsonl or len(files) > 1):
        raise UsageError("--url is the address of one page; give one FILE, and no --jsonl")
    with memory_limit():
        if jsonl:
            from scheduler.commands._parse_lines import parse_lines

            failures = sum(
                parse_lines(file, explain=explain, debug=session.debug) for file in files
            )
            if failures:
                raise click.exceptions.Exit(PARTLY)
        else:
            _parse_files(files, url, explain, session.debug)


def _parse_files(files: tuple[Path, ...], url: str | None, explain: bool, debug: bool) -> None:
    """Print what the files hold; exit 1 when there is no story at all, 3 when some are missing."""
    stories = misses = 0
    for file in files:
        in_file = 0
        try:
            for saved in _saved_in(file, url):
                in_file += 1
                if _print(saved, url, explain, debug):
                    stories += 1
                else:
                    misses += 1
        except PageError as error:
            click.echo(f"Error: {one_line(str(error))}", err=True)
            misses += 1
        else:
            if not in_file:
                click.echo(f"Error: {file}: holds no HTML page", err=True)
                misses += 1
    if misses:
        raise click.exceptions.Exit(PARTLY if stories else NO_STORY)


def _saved_in(file: Path, url: str | None) -> Iterator[Saved]:
    if file == STDIN:
        stdin = io.BufferedReader(cast(io.RawIOBase, sys.stdin.buffer))  # for its peek
        yield from pages(stdin, "standard input", url)
        return
    with open_saved(file) as opened:
        yield from pages(opened, str(file), url)


def _print(saved: Saved, url: str | None, explain: bool, debug: bool) -> bool:
    reading = read_page(saved.page, debug=debug)
    if explain:
        for line in explained(saved.label, saved.page, reading):
            click.echo(line, err=True)
    if reading.story is None:
        why = reading.why or "nothing on it reads like one"
        click.echo(f"Error: {one_line(saved.label)}: no story: {one_line(why)}", err=True)
        return False
    print_json(from_reading(reading, url=url or saved.page.url or None))
    return True


def explained(label: str, page: Page, reading: Reading) -> Iterator[str]:
    """What was read from a page, for people; shown with --explain."""
    from archive.extract import explain

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
    thread = reading.thread
    whole = "all that there are" if thread.whole else "not all"
    declared = "" if thread.declared is None else f", the page says {thread.declared}"
    yield f"  comments   {len(thread.comments)} on the page, {whole}{declared}"
    for address in itertools.chain(thread.listings, thread.pages):
        yield f"  more       {one_line(address)}"
    for block in explain(page) if reading.story else ():
        yield f"  {one_line(block.role, 10):10} {one_line(block.text, 60)}"
        yield f"             {one_line('; '.join(filter(None, (block.why, block.path))), 120)}"
