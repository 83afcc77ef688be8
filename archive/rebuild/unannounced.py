"""Says what to announce of exchanges that no announcement names: a crash came first; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from archive.journal import CaptureEntry, VisitEntry
from archive.model import Capture, Kind

_FURTHER = (Kind.PAGE, Kind.COMMENTS)
_OF_A_VISIT = (Kind.STORY, *_FURTHER)


def unannounced(
    captures: Iterable[Capture], comments: Callable[[str], bool] = lambda source: True
) -> list[VisitEntry | CaptureEntry]:
    """Entries for these captures, visits put together again, in the order in which they ended.

    `comments` says of a source whether its comment pages were to be read. Captures of a visit that
    was cut off make a visit of what is there. Give all that belong to one visit in one call.
    """
    visits: dict[str, list[Capture]] = {}
    alone: list[tuple[datetime, VisitEntry | CaptureEntry]] = []
    for capture in captures:
        purpose = capture.purpose
        if purpose.visit and purpose.source and purpose.kind in _OF_A_VISIT:
            visits.setdefault(purpose.visit, []).append(capture)
        else:
            alone.append((_end(capture), CaptureEntry(capture.record_id)))
    for members in visits.values():
        alone += _entries(sorted(members, key=_end), comments)
    return [entry for _, entry in sorted(alone, key=lambda one: one[0])]


def _entries(
    members: list[Capture], comments: Callable[[str], bool]
) -> list[tuple[datetime, VisitEntry | CaptureEntry]]:
    """One visit's exchanges in order; those of further pages alone are no visit."""
    before = [c for c in members if c.purpose.kind is Kind.STORY]
    if not before:
        return [(_end(capture), CaptureEntry(capture.record_id)) for capture in members]
    *redirects, page = before
    further = [c for c in members if c.purpose.kind in _FURTHER]
    source = page.purpose.source or ""
    entry = VisitEntry(
        source=source,
        run=page.purpose.run or "",
        address=before[0].url,
        page=page.record_id,
        others=tuple(c.record_id for c in (*redirects, *further)),
        comments=comments(source),
    )
    return [(_end(members[-1]), entry)]


def _end(capture: Capture) -> datetime:
    return capture.captured_at + timedelta(milliseconds=capture.elapsed_ms)
