"""The edits page: the newest revisions, each with what it changed."""

from __future__ import annotations

import sqlite3

from archive.browse.page import Page, Query
from archive.browse.pages.comparison import between
from archive.browse.pages.front import following
from archive.browse.questions import story as questions

SIZE = 15


def edits(conn: sqlite3.Connection, query: Query) -> Page:
    """Revisions after the first, newest first, SIZE at a time."""
    shown = questions.edits(conn, query.place("after"), SIZE + 1)
    listed = [
        (edit, between(conn, edit["story"], edit["number"] - 1, edit["number"]) or ())
        for edit in shown[:SIZE]
    ]
    return Page("edits.html", {"edits": listed, "next": following(shown, SIZE, "seen_at")})
