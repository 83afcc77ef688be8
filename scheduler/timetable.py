"""Where each source stands in time: when it is due, and why, before and after a run; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from archive.config.model import Source
from archive.query import SourceState
from archive.times import parse
from scheduler.cron import Schedule, read_schedule
from scheduler.interval import Harvest, next_wait
from scheduler.workers import Verdict

NEVER_VISITED = "not visited yet"
UNDERWAY = "under way"
STOPPED = "was stopped before it was done"
_GOOD = ("ok", "partly")


@dataclass(frozen=True, slots=True)
class Standing:
    """A source's schedule and what is known of its runs; `due` may lie in the past."""

    source: str
    schedule: Schedule
    due: datetime | None
    reason: str
    interval: timedelta | None = None  # of an adaptive source
    failures: int = 0

    @property
    def adaptive(self) -> bool:
        return self.schedule.trigger is None

    def is_due(self, now: datetime) -> bool:
        return self.due is not None and self.due <= now


def standing(source: Source, state: SourceState | None, *, now: datetime) -> Standing:
    """Where a source stands when the scheduler starts; raises UsageError for a bad schedule.

    A source with a cron line that never ran waits for its hour; any other is due at once.
    """
    schedule = read_schedule(source.schedule, source.timezone)
    interval = timedelta(seconds=state.interval_s) if state and state.interval_s else None
    failures = state.failures if state else 0
    told = parse(state.next_due_at) if state and state.next_due_at else None
    if state is not None and told is not None and state.due_reason in (STOPPED, UNDERWAY):
        return Standing(source.name, schedule, told, state.due_reason, interval, failures)
    if schedule.trigger is not None:
        return Standing(
            source.name, schedule, _by_clock(schedule, state, now), _by(schedule), None, failures
        )
    if state is None or told is None:
        return Standing(source.name, schedule, now, NEVER_VISITED, interval, failures)
    if interval is None:  # its schedule was a cron line until now
        return Standing(source.name, schedule, min(told, now), NEVER_VISITED, None, failures)
    return Standing(source.name, schedule, told, state.due_reason or "", interval, failures)


def begun(standing: Standing, *, now: datetime) -> Standing:
    """Where the source stands when a run starts: due until a record says how it ended.

    So a run that a power cut ends is taken up at the next start, whatever the schedule.
    """
    return replace(standing, due=now, reason=UNDERWAY)


def after(standing: Standing, verdict: Verdict, *, now: datetime) -> Standing:
    """Where the source stands after a run."""
    if verdict.outcome == "stopped":
        return replace(standing, due=now, reason=STOPPED)
    failures = 0 if verdict.outcome in _GOOD else standing.failures + 1
    if standing.schedule.trigger is not None:
        due = standing.schedule.next_after(now)
        return replace(standing, due=due, reason=_by(standing.schedule), failures=failures)
    wait = next_wait(standing.interval, _harvest(verdict, failures))
    return replace(
        standing,
        due=now + wait.length,
        reason=wait.reason,
        interval=wait.interval,
        failures=failures,
    )


def timetable(
    sources: Mapping[str, Source], states: Mapping[str, SourceState], *, now: datetime
) -> dict[str, Standing]:
    """The standing of every source of a configuration."""
    return {name: standing(source, states.get(name), now=now) for name, source in sources.items()}


def upcoming(
    table: Mapping[str, Standing], wanted: Callable[[Standing], bool] = lambda _: True
) -> list[Standing]:
    """The standings that have a next time, soonest first."""
    known = [(one.due, one) for one in table.values() if one.due is not None and wanted(one)]
    return [one for _, one in sorted(known, key=lambda pair: (pair[0], pair[1].source))]


def _by_clock(schedule: Schedule, state: SourceState | None, now: datetime) -> datetime | None:
    """The first time of its schedule that no run has served, perhaps past."""
    if state is not None and state.last_run_at is not None:
        return schedule.next_after(parse(state.last_run_at))
    if not schedule.has_hours:
        return now
    return schedule.next_after(parse(state.added_at) if state else now)


def _by(schedule: Schedule) -> str:
    return f"schedule {schedule}"


def _harvest(verdict: Verdict, failures: int) -> Harvest:
    counts = verdict.counts
    news = counts.get("new", 0) + counts.get("revised", 0)
    return Harvest(
        news=news,
        seen=news + counts.get("unchanged", 0),
        failures=failures,
        not_before=None if verdict.wait_s is None else timedelta(seconds=verdict.wait_s),
    )
