"""The repeats pages: groups of stories that repeat each other."""

from __future__ import annotations

import sqlite3

from archive.browse.page import Page, Query, missing
from archive.browse.pages.front import following
from archive.browse.questions import stories as questions
from archive.browse.questions.ask import first

SIZE = 30
MOST_MEMBERS = 500


def groups(conn: sqlite3.Connection, query: Query) -> Page:
    """Groups of two and more, those with the latest story first."""
    place = query.place("after")
    after = questions.Place(*place) if place else None
    shown = questions.groups(conn, after, SIZE + 1)
    return Page(
        "groups.html", {"groups": shown[:SIZE], "next": following(shown, SIZE, "last_published")}
    )


def group(conn: sqlite3.Connection, query: Query) -> Page:
    """One group: who was first, who followed, how and how we know."""
    group_id = query.number("group")
    found = first(conn, "SELECT * FROM story_groups WHERE id = ?", (group_id,))
    if found is None:
        return missing(f"There is no group of repeats number {group_id} in this archive.")
    return Page(
        "group.html", {"group": found, "stories": questions.of_group(conn, group_id, MOST_MEMBERS)}
    )
