"""How long to wait until an adaptive source is visited again, and why; pure.

Multiplicative, as Common Crawl's news-crawl does it with StormCrawler's AdaptiveScheduler: half as
long again when nothing was new, a fifth shorter when something was. Three constants and no history;
it settles where about two visits in three find something. Failures multiply the interval linearly
(MediaCloud's rss-fetcher), and a source is never given up: a surprising number come back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

FIRST = timedelta(hours=1)
UNCHANGED = 1.5
CHANGED = 0.8


@dataclass(frozen=True, slots=True)
class Bounds:
    """The shortest and the longest wait."""

    least: timedelta = timedelta(minutes=10)
    most: timedelta = timedelta(days=7)

    def hold(self, length: timedelta) -> timedelta:
        return min(max(length, self.least), self.most)


DEFAULT_BOUNDS = Bounds()


@dataclass(frozen=True, slots=True)
class Harvest:
    """What a run brought: stories that are new or have a new text, and stories looked at.

    `failures` are the runs in a row, this one included, that brought nothing because they failed.
    `not_before` is what the site itself asks for: Retry-After, a feed's ttl, Cache-Control.
    """

    news: int = 0
    seen: int = 0
    failures: int = 0
    not_before: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """`interval` is to be remembered, `length` to be waited: longer after failures."""

    interval: timedelta
    length: timedelta
    reason: str


def next_wait(
    previous: timedelta | None, harvest: Harvest, *, bounds: Bounds = DEFAULT_BOUNDS
) -> Wait:
    """The wait after a run, from the interval before it (None before the first)."""
    if harvest.failures > 0:
        wait = _after_failure(previous, harvest.failures, bounds)
    else:
        wait = _after_success(previous, harvest, bounds)
    return _as_asked(wait, harvest.not_before, bounds)


def spoken(length: timedelta) -> str:
    """`45 s`, `20 min`, `1 h 30 min`, `2 days 3 h`: two units at most, rounded down."""
    seconds = max(0, int(length.total_seconds()))
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        plural = "day" if days == 1 else "days"
        return f"{days} {plural}" + (f" {hours} h" if hours else "")
    if hours:
        return f"{hours} h" + (f" {minutes} min" if minutes else "")
    if minutes:
        return f"{minutes} min" + (f" {seconds % 60} s" if minutes < 10 and seconds % 60 else "")
    return f"{seconds} s"


def _after_success(previous: timedelta | None, harvest: Harvest, bounds: Bounds) -> Wait:
    if previous is None:
        interval = bounds.hold(FIRST)
        return Wait(interval, interval, f"first visit: again in {spoken(interval)}")
    if harvest.news > 0:
        interval = _seconds(bounds.hold(previous * CHANGED))
        share = f" of {harvest.seen}" if harvest.seen > harvest.news else ""
        noun = "story" if harvest.news == 1 and not share else "stories"
        what = f"{harvest.news}{share} {noun} new or revised"
    else:
        interval = _seconds(bounds.hold(previous * UNCHANGED))
        what = "nothing new"
    return Wait(interval, interval, f"{what}: {_moved(previous, interval, bounds)}")


def _moved(previous: timedelta, interval: timedelta, bounds: Bounds) -> str:
    if interval == previous and interval in (bounds.least, bounds.most):
        limit = "shortest" if interval == bounds.least else "longest"
        return f"still every {spoken(interval)}, the {limit} interval"
    return f"every {spoken(interval)} instead of {spoken(previous)}"


def _after_failure(previous: timedelta | None, failures: int, bounds: Bounds) -> Wait:
    interval = bounds.hold(FIRST if previous is None else previous)
    # the factor is bounded before it multiplies: a timedelta can overflow
    factor = min(failures + 1, int(bounds.most / interval) + 1)
    length = bounds.hold(interval * factor)
    times = "failed" if failures == 1 else f"failed {failures} times in a row"
    return Wait(interval, length, f"{times}: tried again after {spoken(length)}")


def _as_asked(wait: Wait, not_before: timedelta | None, bounds: Bounds) -> Wait:
    """The wait, raised to what the site asks for, up to the longest."""
    if not_before is None or not_before <= wait.length:
        return wait
    length = min(not_before, bounds.most)
    if length <= wait.length:
        return wait
    return Wait(wait.interval, length, f"{wait.reason}; the site asks for {spoken(length)}")


def _seconds(length: timedelta) -> timedelta:
    return timedelta(seconds=round(length.total_seconds()))
