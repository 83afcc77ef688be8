"""The difference page: two revisions of a story beside each other."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from archive.browse.diff import Block, Change, changes
from archive.browse.page import Page, Query, missing
from archive.browse.questions import story as questions
from archive.browse.questions.ask import Row
from archive.browse.rendering import names, paragraphs


def comparison(conn: sqlite3.Connection, query: Query) -> Page:
    """Revision `old` against revision `new`, paragraph beside paragraph; `?as=inline` in one."""
    story_id, old, new = query.number("story"), query.number("old"), query.number("new")
    found = questions.story(conn, story_id)
    if found is None:
        return missing(f"There is no story number {story_id} in this archive.")
    before, after = (questions.revision(conn, story_id, number) for number in (old, new))
    if before is None or after is None:
        return missing(f"Story {story_id} has no revision {old if before is None else new}.")
    context = {
        "story": found,
        "old": before,
        "new": after,
        "changes": changes(blocks(before), blocks(after)),
        "inline": query.text("as") == "inline",
        "history": questions.revisions(conn, story_id),
    }
    return Page("comparison.html", context)


def between(
    conn: sqlite3.Connection, story_id: int, old: int, new: int
) -> tuple[Change, ...] | None:
    """What changed from one revision of a story to another; None when one is not there."""
    before, after = (questions.revision(conn, story_id, number) for number in (old, new))
    return changes(blocks(before), blocks(after)) if before and after else None


def blocks(revision: Row) -> list[Block]:
    """A revision as the blocks that a reader compares, in reading order.

    A lead that is the opening paragraph stands there alone: an edit of it is one edit.
    """
    found = [Block("headline", revision["headline"])]
    first = paragraphs(revision["sections"][0]["text"]) if revision["sections"] else []
    if revision["lead"] not in first[:1]:
        found += _one("lead", revision["lead"])
    found += _one("byline", names(revision["authors"]))
    for section in revision["sections"]:
        found += _one("heading", section["heading"])
        found += [Block("paragraph", text) for text in paragraphs(section["text"])]
    found += _one("source line", revision["source_line"])
    return found


def _one(role: str, text: str | None) -> Sequence[Block]:
    return [Block(role, text)] if text else []
