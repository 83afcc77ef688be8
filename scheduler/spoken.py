"""What the scheduler says about times and runs, in words; local time, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from archive.config.model import Config
from archive.query import SourceState
from archive.times import parse
from scheduler.figures import spoken_bytes
from scheduler.interval import spoken
from scheduler.timetable import Standing, upcoming
from scheduler.workers import Verdict

_LISTED = 20
_FIGURES = {
    "new": "new",
    "revised": "revised",
    "gone": "gone",
    "comment": "comments",
    "error": "errors",
}
_ADJECTIVES = ("new", "revised", "gone")


def local(moment: datetime) -> str:
    """`Mon 23 Nov 2026 18:10:05 CET`, in the machine's zone."""
    return moment.astimezone().strftime("%a %d %b %Y %H:%M:%S %Z")


def when(moment: datetime | None, *, now: datetime) -> str:
    """A local time and how far off it is: `Mon 23 Nov 2026 18:10:05 CET (in 20 min)`."""
    if moment is None:
        return "never"
    if moment <= now:
        return "now"
    return f"{local(moment)} (in {spoken(moment - now)})"


def next_run(table: Mapping[str, Standing], *, now: datetime) -> str:
    """One line: how many sources there are and which is next."""
    sources = f"{len(table)} source{'' if len(table) == 1 else 's'}"
    soonest = upcoming(table)
    if not soonest:
        return f"{sources}, no run ahead"
    return f"{sources}, next run: {soonest[0].source} {when(soonest[0].due, now=now)}"


def announcement(config: Config, table: Mapping[str, Standing], *, now: datetime) -> Iterator[str]:
    """What a daemon prints when it starts: what is scheduled and when the next runs are."""
    yield f"Archiving {next_run(table, now=now)}"
    yield f"into {config.folder}, with at most {config.crawl.workers} crawl processes"
    width = max((len(name) for name in table), default=0)
    for standing in upcoming(table)[:_LISTED]:
        yield f"  {standing.source:<{width}}  {when(standing.due, now=now)}  {standing.reason}"
    if len(table) > _LISTED:
        yield f"  … and {len(table) - _LISTED} more: `backissue schedule`"
    if not table:
        yield "  no source yet: `backissue add example.com`, then `kill -HUP` this process"


def closing(verdict: Verdict, standing: Standing | None) -> str:
    """One line about a run that ended, and about the next one."""
    counts = verdict.counts
    parts = [
        f"{number:,} {word if number == 1 or word in _ADJECTIVES else word + 's'}"
        for word, key in _FIGURES.items()
        if (number := counts.get(key, 0))
    ]
    brought = ", ".join(parts) or "nothing new"
    size = f", {spoken_bytes(counts['bytes'])}" if counts.get("bytes") else ""
    words = f"{verdict.source}: {verdict.outcome}, {brought}{size}"
    if verdict.reason:
        words += f" ({verdict.reason})"
    if standing is not None and standing.due is not None and verdict.outcome != "stopped":
        words += f"; next run {local(standing.due)}, {standing.reason}"
    return words


def next_times_of(standing: Standing, n: int) -> tuple[datetime, ...]:
    """The `n` times after the next one; an adaptive source has none, for they are not known yet."""
    return () if standing.due is None else standing.schedule.times_after(standing.due, n)


def status_rows(
    table: Mapping[str, Standing], states: Mapping[str, SourceState], *, now: datetime
) -> list[list[str]]:
    """A row a source: name, stories, comments, size, last success, failures, next run and why."""
    rows = []
    for name, standing in table.items():
        state = states.get(name)
        success = parse(state.last_success_at) if state and state.last_success_at else None
        rows.append(
            [
                name,
                f"{state.stories:,}" if state else "0",
                f"{state.comments:,}" if state else "0",
                spoken_bytes(state.bytes if state else 0),
                f"{spoken(now - success)} ago" if success else "never",
                str(standing.failures),
                f"{soon(standing.due, now=now)}: {standing.reason}",
            ]
        )
    return rows


def soon(moment: datetime | None, *, now: datetime) -> str:
    """`now`, or a local time without its date when that is today: `18:10 (in 20 min)`."""
    if moment is None or moment <= now:
        return "never" if moment is None else "now"
    there, here = moment.astimezone(), now.astimezone()
    form = "%H:%M:%S" if there.date() == here.date() else "%a %d %b %H:%M"
    return f"{there.strftime(form)} (in {spoken(moment - now)})"
