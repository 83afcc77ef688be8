"""Aware UTC instants and their one written form."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """`2025-09-02T06:00:00Z`: to the second, in UTC; a naive `moment` raises ValueError."""
    return utc(moment).isoformat(timespec="seconds")[:-6] + "Z"  # strftime takes thrice as long


def fine_stamp(moment: datetime) -> str:
    """`2025-09-02T06:00:00.123456Z`: to the microsecond (WARC-Date, W3CDTF profile of ISO 8601)."""
    return utc(moment).isoformat(timespec="microseconds")[:-6] + "Z"


def parse(text: str) -> datetime:
    """An instant from its ISO 8601 form; raises ValueError when it has no zone."""
    return utc(datetime.fromisoformat(text))


def utc(moment: datetime) -> datetime:
    """`moment` in UTC; raises ValueError when it is naive, for a naive time says no instant."""
    if moment.tzinfo is None:
        raise ValueError(f"time without a zone: {moment.isoformat()}")
    return moment.astimezone(UTC)
