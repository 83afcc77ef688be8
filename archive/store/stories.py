"""Rows of stories, their revisions and sections."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import dataclass

from archive import furniture, revisions
from archive.model import Guide, Image, Section, Story, Visit
from archive.moments import moment
from archive.revisions import Change, change, once, reading_order, text_digest
from archive.store import captures, search, templates
from archive.store.rereading import is_reading_alone
from archive.times import stamp

_SAME = 0.5
_BLANK = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Written:
    """The story's row, and what writing it changed. `indexed`: it stood in the search index."""

    story: int
    outcome: str  # new, revised, unchanged
    changed: bool
    indexed: search.Indexed | None


def write(connection: sqlite3.Connection, visit: Visit, story: Story, known: int | None) -> Written:
    """Add a story, a revision of it, or just that it was seen again."""
    at = stamp(visit.capture.captured_at)
    if known is None:
        row = _add(connection, visit, story, at)
        _revise(connection, row, visit, story, Change.FIRST)
        if visit.reading is not None:
            templates.learn(connection, visit.source, visit.reading)
        return Written(row, "new", True, None)
    old = connection.execute(
        "SELECT stories.headline, stories.url, stories.last_changed, text_digest, revision,"
        " seen_at, modified, source_line FROM stories"
        " JOIN revisions ON revisions.id = stories.revision WHERE stories.id = ?",
        (known,),
    ).fetchone()
    before = search.indexed(connection, known)
    touch(connection, known, at)
    if old["url"] != story.canonical_url:
        _move(connection, known, story.canonical_url)
    if old["text_digest"] == text_digest(story):
        return Written(known, "unchanged", False, before)
    if is_reading_alone(connection, old["revision"], story, visit.guide):
        _rewrite(connection, old["revision"], story, visit.guide)
        _update(connection, known, story, old["last_changed"])
        return Written(known, "unchanged", True, before)
    kind = change(old["headline"], texts(connection, known), story.headline, reading_order(story))
    cut = kind is Change.CUT or visit.capture.truncated is not None
    if cut or _is_furniture(connection, old, visit, story, known):
        # A wall, a broken connection or a box that rotates is no edit: the capture is kept, the
        # text stays.
        return Written(known, "unchanged", False, before)
    _revise(connection, known, visit, story, kind)
    _update(connection, known, story, at)
    return Written(known, "revised", True, before)


def _is_furniture(
    connection: sqlite3.Connection, old: sqlite3.Row, visit: Visit, story: Story, row: int
) -> bool:
    """Whether only what stands around the story differs, or a text comes and goes again."""
    if old["headline"] != story.headline:
        return False
    if _comes_and_goes(connection, row, old["text_digest"], text_digest(story)):
        return True
    line = story.source_line.text if story.source_line else ""
    at = visit.capture.captured_at
    return (
        furniture.time_stands(old["modified"], old["seen_at"], story.modified, stamp(at))
        and furniture.moved_figures(old["source_line"] or "", line)
        and furniture.is_rotation(story.headline, texts(connection, row), reading_order(story))
    )


def _comes_and_goes(connection: sqlite3.Connection, row: int, old: str, new: str) -> bool:
    """Whether the story went from one text to another and back before, and now goes once more."""
    seen = [
        text
        for (text,) in connection.execute(
            "SELECT text_digest FROM revisions WHERE story = ? AND text_digest IN (?, ?)",
            (row, old, new),
        )
    ]
    return seen.count(old) > 1 and new in seen


def _add(connection: sqlite3.Connection, visit: Visit, story: Story, at: str) -> int:
    cursor = connection.execute(
        """
        INSERT INTO stories (source, url, outlet, headline, lead, credit, authors, topics, language,
            published, published_is_known, first_seen, last_seen, last_changed, words, revisions,
            comments)
        VALUES (:source, :url, :outlet, :headline, :lead, :credit, :authors, :topics, :language,
            :published, :known, :at, :at, :at, :words, 0, 0)
        """,
        {**_columns(story, at), "source": visit.source, "url": story.canonical_url, "at": at},
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _update(connection: sqlite3.Connection, row: int, story: Story, at: str) -> None:
    connection.execute(
        """
        UPDATE stories SET outlet = :outlet, headline = :headline, lead = :lead, credit = :credit,
            authors = :authors, topics = :topics, language = :language, words = :words,
            published = CASE WHEN :known THEN :published ELSE published END,
            published_is_known = max(published_is_known, :known), last_changed = :at
        WHERE id = :row
        """,
        {**_columns(story, at), "row": row, "at": at},
    )


def _columns(story: Story, at: str) -> dict[str, object]:
    return {
        "outlet": story.outlet,
        "headline": story.headline,
        "lead": story.lead,
        "credit": story.source_line.credit if story.source_line else None,
        "authors": json.dumps(story.authors, ensure_ascii=False),
        "topics": json.dumps(story.topics, ensure_ascii=False),
        "language": story.language,
        "published": moment(story.published) or at,
        "known": int(moment(story.published) is not None),
        "words": sum(len(paragraph.split()) for paragraph in story.paragraphs),
    }


def _revise(
    connection: sqlite3.Connection, row: int, visit: Visit, story: Story, kind: Change
) -> None:
    capture = captures.insert(connection, visit.capture, story=row)
    cursor = connection.execute(
        """
        INSERT INTO revisions (story, number, seen_at, capture, kind, headline, lead, source_line,
            credit, credit_outlet, credit_date, authors, published, modified, images, text_digest,
            reader, edition)
        VALUES (:story, (SELECT revisions + 1 FROM stories WHERE id = :story), :at, :capture, :kind,
            :headline, :lead, :line, :credit, :credit_outlet, :credit_date, :authors, :published,
            :modified, :images, :digest, :reader, :edition)
        """,
        {
            **_text_columns(story, visit.guide),
            "story": row,
            "at": stamp(visit.capture.captured_at),
            "capture": capture,
            "kind": kind,
        },
    )
    revision = cursor.lastrowid
    assert revision is not None
    _add_sections(connection, revision, story)
    connection.execute(
        "UPDATE stories SET revision = ?, revisions = revisions + 1 WHERE id = ?", (revision, row)
    )


def _rewrite(connection: sqlite3.Connection, revision: int, story: Story, guide: Guide) -> None:
    """Put what today's extractor reads in the place of what an earlier one read."""
    connection.execute(
        """
        UPDATE revisions SET headline = :headline, lead = :lead, source_line = :line,
            credit = :credit, credit_outlet = :credit_outlet, credit_date = :credit_date,
            authors = :authors, published = :published, modified = :modified, images = :images,
            text_digest = :digest, reader = :reader,
            edition = :edition
        WHERE id = :revision
        """,
        {**_text_columns(story, guide), "revision": revision},
    )
    connection.execute("DELETE FROM sections WHERE revision = ?", (revision,))
    _add_sections(connection, revision, story)


def _text_columns(story: Story, guide: Guide) -> dict[str, object]:
    line = story.source_line
    return {
        "headline": story.headline,
        "lead": story.lead,
        "line": line.text if line else None,
        "credit": line.credit if line else None,
        "credit_outlet": line.outlet if line else None,
        "credit_date": line.date if line else None,
        "authors": json.dumps(story.authors, ensure_ascii=False),
        "published": moment(story.published),
        "modified": moment(story.modified),
        "images": json.dumps([_described(image) for image in story.images], ensure_ascii=False),
        "digest": text_digest(story),
        "reader": revisions.READER,
        "edition": guide.template.edition,
    }


def _described(image: Image) -> dict[str, str | None]:
    return {"url": image.url, "caption": image.caption, "credit": image.credit}


def _add_sections(connection: sqlite3.Connection, revision: int, story: Story) -> None:
    connection.executemany(
        "INSERT INTO sections (revision, position, heading, text, published)"
        " VALUES (?, ?, ?, ?, ?)",
        [
            (revision, position, section.heading, _joined(section), section.published)
            for position, section in enumerate(story.sections)
        ],
    )


def _joined(section: Section) -> str:
    """The paragraphs with an empty line between; one inside a paragraph would split it."""
    return "\n\n".join(_BLANK.sub("\n", paragraph) for paragraph in section.paragraphs)


def touch(connection: sqlite3.Connection, row: int, at: str) -> None:
    """The story was seen, so it is not gone."""
    connection.execute("UPDATE stories SET last_seen = ?, gone_at = NULL WHERE id = ?", (at, row))


def mark_gone(connection: sqlite3.Connection, row: int, at: str) -> bool:
    """The story is no longer at its address; False when that was known before."""
    cursor = connection.execute(
        "UPDATE stories SET gone_at = ? WHERE id = ? AND gone_at IS NULL", (at, row)
    )
    return cursor.rowcount > 0


def address_of(connection: sqlite3.Connection, row: int) -> str:
    """The story's own address."""
    return str(connection.execute("SELECT url FROM stories WHERE id = ?", (row,)).fetchone()[0])


def texts(connection: sqlite3.Connection, row: int) -> tuple[str, ...]:
    """The story's text as stored now, as `reading_order` gives it."""
    lead = connection.execute("SELECT lead FROM stories WHERE id = ?", (row,)).fetchone()[0]
    sections = connection.execute(
        "SELECT heading, text FROM sections WHERE revision ="
        " (SELECT revision FROM stories WHERE id = ?) ORDER BY position",
        (row,),
    ).fetchall()
    found = [lead] if lead else []
    for heading, text in sections:
        found += [heading] if heading else []
        found += text.split("\n\n") if text else []
    return once(found)


def is_same_text(connection: sqlite3.Connection, row: int, story: Story) -> bool:
    """Whether half of either text's words stand in the other: one story under two addresses."""
    old = set(" ".join(texts(connection, row)).split())
    new = set(" ".join(reading_order(story)).split())
    if not old or not new:
        return False
    return len(old & new) >= _SAME * max(len(old), len(new))


def has_text(connection: sqlite3.Connection, row: int, story: Story) -> bool:
    """Whether the story's text as stored now is this one, to the letter."""
    found = connection.execute(
        "SELECT text_digest FROM revisions WHERE id = (SELECT revision FROM stories WHERE id = ?)",
        (row,),
    ).fetchone()
    return found is not None and found[0] == text_digest(story)


def were_both(connection: sqlite3.Connection, one: int, other: int) -> bool:
    """Whether a run saw each story at its own address: then neither is the other renamed.

    A renamed story is met at its new address in a later run than the last that met the old one.
    """
    row = connection.execute(
        """
        SELECT EXISTS (
            SELECT 1 FROM captures AS a JOIN stories AS x ON x.id = a.story AND x.url = a.url
            JOIN captures AS b ON b.run = a.run
            JOIN stories AS y ON y.id = b.story AND y.url = b.url
            WHERE x.id = ? AND y.id = ? AND a.status = 200 AND b.status = 200
        )
        """,
        (one, other),
    ).fetchone()
    return bool(row[0])


def was_at(connection: sqlite3.Connection, row: int, url: str) -> bool:
    """Whether the story itself was ever read at `url`, or only said to be there."""
    found = connection.execute(
        "SELECT 1 FROM captures WHERE url = ? AND story = ? AND kind = 'story' AND status = 200",
        (url, row),
    ).fetchone()
    return found is not None


def move_home(connection: sqlite3.Connection, row: int) -> None:
    """Give the story the address where it was last read, for the one it named is another's."""
    found = connection.execute(
        "SELECT url FROM captures WHERE story = ? AND kind = 'story' AND status = 200"
        " ORDER BY captured_at DESC, id DESC LIMIT 1",
        (row,),
    ).fetchone()
    if found is not None:
        _move(connection, row, found[0])


def _move(connection: sqlite3.Connection, row: int, url: str) -> None:
    """Give the story another address, unless that is another story's."""
    connection.execute(
        "UPDATE stories SET url = ?1 WHERE id = ?2"
        " AND NOT EXISTS (SELECT 1 FROM stories WHERE url = ?1)",
        (url, row),
    )
