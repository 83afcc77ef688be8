"""`backissue config check`: reads backissue.toml and says what is wrong with it."""

from __future__ import annotations

import click

from scheduler.commands import Session
from scheduler.terminal import one_line


@click.group(short_help="Check backissue.toml.")
def command() -> None:
    """Work with the archive's configuration file.

    \b
    Example:
      backissue config check
    """


@command.command("check", short_help="Say all faults of backissue.toml at once.")
@click.pass_obj
def check(session: Session) -> None:
    """Read backissue.toml, name all faults with their key paths, and leave with 2 if there are any.

    \b
    Example:
      backissue -C ~/archive config check
    """
    config = session.config()
    for warning in config.warnings:
        click.echo(f"Warning: {one_line(warning)}", err=True)
    n = len(config.sources)
    click.echo(f"{session.config_path}: no faults; {n} source{'' if n == 1 else 's'}")
    for source in config.sources.values():
        click.echo(f"  {source.name}: {source.url} ({one_line(source.schedule)})")
