"""`backissue browse`: serves the archive's pages, read only, with Datasette."""

from __future__ import annotations

import click

from archive.config.model import Browse
from scheduler.commands import Session

_EXAMPLES = """\b
Example:
  backissue browse --open
"""


@click.command(short_help="Read the archive in the browser.", epilog=_EXAMPLES)
@click.option("--host", help="Address to listen on.  [default: browse.host, 127.0.0.1]")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port to listen on, 0 for any free one.  [default: browse.port, 8001]",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the pages in the browser.")
@click.pass_obj
def command(session: Session, host: str | None, port: int | None, open_browser: bool) -> None:
    """Serve the archive's pages until stopped with Ctrl-C: stories, search, sources, captures."""
    settings = session.config().browse if session.config_path.exists() else Browse()
    from archive.browse.serve import serve  # Datasette: half a second

    serve(
        session.folder,
        host=host or settings.host,
        port=settings.port if port is None else port,
        open_browser=open_browser,
    )
