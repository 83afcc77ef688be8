"""The repeats pages: groups of stories that repeat each other."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from archive.browse.diff import Change, changes
from archive.browse.page import Page, Query, missing
from archive.browse.pages.comparison import blocks
from archive.browse.pages.front import following
from archive.browse.questions import groups as of_group
from archive.browse.questions import stories as questions
from archive.browse.questions import story as texts
from archive.browse.questions.ask import Row, first
from archive.browse.spread import spread

SIZE = 30
MOST_MEMBERS = 500
MOST_COMPARED = 8  # stories that are set beside what they repeat


def groups(conn: sqlite3.Connection, query: Query) -> Page:
    """Groups of two and more, those with the latest story first."""
    place = query.place("after")
    after = questions.Place(*place) if place else None
    shown = questions.groups(conn, after, SIZE + 1)
    return Page(
        "groups.html", {"groups": shown[:SIZE], "next": following(shown, SIZE, "last_published")}
    )


def group(conn: sqlite3.Connection, query: Query) -> Page:
    """One group: who was first, who followed, how and how we know; what each cut and added."""
    group_id = query.number("group")
    found = first(conn, "SELECT * FROM story_groups WHERE id = ?", (group_id,))
    if found is None:
        return missing(f"There is no group of repeats number {group_id} in this archive.")
    members = of_group.members(conn, group_id, MOST_MEMBERS)
    context = {
        "group": found,
        "stories": members,
        "spread": spread(members),
        "compared": _compared(conn, members, query.text("compare")),
        "choices": of_group.choices(conn, [member["id"] for member in members]),
    }
    return Page("group.html", context)


def _compared(
    conn: sqlite3.Connection, members: Sequence[Row], asked: str
) -> dict[int, tuple[Change, ...]]:
    """What each of the first few repeats changed, or the one that is asked for."""
    repeats = [member for member in members if member["repeats"] is not None]
    wanted = [member for member in repeats if asked == str(member["id"])] or repeats
    found = {}
    for member in wanted[:MOST_COMPARED]:
        before, after = (_newest(conn, story) for story in (member["repeats"], member["id"]))
        if before is not None and after is not None:
            found[member["id"]] = changes(blocks(before), blocks(after))
    return found


def _newest(conn: sqlite3.Connection, story: int) -> Row | None:
    """The text that a story has now."""
    found = first(conn, "SELECT revisions FROM stories WHERE id = ?", (story,))
    return texts.revision(conn, story, found["revisions"]) if found else None
