"""The story page: its text, comments, revisions, repeats and captures."""

from __future__ import annotations

import sqlite3

from archive.browse import charts
from archive.browse.page import Page, Query, missing
from archive.browse.pages.comparison import between
from archive.browse.questions import stories
from archive.browse.questions import story as questions
from archive.browse.threads import threaded

MOST_COMMENTS = 1000
MOST_CAPTURES = 200
MOST_REPEATS = 50


def story(conn: sqlite3.Connection, query: Query) -> Page:
    """One story; `?revision=N` shows the text it had then."""
    story_id = query.number("story")
    found = questions.story(conn, story_id)
    if found is None:
        return missing(f"There is no story number {story_id} in this archive.")
    asked = query.text("revision")
    history = questions.revisions(conn, story_id)
    newest = history[0]["number"] if history else 0
    number = _number(asked) if asked else newest
    text = questions.revision(conn, story_id, number)
    if asked and text is None:
        return missing(f"Story {story_id} has no revision {asked}.")
    captures = questions.captures(conn, story_id, MOST_CAPTURES)
    comments = questions.comments(conn, story_id, MOST_COMMENTS)
    context = {
        "story": found,
        "text": text,
        "is_newest": number == newest,
        "history": history,
        "headlines": _headlines(history),
        "last_change": between(conn, story_id, number - 1, number) if number > 1 else None,
        "thread": threaded(comments),
        "comments_here": sum(comment["gone_at"] is None for comment in comments),
        "most_comments": MOST_COMMENTS,
        "captures": captures,
        "captures_total": questions.captures_total(conn, story_id),
        "timeline": charts.timeline(captures),
        "group": stories.of_group(conn, found["story_group"], MOST_REPEATS)
        if found["story_group"] is not None
        else [],
    }
    return Page("story.html", context)


def _number(asked: str) -> int:
    """A revision's number as it was typed; 0, which no revision has, for anything else."""
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0


def _headlines(history: list[dict[str, object]]) -> list[dict[str, object]]:
    """The revisions that brought a new headline, newest first; empty when it never changed."""
    brought = [
        revision
        for revision, before in zip(history, [*history[1:], None], strict=True)
        if before is None or before["headline"] != revision["headline"]
    ]
    return brought if len(brought) > 1 else []
