"""`backissue config check`: reads backissue.toml and says what is wrong with it."""

from __future__ import annotations

import click

from scheduler.commands import Session
from scheduler.terminal import one_line

_EXAMPLES = """\b
Example:
  backissue config check
"""


@click.group(short_help="Check backissue.toml.", epilog=_EXAMPLES)
def command() -> None:
    """Work with the archive's configuration file."""


_CHECK_EXAMPLES = """\b
Example:
  backissue -C ~/archive config check
"""


@command.command(
    "check", short_help="Say all faults of backissue.toml at once.", epilog=_CHECK_EXAMPLES
)
@click.pass_obj
def check(session: Session) -> None:
    """Read backissue.toml and name all its faults with their key paths; leaves with 2 for any."""
    config = session.config()
    for warning in config.warnings:
        click.echo(f"Warning: {one_line(warning)}", err=True)
    n = len(config.sources)
    click.echo(f"{session.config_path}: no faults; {n} source{'' if n == 1 else 's'}")
    for source in config.sources.values():
        click.echo(f"  {source.name}: {source.url} ({one_line(source.schedule)})")
