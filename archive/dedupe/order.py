"""Which of two tellings was first, as far as their times and credits show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from archive.dedupe import words
from archive.dedupe.telling import Telling, moment

# A bare day is a day somewhere on earth: UTC+14 begins it, UTC-12 ends it.
_DAY_BEGINS, _DAY_ENDS = timedelta(hours=-14), timedelta(hours=36)
_CREDITED = timedelta(hours=24)  # within which a credit says more than the clock
_EVER = datetime.min.replace(tzinfo=UTC)
_FEWEST = 3  # letters of an outlet's name that a credit can be seen to mean


def comes_first(one: Telling, two: Telling) -> bool:
    """Whether `one` is the earlier telling; exactly one of the two is.

    In this order: one credits the other's outlet and they are within a day of each other; their
    times, where these tell (a bare day holds all its instants, an unknown time all before the
    archive met the story); when the archive met them; their ids.
    """
    a, b = _span(one), _span(two)
    if _near(a, b):
        one_credits, two_credits = names(one, two), names(two, one)
        if one_credits != two_credits:
            return two_credits
    if a.latest < b.earliest or b.latest < a.earliest:
        return a.latest < b.earliest
    mine, others = _met(one), _met(two)
    if mine != others:
        return mine < others
    return by_id(one.id) < by_id(two.id)


def names(one: Telling, other: Telling) -> bool:
    """Whether the credit line of one names the outlet of the other, and not only its own."""
    if not one.credit or not other.outlet:
        return False
    name, own = _name(other.outlet), _name(one.outlet or "")
    if len(name.strip()) < _FEWEST or name == own:
        return False
    return name in _name(one.credit)


def by_id(id: int | str) -> tuple[int, int, str]:
    """Ids in order: numbers, then texts."""
    return (0, id, "") if isinstance(id, int) else (1, 0, id)


@dataclass(frozen=True, slots=True)
class _Span:
    """Between which instants a telling was published."""

    earliest: datetime
    latest: datetime


def _span(telling: Telling) -> _Span:
    at = moment(telling.published)
    if at is None:
        # All that is known: it was there when it was met.
        return _Span(_EVER, moment(telling.seen) or datetime.max.replace(tzinfo=UTC))
    if len(telling.published) == len("2025-09-02"):
        try:
            return _Span(at + _DAY_BEGINS, at + _DAY_ENDS)
        except OverflowError:
            return _Span(at, at)
    return _Span(at, at)


def _near(a: _Span, b: _Span) -> bool:
    apart = max(a.earliest - b.latest, b.earliest - a.latest)
    return apart <= _CREDITED


def _name(text: str) -> str:
    return f" {' '.join(words.folded(text[:500]))} "


def _met(telling: Telling) -> datetime:
    return moment(telling.seen) or moment(telling.published) or datetime.max.replace(tzinfo=UTC)
