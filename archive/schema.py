"""The tables of an archive, as sqlite-utils migrations.

Every sortable time is NOT NULL with a DESC index: Datasette's next page of a table sorted by a
nullable column reads the whole table (3.3 s at a million rows against 0.3 ms).
Meanings of all columns: docs/schema.md, which a test holds against these tables.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("backissue")

# The dedupe index as m001 made it; `DEDUPE` is what it is now.
_SKETCHES = """
-- No REFERENCES: they would need an index by story, a third of the table again.
CREATE TABLE sketches (
    hash INTEGER NOT NULL,
    story INTEGER NOT NULL,
    PRIMARY KEY (hash, story)
) STRICT, WITHOUT ROWID;

CREATE TABLE sketched (
    story INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    hashes BLOB NOT NULL
) STRICT;
CREATE INDEX sketched_at ON sketched(at);
"""
_EXPIRY = """
DROP INDEX sketched_at;
ALTER TABLE sketched ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
CREATE INDEX sketched_seen ON sketched(seen);
"""
DEDUPE = _SKETCHES + _EXPIRY  # `backissue dedupe` makes the same in a file of its own

_TABLES = """
CREATE TABLE sources (
    name TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    outlet TEXT,
    schedule TEXT NOT NULL,
    added_at TEXT NOT NULL,
    last_run_at TEXT,
    last_success_at TEXT,
    next_due_at TEXT,
    due_reason TEXT,
    interval_s INTEGER,
    failures INTEGER NOT NULL DEFAULT 0,
    last_error TEXT
) STRICT;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL REFERENCES sources(name),
    trigger TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    outcome TEXT NOT NULL,
    reason TEXT,
    captures INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    stories_new INTEGER NOT NULL DEFAULT 0,
    stories_revised INTEGER NOT NULL DEFAULT 0,
    stories_unchanged INTEGER NOT NULL DEFAULT 0,
    stories_gone INTEGER NOT NULL DEFAULT 0,
    comments_new INTEGER NOT NULL DEFAULT 0,
    pages_without_story INTEGER NOT NULL DEFAULT 0,
    errors INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX runs_started ON runs(started_at DESC);
CREATE INDEX runs_source ON runs(source, started_at DESC);

CREATE TABLE captures (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    source TEXT REFERENCES sources(name),
    run INTEGER REFERENCES runs(id),
    story INTEGER REFERENCES stories(id),
    kind TEXT NOT NULL,
    visit TEXT,
    method TEXT NOT NULL,
    status INTEGER,
    captured_at TEXT NOT NULL,
    mime TEXT,
    size INTEGER NOT NULL,
    digest TEXT,
    entity_digest TEXT,
    record_id TEXT NOT NULL UNIQUE,
    warc TEXT,
    offset INTEGER,
    length INTEGER,
    truncated TEXT,
    error TEXT,
    outcome TEXT,
    via TEXT
) STRICT;
CREATE INDEX captures_captured ON captures(captured_at DESC);
CREATE INDEX captures_url ON captures(url, captured_at DESC);
CREATE INDEX captures_story ON captures(story, captured_at DESC);
CREATE INDEX captures_source ON captures(source, captured_at DESC);
CREATE INDEX captures_run ON captures(run);
CREATE INDEX captures_kind ON captures(kind);
CREATE INDEX captures_status ON captures(status);
CREATE INDEX captures_place ON captures(warc, offset);

CREATE TABLE stories (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL REFERENCES sources(name),
    url TEXT NOT NULL UNIQUE,
    outlet TEXT,
    headline TEXT NOT NULL,
    lead TEXT,
    credit TEXT,
    authors TEXT NOT NULL DEFAULT '[]',
    topics TEXT NOT NULL DEFAULT '[]',
    language TEXT,
    published TEXT NOT NULL,
    published_is_known INTEGER NOT NULL,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    last_changed TEXT NOT NULL,
    gone_at TEXT,
    words INTEGER NOT NULL,
    revisions INTEGER NOT NULL,
    comments INTEGER NOT NULL,
    revision INTEGER REFERENCES revisions(id),
    story_group INTEGER REFERENCES story_groups(id),
    relation TEXT,
    repeats INTEGER REFERENCES stories(id),
    relation_reason TEXT
) STRICT;
CREATE INDEX stories_published ON stories(published DESC);
CREATE INDEX stories_first_seen ON stories(first_seen DESC);
CREATE INDEX stories_last_seen ON stories(last_seen DESC);
CREATE INDEX stories_last_changed ON stories(last_changed DESC);
CREATE INDEX stories_source ON stories(source, published DESC);
CREATE INDEX stories_language ON stories(language);
CREATE INDEX stories_credit ON stories(credit);
CREATE INDEX stories_relation ON stories(relation);
CREATE INDEX stories_group ON stories(story_group);
CREATE INDEX stories_repeats ON stories(repeats);

CREATE TABLE revisions (
    id INTEGER PRIMARY KEY,
    story INTEGER NOT NULL REFERENCES stories(id),
    number INTEGER NOT NULL,
    seen_at TEXT NOT NULL,
    capture INTEGER NOT NULL REFERENCES captures(id),
    kind TEXT NOT NULL,
    headline TEXT NOT NULL,
    lead TEXT,
    source_line TEXT,
    credit TEXT,
    credit_outlet TEXT,
    credit_date TEXT,
    authors TEXT NOT NULL DEFAULT '[]',
    published TEXT,
    modified TEXT,
    images TEXT NOT NULL DEFAULT '[]',
    text_digest TEXT NOT NULL,
    reader INTEGER NOT NULL,
    UNIQUE (story, number)
) STRICT;
CREATE INDEX revisions_seen ON revisions(seen_at DESC);
CREATE INDEX revisions_capture ON revisions(capture);
CREATE INDEX revisions_text ON revisions(text_digest);

CREATE TABLE sections (
    id INTEGER PRIMARY KEY,
    revision INTEGER NOT NULL REFERENCES revisions(id),
    position INTEGER NOT NULL,
    heading TEXT,
    text TEXT NOT NULL,
    UNIQUE (revision, position)
) STRICT;

CREATE TABLE comments (
    id INTEGER PRIMARY KEY,
    story INTEGER NOT NULL REFERENCES stories(id),
    key TEXT NOT NULL,
    parent TEXT,
    position INTEGER NOT NULL,
    author TEXT,
    published TEXT NOT NULL,
    published_is_known INTEGER NOT NULL,
    text TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    edited_at TEXT,
    earlier_text TEXT,
    gone_at TEXT,
    capture INTEGER NOT NULL REFERENCES captures(id),
    UNIQUE (story, key)
) STRICT;
CREATE INDEX comments_published ON comments(published DESC);
CREATE INDEX comments_first_seen ON comments(first_seen DESC);
CREATE INDEX comments_capture ON comments(capture);
CREATE INDEX comments_author ON comments(author);

CREATE TABLE story_groups (
    id INTEGER PRIMARY KEY,
    first_story INTEGER NOT NULL REFERENCES stories(id),
    headline TEXT NOT NULL,
    size INTEGER NOT NULL,
    outlets INTEGER NOT NULL,
    first_published TEXT NOT NULL,
    last_published TEXT NOT NULL
) STRICT;
CREATE INDEX story_groups_last ON story_groups(last_published DESC);
CREATE INDEX story_groups_first ON story_groups(first_published DESC);
CREATE INDEX story_groups_first_story ON story_groups(first_story);

CREATE TABLE addresses (
    url TEXT PRIMARY KEY,
    source TEXT NOT NULL REFERENCES sources(name),
    story INTEGER REFERENCES stories(id),
    kind TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    last_checked TEXT,
    next_check TEXT NOT NULL,
    checks INTEGER NOT NULL DEFAULT 0,
    changes INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    etag TEXT,
    last_modified TEXT,
    entity_digest TEXT,
    outcome TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX addresses_due ON addresses(source, next_check);
CREATE INDEX addresses_story ON addresses(story);

CREATE VIEW story_texts AS
SELECT
    stories.id AS id,
    stories.headline AS headline,
    coalesce(stories.lead, '') AS lead,
    coalesce((
        SELECT group_concat(coalesce(heading || char(10), '') || text, char(10) || char(10))
        FROM (SELECT heading, text FROM sections
              WHERE sections.revision = stories.revision ORDER BY position)
    ), '') AS body,
    coalesce((
        SELECT group_concat(coalesce(author || ': ', '') || text, char(10))
        FROM (SELECT author, text FROM comments
              WHERE comments.story = stories.id AND gone_at IS NULL ORDER BY position)
    ), '') AS comments
FROM stories;

CREATE VIRTUAL TABLE story_search USING fts5(
    headline, lead, body, comments,
    content = 'story_texts', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2'
);
"""


@migrations()
def m001_tables(db: Database) -> None:
    """The first tables; documented in docs/schema.md."""
    db.executescript(_TABLES + _SKETCHES)


_EVIDENCE = """
ALTER TABLE captures ADD COLUMN profile TEXT;
ALTER TABLE captures ADD COLUMN original TEXT;
CREATE INDEX captures_entity ON captures(entity_digest) WHERE profile IS NULL AND status = 200;
CREATE INDEX captures_original ON captures(original) WHERE original IS NOT NULL;

CREATE TABLE announcements (
    record_id TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL,
    at TEXT NOT NULL,
    entries INTEGER NOT NULL,
    warc TEXT NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX announcements_sequence ON announcements(sequence DESC);
CREATE INDEX announcements_place ON announcements(warc, offset);

CREATE TABLE choices (
    id INTEGER PRIMARY KEY,
    verb TEXT NOT NULL,
    story TEXT NOT NULL,
    other TEXT,
    reason TEXT,
    decided_at TEXT NOT NULL
) STRICT;
CREATE INDEX choices_story ON choices(story);
CREATE INDEX choices_decided ON choices(decided_at DESC);

CREATE TABLE tombstones (
    record_id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    captured_at TEXT NOT NULL,
    forgotten_at TEXT NOT NULL,
    reason TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX tombstones_forgotten ON tombstones(forgotten_at DESC);
CREATE INDEX tombstones_url ON tombstones(url);
"""


@migrations()
def m002_evidence(db: Database) -> None:
    """Revisits, the order of announcements, people's choices, and what was forgotten."""
    db.executescript(_EVIDENCE)


_TIES = """
CREATE TABLE ties (
    story INTEGER NOT NULL REFERENCES stories(id),
    other INTEGER NOT NULL REFERENCES stories(id),
    relation TEXT NOT NULL,
    reason TEXT NOT NULL,
    shared INTEGER NOT NULL,
    by_hand INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (story, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX ties_other ON ties(other);
"""


@migrations()
def m003_ties(db: Database) -> None:
    """Which two stories were proven one, so that a choice can be undone; sketches expire by age."""
    db.executescript(_TIES + _EXPIRY)


_FILES = """
CREATE TABLE warc_files (
    name TEXT PRIMARY KEY,
    settled INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""


@migrations()
def m004_files(db: Database) -> None:
    """How far the WARC files are announced, so that a start after a crash reads no whole file."""
    db.executescript(_FILES)


_TEMPLATES = """
ALTER TABLE sources ADD COLUMN learned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN edition INTEGER NOT NULL DEFAULT 0;
ALTER TABLE revisions ADD COLUMN edition INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sections ADD COLUMN published TEXT;

CREATE TABLE recurring (
    source TEXT NOT NULL REFERENCES sources(name),
    text INTEGER NOT NULL,
    place INTEGER NOT NULL,
    stories INTEGER NOT NULL,
    furniture INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (source, text)
) STRICT, WITHOUT ROWID;
"""


@migrations()
def m005_templates(db: Database) -> None:
    """What a site's stories share, learned as they arrive."""
    db.executescript(_TEMPLATES)
