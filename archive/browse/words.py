"""How instants, amounts and outcomes are said in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from archive import times

_OUTCOMES = {
    "running": "under way",
    "ok": "went well",
    "partly": "partly failed",
    "failed": "failed",
    "stopped": "was stopped",
    "crashed": "crashed",
    "skipped": "was skipped",
}
_CHANGES = {
    "first": "first version",
    "headline": "headline changed",
    "credit": "source line changed",
    "typo": "small fix",
    "correction": "correction",
    "live": "live post added",
    "update": "updated",
    "rewrite": "rewritten",
    "cut": "text mostly missing",
}
_RELATIONS = {
    "same-url": "the same story at another address",
    "republished": "republished",
    "wire-copy": "the same agency text",
    "updated": "a later version",
}
_KINDS = {
    "story": "story page",
    "comments": "comment page",
    "feed": "feed",
    "sitemap": "sitemap",
    "front": "section page",
    "robots": "robots.txt",
    "requisite": "style or image",
}


def instant(text: str | None) -> datetime | None:
    """A stored time as an aware UTC instant; None when there is none or it is a bare day."""
    try:
        return times.parse(text) if text else None
    except ValueError:
        return None


def clock(text: str | None, *, seconds: bool = False) -> str:
    """`23 Nov 2026, 18:10 CET` in the serving machine's zone; a bare day or odd text as is."""
    moment = instant(text)
    if moment is None:
        return text or "unknown"
    local = moment.astimezone()
    hour = "%H:%M:%S" if seconds else "%H:%M"
    return f"{local.day} {local.strftime(f'%b %Y, {hour} %Z')}"


def ago(text: str | None, now: datetime) -> str:
    """`3 hours ago`, `in 12 minutes`, `just now`; never for None."""
    moment = instant(text)
    if moment is None:
        return text or "never"
    seconds = (now - moment).total_seconds()
    if abs(seconds) < 45:
        return "just now" if seconds >= 0 else "in a moment"
    said = span(timedelta(seconds=abs(seconds)))
    return f"{said} ago" if seconds > 0 else f"in {said}"


def due(text: str | None, now: datetime) -> str:
    """When something planned is to come: `in 12 minutes`, `now`; `not planned` for None."""
    moment = instant(text)
    if moment is None:
        return text or "not planned"
    return "now" if moment <= now else ago(text, now)


def span(length: timedelta) -> str:
    """`50 seconds`, `12 minutes`, `3 hours`, `4 days`, `5 months`, `2 years`: the nearest unit."""
    seconds = length.total_seconds()
    for unit, size, upto in (
        ("second", 1, 90),
        ("minute", 60, 90 * 60),
        ("hour", 3600, 36 * 3600),
        ("day", 86400, 60 * 86400),
        ("month", 30.44 * 86400, 24 * 30.44 * 86400),
    ):
        if seconds < upto:
            return count(round(seconds / size), unit)
    return count(round(seconds / (365.25 * 86400)), "year")


def count(number: int, noun: str, plural: str | None = None) -> str:
    """`1 story`, `1,204 stories`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def size(octets: int | None) -> str:
    """`812 bytes`, `14.2 kB`, `3.1 GB` (powers of 1000)."""
    if octets is None:
        return "unknown"
    if octets < 1000:
        return count(octets, "byte")
    amount = float(octets)
    for unit in ("kB", "MB", "GB", "TB"):
        amount /= 1000
        if amount < 1000 or unit == "TB":
            break
    return f"{amount:.3g} {unit}" if amount < 1000 else f"{amount:,.0f} {unit}"


def outcome(name: str | None) -> str:
    """A run's outcome as it ends a sentence."""
    return _OUTCOMES.get(name or "", name or "unknown")


def change(kind: str | None) -> str:
    """What a revision is."""
    return _CHANGES.get(kind or "", kind or "changed")


def relation(name: str | None) -> str:
    """How a story repeats another."""
    return _RELATIONS.get(name or "", name or "related")


def capture_kind(name: str | None) -> str:
    """What a capture was made for."""
    return _KINDS.get(name or "", name or "other")
