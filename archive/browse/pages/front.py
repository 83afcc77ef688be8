"""The front page: the newest stories, what came in today, stories a day."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from archive.browse import charts
from archive.browse.page import Page, Query
from archive.browse.questions import sources
from archive.browse.questions import stories as questions
from archive.browse.questions.ask import Row, distinct
from archive.times import stamp

SIZE = 30
DAYS = 21
REFRESH_S = 10


def front(conn: sqlite3.Connection, query: Query) -> Page:
    """Newest stories first, a page of SIZE at a time, filtered by source, language and credit."""
    filters = {name: query.text(name) for name in questions.FILTERS if query.text(name)}
    place = query.place("after")
    after = questions.Place(*place) if place else None
    shown = questions.newest(conn, filters, after, SIZE + 1)
    running = sources.under_way(conn, stamp(query.now - timedelta(hours=2)))
    first_page = after is None
    context = {
        "stories": shown[:SIZE],
        "next": following(shown, SIZE, "published"),
        "filters": filters,
        "chosen": {name: query.text(name) for name in questions.FILTERS},
        "first_page": first_page,
        "sources": sources.names(conn),
        "languages": distinct(conn, "stories", "language", 100),
        "credits": distinct(conn, "stories", "credit", 300),
        "running": running,
        "today": questions.counts_since(conn, stamp(midnight(query.now))),
        "chart": _chart(conn, query.now, filters.get("source")),
        "soonest": sources.soonest(conn),
    }
    awaited = first_page and (running is not None or (not shown and not filters))
    return Page("front.html", context, refresh=REFRESH_S if awaited else None)


def midnight(now: datetime) -> datetime:
    """The beginning of the day on the serving machine's clock."""
    return now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)


def following(shown: list[Row], size: int, time_column: str) -> str | None:
    """The keyset place where the next page goes on; None when this is the last.

    `shown` is asked for with one row more than the `size` that the page shows.
    """
    if len(shown) <= size:
        return None
    last = shown[size - 1]
    return f"{last[time_column]}~{last['id']}"


def _chart(conn: sqlite3.Connection, now: datetime, source: str | None) -> charts.Chart:
    since = (now - timedelta(days=DAYS - 1)).replace(hour=0, minute=0, second=0)
    per_day = questions.per_day(conn, stamp(since), source)
    return charts.stories_by_day(per_day, now.date(), DAYS)
