"""Keeps a thread sound: each comment once, and no answer to one that is not there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from archive.model import Comment

MOST = 3000  # comments of one thread's data


def unique(found: Iterable[Comment]) -> tuple[Comment, ...]:
    """The first comment with each id, `MOST` at the most; see `rooted`."""
    known: dict[str, Comment] = {}
    for comment in found:
        known.setdefault(comment.id, comment)
        if len(known) >= MOST:
            break
    return tuple(rooted(known).values())


def rooted(comments: Mapping[str, Comment]) -> dict[str, Comment]:
    """Comments by id; one whose parent is missing, or is itself, answers none."""
    return {
        key: c if c.parent in comments and c.parent != key else replace(c, parent=None)
        for key, c in comments.items()
    }
