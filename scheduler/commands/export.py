"""`backissue export`: stories as JSON Lines or CSV, sources as OPML."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from archive.atomic import replacing
from archive.document import Document, from_row, line
from archive.errors import UsageError
from scheduler.commands import Session
from scheduler.span import span_options

_MISSING = {
    "parquet": (
        "parquet is not built in yet (it needs pyarrow). Until then: export jsonl and run"
        " pandas.read_json(FILE, lines=True).to_parquet(…)"
    ),
    "wacz": (
        "wacz is not built in yet. Until then: the files in warc/ are standard WARC;"
        " py-wacz's `wacz create -o FILE warc/*.warc.gz` packs them"
    ),
}


_EXAMPLES = """\b
Examples:
  backissue export > stories.jsonl
  backissue export --format csv --since 2025-09-01 -o september.csv
  backissue export --opml -o feeds.opml
"""


@click.command(
    short_help="Write stories as JSON Lines or CSV, or the sources as OPML.", epilog=_EXAMPLES
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv", *_MISSING]),
    metavar="[jsonl|csv]",  # the others only say what to do instead
    default="jsonl",
    show_default=True,
    help="jsonl: story documents (docs/story-document.md).",
)
@click.option("--opml", is_flag=True, help="The sources and their feeds instead of stories.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Write to this file, whole or not at all, instead of standard output.",
)
@span_options
@click.pass_obj
def command(
    session: Session,
    form: str,
    opml: bool,
    output: Path | None,
    source: str | None,
    since: str | None,
    until: str | None,
) -> None:
    """Write what the archive holds: one story a line or row, as it stands now."""
    if opml:
        from archive.export.opml import write

        sources = session.config().sources
        _deliver([write(sources.values())], output)
        _tell(len(sources), "source", "sources", output)
        return
    if form in _MISSING:
        raise UsageError(_MISSING[form])

    from archive.query import open_reader
    from scheduler.choice import check_archived

    told = 0

    def documents() -> Iterator[Document]:
        nonlocal told
        for row in reader.stories(source, since, until):
            told += 1
            yield from_row(row)

    with open_reader(session.folder) as reader:
        if source is not None:
            check_archived(source, reader.source_states())
        if form == "csv":
            from archive.export.spreadsheet import rows

            _deliver(rows(documents()), output)
        else:
            _deliver(map(line, documents()), output)
    _tell(told, "story", "stories", output)


def _tell(count: int, one: str, many: str, output: Path | None) -> None:
    if output is not None:
        click.echo(f"{count} {one if count == 1 else many} written to {output}", err=True)


def _deliver(pieces: Iterable[bytes], output: Path | None) -> None:
    if output is None or output == Path("-"):
        sys.stdout.flush()
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    with replacing(output) as file:
        file.writelines(pieces)
