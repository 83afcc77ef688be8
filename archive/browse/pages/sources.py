"""The sources pages: whether each site is still coming in, and what went wrong."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from urllib.parse import unquote

from archive.browse import charts
from archive.browse.page import Page, Query, missing
from archive.browse.questions import sources as questions
from archive.browse.questions import stories
from archive.browse.questions.ask import Row
from archive.times import stamp

MOST = 500
RUNS_IN_LIST = 30
RUNS_ON_PAGE = 60
DAYS = 30


def sources(conn: sqlite3.Connection, query: Query) -> Page:
    """All sources, those in trouble first."""
    listed = [_health(conn, query, source) for source in questions.sources(conn, MOST)]
    return Page("sources.html", {"sources": listed, "most": MOST})


def _health(conn: sqlite3.Connection, query: Query, source: Row) -> Row:
    history = questions.runs(conn, source["name"], RUNS_IN_LIST)
    new = questions.new_by_day(conn, source["name"], _since(query))
    today = query.now.date()
    return {
        "source": source,
        "last_run": history[0] if history else None,
        "chart": charts.runs(history, RUNS_IN_LIST),
        "today": next((row["stories"] or 0 for row in new if row["day"] == today.isoformat()), 0),
        "usual": charts.usual(new, today),
    }


def source(conn: sqlite3.Connection, query: Query) -> Page:
    """One source: its schedule, its runs, stories a day against the usual, its troubles."""
    name = unquote(query.path["name"])
    found = questions.source(conn, name)
    if found is None:
        return missing(f"There is no source called “{name}” in this archive.")
    history = questions.runs(conn, name, RUNS_ON_PAGE)
    new = questions.new_by_day(conn, name, _since(query))
    context = {
        "source": found,
        "runs": history,
        "chart": charts.runs(history, RUNS_ON_PAGE),
        "by_day": charts.against_median(new, query.now.date(), DAYS),
        "bytes": questions.bytes_kept(conn, name),
        "total": questions.stories_total(conn, name),
        "troubles": questions.troubles(conn, name, 20),
        "newest": stories.newest(conn, {"source": name}, None, 8),
    }
    return Page("source.html", context)


def _since(query: Query) -> str:
    first = query.now - timedelta(days=DAYS - 1)
    return stamp(first.replace(hour=0, minute=0, second=0))
