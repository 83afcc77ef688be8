"""Reads the time of a comment from the words and stamps that sites print."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from archive.times import stamp

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:[.,]\d+)?\s*(Z|UTC|[+-]\d\d:?\d\d)?)?"
)
_CLOCK = re.compile(
    r"(?<![\d.,/-])(\d{1,2})\s?[:hH]\s?(\d\d)(?::(\d\d))?(?!\d)\s*([ap])?(?:\.?\s?m\b)?|"
    r"(?<![\d.,/-])(\d{1,2})\s?([ap])\.?m\b",
    re.IGNORECASE,
)
_DOTTED_CLOCK = re.compile(r"\b(?:um|kl\.?|klo|at|ore|às)\s(\d{1,2})\.(\d\d)(?![.\d])", re.IGNORECASE)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d)")
_EAST_ASIAN = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_DAY_FIRST = re.compile(
    r"(?<![\d:])(\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?[\s./-]{1,3}(?:de |d')?([^\W\d_]{3,})\.?,?[\s./-]{1,3}(?:de |del )?"
    r"(?:'|’)?(\d{4}|\d{2})(?![\d:])",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    r"([^\W\d_]{3,})\.?\s{1,3}(\d{1,2})(?:st|nd|rd|th)?,?\s{1,3}(\d{4})(?!\d)", re.IGNORECASE
)
_AGO = re.compile(
    r"(?:(?:vor|hace|il y a|há|för|for)\s+(?:etwa |ca\. |circa |environ )?)?(\d{1,3}|an?|one|einer?|einem|une?|uma?)\s*"
    r"(seconds?|secs?|s|sekunden?|minutes?|mins?|m|minuten?|minutos?|hours?|hrs?|h|stunden?|std\.?|horas?|heures?"
    r"|uur|timer?|days?|d|tage?n?|d[ií]as?|jours?|giorni|dagen)\b\.?\s*"
    r"(?:\w+ )?(?:ago|her|fa|geleden|sedan|siden|atrás|temu)?",
    re.IGNORECASE,
)
_AGO_MARK = re.compile(r"\b(?:ago|vor|hace|il y a|há|fa|her|geleden|sedan|siden|för|atrás|temu)\b", re.IGNORECASE)
_UNIT_DAYS = {"s": 0.0, "m": 1 / 1440, "h": 1 / 24, "u": 1 / 24, "d": 1.0, "j": 1.0, "g": 1.0, "t": 1.0}

# Beginnings that tell the month in European languages; the longest beginning wins.
_MONTH_STEMS = (
    "jan ene gen sty янв led oca ιαν sij tammi janv jän января",
    "feb fév fev lut фев úno şub φεβ helmi févr veljač",
    "mar mär mrt mär mars maart marz мар bře maalis μαρ ožuj",
    "apr avr abr kwi апр dub nis απρ huhti travnja avril",
    "may mai maj maggio mei мая май kvě toukok μαΐ μαι maio mag mayıs svib",
    "jun juin giu cze июн čer haz kesä ιουν lip",
    "jul juil lug июл lipca lipiec srp červenec července tem heinä ιουλ srpnja",
    "aug aoû aou ago sie авг srpna ağu elo αυγ kolovoz août",
    "sep set wrz сен zář eyl syys σεπ ruj sept",
    "oct okt ott out paź окт říj eki loka οκτ listopada octobre",
    "nov lis ноя listopadu kas marras νοε studenog",
    "dec déc dez dic gru дек pro ara joulu δεκ dic prosin",
)
_MONTHS = {stem: month for month, stems in enumerate(_MONTH_STEMS, 1) for stem in stems.split()}
_LONGEST_STEM = max(map(len, _MONTHS))


def moment(text: str | None, *, fetched: datetime | None = None) -> str | None:
    """The time in `text` as ISO 8601: with Z when a zone is stated, else local, else a bare day.

    A relative time ("vor 3 Stunden") counts back from `fetched` and gives no more than a day.
    """
    if not text:
        return None
    text = " ".join(text[:200].split())
    return _iso(text) or _printed(text) or _rfc(text) or _relative(text, fetched)


def has_moment(text: str) -> bool:
    """Whether `text` holds something that reads as the time of a comment."""
    text = " ".join(text[:200].split())
    if not any(c.isdigit() for c in text) and " ago" not in text:
        return False
    return bool(_iso(text) or _printed(text) or _aged(text))


def without_moment(text: str) -> str:
    """`text` with dates, clocks and the words that join them taken out."""
    for pattern in (_ISO, _EAST_ASIAN):
        text = pattern.sub(" ", text)
    text = _MONTH_FIRST.sub(lambda m: " " if _month(m[1]) else m[0], text)
    text = _DAY_FIRST.sub(lambda m: " " if _month(m[2]) else m[0], text)
    text = _NUMERIC.sub(" ", text)
    if _AGO_MARK.search(text):
        text = _AGO.sub(" ", text)
    return _CLOCK.sub(" ", _DOTTED_CLOCK.sub(" ", text))


def from_unix(text: str | None) -> str | None:
    """Seconds or milliseconds since 1970 as ISO 8601."""
    if not text or not text.isascii() or not text.isdigit() or not 9 <= len(text) <= 13:
        return None
    seconds = int(text) / (1000 if len(text) > 10 else 1)
    return stamp(datetime.fromtimestamp(seconds, UTC))


def _iso(text: str) -> str | None:
    found = _ISO.search(text)
    if not found:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    try:
        if hour is None:
            return date(int(year), int(month), int(day)).isoformat()
        local = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))
        if not zone:
            return local.isoformat()
        zone = "+00:00" if zone in ("Z", "UTC") else zone
        return stamp(datetime.fromisoformat(f"{local.isoformat()}{zone}"))
    except (ValueError, OverflowError):
        return None


def _rfc(text: str) -> str | None:
    try:
        parsed = parsedate_to_datetime(text)
        return stamp(parsed) if parsed.tzinfo else parsed.isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _printed(text: str) -> str | None:
    day = _day(text)
    if day is None:
        return None
    rest = without_day(text)
    clock = _clock(rest)
    return f"{day}T{clock}" if clock else day


def without_day(text: str) -> str:
    """`text` without its date, so that a clock in it is not confused with it."""
    for pattern in (_EAST_ASIAN, _MONTH_FIRST, _DAY_FIRST, _NUMERIC):
        found = pattern.search(text)
        if found:
            return f"{text[: found.start()]} {text[found.end() :]}"
    return text


def _day(text: str) -> str | None:
    if found := _EAST_ASIAN.search(text):
        return _date(found[1], int(found[2]), found[3])
    for found in _MONTH_FIRST.finditer(text):
        if month := _month(found[1]):
            return _date(found[3], month, found[2])
    for found in _DAY_FIRST.finditer(text):
        if month := _month(found[2]):
            return _date(found[3], month, found[1])
    if found := _NUMERIC.search(text):
        return _numeric(found[1], found[2], found[3], found[4])
    return None


def _numeric(first: str, mark: str, second: str, third: str) -> str | None:
    if len(first) == 4:
        return _date(first, int(second), third)
    if len(first) == 3:
        return None
    one, two = int(first), int(second)
    # 9/19/2010 can only be American; 18/02/2020 only the rest of the world; 3/4/2020 says nothing
    # of its own, and slashes with the month first are the American way only beside am or pm.
    if two > 12 >= one:
        return _date(third, one, second)
    return _date(third, two, first)


def _date(year: str, month: int, day: str) -> str | None:
    full = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return date(full, month, int(day)).isoformat() if 1990 <= full <= 2100 else None
    except ValueError:
        return None


def _month(word: str) -> int | None:
    folded = word.casefold()
    for size in range(min(_LONGEST_STEM, len(folded)), 2, -1):
        if month := _MONTHS.get(folded[:size]):
            return month
    return None


def _clock(text: str) -> str | None:
    found = _CLOCK.search(text)
    if not found:
        dotted = _DOTTED_CLOCK.search(text)
        return _hours(dotted[1], dotted[2], None, None) if dotted else None
    if found[5]:
        return _hours(found[5], "0", None, found[6])
    return _hours(found[1], found[2], found[3], found[4])


def _hours(hour: str, minute: str, second: str | None, half: str | None) -> str | None:
    hours = int(hour)
    if half and 1 <= hours <= 12:
        hours = hours % 12 + (12 if half.lower() == "p" else 0)
    if hours > 23 or int(minute) > 59 or int(second or 0) > 59:
        return None
    return f"{hours:02}:{int(minute):02}:{int(second or 0):02}"


def _aged(text: str) -> bool:
    return bool(_AGO_MARK.search(text) and _AGO.search(text)) or bool(
        re.fullmatch(r"\d{1,2}(?:y|mo|w|d|h|m)", text)
    )


def _relative(text: str, fetched: datetime | None) -> str | None:
    if fetched is None or not _AGO_MARK.search(text):
        return None
    found = _AGO.search(text)
    if not found:
        return None
    count = int(found[1]) if found[1].isdigit() else 1
    unit = found[2].lower()
    days = 1.0 if unit.startswith(("tag", "dag", "día", "dia")) else _UNIT_DAYS.get(unit[0], 1.0)
    if unit.startswith(("std", "stu", "timer", "time")):
        days = 1 / 24
    return (fetched - timedelta(days=count * days)).date().isoformat()
