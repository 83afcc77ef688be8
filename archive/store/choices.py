"""Keeps what a person decided about repeats, and undoes it."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime

from archive.dedupe import relate
from archive.journal import ChoiceEntry
from archive.store import addresses, groups, tellings, ties
from archive.times import stamp


def apply(connection: sqlite3.Connection, entry: ChoiceEntry, at: datetime) -> None:
    """Keep a choice, or forget it, and put the stories it is about into their groups again.

    A later choice on the same two takes the place of an earlier one; a story split from its whole
    group is joined with nothing any more. An address that leads to no story changes nothing.
    """
    touched = _forget(connection, entry) | _stories(connection, entry.story, entry.other)
    if entry.verb != "undo":
        connection.execute(
            "INSERT INTO choices (verb, story, other, reason, decided_at) VALUES (?, ?, ?, ?, ?)",
            (entry.verb, entry.story, entry.other, entry.reason, stamp(at)),
        )
    pair = sorted(_stories(connection, entry.story, entry.other))
    if entry.verb == "join" and len(pair) == 2:
        one, two = pair
        verdict = relate(*(tellings.telling(connection, story) for story in pair))
        said = f"joined by hand: {entry.reason}" if entry.reason else "joined by hand"
        verdict = replace(verdict, reason=f"{said}; {verdict.reason}")
        ties.write(connection, one, two, verdict, by_hand=True)
    groups.settle(connection, touched, anew=True)


def _forget(connection: sqlite3.Connection, entry: ChoiceEntry) -> set[int]:
    """Remove what a new choice takes the place of; the stories that it was about."""
    touched: set[int] = set()
    rows = connection.execute("SELECT id, verb, story, other FROM choices ORDER BY id").fetchall()
    for id, verb, story, other in rows:
        if not _replaces(entry, verb, story, other):
            continue
        connection.execute("DELETE FROM choices WHERE id = ?", (id,))
        stories = _stories(connection, story, other)
        if verb == "join" and len(stories) == 2:
            ties.remove(connection, min(stories), max(stories), only_by_hand=True)
        touched |= stories
    return touched


def _replaces(entry: ChoiceEntry, verb: str, story: str, other: str | None) -> bool:
    if {story, other} == {entry.story, entry.other}:
        return True
    if entry.other is not None or entry.story not in (story, other):
        return False
    return entry.verb == "undo" or verb == "join"


def _stories(connection: sqlite3.Connection, *urls: str | None) -> set[int]:
    found = (addresses.story_at(connection, url) for url in urls if url is not None)
    return {story for story in found if story is not None}
