"""`backissue crawl`: crawls sources once, now, in the foreground."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from scheduler.commands import Session

if TYPE_CHECKING:
    from archive.config.model import Config
    from scheduler.foreground import Outcome

_EPILOG = """\b
Examples:
  backissue crawl                    every source, whatever its schedule says
  backissue crawl guardian           only this one
  backissue crawl --recheck due      of known stories, only those due for another look
\b
Exit code: 0 ok, 3 partly failed, 1 failed, 69 a daemon or another crawl is at work,
130 or 143 stopped by Ctrl-C or SIGTERM.
"""


@click.command("crawl", epilog=_EPILOG)
@click.argument("sources", nargs=-1, metavar="[SOURCE]…")
@click.option(
    "--recheck",
    type=click.Choice(["due", "all"]),
    default="all",
    show_default=True,
    help="Which known stories to look at again for new text and comments.",
)
@click.option(
    "--disk-floor",
    metavar="MB",
    type=click.FloatRange(min=0),
    default=500.0,
    show_default=True,
    help="Stop when less than this is free on the archive's disk.",
)
@click.pass_obj
def command(session: Session, sources: tuple[str, ...], recheck: str, disk_floor: float) -> None:
    """Crawl sources once, now: all of them, or those that are named.

    Ctrl-C finishes what is in flight and ends with the summary; nothing that was shown is lost.
    """
    from scheduler.choice import chosen
    from scheduler.foreground import crawl
    from scheduler.logs import log_to_file
    from scheduler.progress import Screen

    config = session.config()
    names = [source.name for source in chosen(config, sources)]
    if not names:
        click.echo(f"No source yet: `{session.spell('add example.com')}` adds one.")
        return
    for warning in config.warnings:
        click.echo(f"Warning: {warning}", err=True)
    log_to_file(config.folder)
    screen = Screen()
    work = crawl(
        config, names, recheck=recheck, show=screen.show, say=screen.line, floor_mb=disk_floor
    )
    try:
        outcome = asyncio.run(work)
    finally:
        screen.clear()
    _conclude(config, outcome)
    raise click.exceptions.Exit(outcome.exit_code)


def _conclude(config: Config, outcome: Outcome) -> None:
    """Print the summary, where everything is, and what went wrong."""
    from archive import db
    from scheduler.progress import summary

    click.echo("")
    click.echo(summary(outcome.verdicts))
    click.echo("")
    click.echo(f"database  {config.folder / db.NAME}")
    click.echo(f"captures  {config.folder / 'warc'}")
    for verdict in outcome.verdicts:
        if verdict.outcome not in ("ok", "stopped"):
            reason = verdict.reason or "no reason given"
            click.echo(f"Error: {verdict.source}: {verdict.outcome}: {reason}", err=True)
