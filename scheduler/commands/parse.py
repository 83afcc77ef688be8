"""`backissue parse`: reads saved pages as the archive would, and prints their story documents."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import click

from archive.bounded import memory_limit
from archive.document import from_reading
from archive.errors import PageError, UsageError
from archive.saved import Saved, open_saved, pages
from scheduler.commands import STDIN, Session
from scheduler.commands._parse_reader import Reader
from scheduler.commands._parse_telling import Telling
from scheduler.output import print_json
from scheduler.terminal import one_line

NO_STORY = 1
PARTLY = 3


_EXAMPLES = """\b
Examples:
  backissue parse page.html --url https://example.com/2025/story
  backissue parse --jsonl pages.jsonl > stories.jsonl
  backissue parse --rules newshub --explain-page seen.html page.html
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
@click.option(
    "--explain-page",
    metavar="HTML",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw into this file how each page was read: its blocks, coloured by role.",
)
@click.option(
    "--rules",
    metavar="NAME|TOML",
    help="Read by the rules of this source, or by the [[rules]] in this TOML file.",
)
@click.pass_obj
def command(
    session: Session,
    files: tuple[Path, ...],
    url: str | None,
    jsonl: bool,
    explain: bool,
    explain_page: Path | None,
    rules: str | None,
) -> None:
    """Print the story document of each saved page; nothing is stored.

    FILE is HTML (also gzipped), a WARC file, of which each response is read, or - for standard
    input. With --jsonl, each line names a page and the printed line has the same id.
    """
    if url is not None and (jsonl or len(files) > 1):
        raise UsageError("--url is the address of one page; give one FILE, and no --jsonl")
    telling = Telling(aloud=explain, page=explain_page)
    reader = Reader(session, rules)
    with memory_limit():
        if jsonl:
            from scheduler.commands._parse_lines import parse_lines

            failures = sum(parse_lines(file, reader, telling) for file in files)
            code = PARTLY if failures else 0
        else:
            code = _parse_files(files, url, reader, telling)
        telling.finish()
    if code:
        raise click.exceptions.Exit(code)


def _parse_files(files: tuple[Path, ...], url: str | None, reader: Reader, telling: Telling) -> int:
    """Print what the files hold; 1 when there is no story at all, 3 when some are missing."""
    stories = misses = 0
    for file in files:
        in_file = 0
        try:
            for saved in _saved_in(file, url):
                in_file += 1
                if _print(saved, url, reader, telling):
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
    return 0 if not misses else PARTLY if stories else NO_STORY


def _saved_in(file: Path, url: str | None) -> Iterator[Saved]:
    if file == STDIN:
        stdin = io.BufferedReader(cast(io.RawIOBase, sys.stdin.buffer))  # for its peek
        yield from pages(stdin, "standard input", url)
        return
    with open_saved(file) as opened:
        yield from pages(opened, str(file), url)


def _print(saved: Saved, url: str | None, reader: Reader, telling: Telling) -> bool:
    saved, reading = reader.read(saved)
    telling.tell(saved, reading)
    if reading.story is None:
        why = reading.why or "nothing on it reads like one"
        click.echo(f"Error: {one_line(saved.label)}: no story: {one_line(why)}", err=True)
        return False
    print_json(from_reading(reading, url=url or saved.page.url or None))
    return True
