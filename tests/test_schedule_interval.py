"""The adaptive interval: what a run brought decides how long to wait."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.interval import Bounds, Harvest, next_wait, spoken

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def test_the_first_wait_is_an_hour():
    wait = next_wait(None, Harvest(news=40, seen=40))
    assert (wait.interval, wait.length) == (HOUR, HOUR)
    assert "first visit" in wait.reason


def test_news_shortens_by_a_fifth():
    wait = next_wait(HOUR, Harvest(news=3, seen=40))
    assert wait.length == 48 * MINUTE
    assert wait.reason == "3 of 40 stories new or revised: every 48 min instead of 1 h"


def test_nothing_new_lengthens_by_half():
    wait = next_wait(HOUR, Harvest(news=0, seen=40))
    assert wait.length == 90 * MINUTE
    assert wait.reason == "nothing new: every 1 h 30 min instead of 1 h"


@pytest.mark.parametrize(
    ("previous", "news", "length", "limit"),
    [(10 * MINUTE, 1, 10 * MINUTE, "shortest"), (7 * DAY, 0, 7 * DAY, "longest")],
)
def test_bounds_hold_and_the_reason_says_so(previous, news, length, limit):
    wait = next_wait(previous, Harvest(news=news, seen=1))
    assert wait.length == length
    assert f"the {limit} interval" in wait.reason


def test_failures_back_off_linearly_and_leave_the_interval_as_it_was():
    waits = [next_wait(HOUR, Harvest(failures=n)) for n in (1, 2, 3)]
    assert [wait.length for wait in waits] == [2 * HOUR, 3 * HOUR, 4 * HOUR]
    assert {wait.interval for wait in waits} == {HOUR}
    assert waits[2].reason == "failed 3 times in a row: tried again after 4 h"


def test_a_source_that_fails_for_ever_is_still_tried_every_week():
    assert next_wait(HOUR, Harvest(failures=10**9)).length == 7 * DAY


def test_what_the_site_asks_for_raises_the_wait():
    wait = next_wait(HOUR, Harvest(news=1, seen=1, not_before=6 * HOUR))
    assert (wait.interval, wait.length) == (48 * MINUTE, 6 * HOUR)
    assert wait.reason.endswith("the site asks for 6 h")


def test_what_the_site_asks_for_never_shortens_the_wait():
    assert next_wait(HOUR, Harvest(not_before=MINUTE)).length == 90 * MINUTE


def test_a_site_cannot_send_us_away_for_ever():
    assert next_wait(HOUR, Harvest(not_before=3650 * DAY)).length == 7 * DAY


def test_a_steady_source_is_met_two_times_in_three():
    """The constants' promise: a source with news every hour is visited about that often."""
    clock, interval, found, visits, published = 0.0, HOUR, 0, 0, 0
    while clock < 86400 * 60:
        news = int(clock // 3600) - published
        published += news
        found += news > 0
        visits += 1
        interval = next_wait(interval, Harvest(news=news, seen=30)).interval
        clock += interval.total_seconds()
    assert 0.5 < found / visits < 0.8


@given(
    st.none() | st.timedeltas(timedelta(0), timedelta(days=400)),
    st.builds(
        Harvest,
        news=st.integers(0, 10**6),
        seen=st.integers(0, 10**6),
        failures=st.integers(0, 10**9),
        not_before=st.none() | st.timedeltas(timedelta(0), timedelta(days=4000)),
    ),
)
def test_every_wait_lies_within_its_bounds_and_has_a_reason(previous, harvest):
    bounds = Bounds(timedelta(minutes=5), timedelta(days=2))
    wait = next_wait(previous, harvest, bounds=bounds)
    assert bounds.least <= wait.interval <= bounds.most
    assert wait.interval <= wait.length <= bounds.most
    assert wait.reason


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (45, "45 s"),
        (90, "1 min 30 s"),
        (1230, "20 min"),
        (5400, "1 h 30 min"),
        (86400, "1 day"),
        (183600, "2 days 3 h"),
        (-5, "0 s"),
    ],
)
def test_lengths_in_words(seconds, words):
    assert spoken(timedelta(seconds=seconds)) == words
