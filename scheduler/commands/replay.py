"""`backissue replay`: the archive as web pages, in pywb, when the user has it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click

from archive.config.model import Browse
from archive.errors import BackIssueError
from scheduler.commands import Session

_EXAMPLES = """\b
Examples:
  backissue replay
  backissue replay --pywb ~/pywb/bin/wayback --port 8090
"""


@click.command(short_help="Replay the archived pages with pywb.", epilog=_EXAMPLES)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8002,
    show_default=True,
    help="Port to listen on, 0 for any free one.",
)
@click.option(
    "--pywb", metavar="PROGRAM", help="pywb's `wayback`.  [default: browse.pywb, wayback on PATH]"
)
@click.pass_obj
def command(session: Session, port: int, pywb: str | None) -> None:
    """Serve the archived pages as they looked, until stopped with Ctrl-C.

    pywb does it, a program of its own (`uv tool install pywb`), over the archive's WARC files, for
    this machine only. Captures made since it was started are seen after a restart.
    """
    from archive.export.cdxj import index
    from archive.export.chosen import Choice, selected
    from archive.export.report import Report
    from archive.folder import WARCS
    from scheduler.wayback import free_port, program, serving

    settings = session.config().browse if session.config_path.exists() else Browse()
    wayback = program(pywb or settings.pywb)
    port = free_port(port)
    warcs, report = session.folder / WARCS, Report()
    with _term_as_interrupt(), selected(session.folder, Choice()) as selection:
        if not selection.asked:
            raise BackIssueError("nothing to replay: the archive holds no captures yet")
        lines = index(selection, warcs, report)
        with serving(wayback, warcs, lines, port) as replay, suppress(KeyboardInterrupt):
            for reason, number in report.lost.items():
                click.echo(f"Left out: {number:,} captures: {reason}", err=True)
            click.echo(f"Replaying {report.captures:,} captures at {replay.address} (Ctrl-C stops)")
            click.echo("New captures are seen after a restart.")
            replay.run()


@contextmanager
def _term_as_interrupt() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does, so that nothing is left behind."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
