"""When a source is due: at the start, after a run, after time away."""

from datetime import UTC, datetime, timedelta

import pytest

from archive.config.model import Source
from archive.query import SourceState
from archive.times import stamp
from scheduler.timetable import NEVER_VISITED, STOPPED, after, begun, standing, timetable, upcoming
from scheduler.workers import Verdict

NOW = datetime(2026, 11, 23, 17, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADAPTIVE = Source(name="a", url="https://a.test/")
DAILY = Source(name="a", url="https://a.test/", schedule="0 6 * * *")


def state(**known):
    blank = dict.fromkeys(SourceState.__dataclass_fields__)
    return SourceState(
        **(
            blank
            | {"name": "a", "url": "", "schedule": "", "added_at": stamp(NOW - 48 * HOUR)}
            | {"failures": 0, "stories": 0, "comments": 0, "captures": 0, "bytes": 0}
            | known
        )
    )


def test_a_new_adaptive_source_is_due_at_once():
    one = standing(ADAPTIVE, None, now=NOW)
    assert (one.due, one.reason) == (NOW, NEVER_VISITED)


def test_a_new_source_with_a_cron_line_waits_for_its_hour():
    fresh = state(added_at=stamp(NOW))
    assert standing(DAILY, fresh, now=NOW).due == datetime(2026, 11, 24, 6, tzinfo=UTC)
    assert standing(DAILY, None, now=NOW).due == datetime(2026, 11, 24, 6, tzinfo=UTC)


def test_a_new_source_with_a_mere_pace_is_due_at_once():
    paced = Source(name="a", url="https://a.test/", schedule="@every 6h")
    assert standing(paced, state(), now=NOW).due == NOW


def test_a_cron_time_that_was_missed_while_nothing_ran_is_due():
    one = standing(DAILY, state(last_run_at=stamp(NOW - 30 * HOUR)), now=NOW)
    assert one.is_due(NOW)


def test_a_cron_time_that_was_kept_is_not_due_again():
    kept = state(last_run_at="2026-11-23T06:00:01Z")
    assert standing(DAILY, kept, now=NOW).due == datetime(2026, 11, 24, 6, tzinfo=UTC)


def test_an_adaptive_source_keeps_its_time_over_a_restart():
    known = state(
        last_run_at=stamp(NOW),
        next_due_at=stamp(NOW + HOUR),
        due_reason="nothing new",
        interval_s=5400,
    )
    one = standing(ADAPTIVE, known, now=NOW)
    assert (one.due, one.reason, one.interval) == (NOW + HOUR, "nothing new", 1.5 * HOUR)


def test_a_source_that_turns_adaptive_does_not_wait_for_its_old_hour():
    known = state(next_due_at=stamp(NOW + 99 * HOUR), due_reason="schedule 0 6 * * *")
    assert standing(ADAPTIVE, known, now=NOW).is_due(NOW)


@pytest.mark.parametrize("source", [ADAPTIVE, DAILY])
def test_a_run_that_was_stopped_is_taken_up_at_the_next_start(source):
    before = standing(source, state(last_run_at=stamp(NOW)), now=NOW)
    stopped = after(before, Verdict("a", "r", "stopped"), now=NOW)
    assert stopped.is_due(NOW)
    known = state(
        last_run_at=stamp(NOW), next_due_at=stamp(NOW), due_reason=STOPPED, interval_s=None
    )
    assert standing(source, known, now=NOW + HOUR).is_due(NOW + HOUR)


@pytest.mark.parametrize("source", [ADAPTIVE, DAILY])
def test_a_run_that_nothing_is_known_of_is_taken_up_at_the_next_start(source):
    """As after a power cut: neither the worker nor who watched it could write."""
    running = begun(standing(source, state(), now=NOW), now=NOW)
    known = state(last_run_at=stamp(NOW), next_due_at=stamp(running.due), due_reason=running.reason)
    assert standing(source, known, now=NOW + HOUR).is_due(NOW + HOUR)


def test_a_stopped_run_leaves_interval_and_failures_as_they_were():
    known = state(next_due_at=stamp(NOW), due_reason="x", interval_s=5400, failures=2)
    one = after(standing(ADAPTIVE, known, now=NOW), Verdict("a", "r", "stopped"), now=NOW)
    assert (one.interval, one.failures) == (1.5 * HOUR, 2)


def test_news_brings_the_next_visit_forward():
    known = state(next_due_at=stamp(NOW), due_reason="x", interval_s=3600, failures=2)
    verdict = Verdict("a", "r", "partly", None, {"new": 1, "unchanged": 9})
    one = after(standing(ADAPTIVE, known, now=NOW), verdict, now=NOW)
    assert one.due == NOW + 0.8 * HOUR
    assert one.failures == 0
    assert one.reason.startswith("1 of 10 stories new or revised")


@pytest.mark.parametrize("outcome", ["failed", "crashed"])
def test_failures_are_counted_and_back_off(outcome):
    known = state(next_due_at=stamp(NOW), due_reason="x", interval_s=3600, failures=1)
    one = after(standing(ADAPTIVE, known, now=NOW), Verdict("a", None, outcome), now=NOW)
    assert (one.failures, one.due) == (2, NOW + 3 * HOUR)


def test_a_cron_source_is_tried_again_at_its_next_hour_after_a_failure():
    one = after(standing(DAILY, state(), now=NOW), Verdict("a", None, "failed"), now=NOW)
    assert (one.failures, one.due) == (1, datetime(2026, 11, 24, 6, tzinfo=UTC))


def test_the_site_can_ask_for_more_time():
    known = state(next_due_at=stamp(NOW), due_reason="x", interval_s=3600)
    verdict = Verdict("a", "r", "failed", "429", {}, wait_s=6 * 3600)
    assert after(standing(ADAPTIVE, known, now=NOW), verdict, now=NOW).due == NOW + 6 * HOUR


def test_the_soonest_comes_first():
    sources = {
        "late": Source(name="late", url="", schedule="@yearly"),
        "soon": Source(name="soon", url="", schedule="@hourly"),
        "now": Source(name="now", url=""),
    }
    assert [one.source for one in upcoming(timetable(sources, {}, now=NOW))] == [
        "now",
        "soon",
        "late",
    ]
