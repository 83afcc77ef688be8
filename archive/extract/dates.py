"""Reads dates: ISO instants, days printed in many languages; none of them invented."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timezone

from archive.extract.calendars import common_year, find_elsewhere, without_marks
from archive.extract.months import MONTHS
from archive.extract.offsets import OFFSET_OR_NAME, american_zone, named_zone, offset

_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*"
    r"(Z|UTC|GMT|[+\-−]\d{1,2}:?\d{0,2})?)?",
    re.I,
)
_CLOCK = re.compile(
    r"(?<![\d.])(\d{1,2})(?:[:.h]|時|시\s?)(\d{2})(?!\.?\d)(?::(\d{2}))?\s*(?:uhr|h|분)?\s*(?:([ap])(?:\.?\s?m)?\b\.?)?\s*"
    rf"(?:{OFFSET_OR_NAME})?",
    re.I,
)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d{2})(?!\d)")
_YEAR_FIRST = re.compile(
    r"(?<!\d)(\d{4})\s?(?:[-/.]|年|년)\s?(\d{1,2})\s?(?:[-/.]|月|월)\s?(\d{1,2})\s?(?:日|일)?(?!\d)"
)
_DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|°|\.|ª)?[ \u00a0]?(?:de |di |del |of |d['’])?[-/ ]?"
    r"(?:[^\W\d_]{2,12}/)?([^\W\d_]{2,14})\.?,?[-/ ]?(?:de |del |of )?(\d{4})(?=\D|$|\d?\d:\d\d)"
)
_YEAR_MONTH = re.compile(r"(?<!\d)(\d{4})\.?(?: m\.)? ([^\W\d_]{3,14})\.? (\d{1,2})(?!\d)")
_MONTH_DAY = re.compile(r"\b([^\W\d_]{3,14})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})(?!\d)")
_EARLIEST = date(1985, 1, 1)
_LATEST = date(9998, 12, 31)  # a day on, in another zone, there are no dates any more


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A day, with a clock time where one is stated, with an instant where its zone is known."""

    day: date
    clock: datetime | None = None  # naive or aware, as stated

    @property
    def instant(self) -> datetime | None:
        """Aware UTC, or None when the zone is not known."""
        if self.clock is None or self.clock.tzinfo is None:
            return None
        return self.clock.astimezone(UTC)

    def written(self) -> str:
        """`2025-09-02T06:00:00Z`, or `2025-09-02` where no instant is known."""
        instant = self.instant
        return instant.strftime("%Y-%m-%dT%H:%M:%SZ") if instant else self.day.isoformat()

    def stated(self) -> str:
        """`written`, with all that the page states.

        The site's own offset stands where its day is another than in UTC
        (`2025-12-19T01:00:00+05:30`), and a clock time stays without a zone where none is known
        (`2025-09-02T15:25:00`), unless it is midnight, which mostly stands for a bare day.
        """
        instant, clock = self.instant, self.clock
        if clock is None or (instant is not None and instant.date() == clock.date()):
            return self.written()
        if instant is None and not (clock.hour or clock.minute):
            return self.written()
        return clock.replace(microsecond=0).isoformat()


def read_iso(text: str | None) -> Moment | None:
    """A moment from ISO 8601 and its near kin; a Unix time too."""
    if not text:
        return None
    text = text.strip()
    match = _ISO.match(text)
    if match is None or (text.isdecimal() and len(text) > 8):
        return _unix(text)
    year, month, day, hour, minute, second, zone = match.groups()
    try:
        on = date(common_year(int(year)), int(month), int(day))
        if hour is None:
            return _sane(Moment(on))
        clock = datetime(on.year, on.month, on.day, int(hour), int(minute), int(second or 0))
        return _sane(Moment(on, clock.replace(tzinfo=offset(zone)) if zone else clock))
    except (ValueError, OverflowError):
        return None


def _unix(text: str) -> Moment | None:
    if not re.fullmatch(r"1\d{9}(?:\d{3})?", text):
        return None
    clock = datetime.fromtimestamp(int(text[:10]), UTC)
    return Moment(clock.date(), clock)


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})[a-z]{{0,6}}[.,]?\s{{1,3}}$", re.I)


def _sane(moment: Moment) -> Moment | None:
    return moment if _EARLIEST <= moment.day <= _LATEST else None


def find_day(text: str, language: str | None = None) -> tuple[date, int, int] | None:
    """The first day printed in a short text, and where: (day, start, end)."""
    if not _DIGIT.search(text):
        return None
    text = without_marks(text)
    found: list[tuple[int, int, date]] = []
    for pattern, order in (
        (_YEAR_FIRST, (0, 1, 2)),
        (_DAY_MONTH, (2, 1, 0)),
        (_MONTH_DAY, (2, 0, 1)),
        (_YEAR_MONTH, (0, 1, 2)),
        (_NUMERIC, (2, 1, 0)),
    ):
        for match in pattern.finditer(text):
            groups = match.groups()
            slashed = pattern is _NUMERIC and "/" in match[0]
            year, month, day = (groups[i] for i in order)
            if month.lower() == "listopada" and f"{day}." in match[0]:
                month = "10"  # in Croatian, which writes "12."; in Polish and Czech it is November
            on = _day(year, month, day, american=pattern is _NUMERIC)
            if on is not None:
                on = _by_weekday(on, text[: match.start()]) if slashed else on
                found.append((match.start(), match.end(), on))
                break
    if not found:
        return _recent(find_elsewhere(text, language))
    start, end, on = min(found, key=lambda hit: (hit[0], -hit[1]))
    return on, start, end


def _recent(found: tuple[date, int, int] | None) -> tuple[date, int, int] | None:
    return found if found and _EARLIEST <= found[0] <= _LATEST else None


def _by_weekday(on: date, before: str) -> date:
    """The other order of "03/04/2025" where only that falls on the English weekday before it."""
    named = _WEEKDAY.search(before)
    if not named or on.day > 12 or _WEEKDAYS.index(named[1].lower()) == on.weekday():
        return on
    other = on.replace(month=on.day, day=on.month)
    return other if _WEEKDAYS.index(named[1].lower()) == other.weekday() else on


def _day(year: str, month: str, day: str, *, american: bool) -> date | None:
    """A valid day; `american`: where the second number cannot be a month, the first one is."""
    number = MONTHS.get(month.lower()) if not month.isdecimal() else int(month)
    if number is None:
        return None
    y, d = int(year), int(day)
    # "0001" is what a system writes that knows no date
    y = common_year(y) if len(year) > 2 else y + (2000 if y < 70 else 1900)
    if american and number > 12 >= d:
        number, d = d, number
    try:
        on = date(y, number, d)
    except ValueError:
        return None
    return on if _EARLIEST <= on <= _LATEST else None


def read_printed(text: str, *, language: str | None = None) -> Moment | None:
    """A moment as people print it; the clock and the zone where they stand beside the day."""
    text = text[:200]
    iso = _ISO.search(text)
    if iso and (moment := read_iso(iso[0])):
        return moment
    found = find_day(text, language)
    if found is None:
        return None
    on, start, end = found
    near = text[max(0, start - 20) : start] + " \x00 " + text[end : end + 40]
    return Moment(on, _clock(near, on))


_DIGIT = re.compile(r"\d")
_BESIDE_A_DATE = re.compile(
    r"\b(?:uhr|h|am|pm|a\.m\.|p\.m\.|at|um|à|on|the|le|den|el|[a-z]{2,4}|mon|tues|wednes|thurs|fri|satur|sun|[^\W\d_]*(?:day|tag|woch|di|s?dag))\b\.?"
    r"|[^\w]|\d{1,2}[:.]\d{2}(?::\d{2})?",
    re.I,
)


def is_only_a_date(text: str) -> bool:
    """Whether a short text is a date, with a clock time and a zone at most."""
    if not 6 <= len(text) <= 60 or not any(c.isdigit() for c in text):
        return False
    found = find_day(text)
    if found is None:
        return False
    _, start, end = found
    return not _BESIDE_A_DATE.sub("", text[:start] + " " + text[end:])


def _clock(text: str, on: date) -> datetime | None:
    """The clock time in a text on that day, aware where its zone stands behind it."""
    match = _CLOCK.search(text)
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    half = (match[4] or "").lower()
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    clock = datetime(on.year, on.month, on.day, hour, minute, second)
    zone: timezone | None = None
    if east := match[5] or match[6]:
        zone = offset(east)
    elif name := match[7]:
        # "at 4:05 PM ET"; without the half of the day "ET" may be a French "et" in capitals
        zone = named_zone(name) or (american_zone(name, clock) if half else None)
    return clock.replace(tzinfo=zone)
