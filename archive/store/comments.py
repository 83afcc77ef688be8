"""Rows of reader comments: added, edited, gone; never removed."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.model import Comment, Visit
from archive.store import captures
from archive.times import stamp


@dataclass(frozen=True, slots=True)
class Fresh:
    """How many comments are new, and whether anything changed at all."""

    new: int = 0
    changed: bool = False


def keep(connection: sqlite3.Connection, story: int, visit: Visit) -> Fresh:
    """Bring the story's comments up to what the visit saw.

    A comment that is missing is gone only when the visit saw the whole thread.
    """
    thread = visit.thread
    if thread is None:
        return Fresh()
    at = stamp(visit.capture.captured_at)
    old = {
        row["key"]: row
        for row in connection.execute(
            "SELECT key, parent, author, text, position, gone_at FROM comments WHERE story = ?",
            (story,),
        )
    }
    if not thread.comments and not old:
        return Fresh()
    capture = captures.insert(connection, visit.capture, story=story)
    new = changed = 0
    for position, comment in enumerate(thread.comments):
        row = old.get(comment.id)
        if row is None:
            _add(connection, story, comment, position, at, capture)
            new += 1
        elif _differs(row, comment, position):
            _change(connection, story, row, comment, position, at)
            changed += 1
    if thread.whole:
        seen = {comment.id for comment in thread.comments}
        missing = [key for key, row in old.items() if key not in seen and row["gone_at"] is None]
        changed += len(missing)
        connection.executemany(
            "UPDATE comments SET gone_at = ? WHERE story = ? AND key = ?",
            [(at, story, key) for key in missing],
        )
    connection.execute(
        "UPDATE stories SET comments ="
        " (SELECT count(*) FROM comments WHERE story = ?1 AND gone_at IS NULL) WHERE id = ?1",
        (story,),
    )
    return Fresh(new, bool(new or changed))


def _differs(row: sqlite3.Row, comment: Comment, position: int) -> bool:
    return bool(
        row["text"] != comment.text
        or row["author"] != comment.author
        or row["parent"] != comment.parent
        or row["position"] != position
        or row["gone_at"] is not None
    )


def _add(
    connection: sqlite3.Connection,
    story: int,
    comment: Comment,
    position: int,
    at: str,
    capture: int,
) -> None:
    connection.execute(
        "INSERT INTO comments (story, key, parent, position, author, published,"
        " published_is_known, text, first_seen, capture) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            story,
            comment.id,
            comment.parent,
            position,
            comment.author,
            comment.published or at,
            int(comment.published is not None),
            comment.text,
            at,
            capture,
        ),
    )


def _change(
    connection: sqlite3.Connection,
    story: int,
    row: sqlite3.Row,
    comment: Comment,
    position: int,
    at: str,
) -> None:
    """Write what is another now; the text that was there before is kept beside it."""
    edited = row["text"] != comment.text
    connection.execute(
        "UPDATE comments SET parent = :parent, position = :position, author = :author,"
        " text = :text, gone_at = NULL,"
        " edited_at = CASE WHEN :edited THEN :at ELSE edited_at END,"
        " earlier_text = CASE WHEN :edited THEN :earlier ELSE earlier_text END"
        " WHERE story = :story AND key = :key",
        {
            "parent": comment.parent,
            "position": position,
            "author": comment.author,
            "text": comment.text,
            "edited": edited,
            "at": at,
            "earlier": row["text"],
            "story": story,
            "key": comment.id,
        },
    )
