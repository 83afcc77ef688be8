"""Schedules as text: standard weekday numbers, cron's rules, zones, and what is refused."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import UsageError
from scheduler.cron import check_schedule, read_schedule

NOW = datetime(2026, 11, 23, 17, 10, tzinfo=UTC)  # a Monday


def next_times(schedule, timezone="UTC", n=3, *, now):
    return read_schedule(schedule, timezone).times_after(now, n)


def shown(schedule, n=3, timezone="UTC", now=NOW):
    return [f"{time:%a %Y-%m-%d %H:%M}" for time in next_times(schedule, timezone, n, now=now)]


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("0 6 * * 0", ["Sun 2026-11-29 06:00", "Sun 2026-12-06 06:00"]),
        ("0 6 * * 7", ["Sun 2026-11-29 06:00", "Sun 2026-12-06 06:00"]),
        ("0 6 * * sun", ["Sun 2026-11-29 06:00", "Sun 2026-12-06 06:00"]),
        ("0 6 * * SUNDAY", ["Sun 2026-11-29 06:00", "Sun 2026-12-06 06:00"]),
        ("0 6 * * 1", ["Mon 2026-11-30 06:00", "Mon 2026-12-07 06:00"]),
        ("0 6 * * 6", ["Sat 2026-11-28 06:00", "Sat 2026-12-05 06:00"]),
        ("0 6 * * 6-7", ["Sat 2026-11-28 06:00", "Sun 2026-11-29 06:00"]),
        ("0 6 * * 5-7", ["Fri 2026-11-27 06:00", "Sat 2026-11-28 06:00", "Sun 2026-11-29 06:00"]),
        ("0 6 * * sun-mon", ["Sun 2026-11-29 06:00", "Mon 2026-11-30 06:00"]),
        ("0 6 * * fri-mon", ["Fri 2026-11-27 06:00", "Sat 2026-11-28 06:00"]),
        ("0 6 * * sat-sun", ["Sat 2026-11-28 06:00", "Sun 2026-11-29 06:00"]),
        ("0 6 * * 0,3", ["Wed 2026-11-25 06:00", "Sun 2026-11-29 06:00"]),
        ("0 6 * * */2", ["Tue 2026-11-24 06:00", "Thu 2026-11-26 06:00", "Sat 2026-11-28 06:00"]),
        ("*/20 * * * *", ["Mon 2026-11-23 17:20", "Mon 2026-11-23 17:40", "Mon 2026-11-23 18:00"]),
        ("5/15 17 * * *", ["Mon 2026-11-23 17:20", "Mon 2026-11-23 17:35", "Mon 2026-11-23 17:50"]),
        ("10 17 * * *", ["Tue 2026-11-24 17:10"]),  # strictly later than now
        ("0 0 1 jan *", ["Fri 2027-01-01 00:00"]),
        ("0 0 1 1,JULY *", ["Fri 2027-01-01 00:00", "Thu 2027-07-01 00:00"]),
        ("0 0 29 2 *", ["Tue 2028-02-29 00:00", "Sun 2032-02-29 00:00"]),
        ("0 0 31 4,5 *", ["Mon 2027-05-31 00:00"]),
        ("0 0 last * *", ["Mon 2026-11-30 00:00", "Thu 2026-12-31 00:00"]),
        # day and weekday both given: either will do
        ("0 6 13 * fri", ["Fri 2026-11-27 06:00", "Fri 2026-12-04 06:00", "Fri 2026-12-11 06:00"]),
        ("0 6 24 * fri", ["Tue 2026-11-24 06:00", "Fri 2026-11-27 06:00"]),
        # a date that never comes leaves the weekday
        ("0 0 30 2 1", ["Mon 2027-02-01 00:00", "Mon 2027-02-08 00:00"]),
        # but a field that starts with a star restricts: both must hold
        ("0 6 */2 * fri", ["Fri 2026-11-27 06:00", "Fri 2026-12-11 06:00"]),
        ("@hourly", ["Mon 2026-11-23 18:00", "Mon 2026-11-23 19:00"]),
        ("hourly", ["Mon 2026-11-23 18:00"]),
        ("@daily", ["Tue 2026-11-24 00:00"]),
        ("@midnight", ["Tue 2026-11-24 00:00"]),
        ("@weekly", ["Sun 2026-11-29 00:00"]),
        ("@monthly", ["Tue 2026-12-01 00:00"]),
        ("@yearly", ["Fri 2027-01-01 00:00"]),
        ("@annually", ["Fri 2027-01-01 00:00"]),
        ("@every 5m", ["Mon 2026-11-23 17:15", "Mon 2026-11-23 17:20"]),
        ("@every 1h30m", ["Mon 2026-11-23 18:00", "Mon 2026-11-23 19:30"]),
    ],
)
def test_fires_when_cron_would(schedule, expected):
    assert shown(schedule, len(expected)) == expected


def test_working_days_are_monday_to_friday():
    times = next_times("0 6 * * 1-5", "UTC", 10, now=NOW)
    assert {time.isoweekday() for time in times} == {1, 2, 3, 4, 5}


def test_seconds_are_told_apart():
    times = next_times("@every 20s", now=NOW + timedelta(seconds=5))
    assert [time.second for time in times] == [20, 40, 0]


def test_adaptive_has_no_times_of_its_own():
    assert next_times("adaptive", now=NOW) == ()
    assert read_schedule("Adaptive").trigger is None


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ("0 0 30 2 *", "can never fire: no February has a day 30"),
        ("0 0 31 4,6 *", "no April or June has a day 31"),
        ("? * * * *", "write `*` instead of `?`"),
        ("0 0 L * *", "write `last`"),
        ("0 0 15W * *", "not part of crontab(5)"),
        ("0 0 * * 5#3", "not part of crontab(5)"),
        ("0 25 * * *", "25 is not between 0 and 23"),
        ("60 * * * *", "60 is not between 0 and 59"),
        ("0 0 0 * *", "0 is not between 1 and 31"),
        ("0 0 * * 8", "8 is not between 0 and 7"),
        ("0 0 * * mayday", "cannot read `mayday`"),
        ("0 0 * * mon-", "cannot read `mon-`"),
        ("50-10 * * * *", "runs backwards"),
        ("*/0 * * * *", "step of 0"),
        ("*-5 * * * *", "whole range"),
        ("1,,2 * * * *", "nothing between two commas"),
        ("-1 * * * *", "cannot read `-1`"),
        ("\u00b2 * * * *", "cannot read"),
        ("* * * *", "4 fields; a crontab line has five"),
        ("* * * * * *", "for seconds write `@every 20s`"),
        ("99999999999999999999 * * * *", "is not between"),
        ("@every 0s", "write `@every 20s`"),
        ("@every 5", "write `@every 20s`"),
        ("@every 999999d", "up to 366d"),
        ("@reboot", "not needed"),
        ("@fortnightly", "cannot read the schedule"),
        ("sometimes", "cannot read the schedule"),
        ("", "cannot read the schedule"),
    ],
)
def test_refuses_with_words_that_help(schedule, words):
    assert words in (check_schedule(schedule) or "accepted")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../../etc/passwd", "Europe", "a\0b"])
def test_refuses_zones_that_are_none(zone):
    assert "no time zone" in (check_schedule("@daily", zone) or "accepted")


def test_times_are_the_zones_and_come_in_utc():
    assert shown("0 6 * * *", 1, "Europe/Paris") == ["Tue 2026-11-24 05:00"]
    assert shown("0 6 * * *", 1, "America/New_York") == ["Tue 2026-11-24 11:00"]
    assert shown("0 6 * * mon", 1, "Pacific/Auckland") == ["Sun 2026-11-29 17:00"]


def test_the_machines_zone_does_not_matter(monkeypatch):
    import time

    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert shown("0 6 * * *", 1) == ["Tue 2026-11-24 06:00"]
    finally:
        monkeypatch.undo()
        time.tzset()


def test_an_hour_that_is_skipped_fires_once_after_the_gap():
    before = datetime(2027, 3, 13, 12, tzinfo=UTC)  # New York springs forward on 14 March
    assert shown("30 2 * * *", 2, "America/New_York", before) == [
        "Sun 2027-03-14 07:30",  # 03:30 EDT
        "Mon 2027-03-15 06:30",
    ]


def test_an_hour_that_comes_twice_fires_twice():
    before = datetime(2026, 10, 31, 12, tzinfo=UTC)  # New York falls back on 1 November
    assert shown("30 1 * * *", 3, "America/New_York", before) == [
        "Sun 2026-11-01 05:30",
        "Sun 2026-11-01 06:30",
        "Mon 2026-11-02 06:30",
    ]


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Paris", "Australia/Lord_Howe"])
@pytest.mark.parametrize("schedule", ["*/30 * * * *", "15 */3 * * *", "@hourly"])
def test_times_rise_evenly_where_clocks_change(zone, schedule):
    for start in (datetime(2026, 10, 24, tzinfo=UTC), datetime(2027, 3, 13, tzinfo=UTC)):
        times = next_times(schedule, zone, 200, now=start)
        gaps = {later - earlier for earlier, later in itertools.pairwise(times)}
        assert min(gaps) > timedelta(0)
        assert max(gaps) <= timedelta(hours=4)


@given(st.text(max_size=30) | st.text("0123456789*/-,?#Lmonfeb @every", max_size=30))
def test_any_text_is_a_schedule_or_a_line_of_words(text):
    try:
        schedule = read_schedule(text)
    except UsageError as error:
        assert str(error)
    else:
        assert schedule.trigger is None or schedule.next_after(NOW) is not None


def _field(least, most):
    number = st.integers(least, most)
    ranges = st.tuples(number, number).map(lambda pair: (min(pair), max(pair)))
    part = st.one_of(
        number.map(lambda n: (str(n), {n})),
        ranges.map(lambda r: (f"{r[0]}-{r[1]}", set(range(r[0], r[1] + 1)))),
        st.tuples(ranges, st.integers(1, 9)).map(
            lambda t: (f"{t[0][0]}-{t[0][1]}/{t[1]}", set(range(t[0][0], t[0][1] + 1, t[1])))
        ),
    )
    parts = st.lists(part, min_size=1, max_size=3).map(
        lambda ps: (",".join(p[0] for p in ps), set().union(*(p[1] for p in ps)))
    )
    return st.just(("*", set(range(least, most + 1)))) | parts


@settings(max_examples=150, deadline=None)
@given(_field(0, 59), _field(0, 23), _field(1, 31), _field(1, 12), _field(0, 7))
def test_agrees_with_a_plain_reading_of_crontab5(minute, hour, day, month, weekday):
    """An oracle that tries each day by the manual's words."""
    fields = (minute, hour, day, month, weekday)
    line = " ".join(field[0] for field in fields)
    weekdays = {number % 7 for number in weekday[1]}
    either = day[0] != "*" and weekday[0] != "*"

    def fits(one: date) -> bool:
        by_day, by_weekday = one.day in day[1], one.isoweekday() % 7 in weekdays
        return one.month in month[1] and (by_day or by_weekday if either else by_day and by_weekday)

    days = (date(2026, 11, 23) + timedelta(days=n) for n in range(366 * 9))
    expected = next(
        (
            moment
            for one in days
            if fits(one)
            for h in sorted(hour[1])
            for m in sorted(minute[1])
            if (moment := datetime(one.year, one.month, one.day, h, m, tzinfo=UTC)) > NOW
        ),
        None,
    )
    if expected is None:
        assert "can never fire" in (check_schedule(line) or "")
    else:
        assert next_times(line, "UTC", 1, now=NOW) == (expected,)
