"""`backissue rebuild`: makes the tables again from the WARC files alone."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from scheduler.commands import Session

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from archive.config import Config
    from archive.rebuild.report import Report

DIFFERENT = 1
PARTLY = 3

_EXAMPLES = """\b
Examples:
  backissue rebuild            after the database was lost or damaged, or after an upgrade
  backissue rebuild --check    only say what would be otherwise
\b
Exit code: 0 ok, 3 a file is damaged or missing (the rest was rebuilt), 69 a daemon or crawl is
at work; with --check 1 when any row differs.
"""


@click.command(short_help="Make the tables again from the WARC files.", epilog=_EXAMPLES)
@click.option(
    "--check", is_flag=True, help="Compare with the tables that are there; change nothing."
)
@click.option(
    "--jobs", type=click.IntRange(1, 256), help="Processes that read. Default: one a processor."
)
@click.option(
    "--keep-old", is_flag=True, help="Keep the old tables as backissue.db.before-rebuild."
)
@click.pass_obj
def command(session: Session, check: bool, jobs: int | None, keep_old: bool) -> None:
    """Make backissue.db again from the WARC files alone, and say what is otherwise than before.

    Every page is read by the present extractor. The old tables stay in use until the new ones are
    whole; browse pages that are open go on. A rebuild that is stopped goes on where it was.
    """
    from archive.rebuild.engine import rebuild
    from scheduler.commands._rebuild_lines import Line, summary
    from scheduler.lock import ArchiveLock

    config = _config(session)
    jobs = jobs or len(os.sched_getaffinity(0))
    with ArchiveLock(session.folder, "backissue rebuild"), Line(sys.stderr) as line:
        report = rebuild(
            config,
            executor=lambda: _executor(jobs),
            jobs=jobs,
            check=check,
            keep_old=keep_old,
            tell=line.show,
        )
    for text in summary(report):
        click.echo(text)
    click.echo(f"\n{_verdict(report, check)}")
    raise click.exceptions.Exit(_exit_code(report, check))


def _config(session: Session) -> Config:
    """The configuration; an archive can be rebuilt without one."""
    from archive.config import Config

    return session.config() if session.config_path.exists() else Config(session.folder)


def _executor(jobs: int) -> Executor:
    from archive.parsers import parser_pool

    return parser_pool(jobs, ["archive.rebuild.ahead", "archive.rebuild.indexing"])


def _verdict(report: Report, check: bool) -> str:
    rate = report.applied.pages / report.seconds if report.seconds else 0.0
    done = f"{report.applied.pages:,} pages in {report.seconds:.1f} s ({rate:,.0f} a second)"
    if check:
        same = report.differences is not None and report.differences.equal
        return f"{'EQUAL' if same else 'DIFFERENT'}: {done}; nothing was changed."
    kept = f" The old tables are in {report.kept.name}." if report.kept else ""
    return f"{'REBUILT' if report.whole else 'REBUILT IN PART'}: {done}.{kept}"


def _exit_code(report: Report, check: bool) -> int:
    if not report.whole:
        return PARTLY
    if check and (report.differences is None or not report.differences.equal):
        return DIFFERENT
    return 0
