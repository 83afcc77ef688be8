"""`backissue import`: takes over the feeds of another program (OPML)."""

from __future__ import annotations

from pathlib import Path

import click

from archive.config.edit import add_sources
from archive.config.model import Config
from archive.errors import UsageError
from archive.saved import open_saved
from scheduler.commands import Session
from scheduler.terminal import one_line

_EXAMPLES = """\b
Example:
  backissue import subscriptions.opml --dry-run
"""


@click.command("import", short_help="Take over a list of feeds (OPML).", epilog=_EXAMPLES)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--schedule", default="adaptive", show_default=True, help="As for `backissue add`.")
@click.option("--timezone", default="UTC", show_default=True, help="Zone of a crontab line.")
@click.option("--dry-run", is_flag=True, help="Only say what would be added.")
@click.pass_obj
def command(session: Session, file: Path, schedule: str, timezone: str, dry_run: bool) -> None:
    """Add the feeds in an OPML file to backissue.toml; feeds of one site become one source.

    Feeds that are there already are left alone, so the same file can be imported again. No site is
    visited.
    """
    from archive.export.opml import MAX_BYTES, read, to_sources
    from scheduler.cron import check_schedule

    if fault := check_schedule(schedule, timezone):
        raise UsageError(f"--schedule: {fault}")
    with open_saved(file) as opened:
        raw = opened.read(MAX_BYTES + 1)
    try:
        subscriptions = read(raw)
    except UsageError as error:
        raise UsageError(f"{file}: {error}") from None
    config = session.config() if session.config_path.exists() else Config(folder=session.folder)
    sources = to_sources(
        subscriptions, config.sources.values(), schedule=schedule, timezone=timezone
    )
    for source in sources:
        feeds = _counted(len(source.feeds), "feed")
        click.echo(f"  {source.name}  {one_line(source.url)}  {feeds}")
    if sources and not dry_run:
        add_sources(session.config_path, sources)
    added = "would be added" if dry_run else "added"
    click.echo(
        f"{_counted(len(subscriptions), 'feed')} read, {_counted(len(sources), 'source')} {added}"
    )
    if sources and not dry_run:
        click.echo(session.next_step())


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
