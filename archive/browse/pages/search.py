"""The search page: stories that hold the words, with the words marked."""

from __future__ import annotations

import re
import sqlite3

from archive.browse import searching
from archive.browse.page import Page, Query
from archive.browse.questions import search as questions
from archive.browse.questions import sources

SIZE = 20
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def search(conn: sqlite3.Connection, query: Query) -> Page:
    """Stories found by `?q=`, by `source`, `since` and `until` (days), in the `order` asked for."""
    typed = query.text("q")
    match = searching.expression(typed)
    limits = {name: query.text(name) for name in ("source", "since", "until")}
    context: dict[str, object] = {
        "typed": typed,
        "limits": limits,
        "sources": sources.names(conn),
        "match": match,
        "order": query.text("order"),
        "hits": 0,
        "many": False,
        "found": [],
        "next": None,
    }
    if match is not None:
        context |= _found(conn, query, _wanted(match, limits))
    return Page("search.html", context)


def _wanted(match: str, limits: dict[str, str]) -> questions.Wanted:
    days = {name: limits[name] if _DAY.fullmatch(limits[name]) else None
            for name in ("since", "until")}  # fmt: skip
    return questions.Wanted(match, limits["source"] or None, days["since"], days["until"])


def _found(conn: sqlite3.Connection, query: Query, wanted: questions.Wanted) -> dict[str, object]:
    hits = questions.hits(conn, wanted)
    many = hits > questions.MANY
    order = "archived" if many else "best" if query.text("order") == "best" else "newest"
    skip, below = _position(query, many=many)
    shown = questions.found(conn, wanted, order=order, skip=skip, below=below, size=SIZE + 1)
    following = None
    if len(shown) > SIZE:
        following = str(shown[SIZE - 1]["id"]) if many else str(skip + SIZE)
    listed = [
        (row, searching.segments(row["in_headline"]), searching.segments(row["in_text"]))
        for row in shown[:SIZE]
    ]
    return {"hits": min(hits, questions.MANY), "many": many, "order": order, "found": listed,
            "next": following}  # fmt: skip


def _position(query: Query, *, many: bool) -> tuple[int, int | None]:
    asked = query.text("from")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 18):
        return 0, None
    return (0, int(asked)) if many else (min(int(asked), questions.MANY), None)
