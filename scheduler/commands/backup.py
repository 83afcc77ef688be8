"""`backissue backup`: a consistent copy of the archive, also while the daemon runs."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.commands import Session

_EXAMPLES = """\b
Example:
  backissue backup /mnt/usb/newsroom
"""


@click.command(short_help="Copy the archive, also while it is in use.", epilog=_EXAMPLES)
@click.argument("destination", metavar="DEST", type=click.Path(file_okay=False, path_type=Path))
@click.option("--copy", is_flag=True, help="Copy closed WARC files too, even on the same disk.")
@click.pass_obj
def command(session: Session, destination: Path, copy: bool) -> None:
    """Make the folder DEST a copy of the archive that can be browsed and continued.

    Run again, only what is new is copied. On the same file system, WARC files that are closed are
    hard-linked, which costs no space and is no protection against a broken disk.
    """
    from archive.backup import back_up

    report = back_up(session.folder, destination, copy=copy)
    click.echo(
        f"{destination}: database copied; WARC files: {report.copied} copied,"
        f" {report.linked} linked, {report.unchanged} there already"
        f" ({report.bytes / 1e6:.1f} MB written)"
    )
