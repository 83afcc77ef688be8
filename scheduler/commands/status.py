"""`backissue status`: how the archive and its sources are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from scheduler.commands import Session

if TYPE_CHECKING:
    from scheduler.health import Health

_EPILOG = """\b
Examples:
  backissue status
  backissue status --check && echo healthy
  backissue status --json | jq '.sources[].next_due_at'
"""


@click.command("status", epilog=_EPILOG)
@click.option(
    "--check",
    is_flag=True,
    help="Print problems only, and leave with 1 when there are any: a source that failed three "
    "times in a row or is an hour late, a disk that is nearly full.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def command(session: Session, check: bool, as_json: bool) -> None:
    """Show each source's last success, failures and next run, and the archive's size."""
    from archive.times import now
    from scheduler.health import look
    from scheduler.terminal import one_line

    health = look(session.config(), now=now())
    problems = list(health.problems())
    if as_json:
        click.echo(json.dumps(health.document(), ensure_ascii=False, indent=2))
    elif not check:
        _show(session, health)
    if not as_json:
        for problem in problems:
            click.echo(f"! {one_line(problem)}", err=True)
    if check and problems:
        raise click.exceptions.Exit(1)


def _show(session: Session, health: Health) -> None:
    from scheduler.figures import spoken_bytes, table
    from scheduler.spoken import status_rows
    from scheduler.terminal import one_line

    if health.holder is None:
        click.echo("Nothing is running here.")
    else:
        click.echo(f"Running: {health.holder.command} (process {health.holder.pid})")
    click.echo(
        f"{health.folder}: captures {spoken_bytes(health.warc_bytes)}, "
        f"database {spoken_bytes(health.database_bytes)}, "
        f"{spoken_bytes(round(health.free_mb * 1_000_000))} free"
    )
    if not health.table:
        click.echo(f"No source yet: `{session.spell('add example.com')}` adds one.")
        return
    click.echo("")
    headers = ("source", "stories", "comments", "size", "last success", "failures", "next run")
    rows = status_rows(health.table, health.states, now=health.moment)
    click.echo(table(headers, rows, left=1))
    troubles = list(health.troubles())
    if troubles:
        click.echo("")
    for trouble in troubles:
        click.echo(one_line(trouble))
