"""`backissue run`: daemon and browse pages together; a demonstration where nothing is set up."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from archive.folder import CONFIG
from scheduler.commands import Session

_EPILOG = """\b
Examples:
  backissue run --open                  a demonstration, where there is no backissue.toml
  backissue -C ~/archive run            your own archive: `daemon` and `browse` in one
"""


@click.command(
    "run", short_help="The daemon and the browse pages in one; or a demonstration.", epilog=_EPILOG
)
@click.option(
    "--folder",
    "demo",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the demonstration's archive is kept. Default: demo, below the archive's folder.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=None,
    help="Port of the browse pages. Default: browse.port, or any free one when that is taken.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the pages in a browser.")
@click.pass_obj
def command(session: Session, demo: Path | None, port: int | None, open_browser: bool) -> None:
    """Crawl by schedule and serve the browse pages, until Ctrl-C.

    Without a backissue.toml here, a made-up newspaper is served from this machine and archived
    every few seconds, so that there is something to see.
    """
    from archive.config.model import Browse
    from scheduler.showing import Show, show

    real = session.config_path.exists() and demo is None
    folder = session.folder if real else (demo or session.folder / "demo").absolute()
    browse = session.config().browse if real else Browse()
    if not real:
        click.echo(f"No {CONFIG} in {session.folder}: showing a demonstration in {folder}.")
        click.echo(f"For your own archive: `{session.spell('add example.com')}`.")
    asyncio.run(show(Show(folder, not real, browse, port, open_browser), say=click.echo))
