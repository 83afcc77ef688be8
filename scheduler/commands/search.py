"""`backissue search`: stories that hold all the words, newest first."""

from __future__ import annotations

import dataclasses
import sys
from typing import TYPE_CHECKING

import click

from scheduler.commands import Session
from scheduler.output import print_line
from scheduler.span import span_options
from scheduler.terminal import one_line

if TYPE_CHECKING:
    from archive.query import Hit

_BEGIN, _END = "\x02", "\x03"  # around found words in a snippet


_EXAMPLES = """\b
Example:
  backissue search armoured train --since 2025-09-01 --limit 5
"""


@click.command(short_help="Find stories by words in headline, text and comments.", epilog=_EXAMPLES)
@click.argument("words", nargs=-1, required=True)
@span_options
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def command(
    session: Session,
    words: tuple[str, ...],
    source: str | None,
    since: str | None,
    until: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Show stories that hold all WORDS in headline, lead, body or comments, newest first."""
    from archive.query import open_reader
    from scheduler.choice import check_archived

    with open_reader(session.folder) as reader:
        if source is not None:
            check_archived(source, reader.source_states())
        hits = reader.search(" ".join(words), source=source, since=since, until=until, limit=limit)
    for hit in hits:
        if as_json:
            snippet = hit.snippet.replace(_BEGIN, "").replace(_END, "")
            print_line({**dataclasses.asdict(hit), "snippet": snippet})
        else:
            _show(hit)
    if not hits:
        click.echo("Nothing found.", err=True)
    elif len(hits) == limit and sys.stdout.isatty():
        click.echo(f"The first {limit}; --limit shows more.", err=True)


def _show(hit: Hit) -> None:
    place = one_line(hit.outlet or hit.source, 40)
    click.echo(
        f"{one_line(hit.published[:16])}  {place}  {click.style(one_line(hit.headline), bold=True)}"
    )
    click.echo(f"    {one_line(hit.url)}")
    click.echo(f"    {_marked(hit.snippet).strip()}")


def _marked(snippet: str) -> str:
    """The snippet with found words underlined on a terminal; click drops styles elsewhere."""
    parts = []
    for number, part in enumerate(snippet.replace(_END, _BEGIN).split(_BEGIN)):
        text = one_line(part) if part.strip() else ""
        lead = " " if part[:1].isspace() else ""
        tail = " " if part[-1:].isspace() and part.strip() else ""
        parts.append(lead + (click.style(text, underline=True) if number % 2 else text) + tail)
    return "".join(parts)
