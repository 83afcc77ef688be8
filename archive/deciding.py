"""Takes a person's word on repeats into the archive: into the WARC, then into the tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from archive import db
from archive.announcing import put_right
from archive.config.model import Config
from archive.errors import UsageError
from archive.journal import ChoiceEntry
from archive.store import addresses, stories
from archive.urls import address, variants

Verb = Literal["split", "join", "undo"]
LONGEST = 1000  # characters of a reason


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice that holds; `other` None stands for the whole group."""

    verb: str
    story: str
    other: str | None
    reason: str | None
    decided_at: str


@dataclass(frozen=True, slots=True)
class Member:
    """A story as it stands after a choice: `mates` are the others of its group, first one first."""

    url: str
    headline: str
    mates: tuple[str, ...]


def decide(
    config: Config, verb: Verb, urls: Sequence[str], *, reason: str | None = None
) -> tuple[Member, ...]:
    """Announce a choice and apply it; the stories it is about, as they stand then.

    The archive's lock is the caller's business. Raises UsageError for an address that leads to no
    story, StorageError and DatabaseBusy.
    """
    with closing(db.open_reader(config.folder)) as connection:
        found = [_story(connection, url) for url in urls]
        own = [stories.address_of(connection, story) for story in found]
    if len(set(found)) < len(found):
        raise UsageError(f"{urls[0]} and {urls[1]} are addresses of one story")
    entry = ChoiceEntry(verb, own[0], own[1] if own[1:] else None, (reason or "")[:LONGEST] or None)
    with put_right(config) as (store, journal):
        store.announce([entry], journal)
    with closing(db.open_reader(config.folder)) as connection:
        return tuple(_member(connection, story) for story in found)


def choices(folder: Path) -> tuple[Choice, ...]:
    """The choices that hold, the latest first."""
    with closing(db.open_reader(folder)) as connection:
        rows = connection.execute(
            "SELECT verb, story, other, reason, decided_at FROM choices ORDER BY id DESC"
        ).fetchall()
    return tuple(Choice(*row) for row in rows)


def _story(connection: sqlite3.Connection, url: str) -> int:
    asked = address(url) or url
    for one in (url, asked, *variants(asked)):
        found = addresses.story_at(connection, one)
        if found is not None:
            return found
    raise UsageError(f"no story at {url} in this archive (`backissue search` shows addresses)")


def _member(connection: sqlite3.Connection, story: int) -> Member:
    row = connection.execute(
        "SELECT url, headline, story_group FROM stories WHERE id = ?", (story,)
    ).fetchone()
    mates = connection.execute(
        "SELECT url FROM stories WHERE story_group = ? AND id != ?"
        " ORDER BY repeats IS NOT NULL, published, id",
        (row["story_group"], story),
    )
    return Member(row["url"], row["headline"], tuple(mate[0] for mate in mates))
