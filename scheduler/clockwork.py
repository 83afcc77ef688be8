"""APScheduler's clock: calls when a source's schedule fires, and every few seconds besides.

Its jobs live in memory only and are made from the configuration; what must outlive the process is
in the archive's own tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from scheduler.timetable import Standing

TICK_S = 5
# apscheduler's own defaults drop a job that is a second late, and queue up missed ones
_PUNCTUALITY: dict[str, Any] = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


class Clockwork:
    """Calls `fire(source)` at the times of its schedule, and `tick()` every TICK_S seconds."""

    def __init__(self, *, fire: Callable[[str], None], tick: Callable[[], None]) -> None:
        self._fire_source = fire
        self._tick_all = tick
        self._scheduler: Any = AsyncIOScheduler(timezone=UTC, job_defaults=_PUNCTUALITY)

    def start(self, table: Mapping[str, Standing]) -> None:
        """Start the clock in the running event loop."""
        self.set(table)
        self._scheduler.start()

    def set(self, table: Mapping[str, Standing]) -> None:
        """Replace all jobs: one for each source that has a schedule of its own, one tick."""
        self._scheduler.remove_all_jobs()
        for standing in table.values():
            if standing.schedule.trigger is not None:
                self._scheduler.add_job(
                    self._fire,
                    standing.schedule.trigger,
                    args=[standing.source],
                    id=f"source {standing.source}",
                )
        self._scheduler.add_job(
            self._tick, IntervalTrigger(seconds=TICK_S, timezone=UTC), id="tick"
        )

    def stop(self) -> None:
        """Stop the clock; jobs that run are over in the same turn of the loop."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    # coroutines, for APScheduler runs plain functions in a thread of its own

    async def _fire(self, source: str) -> None:
        self._fire_source(source)

    async def _tick(self) -> None:
        self._tick_all()
