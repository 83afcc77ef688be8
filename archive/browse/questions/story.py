"""One story: its row, its revisions with their text, its comments, its captures."""

from __future__ import annotations

import json
import sqlite3

from archive import places
from archive.browse.questions.ask import Row, first, number, rows


def story(conn: sqlite3.Connection, story_id: int) -> Row | None:
    """The story's row with its group's size, or None."""
    sql = """
        SELECT stories.*, coalesce(story_groups.size, 1) AS group_size,
               original.headline AS original_headline, original.outlet AS original_outlet
        FROM stories
        LEFT JOIN story_groups ON story_groups.id = stories.story_group
        LEFT JOIN stories AS original ON original.id = stories.repeats
        WHERE stories.id = ?
    """
    return first(conn, sql, (story_id,))


def revisions(conn: sqlite3.Connection, story_id: int) -> list[Row]:
    """The story's last 500 revisions without their text, newest first."""
    sql = """
        SELECT revisions.id, number, seen_at, capture, revisions.kind, headline, lead, published,
               modified, text_digest, captures.url AS captured_url, captures.captured_at
        FROM revisions LEFT JOIN captures ON captures.id = revisions.capture
        WHERE revisions.story = ? ORDER BY number DESC LIMIT 500
    """
    return rows(conn, sql, (story_id,))


def revision(conn: sqlite3.Connection, story_id: int, revision_number: int) -> Row | None:
    """One revision with `sections` (heading, text), `authors` and `images` as lists, or None."""
    found = first(
        conn,
        "SELECT revisions.*, captures.url AS captured_url, captures.captured_at FROM revisions"
        " LEFT JOIN captures ON captures.id = revisions.capture"
        " WHERE revisions.story = ? AND number = ?",
        (story_id, revision_number),
    )
    if found is None:
        return None
    found["sections"] = rows(
        conn,
        "SELECT heading, text FROM sections WHERE revision = ? ORDER BY position",
        (found["id"],),
    )
    found["authors"] = listed(found["authors"])
    found["images"] = [image for image in listed(found["images"]) if isinstance(image, dict)]
    return found


def listed(text: str | None) -> list[object]:
    """A JSON array column as a list; anything else as an empty one."""
    try:
        value = json.loads(text or "[]")
    except ValueError:
        return []
    return value if isinstance(value, list) else []


def comments(conn: sqlite3.Connection, story_id: int, size: int) -> list[Row]:
    """The first `size` comments in the order the site shows them, gone ones too."""
    sql = """
        SELECT id, key, parent, position, author, published, published_is_known, text, first_seen,
               edited_at, earlier_text, gone_at, capture
        FROM comments WHERE story = ? ORDER BY position, id LIMIT ?
    """
    return rows(conn, sql, (story_id, size))


def captures(conn: sqlite3.Connection, story_id: int, size: int) -> list[Row]:
    """The last `size` captures of the story, newest first."""
    sql = """
        SELECT id, url, kind, visit, status, captured_at, mime, size, digest, warc, offset, length,
               truncated, error, outcome, method, profile
        FROM captures WHERE story = ? ORDER BY captured_at DESC, id DESC LIMIT ?
    """
    return rows(conn, sql, (story_id, size))


def captures_total(conn: sqlite3.Connection, story_id: int) -> int:
    """How many captures the story has."""
    return number(conn, "SELECT count(*) FROM captures WHERE story = ?", (story_id,))


def capture(conn: sqlite3.Connection, capture_id: int) -> Row | None:
    """One capture with its story's headline and the captures before and after of its address.

    `body_capture` and `body_captured_at` are of the capture that a revisit has its body from.
    """
    sql = f"""
        SELECT captures.*, {places.COLUMNS}, stories.headline AS headline,
               originals.id AS body_capture, originals.captured_at AS body_captured_at,
               (SELECT id FROM captures AS other WHERE other.url = captures.url
                AND other.captured_at < captures.captured_at
                ORDER BY captured_at DESC LIMIT 1) AS earlier,
               (SELECT id FROM captures AS other WHERE other.url = captures.url
                AND other.captured_at > captures.captured_at
                ORDER BY captured_at LIMIT 1) AS later
        FROM captures LEFT JOIN stories ON stories.id = captures.story
        {places.ORIGINAL}
        WHERE captures.id = ?
    """  # noqa: S608 - no outside text is put in
    return first(conn, sql, (capture_id,))


def edits(conn: sqlite3.Connection, before: tuple[str, int] | None, size: int) -> list[Row]:
    """Up to `size` revisions that changed a story, newest first, with the story they belong to."""
    where, values = "TRUE", ()  # type: tuple[str, tuple[object, ...]]
    if before is not None:
        where = "revisions.seen_at <= ? AND (revisions.seen_at < ? OR revisions.id < ?)"
        values = (before[0], before[0], before[1])
    sql = f"""
        SELECT revisions.id, revisions.story, revisions.number, revisions.seen_at, revisions.kind,
               revisions.headline, revisions.capture, stories.source, stories.outlet, stories.url
        FROM revisions JOIN stories ON stories.id = revisions.story
        WHERE revisions.number > 1 AND {where}
        ORDER BY revisions.seen_at DESC, revisions.id DESC LIMIT ?
    """  # noqa: S608 - no outside text is put in
    return rows(conn, sql, (*values, size))
