"""`backissue daemon`: crawls all sources by their schedules until it is stopped."""

from __future__ import annotations

import asyncio

import click

from scheduler.commands import Session

_EPILOG = """\b
Example:
  backissue -C ~/archive daemon
\b
Signals: TERM or INT finish what is in flight and leave (a second one hurries), HUP reads
backissue.toml again.
"""


@click.command("daemon", epilog=_EPILOG)
@click.option(
    "--disk-floor",
    metavar="MB",
    type=click.FloatRange(min=0),
    default=500.0,
    show_default=True,
    help="Pause while less than this is free on the archive's disk.",
)
@click.option("--verbose", "-v", is_flag=True, help="Log each story that is new or revised.")
@click.pass_obj
def command(session: Session, disk_floor: float, verbose: bool) -> None:
    """Crawl all sources by their schedules, until stopped.

    Says at the start what is scheduled and when the next runs are; logs to standard error.
    """
    from scheduler.daemon import serve
    from scheduler.logs import log_to_stderr

    log_to_stderr(verbose=verbose)
    asyncio.run(serve(session.config, say=click.echo, floor_mb=disk_floor))
