"""`backissue schedule`: when sources are crawled next, and why then."""

from __future__ import annotations

import click

from scheduler.commands import Session

_EPILOG = """\b
Example:
  backissue schedule guardian
"""


@click.command("schedule", epilog=_EPILOG)
@click.argument("sources", nargs=-1, metavar="[SOURCE]…")
@click.option(
    "-n",
    "count",
    type=click.IntRange(1, 100),
    default=None,
    help="Times shown of each cron line. Default: 3 for one source, 1 for all.",
)
@click.pass_obj
def command(session: Session, sources: tuple[str, ...], count: int | None) -> None:
    """Show when sources are crawled next, and why then; in local time, soonest first."""
    from archive.times import now
    from scheduler.choice import chosen
    from scheduler.health import read_states
    from scheduler.lock import holder
    from scheduler.spoken import next_times_of, when
    from scheduler.timetable import timetable, upcoming

    config = session.config()
    wanted = {source.name: source for source in chosen(config, sources)}
    if not wanted:
        click.echo(f"No source yet: `{session.spell('add example.com')}` adds one.")
        return
    moment = now()
    table = timetable(wanted, read_states(config.folder), now=moment)
    shown = count or (3 if len(sources) == 1 else 1)
    width = max(map(len, table))
    for standing in upcoming(table):
        click.echo(f"{standing.source:<{width}}  {when(standing.due, now=moment)}")
        click.echo(f"{'':<{width}}  {standing.reason}")
        for later in next_times_of(standing, shown - 1):
            click.echo(f"{'':<{width}}  then {when(later, now=moment)}")
    if holder(config.folder) is None:
        click.echo(
            f"No daemon is running: `{session.spell('daemon')}` keeps these times.", err=True
        )
