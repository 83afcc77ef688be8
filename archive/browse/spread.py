"""Works out the picture of how a story spread: who printed it when, and after whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import log1p

from archive.browse.questions.ask import Row
from archive.browse.words import count, relation, span
from archive.dedupe.telling import moment

MOST = 40  # stories that are drawn
_WIDTH, _LEFT, _RIGHT = 760.0, 190.0, 24.0
_ROW, _TOP, _AXIS = 30.0, 26.0, 8.0
_LABEL = 26  # characters of an outlet's name beside its line
_MARKS = (
    (timedelta(minutes=1), "1 minute"),
    (timedelta(minutes=10), "10 minutes"),
    (timedelta(hours=1), "1 hour"),
    (timedelta(hours=6), "6 hours"),
    (timedelta(days=1), "1 day"),
    (timedelta(days=7), "1 week"),
    (timedelta(days=30), "1 month"),
    (timedelta(days=365), "1 year"),
)
_DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Dot:
    """One telling. `width` is 0, or that of the day when no more than the day is known."""

    x: float
    y: float
    width: float
    tone: str  # CSS class
    label: str
    title: str
    story: int
    is_known: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a telling to one that repeats it; `path` is SVG path data."""

    path: str
    tone: str
    title: str


@dataclass(frozen=True, slots=True)
class Spread:
    """The picture in units of its own, and in one sentence.

    Time runs from the first telling on, closer the later (logarithm), for most copies come within
    minutes. `marks` are places on the axis with their words.
    """

    width: float
    height: float
    left: float
    said: str
    dots: tuple[Dot, ...]
    arrows: tuple[Arrow, ...]
    marks: tuple[tuple[float, str], ...]


def spread(members: Sequence[Row]) -> Spread | None:
    """The picture of a group's stories, the first telling first; None for fewer than two."""
    shown = members[:MOST]
    times = {member["id"]: _time(member) for member in shown}
    known = [time for time in times.values() if time is not None]
    if len(shown) < 2 or not known:
        return None
    start, end = min(known), max(known)
    scale = _Scale(start, end)
    dots = tuple(
        _dot(member, times[member["id"]] or end, row, scale) for row, member in enumerate(shown)
    )
    places = {dot.story: dot for dot in dots}
    arrows = tuple(arrow for member in shown if (arrow := _arrow(member, places)) is not None)
    outlets = len({member["outlet"] or member["source"] for member in shown})
    said = (
        f"{count(len(shown), 'story', 'stories')} in {count(outlets, 'outlet')}"
        f" within {span(end - start) if end > start else 'a minute'}"
    )
    height = _TOP + _ROW * len(shown) + _AXIS
    return Spread(_WIDTH, height, _LEFT, said, dots, arrows, scale.marks())


class _Scale:
    """From instants to places on the line of time."""

    def __init__(self, start: datetime, end: datetime) -> None:
        self._start = start
        self._length = end - start
        self._whole = log1p(self._length.total_seconds() / 60) or 1.0

    def place(self, at: datetime) -> float:
        """Within the picture, also for an instant beyond its ends."""
        minutes = min(max(at - self._start, timedelta(0)), self._length).total_seconds() / 60
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * log1p(minutes) / self._whole

    def marks(self) -> tuple[tuple[float, str], ...]:
        """The first telling, and round spans after it that are not too close together."""
        found = [(_LEFT, "first")]
        for after, words in _MARKS:
            x = self.place(self._start + after)
            if after < self._length and x - found[-1][0] > 70:
                found.append((x, f"+{words}"))
        return tuple(found)


def _dot(member: Row, at: datetime, row: int, scale: _Scale) -> Dot:
    is_day = member["published_is_known"] and len(member["published"]) == len("2025-09-02")
    x = scale.place(at)
    width = max(0.0, scale.place(at + _DAY) - x) if is_day else 0.0
    outlet = member["outlet"] or member["source"]
    label = outlet if len(outlet) <= _LABEL else outlet[: _LABEL - 1] + "…"
    stated = member["published"] if member["published_is_known"] else "first seen"
    title = f"{outlet}: {member['headline']} ({stated})"
    if member["credit"]:
        title += f", credited to {member['credit']}"
    tone = f"rel-{member['relation']}" if member["relation"] in _TONES else "rel-first"
    y = _TOP + _ROW * (row + 0.5)
    is_known = bool(member["published_is_known"])
    return Dot(x, y, width, tone, label, title, member["id"], is_known)


_TONES = frozenset({"same-url", "republished", "wire-copy", "updated"})


def _arrow(member: Row, places: Mapping[int, Dot]) -> Arrow | None:
    """A bow from the telling that was repeated; it ends at the edge of the later one's dot."""
    later, earlier = places[member["id"]], places.get(member["repeats"])
    if earlier is None or earlier is later:
        return None
    reach = max(24.0, abs(later.x - earlier.x) / 2)
    path = (
        f"M{earlier.x:.1f} {earlier.y:.1f} C{earlier.x:.1f} {(earlier.y + later.y) / 2:.1f}"
        f" {max(later.x - reach, _LEFT - 20):.1f} {later.y:.1f} {later.x - 7:.1f} {later.y:.1f}"
    )
    title = relation(member["relation"])
    if member["relation_reason"]:
        title += f": {member['relation_reason']}"
    return Arrow(path, later.tone, title)


def _time(member: Row) -> datetime | None:
    """When it was published, a bare day at its beginning; else when it was first seen."""
    at = moment(member["published"] or "")
    return at.astimezone(UTC) if at is not None else moment(member["first_seen"] or "")
