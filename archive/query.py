"""The only reader of the tables for commands and exports: named questions, typed answers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive import db
from archive.closing import Closing
from archive.model import Comment, Image, Locator, Revisit, Section, SourceLine
from archive.places import COLUMNS, ORIGINAL, place, revisit
from archive.urls import address, canonical
from archive.wellformed import wellformed

_BATCH = 200
_MOST_WORDS, _LONGEST_QUESTION = 20, 1000  # of a search; in words, in characters
_CAPTURES = f"""
SELECT captures.captured_at, captures.digest, {COLUMNS} FROM captures {ORIGINAL}
WHERE captures.story = ? AND captures.kind = 'story' AND captures.warc IS NOT NULL
    AND captures.digest IS NOT NULL
ORDER BY captures.captured_at
"""  # noqa: S608 - no outside text is put in


@dataclass(frozen=True, slots=True)
class CaptureRow:
    """Where one capture of a story's page lies; of a revisit, where its body does too."""

    captured_at: str
    at: Locator
    digest: str
    revisit: Revisit | None


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story as it stands now, with what an export says of it."""

    id: int
    url: str
    source: str
    outlet: str | None
    headline: str
    lead: str | None
    sections: tuple[Section, ...]
    source_line: SourceLine | None
    authors: tuple[str, ...]
    published: str | None
    modified: str | None
    language: str | None
    topics: tuple[str, ...]
    images: tuple[Image, ...]
    comments: tuple[Comment, ...]
    revision: int
    group: str | None
    relation: str | None
    repeats: str | None
    gone: str | None
    captures: tuple[CaptureRow, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result; `snippet` marks found words with U+0002 before and U+0003 after."""

    id: int
    url: str
    headline: str
    outlet: str | None
    source: str
    published: str
    snippet: str


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source stands: its row, and what the archive holds of it."""

    name: str
    url: str
    outlet: str | None
    schedule: str
    added_at: str
    last_run_at: str | None
    last_success_at: str | None
    next_due_at: str | None
    due_reason: str | None
    interval_s: int | None
    failures: int
    last_error: str | None
    stories: int
    comments: int
    captures: int
    bytes: int


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run, as in the table `runs`."""

    id: int
    key: str
    source: str
    trigger: str
    started_at: str
    finished_at: str | None
    outcome: str
    reason: str | None
    captures: int
    bytes: int
    stories_new: int
    stories_revised: int
    stories_unchanged: int
    stories_gone: int
    comments_new: int
    pages_without_story: int
    errors: int


class Reader(Closing):
    """Questions to an archive; opened read only."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def source_states(self) -> Sequence[SourceState]:
        """All sources by name."""
        rows = self._ask(
            "SELECT name, url, outlet, schedule, added_at, last_run_at, last_success_at,"
            " next_due_at, due_reason, interval_s, failures, last_error,"
            " (SELECT count(*) FROM stories WHERE source = name) AS stories,"
            " (SELECT coalesce(sum(comments), 0) FROM stories WHERE source = name) AS comments,"
            " (SELECT count(*) FROM captures WHERE source = name) AS captures,"
            " (SELECT coalesce(sum(length), 0) FROM captures WHERE source = name) AS bytes"
            " FROM sources ORDER BY name"
        )
        return [SourceState(**dict(row)) for row in rows]

    def recent_runs(self, source: str | None, n: int) -> Sequence[RunRow]:
        """The last `n` runs, of one source or of all, newest first."""
        rows = self._ask(
            "SELECT * FROM runs WHERE source = ?1 OR ?1 IS NULL ORDER BY id DESC LIMIT ?2",
            source,
            n,
        )
        return [RunRow(**dict(row)) for row in rows]

    def search(
        self,
        words: str,
        *,
        source: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int = 20,
    ) -> Sequence[Hit]:
        """Stories that hold all the words in headline, lead, body or comments, newest first.

        The first 20 words count: SQLite takes minutes over a thousand.
        """
        wanted = wellformed(words[:_LONGEST_QUESTION]).split()[:_MOST_WORDS]
        quoted = " ".join('"' + word.replace('"', '""') + '"' for word in wanted)
        if not quoted:
            return []
        rows = self._ask(
            "SELECT stories.id, url, stories.headline, outlet, source, published,"
            " snippet(story_search, -1, char(2), char(3), ' … ', 24) AS snippet"
            " FROM story_search JOIN stories ON stories.id = story_search.rowid"
            " WHERE story_search MATCH ?1 AND (source = ?2 OR ?2 IS NULL)"
            " AND (published >= ?3 OR ?3 IS NULL) AND (published < ?4 OR ?4 IS NULL)"
            " ORDER BY published DESC LIMIT ?5",
            quoted,
            source,
            since,
            until,
            limit,
        )
        return [Hit(**dict(row)) for row in rows]

    def stories(
        self,
        source: str | None = None,
        since: str | None = None,
        until: str | None = None,
        *,
        prefix: str | None = None,
        only: Sequence[int] | None = None,
    ) -> Iterator[StoryRow]:
        """All stories in the order they were first met, read a few hundred at a time.

        `prefix` is how their addresses begin, `only` their ids.
        """
        last = 0
        wanted = None if only is None else json.dumps(list(only))
        while True:
            rows = self._ask(
                "SELECT stories.*, revisions.source_line, revisions.credit AS line_credit,"
                " revisions.credit_outlet, revisions.credit_date, revisions.modified,"
                " revisions.images, original.url AS repeats_url FROM stories"
                " JOIN revisions ON revisions.id = stories.revision"
                " LEFT JOIN stories AS original ON original.id = stories.repeats"
                " WHERE stories.id > ?1 AND (stories.source = ?2 OR ?2 IS NULL)"
                " AND (stories.published >= ?3 OR ?3 IS NULL)"
                " AND (stories.published < ?4 OR ?4 IS NULL)"
                " AND (substr(stories.url, 1, length(?6)) = ?6 OR ?6 IS NULL)"
                " AND (stories.id IN (SELECT value FROM json_each(?7)) OR ?7 IS NULL)"
                " ORDER BY stories.id LIMIT ?5",
                last,
                source,
                since,
                until,
                _BATCH,
                prefix,
                wanted,
            )
            for row in rows:
                yield self._story(row)
            if len(rows) < _BATCH:
                return
            last = rows[-1]["id"]

    def story_at(self, url: str) -> int | None:
        """The id of the story at an address, its canonical one or another that led to it."""
        for spelling in dict.fromkeys((url, address(url) or url, canonical(url))):
            rows = self._ask(
                "SELECT id FROM stories WHERE url = ?1 UNION ALL"
                " SELECT story FROM addresses WHERE url = ?1 AND story IS NOT NULL LIMIT 1",
                spelling,
            )
            if rows:
                return int(rows[0]["id"])
        return None

    def _story(self, row: sqlite3.Row) -> StoryRow:
        return StoryRow(
            id=row["id"],
            url=row["url"],
            source=row["source"],
            outlet=row["outlet"],
            headline=row["headline"],
            lead=row["lead"],
            sections=self._sections(row["revision"]),
            source_line=SourceLine(
                row["source_line"], row["line_credit"], row["credit_outlet"], row["credit_date"]
            )
            if row["source_line"]
            else None,
            authors=tuple(json.loads(row["authors"])),
            published=row["published"] if row["published_is_known"] else None,
            modified=row["modified"],
            language=row["language"],
            topics=tuple(json.loads(row["topics"])),
            images=tuple(Image(**image) for image in json.loads(row["images"])),
            comments=self._comments(row["id"]),
            revision=row["revisions"],
            group=f"group-{row['story_group']}" if row["story_group"] is not None else None,
            relation=row["relation"],
            repeats=row["repeats_url"],
            gone=row["gone_at"],
            captures=self._captures(row["id"]),
        )

    def _sections(self, revision: int) -> tuple[Section, ...]:
        rows = self._ask(
            "SELECT heading, text, published FROM sections WHERE revision = ? ORDER BY position",
            revision,
        )
        return tuple(
            Section(
                row["heading"],
                tuple(row["text"].split("\n\n")) if row["text"] else (),
                row["published"],
            )
            for row in rows
        )

    def _comments(self, story: int) -> tuple[Comment, ...]:
        rows = self._ask(
            "SELECT key, parent, author, published, published_is_known, text FROM comments"
            " WHERE story = ? AND gone_at IS NULL ORDER BY position",
            story,
        )
        return tuple(
            Comment(
                id=row["key"],
                parent=row["parent"],
                author=row["author"],
                published=row["published"] if row["published_is_known"] else None,
                text=row["text"],
            )
            for row in rows
        )

    def _captures(self, story: int) -> tuple[CaptureRow, ...]:
        rows = self._ask(_CAPTURES, story)
        return tuple(
            CaptureRow(row["captured_at"], at, row["digest"], revisit(row))
            for row in rows
            if (at := place(row)) is not None
        )

    def _ask(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with db.in_words(db.database_path(self._connection)):
            return self._connection.execute(sql, values).fetchall()


def open_reader(folder: Path) -> Reader:
    """The archive in `folder`, read only; raises StorageError when there is none yet."""
    return Reader(db.open_reader(folder))
