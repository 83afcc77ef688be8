"""Tells an edit from a new version of the extractor, by reading the old capture again."""

from __future__ import annotations

import sqlite3

from archive import db, revisions
from archive.errors import CaptureMissing, PageError
from archive.folder import WARCS
from archive.model import Story
from archive.places import COLUMNS, ORIGINAL, body_place, place
from archive.revisions import text_digest
from archive.times import parse


def is_reading_alone(connection: sqlite3.Connection, revision: int, story: Story) -> bool:
    """Whether the bytes of `revision`, read by today's extractor, give the text of `story`.

    Then nobody edited the story: it only reads otherwise since the extractor changed. False when
    the revision was read by the same extractor, and when its bytes cannot be read.
    """
    # Imported here: the extractor is heavy, and this is needed once after an upgrade.
    from archive.bounded import read_page
    from archive.warc.read import page_at

    row = connection.execute(
        f"SELECT reader, captures.url, captures.captured_at, {COLUMNS} FROM revisions"  # noqa: S608
        f" JOIN captures ON captures.id = revisions.capture {ORIGINAL} WHERE revisions.id = ?",
        (revision,),
    ).fetchone()
    at = place(row)
    if row["reader"] == revisions.READER or at is None:
        return False
    folder = db.database_path(connection).parent / WARCS
    try:
        page = page_at(
            folder,
            at,
            url=row["url"],
            fetched=parse(row["captured_at"]),
            body_at=body_place(row),
        )
    except (CaptureMissing, PageError):
        return False
    again = read_page(page).story
    return again is not None and text_digest(again) == text_digest(story)
