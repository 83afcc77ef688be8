"""Reads the five fields of a crontab line as cron does (crontab(5)); pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.errors import UsageError

_DAY_NAMES = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
_MONTH_NAMES = [
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
]
WEEKDAYS = tuple(name[:3] for name in _DAY_NAMES)
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PART = re.compile(r"(\*|[a-z0-9]+)(?:-([a-z0-9]+))?(?:/([0-9]+))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Field:
    """A field's name in words, its range, and the words it takes for numbers."""

    name: str
    least: int
    most: int
    words: Mapping[str, int]


def _numbered(names: Sequence[str], first: int) -> dict[str, int]:
    """Numbers for names and for their first three letters."""
    numbers = {name: number for number, name in enumerate(names, first)}
    return numbers | {name[:3]: number for name, number in numbers.items()}


_FIELDS = (
    _Field("minute", 0, 59, {}),
    _Field("hour", 0, 23, {}),
    _Field("day", 1, 31, {}),
    _Field("month", 1, 12, _numbered(_MONTH_NAMES, 1)),
    _Field("weekday", 0, 7, _numbered(_DAY_NAMES, 0)),
)


@dataclass(frozen=True, slots=True)
class Crontab:
    """The moments a line names. Weekdays count from Sunday = 0; `last` is a month's last day.

    `either` tells cron's rule for a line that restricts both day and weekday: either one will do.
    """

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...]
    last: bool
    months: tuple[int, ...]
    weekdays: tuple[int, ...]
    either: bool

    @property
    def has_day(self) -> bool:
        """Whether any of the months has any of the days."""
        return self.last or any(
            day <= _LONGEST[month - 1] for day in self.days for month in self.months
        )


def read_crontab(line: str) -> Crontab:
    """The moments of a crontab line; raises UsageError that says what is wrong with it."""
    fields = line.lower().split()
    if len(fields) != len(_FIELDS):
        hint = " (for seconds write `@every 20s`)" if len(fields) == 6 else ""
        raise UsageError(
            f"`{line}` has {_count(len(fields))}; a crontab line has five: "
            f"minute hour day month weekday{hint}"
        )
    days = [part for part in fields[2].split(",") if part != "last"]
    last = len(days) < len(fields[2].split(","))
    read = [_numbers(text, field) for text, field in zip(fields, _FIELDS, strict=True)]
    crontab = Crontab(
        minutes=read[0],
        hours=read[1],
        days=read[2],
        last=last,
        months=read[3],
        weekdays=tuple(sorted({number % 7 for number in read[4]})),
        either=not fields[2].startswith("*") and not fields[4].startswith("*"),
    )
    if not crontab.has_day and not crontab.either:
        months = " or ".join(_MONTH_NAMES[month - 1].capitalize() for month in crontab.months)
        raise UsageError(f"`{line}` can never fire: no {months} has a day {','.join(days)}")
    return crontab


def _numbers(text: str, field: _Field) -> tuple[int, ...]:
    """All numbers that one field names, sorted; `last` in the day field names none."""
    numbers: set[int] = set()
    for part in text.split(","):
        if part == "last" and field.name == "day":
            continue
        numbers |= _part(part, text, field)
    return tuple(sorted(numbers))


def _part(part: str, text: str, field: _Field) -> set[int]:
    match = _PART.fullmatch(part)
    if match is None:
        raise UsageError(_misread(part, text, field))
    first, upto, step = match.groups()
    every = int(step) if step is not None and len(step) < 4 else 1 if step is None else 999
    if every == 0:
        raise UsageError(f"{field.name} `{text}`: a step of 0 never moves on")
    if first == "*":
        if upto is not None:
            raise UsageError(f"{field.name} `{text}`: `*` already means the whole range")
        return set(range(field.least, _top(field) + 1, every))
    low = _number(first, text, field)
    if upto is None:
        # `5/15` is 5-59/15, as most crons read it
        return {low} if step is None else set(range(low, _top(field) + 1, every))
    high = _number(upto, text, field)
    if high < low and field.name == "weekday":  # fri-mon, sat-sun
        return {number % 7 for number in range(low, high + 7 + 1, every)}
    if high < low:
        raise UsageError(f"{field.name} `{text}`: the range {part} runs backwards")
    return set(range(low, high + 1, every))


def _number(word: str, text: str, field: _Field) -> int:
    if word in field.words:
        return field.words[word]
    if not word.isdigit():
        raise UsageError(_misread(word, text, field))
    if len(word) > 4 or not field.least <= int(word) <= field.most:
        raise UsageError(
            f"{field.name} `{text}`: {word} is not between {field.least} and {field.most}"
        )
    return int(word)


def _top(field: _Field) -> int:
    return 6 if field.name == "weekday" else field.most  # 7 is Sunday again


def _misread(part: str, text: str, field: _Field) -> str:
    where = f"{field.name} `{text}`"
    if not part:
        return f"{where}: nothing between two commas"
    if "?" in part:
        return f"{where}: write `*` instead of `?`"
    if part in ("l", "1l"):
        return f"{where}: write `last` for the last day of a month"
    if "#" in part or part.endswith(("w", "l")):
        return f"{where}: `{part}` is not part of crontab(5); use days or weekdays"
    return f"{where}: cannot read `{part}`"


def _count(fields: int) -> str:
    return "one field" if fields == 1 else f"{fields} fields"
