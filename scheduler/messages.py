"""The JSON lines between the scheduler and a worker process, read into frozen shapes.

A worker reads pages from strangers, so a line is judged before it is believed: unknown events,
wrong types and lines that are no JSON give None, and words are made plain for a terminal.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scheduler.terminal import one_line

LONGEST_LINE = 1 << 20  # bytes
_WORDS = 500  # characters of a headline, an address or a reason
OUTCOMES = ("ok", "partly", "failed", "stopped")
# a run's figures, as `runs` names them and as a progress line does
_COUNTS = {
    "stories_new": "new",
    "stories_revised": "revised",
    "stories_unchanged": "unchanged",
    "stories_gone": "gone",
    "comments_new": "comments",
}


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is asked to do: the first line on its standard input."""

    folder: Path
    sources: tuple[str, ...]
    trigger: str  # "manual", "schedule" or "catch-up"
    recheck: str  # "all" or "due"
    config: str | None = None  # the text of backissue.toml to go by; None: as it is on the disk

    def line(self) -> bytes:
        job = {
            "folder": str(self.folder),
            "sources": list(self.sources),
            "trigger": self.trigger,
            "recheck": self.recheck,
            "config": self.config,
        }
        return json.dumps(job).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Beat:
    """The worker's loop turns."""


@dataclass(frozen=True, slots=True)
class Started:
    source: str
    run: str


@dataclass(frozen=True, slots=True)
class Progress:
    source: str
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoryKept:
    source: str
    outcome: str  # "new", "revised" or "gone"
    headline: str
    url: str


@dataclass(frozen=True, slots=True)
class Trouble:
    source: str
    url: str
    words: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The record that alone proves a run's end. `wait_s` is what the site asks for, if it does."""

    source: str
    run: str | None
    outcome: str
    reason: str | None
    counts: Mapping[str, int] = field(default_factory=dict)
    wait_s: float | None = None


@dataclass(frozen=True, slots=True)
class Fatal:
    """The worker cannot go on at all."""

    error: str
    message: str
    exit_code: int


@dataclass(frozen=True, slots=True)
class End:
    """The worker's last line."""


Event = Beat | Started | Progress | StoryKept | Trouble | Finished | Fatal | End


def read_event(line: bytes) -> Event | None:
    """The event of one line; None when it is not one."""
    try:
        told = json.loads(line)
        return _READERS[told["event"]](told)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _text(told: Mapping[str, Any], key: str) -> str:
    value = told[key]
    if not isinstance(value, str):
        raise TypeError(key)
    return one_line(value, _WORDS)


def _maybe(told: Mapping[str, Any], key: str) -> str | None:
    return None if told.get(key) is None else _text(told, key)


def _counts(told: Any) -> dict[str, int]:
    if not isinstance(told, dict):
        raise TypeError("counts")
    return {
        _COUNTS.get(name, str(name)): number
        for name, number in told.items()
        if isinstance(number, int) and not isinstance(number, bool) and number >= 0
    }


def _finished(told: Mapping[str, Any]) -> Finished:
    if told["outcome"] not in OUTCOMES:
        raise ValueError(told["outcome"])
    wait = told.get("wait_s")
    return Finished(
        source=_text(told, "source"),
        run=_maybe(told, "run"),
        outcome=told["outcome"],
        reason=_maybe(told, "reason"),
        counts=_counts(told.get("counts") or {}),
        wait_s=float(wait) if isinstance(wait, int | float) and 0 <= wait < 1e9 else None,
    )


def _story(told: Mapping[str, Any]) -> StoryKept:
    return StoryKept(
        source=_text(told, "source"),
        outcome=_text(told, "outcome"),
        headline=_maybe(told, "headline") or "",  # what is gone may never have had one
        url=_text(told, "url"),
    )


_READERS: dict[str, Callable[[Mapping[str, Any]], Event]] = {
    "beat": lambda _: Beat(),
    "started": lambda told: Started(_text(told, "source"), _text(told, "run")),
    "progress": lambda told: Progress(_text(told, "source"), _counts(told)),
    "story": _story,
    "trouble": lambda told: Trouble(
        _text(told, "source"), _maybe(told, "url") or "", _text(told, "words")
    ),
    "finished": _finished,
    "fatal": lambda told: Fatal(
        _text(told, "error"), _text(told, "message"), int(told.get("exit_code") or 1)
    ),
    "end": lambda _: End(),
}
