"""Tells an edit from another way of reading, by reading the old capture again."""

from __future__ import annotations

import sqlite3

from archive import db, revisions
from archive.folder import WARCS
from archive.heard import Heard
from archive.model import Capture, Guide, Kind, Reading, Story
from archive.places import COLUMNS, ORIGINAL
from archive.revisions import text_digest
from archive.store.captures import stored
from archive.talk import hold


def is_reading_alone(
    connection: sqlite3.Connection, revision: int, story: Story, guide: Guide
) -> bool:
    """Whether the bytes of `revision`, read by today's extractor and guide, give `story`'s text.

    Then nobody edited the story: it only reads otherwise since the extractor changed, or since more
    is known of the site's template. False when the revision was read as today, and when its bytes
    cannot be read.
    """
    row = connection.execute(
        "SELECT reader, edition, capture FROM revisions WHERE id = ?", (revision,)
    ).fetchone()
    if (row["reader"], row["edition"]) == (revisions.READER, guide.template.edition):
        return False
    again = _again(connection, row["capture"], guide)
    return again is not None and text_digest(again) == text_digest(story)


def _again(connection: sqlite3.Connection, capture: int, guide: Guide) -> Story | None:
    """The story at a capture, with its further pages, as it reads today."""
    # Imported here: the extractor is heavy, this is needed seldom, and the daemon writes too.
    from archive import continued
    from archive.reading import read_story

    folder = db.database_path(connection).parent / WARCS
    rows = connection.execute(
        f"SELECT captures.*, {COLUMNS} FROM captures {ORIGINAL}"  # noqa: S608 - names of ours
        " WHERE captures.id = :id OR (captures.kind = :page AND captures.visit ="
        " (SELECT visit FROM captures WHERE id = :id)) ORDER BY captures.id",
        {"id": capture, "page": Kind.PAGE},
    ).fetchall()
    first = next(stored(row) for row in rows if row["id"] == capture)
    pages = Heard([stored(row) for row in rows], Kind.PAGE)

    def read(page: Capture) -> Reading:
        return read_story(folder, page, guide)

    reading = read(first)
    return hold(continued.conversation(reading, first.url), lambda url: pages.read(url, read)).story
