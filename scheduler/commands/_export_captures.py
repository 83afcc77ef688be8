"""Runs an export of captures: chooses, writes with progress, and says what was left out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

import click

from archive import __version__
from archive.config.model import Config
from archive.errors import BackIssueError, UsageError
from archive.export.cdxj import index
from archive.export.chosen import Choice, Selection, selected
from archive.export.report import Report
from archive.export.volumes import Volumes, standard_names
from archive.export.wacz import Title
from archive.export.wacz import write as write_wacz
from archive.export.warc import Progress, copy
from archive.folder import WARCS
from archive.warc.naming import host_label
from scheduler.commands import Session
from scheduler.delivery import Delivery
from scheduler.figures import many

if TYPE_CHECKING:
    from archive.warc.records import Fields

PARTLY = 3
_REASONS = 5  # told one by one; the rest is counted
_COPIED = "as the warcinfo record says that each copied record names"
_SPECIFICATION = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"


def write_captures(session: Session, form: str, choice: Choice, delivery: Delivery) -> None:
    """Write the captures of a choice; leaves with 3 when some are missing.

    Raises BackIssueError when there are none, UsageError when they cannot go where they shall.
    """
    config = session.config() if session.config_path.exists() else Config(session.folder)
    with selected(session.folder, choice) as selection:
        if not selection.asked:
            raise BackIssueError("nothing to export: the archive holds no such captures")
        run = _Run(config, choice, selection, delivery)
        report = run.write(form)
        _tell(report, selection, delivery)
        if report.lost or selection.orphans:
            raise click.exceptions.Exit(PARTLY)


class _Run:
    """One export on its way."""

    def __init__(
        self, config: Config, choice: Choice, selection: Selection, delivery: Delivery
    ) -> None:
        self._warcs = config.folder / WARCS
        self._max_size = config.warc.max_size_mb * 1_000_000
        self._selection = selection
        self._delivery = delivery
        self._about = _about(config, choice)
        self._title = Title(
            f"Back Issue: {choice.source or config.folder.name}",
            dict(self._about)["description"],
            f"backissue {__version__}",
        )

    def write(self, form: str) -> Report:
        if form == "cdxj":
            return self._cdxj()
        return self._wacz() if form == "wacz" else self._warc()

    def _cdxj(self) -> Report:
        report = Report()
        lines = index(self._selection, self._warcs, report)
        self._delivery.pieces(line.encode() for line in lines)
        return report

    def _wacz(self) -> Report:
        with self._delivery.binary("wacz") as file, _progress(self._selection) as progress:
            report = write_wacz(
                file, self._warcs, self._selection, self._title, self._about, progress=progress
            )
            _check_some(report)
        return report

    def _warc(self) -> Report:
        delivery = self._delivery
        if delivery.file is not None and delivery.file.suffix == ".warc":
            raise UsageError(
                f"{delivery.file}: the records are gzipped; call it {delivery.file}.gz"
            )
        with _progress(self._selection) as progress:
            if delivery.folder is not None:
                names, limit = standard_names(), self._max_size
                with Volumes(delivery.inside, names, self._about, max_size=limit) as volumes:
                    return self._copied(volumes, progress)
            with delivery.binary("warc") as file:

                @contextmanager
                def only(_name: str) -> Iterator[BinaryIO]:
                    yield file

                names = iter([delivery.file.name]) if delivery.file else standard_names()
                with Volumes(only, names, self._about) as volumes:
                    return self._copied(volumes, progress)

    def _copied(self, volumes: Volumes, progress: Progress) -> Report:
        report = copy(self._warcs, self._selection, volumes, progress=progress)
        _check_some(report)
        return report


def _check_some(report: Report) -> None:
    """Raise BackIssueError, so that no file is left, when nothing was written."""
    if not report.captures:
        why = next(iter(report.lost), "no capture has bytes")
        raise BackIssueError(f"nothing could be exported: {why}")


def _about(config: Config, choice: Choice) -> Fields:
    """The warcinfo of a file that is a copy; its records keep those that they were made with."""
    bounds = (
        ("source", choice.source),
        ("captured since", choice.since),
        ("captured before", choice.until),
        ("stories", len(choice.stories) or None),
        ("addresses that begin with", choice.prefix),
    )
    chosen = ", ".join(f"{name} {value}" for name, value in bounds if value is not None)
    return tuple(
        (name, value)
        for name, value in (
            ("software", f"backissue/{__version__}"),
            ("format", "WARC File Format 1.1"),
            ("conformsTo", _SPECIFICATION),
            ("hostname", host_label()),
            ("operator", config.operator),
            ("isPartOf", config.folder.name),
            ("robots", _COPIED),
            ("http-header-user-agent", _COPIED),
            (
                "description",
                f"Exchanges copied from an archive of news sites ({chosen or 'all of it'}). "
                "Record ids, dates and bytes are the original files'.",
            ),
        )
        if value
    )


@contextmanager
def _progress(selection: Selection) -> Iterator[Progress]:
    """Bytes done, as a bar on a terminal; else nothing."""
    if not sys.stderr.isatty():
        yield lambda _size: None
        return
    with click.progressbar(
        length=selection.bytes,
        label="Exporting",
        file=sys.stderr,
        update_min_steps=max(1, selection.bytes // 500),
    ) as bar:
        yield bar.update


def _tell(report: Report, selection: Selection, delivery: Delivery) -> None:
    delivery.tell(report.captures, "capture", "captures")
    if report.pages is not None:
        delivery.say(f"It lists {report.pages or 'no'} page{'' if report.pages == 1 else 's'}.")
    if selection.originals:
        delivery.say(
            f"Among them {many(selection.originals, 'capture')} only because revisits need them."
        )
    for reason, number in report.lost.most_common(_REASONS):
        delivery.say(f"Left out: {many(number, 'capture')}: {reason}")
    rest = sum(number for _, number in report.lost.most_common()[_REASONS:])
    if rest:
        delivery.say(
            f"Left out: {many(rest, 'capture')} more; `backissue verify` lists what is damaged"
        )
    if selection.orphans:
        delivery.say(
            f"{many(selection.orphans, 'capture')} cannot be replayed:"
            " revisits of what the archive has not"
        )
