"""`backissue verify`: looks at every byte and every row, and says what is wrong with which."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from scheduler.commands import Session

if TYPE_CHECKING:
    from archive.verify import Report

FAULTY = 1

_EXAMPLES = """\b
Examples:
  backissue verify                          the whole archive, also while it is in use
  backissue verify --quick                  only: does every row lead to its record?
  backissue verify old/*.warc.gz site.wacz  files of any program
"""


@click.command(short_help="Prove files, digests and rows.", epilog=_EXAMPLES)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--quick", is_flag=True, help="Look at records' headers only, at no digest.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--jobs", type=click.IntRange(1, 256), help="Processes that read. Default: one a processor."
)
@click.pass_obj
def command(
    session: Session, paths: tuple[Path, ...], quick: bool, as_json: bool, jobs: int | None
) -> None:
    """Prove that WARC files are sound and that every row leads to its bytes.

    Without PATH, the archive's files and tables. PATH is a WARC, WACZ or CDXJ file of any program,
    a folder of them, or another archive. Nothing is written. Exit code 0: sound; 1: at least one
    fault.
    """
    from archive.verify import verify_archive, verify_paths
    from scheduler.gauge import Gauge

    with Gauge(sys.stderr) as gauge, _tidy_when_terminated():
        archive = session.folder if not paths else _archive_at(paths)
        if archive is None:
            report = verify_paths(paths, quick=quick, jobs=jobs, watch=gauge.show)
        else:
            report = verify_archive(archive, quick=quick, jobs=jobs, watch=gauge.show)
    if as_json:
        click.echo(json.dumps(_document(report), indent=2))
    else:
        _print(report)
    if report.faults:
        raise click.exceptions.Exit(FAULTY)


def _archive_at(paths: Sequence[Path]) -> Path | None:
    """The one folder that is named, when it is an archive of ours."""
    from archive import db

    [first, *more] = paths
    return first if not more and (first / db.NAME).is_file() else None


@contextmanager
def _tidy_when_terminated() -> Iterator[None]:
    """Let SIGTERM unwind the stack, so that no scratch database stays behind."""

    def leave(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _print(report: Report) -> None:
    from archive.verify import RULES
    from scheduler.figures import table
    from scheduler.terminal import one_line

    tally = report.tally
    rows = [
        (_SIGNS[rule.severity] if tally.found[rule.id] else "", rule.about,
         f"{tally.looked[rule.id]:,}", f"{tally.found[rule.id]:,}")
        for rule in RULES.values()
        if tally.looked[rule.id] or tally.found[rule.id]
    ]  # fmt: skip
    if rows:
        click.echo(table(("", "rule", "looked at", "against it"), rows, left=2))
    for rule in RULES.values():
        if count := tally.found[rule.id]:
            click.echo(f"\n{_SIGNS[rule.severity]}: {rule.about} - not these:")
            for finding in tally.first[rule.id]:
                click.echo(f"  {one_line(finding.place)}: {one_line(finding.what)}")
            if count > len(tally.first[rule.id]):
                click.echo(f"  and {count - len(tally.first[rule.id]):,} more")
            click.echo(f"  What to do: {rule.advice}.")
    click.echo(("\n" if rows else "") + verdict(report))


_SIGNS = {"fault": "FAULT", "warning": "warning", "note": "note"}


def verdict(report: Report) -> str:
    """The last line: sound or not, and what was looked at."""
    from scheduler.figures import many, spoken_bytes

    seen = [many(report.files, "file"), spoken_bytes(report.bytes)]
    seen.append(many(sum(report.types.values()), "record"))
    if report.rows is not None:
        seen.append(many(report.rows, "capture row"))
    warned = f", {many(report.warnings, 'warning')}" if report.warnings else ""
    found = f"FAULTY: {many(report.faults, 'fault')}" if report.faults else "SOUND: no fault"
    return f"{found}{warned} in {', '.join(seen)}"


def _document(report: Report) -> dict[str, Any]:
    from archive.verify import RULES

    tally = report.tally
    return {
        "sound": not report.faults,
        "faults": report.faults,
        "warnings": report.warnings,
        "files": report.files,
        "bytes": report.bytes,
        "records": report.types,
        "capture_rows": report.rows,
        "rules": [
            {
                "rule": rule.id,
                "about": rule.about,
                "severity": rule.severity,
                "looked_at": tally.looked[rule.id],
                "found": tally.found[rule.id],
                "first": [
                    {"file": f.file, "offset": f.offset, "what": f.what}
                    for f in tally.first.get(rule.id, ())
                ],
                "advice": rule.advice,
            }
            for rule in RULES.values()
        ],
    }
