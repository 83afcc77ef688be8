"""How an archive and its sources are: what `status` shows and what `status --check` minds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from archive import db
from archive.config.model import Config
from archive.folder import WARCS
from archive.query import SourceState, open_reader
from archive.times import stamp
from scheduler.disk import FLOOR_MB, free_mb, size
from scheduler.interval import spoken
from scheduler.lock import Holder, holder
from scheduler.timetable import Standing, timetable

FAILING = 3  # runs in a row
LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Health:
    """An archive at a moment. Sizes are bytes on disk."""

    folder: Path
    moment: datetime
    holder: Holder | None
    table: Mapping[str, Standing]
    states: Mapping[str, SourceState]
    warc_bytes: int
    database_bytes: int
    free_mb: float

    def problems(self) -> Iterator[str]:
        """What someone should look after, a line each."""
        if self.free_mb < FLOOR_MB:
            yield f"only {self.free_mb:,.0f} MB are free below {self.folder}"
        for name, standing in self.table.items():
            state = self.states.get(name)
            if standing.failures >= FAILING:
                why = f": {state.last_error}" if state and state.last_error else ""
                yield f"{name} failed {standing.failures} times in a row{why}"
            elif standing.due is not None and self.moment - standing.due > LATE:
                yield f"{name} should have been crawled {spoken(self.moment - standing.due)} ago"

    def troubles(self) -> Iterator[str]:
        """What the last run of each source met, a line each; those of `problems` not again."""
        for name, standing in self.table.items():
            state = self.states.get(name)
            if state is not None and state.last_error and standing.failures < FAILING:
                yield f"{name}: {state.last_error}"

    def document(self) -> dict[str, Any]:
        """The same as JSON; times are ISO 8601 in UTC, sizes bytes."""
        return {
            "folder": str(self.folder),
            "at": stamp(self.moment),
            "running": None if self.holder is None else asdict(self.holder),
            "warc_bytes": self.warc_bytes,
            "database_bytes": self.database_bytes,
            "free_bytes": round(self.free_mb * 1_000_000),
            "problems": list(self.problems()),
            "sources": [self._source(name, one) for name, one in self.table.items()],
        }

    def _source(self, name: str, standing: Standing) -> dict[str, Any]:
        state = self.states.get(name)
        told = asdict(state) if state is not None else {"name": name}
        return told | {
            "schedule": standing.schedule.text,
            "timezone": standing.schedule.timezone,
            "next_due_at": None if standing.due is None else stamp(standing.due),
            "due_reason": standing.reason,
        }


def read_states(folder: Path) -> dict[str, SourceState]:
    """What the archive holds of each source; nothing when there is no database yet."""
    if not (folder / db.NAME).exists():
        return {}
    with open_reader(folder) as reader:
        return {state.name: state for state in reader.source_states()}


def look(config: Config, *, now: datetime) -> Health:
    """The health of the archive in a configuration's folder."""
    states = read_states(config.folder)
    database = [config.folder / (db.NAME + suffix) for suffix in ("", "-wal", "-shm")]
    return Health(
        folder=config.folder,
        moment=now,
        holder=holder(config.folder),
        table=timetable(config.sources, states, now=now),
        states=states,
        warc_bytes=size([config.folder / WARCS]),
        database_bytes=size(database),
        free_mb=free_mb(config.folder),
    )
