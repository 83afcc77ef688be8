"""Atom feeds of the newest stories and of the newest edits."""

from __future__ import annotations

import sqlite3

from archive.browse.atom import CONTENT_TYPE, Entry, feed
from archive.browse.page import Document, Query
from archive.browse.questions import stories as story_questions
from archive.browse.questions import story as questions
from archive.browse.questions.stories import FILTERS
from archive.browse.rendering import names, short
from archive.browse.words import change
from archive.times import stamp

SIZE = 50


def stories(conn: sqlite3.Connection, query: Query) -> Document:
    """The newest stories, filtered as the front page is."""
    filters = {name: query.text(name) for name in FILTERS if query.text(name)}
    shown = story_questions.newest(conn, filters, None, SIZE)
    entries = [
        Entry(
            id=f"{query.home}/story/{story['id']}",
            title=story["headline"],
            link=f"{query.home}/story/{story['id']}",
            updated=story["last_changed"],
            author=names(story["authors"]) or story["outlet"] or story["source"],
            summary=short(story["lead"], 600),
        )
        for story in shown
    ]
    return _document(query, "/stories.atom", "Newest stories", entries)


def edits(conn: sqlite3.Connection, query: Query) -> Document:
    """The newest revisions of stories."""
    shown = questions.edits(conn, None, SIZE)
    entries = [
        Entry(
            id=f"{query.home}/story/{edit['story']}?revision={edit['number']}",
            title=f"{edit['headline']} – {change(edit['kind'])}",
            link=f"{query.home}/story/{edit['story']}/diff/{edit['number'] - 1}/{edit['number']}",
            updated=edit["seen_at"],
            author=edit["outlet"] or edit["source"],
            summary=f"Revision {edit['number']} of a story of {edit['outlet'] or edit['source']}",
        )
        for edit in shown
    ]
    return _document(query, "/edits.atom", "Edits", entries)


def _document(query: Query, path: str, title: str, entries: list[Entry]) -> Document:
    updated = max((entry.updated for entry in entries), default=stamp(query.now))
    written = feed(
        title=f"Back Issue: {title}", home=query.home, path=path, updated=updated, entries=entries
    )
    return Document(written, CONTENT_TYPE)
