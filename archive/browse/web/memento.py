"""Memento (RFC 7089): Link headers, TimeMaps in link format, and the times of HTTP; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from itertools import groupby

from archive.browse.questions.ask import Row
from archive.browse.web.address import digits, quoted, web_path
from archive.times import parse, utc

LINK_FORMAT = "application/link-format"


def http_date(stored: str) -> str:
    """A stored time as HTTP writes it: `Mon, 23 Nov 2026 20:13:15 GMT`."""
    return format_datetime(parse(stored), usegmt=True)


def accepted(text: str) -> datetime | None:
    """The instant of an Accept-Datetime header; None when it is none."""
    try:
        return utc(parsedate_to_datetime(text))
    except (ValueError, OverflowError):
        return None


def relations(home: str, url: str) -> list[str]:
    """Links from a memento or TimeGate to its original, TimeMap and TimeGate."""
    original = quoted(url)
    return [
        f'<{original}>; rel="original"',
        f'<{home}/web/timemap/link/{original}>; rel="timemap"; type="{LINK_FORMAT}"',
        f'<{home}/web/{original}>; rel="timegate"',
    ]


def memento_links(home: str, url: str, at: str, around: Mapping[str, str | None]) -> list[str]:
    """Links to a memento of the time `at` and those `around` it, each second once."""
    named: dict[str, tuple[str, list[str]]] = {digits(at): (at, [])}
    for name in ("first", "prev", "next", "last"):
        if when := around.get(name):
            named.setdefault(digits(when), (when, []))[1].append(name)
    return [
        _memento(home, url, when, " ".join([*names, "memento"]))
        for _, (when, names) in sorted(named.items())
    ]


def timemap(
    home: str,
    url: str,
    mementos: Iterable[Row],
    following: str | None,
    around: Mapping[str, str | None],
) -> Iterator[str]:
    """The lines of a TimeMap; `following` is the time at which its next page begins."""
    original = quoted(url)
    lines = [
        f'<{original}>; rel="original"',
        f'<{home}/web/{original}>; rel="timegate"',
        f'<{home}/web/timemap/link/{original}>; rel="self"; type="{LINK_FORMAT}"',
    ]
    if following:
        lines.append(
            f'<{home}/web/timemap/link/{digits(following)}/{original}>; rel="timemap";'
            f' type="{LINK_FORMAT}"; from="{http_date(following)}"'
        )
    ends = {name: digits(around.get(name) or "") for name in ("first", "last")}
    for second, rows in groupby(mementos, lambda row: digits(row["captured_at"])):
        names = [name for name, when in ends.items() if when == second]
        at = next(rows)["captured_at"]
        lines.append(_memento(home, url, at, " ".join([*names, "memento"])))
    yield from (f"{line},\n" for line in lines[:-1])
    yield f"{lines[-1]}\n"


def _memento(home: str, url: str, at: str, rel: str) -> str:
    return f'<{home}{web_path(digits(at), "", url)}>; rel="{rel}"; datetime="{http_date(at)}"'
