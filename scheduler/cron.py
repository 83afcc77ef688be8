"""Turns a schedule's text into the times at which it fires.

A schedule is `adaptive`, a crontab line with standard weekday numbers (0 and 7 are Sunday, 1-5
Monday to Friday), `@hourly` and its like, or `@every 20s`.

APScheduler 3.11's triggers do the calendar underneath. Its own crontab reader is not used: it
counts weekdays from Monday, wants day AND weekday where cron takes either, and accepts dates that
never come (apscheduler#286, #715; pull request #381).

Where clocks change: a time that a zone skips fires once, right after the gap; a time that comes
twice fires twice, unless the hour is `*`, where nothing is special.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol, cast
from zoneinfo import ZoneInfo

from archive.errors import UsageError
from scheduler.crontab import WEEKDAYS, Crontab, read_crontab

ADAPTIVE = "adaptive"
_ALIASES = {
    "hourly": "0 * * * *",
    "daily": "0 0 * * *",
    "midnight": "0 0 * * *",
    "weekly": "0 0 * * 0",
    "monthly": "0 0 1 * *",
    "yearly": "0 0 1 1 *",
    "annually": "0 0 1 1 *",
}
_EVERY = re.compile(r"@every\s+((?:[0-9]{1,6}[smhd])+)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST_EVERY = timedelta(days=366)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INSTANT = timedelta(microseconds=1)


class Trigger(Protocol):
    """What APScheduler asks of a trigger."""

    def get_next_fire_time(
        self, previous_fire_time: datetime | None, now: datetime
    ) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule that was understood; `trigger` is None when it is adaptive."""

    text: str
    timezone: str
    trigger: Trigger | None

    @property
    def has_hours(self) -> bool:
        """Whether someone chose times of day, and not just how often."""
        return self.trigger is not None and not self.text.lower().startswith("@every")

    def next_after(self, moment: datetime) -> datetime | None:
        """The first time, in UTC, later than `moment`; None when adaptive or never again."""
        if self.trigger is None:
            return None
        # in UTC, for a local time with a timedelta added loses its fold and may go back an hour
        after = moment.astimezone(UTC) + _INSTANT
        fires = self.trigger.get_next_fire_time(None, after)
        return None if fires is None else fires.astimezone(UTC)

    def times_after(self, moment: datetime, n: int) -> tuple[datetime, ...]:
        """The first `n` times later than `moment`, in UTC, rising; none when adaptive."""
        times: list[datetime] = []
        after: datetime | None = moment
        while after is not None and len(times) < n:
            after = self.next_after(after)
            if after is not None:
                times.append(after)
        return tuple(times)

    def __str__(self) -> str:
        return f"{self.text} ({self.timezone})" if self.has_hours else self.text


def read_schedule(text: str, timezone: str = "UTC") -> Schedule:
    """The schedule a text means; raises UsageError when it is misspelt or can never fire."""
    text = " ".join(text.split())
    zone = read_timezone(timezone)
    meant = _meaning(text)
    if meant is None:
        return Schedule(ADAPTIVE, timezone, None)
    trigger = _every(meant) if isinstance(meant, timedelta) else _by_crontab(meant, zone)
    return Schedule(text, timezone, trigger)


def check_schedule(text: str, timezone: str = "UTC") -> str | None:
    """What is wrong with a schedule, in one line; None when nothing is."""
    try:
        read_timezone(timezone)
        _meaning(" ".join(text.split()))
    except UsageError as error:
        return str(error)
    return None


def read_timezone(name: str) -> tzinfo:
    """The zone of an IANA name such as `Europe/Paris`; raises UsageError when there is none."""
    if name.upper() in ("UTC", "Z"):
        return UTC  # without asking for a zone file: slim machines have none
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UsageError(
            f"no time zone is called `{name}`; write it as `Europe/Paris` or `UTC`"
        ) from None


def _meaning(text: str) -> Crontab | timedelta | None:
    """What a schedule says: moments, a pace, or None for adaptive. Without APScheduler (80 ms)."""
    word = text.lower().removeprefix("@")
    if word == ADAPTIVE:
        return None
    if word in _ALIASES:
        return read_crontab(_ALIASES[word])
    if text.lower().startswith("@every"):
        return _pace(text.lower())
    if text.lower() == "@reboot":
        raise UsageError("`@reboot` is not needed: the daemon catches up when it starts")
    if text.startswith("@") or len(text.split()) <= 1:
        raise UsageError(
            f"cannot read the schedule `{text}`; write `adaptive`, a crontab line such as "
            "`0 6 * * 1-5`, `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly` or `@every 5m`"
        )
    return read_crontab(text)


def _pace(text: str) -> timedelta:
    match = _EVERY.fullmatch(text)
    parts = re.findall(r"([0-9]+)([smhd])", match[1]) if match else []
    length = sum(int(number) * _SECONDS[unit] for number, unit in parts)
    if not 1 <= length <= _LONGEST_EVERY.total_seconds():
        raise UsageError(
            f"cannot read `{text}`; write `@every 20s`, `@every 5m`, `@every 1h30m`, up to 366d"
        )
    return timedelta(seconds=length)


def _every(pace: timedelta) -> Trigger:
    from apscheduler.triggers.interval import IntervalTrigger

    # counted from a fixed moment, so that a restart does not move it
    seconds = int(pace.total_seconds())
    return cast(Trigger, IntervalTrigger(seconds=seconds, start_date=_EPOCH, timezone=UTC))


def _by_crontab(crontab: Crontab, zone: tzinfo) -> Trigger:
    from apscheduler.triggers.combining import OrTrigger

    days = ",".join([*map(str, crontab.days), *(["last"] if crontab.last else [])])
    weekdays = ",".join(WEEKDAYS[number] for number in crontab.weekdays)
    if not crontab.either:
        return _cron(crontab, zone, days=days, weekdays=weekdays)
    by_weekday = _cron(crontab, zone, days="*", weekdays=weekdays)
    if not crontab.has_day:
        return by_weekday
    return cast(Trigger, OrTrigger([_cron(crontab, zone, days=days, weekdays="*"), by_weekday]))


def _cron(crontab: Crontab, zone: tzinfo, *, days: str, weekdays: str) -> Trigger:
    from apscheduler.triggers.cron import CronTrigger

    trigger = CronTrigger(
        second="0",
        minute=",".join(map(str, crontab.minutes)),
        hour=",".join(map(str, crontab.hours)),
        day=days,
        month=",".join(map(str, crontab.months)),
        day_of_week=weekdays,
        timezone=zone,  # always: its default is the machine's zone
    )
    return cast(Trigger, trigger)
