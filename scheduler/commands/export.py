"""`backissue export`: stories for programs, captures for web archives, sources for feed readers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from archive.document import Document, from_row, line
from archive.errors import UsageError
from scheduler.commands import Session
from scheduler.delivery import Delivery
from scheduler.span import since as since_option
from scheduler.span import until as until_option

if TYPE_CHECKING:
    from archive.query import Reader

_STORIES = ("jsonl", "csv", "parquet")
_CAPTURES = ("wacz", "warc", "cdxj")

_FORMATS = """\b
Formats:
  jsonl     story documents, one a line (docs/story-document.md)
  csv       one row a story, for spreadsheets
  parquet   the same documents for pandas, DuckDB, Spark; needs pyarrow
  wacz      captures with index and page list: opens in replayweb.page
  warc      the same captures as WARC 1.1, byte for byte; -o DIR/ makes several files
  cdxj      index of the archive's own WARC files, for pywb and other tools

\b
Examples:
  backissue export > stories.jsonl
  backissue export --format csv --since 2025-09-01 -o september.csv
  backissue export --format wacz --story https://example.org/ferry -o ferry.wacz
  backissue export --format warc --source newshub -o newshub/
  backissue export --opml -o feeds.opml
"""


@click.command(
    short_help="Write stories as JSON Lines or CSV, captures as WACZ or WARC.", epilog=_FORMATS
)
@click.option(
    "--format",
    "form",
    type=click.Choice([*_STORIES, *_CAPTURES]),
    metavar="NAME",
    default="jsonl",
    show_default=True,
    help="One of the formats below.",
)
@click.option("--opml", is_flag=True, help="The sources and their feeds instead of stories.")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write to this file, whole or not at all, instead of standard output.",
)
@click.option("--source", metavar="NAME", help="Only what is of this source.")
@click.option(
    "--since",
    metavar="DAY",
    callback=since_option,
    help="Stories published, or captures made, on or after DAY.",
)
@click.option("--until", metavar="DAY", callback=until_option, help="The same, on or before DAY.")
@click.option(
    "--story", "stories", metavar="URL", multiple=True, help="Only the story at URL. Repeatable."
)
@click.option("--url", "prefix", metavar="PREFIX", help="Only addresses that begin so.")
@click.pass_obj
def command(
    session: Session,
    form: str,
    opml: bool,
    output: str | None,
    source: str | None,
    since: str | None,
    until: str | None,
    stories: tuple[str, ...],
    prefix: str | None,
) -> None:
    """Write what the archive holds: stories as they stand now, or the captures behind them.

    What revisits refer to is written with them, also from outside of the selection. Leaves with 3
    when some captures could not be written.
    """
    delivery = Delivery(output)
    if opml:
        from archive.export.opml import write

        sources = session.config().sources
        delivery.pieces([write(sources.values())])
        delivery.tell(len(sources), "source", "sources")
        return

    from archive.query import open_reader
    from scheduler.choice import check_archived

    with open_reader(session.folder) as reader:
        if source is not None:
            check_archived(source, reader.source_states())
        only = _story_ids(reader, stories)
        if form in _STORIES:
            rows = reader.stories(source, since, until, prefix=prefix, only=only or None)
            _write_stories(form, map(from_row, rows), delivery)
            return
    from archive.export.chosen import Choice
    from scheduler.commands._export_captures import write_captures

    write_captures(session, form, Choice(source, since, until, only, prefix), delivery)


def _story_ids(reader: Reader, urls: tuple[str, ...]) -> tuple[int, ...]:
    found = {url: reader.story_at(url) for url in urls}
    for url, story in found.items():
        if story is None:
            raise UsageError(f"{url}: no story of this archive has this address")
    return tuple(story for story in found.values() if story is not None)


def _write_stories(form: str, documents: Iterator[Document], delivery: Delivery) -> None:
    counted = _Counted(documents)
    if form == "csv":
        from archive.export.spreadsheet import rows

        delivery.pieces(rows(counted))
    elif form == "parquet":
        from archive.export.parquet import write

        with delivery.binary(form) as file:
            write(counted, file)
    else:
        delivery.pieces(map(line, counted))
    delivery.tell(counted.count, "story", "stories")


class _Counted:
    """Passes documents on and counts them."""

    def __init__(self, documents: Iterator[Document]) -> None:
        self._documents = documents
        self.count = 0

    def __iter__(self) -> Iterator[Document]:
        for document in self._documents:
            self.count += 1
            yield document
