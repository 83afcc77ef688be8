"""What of each table two databases of one archive have in common: content, by natural keys.

Row numbers say in which order rows came to be, and nothing else; no key and no value here is one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Content:
    """One table's rows as a query: the first `keys` columns identify a row and are its order."""

    table: str
    keys: int
    query: str


CONTENTS = (
    Content(
        "captures",
        1,
        """
        SELECT record_id, url, source, (SELECT key FROM runs WHERE runs.id = captures.run) AS run,
            (SELECT url FROM stories WHERE stories.id = captures.story) AS story, kind, visit,
            method, status, captured_at, mime, size, digest, entity_digest, warc, offset, length,
            truncated, error, outcome, via, profile, original
        FROM captures ORDER BY record_id
        """,
    ),
    Content(
        "stories",
        1,
        """
        SELECT url, source, outlet, headline, lead, credit, authors, topics, language, published,
            published_is_known, first_seen, last_seen, last_changed, gone_at, words, revisions,
            comments,
            (SELECT number FROM revisions WHERE revisions.id = stories.revision) AS revision,
            (SELECT min(url) FROM stories AS s WHERE s.story_group = stories.story_group)
                AS story_group,
            relation,
            (SELECT url FROM stories AS s WHERE s.id = stories.repeats) AS repeats,
            relation_reason
        FROM stories ORDER BY url
        """,
    ),
    Content(
        "revisions",
        2,
        """
        SELECT stories.url AS story, number, seen_at,
            (SELECT record_id FROM captures WHERE captures.id = capture) AS capture, kind,
            revisions.headline, revisions.lead, source_line, revisions.credit, credit_outlet,
            credit_date, revisions.authors, revisions.published, modified, images, text_digest,
            reader, edition
        FROM revisions JOIN stories ON stories.id = story ORDER BY stories.url, number
        """,
    ),
    Content(
        "sections",
        3,
        """
        SELECT stories.url AS story, number, position, heading, text, sections.published
        FROM sections JOIN revisions ON revisions.id = sections.revision
        JOIN stories ON stories.id = revisions.story ORDER BY stories.url, number, position
        """,
    ),
    Content(
        "comments",
        2,
        """
        SELECT stories.url AS story, key, parent, position, author, comments.published,
            comments.published_is_known, text, comments.first_seen, edited_at, earlier_text,
            comments.gone_at,
            (SELECT record_id FROM captures WHERE captures.id = capture) AS capture
        FROM comments JOIN stories ON stories.id = story ORDER BY stories.url, key
        """,
    ),
    Content(
        "story_groups",
        1,
        """
        SELECT (SELECT min(url) FROM stories WHERE story_group = story_groups.id) AS story_group,
            (SELECT url FROM stories WHERE stories.id = first_story) AS first_story, headline,
            size, outlets, first_published, last_published
        FROM story_groups ORDER BY 1
        """,
    ),
    Content(
        "ties",
        2,
        """
        SELECT a.url AS story, b.url AS other, ties.relation, ties.reason, shared, by_hand
        FROM ties JOIN stories AS a ON a.id = ties.story JOIN stories AS b ON b.id = ties.other
        ORDER BY a.url, b.url
        """,
    ),
    Content(
        "addresses",
        1,
        """
        SELECT url, source, (SELECT url FROM stories WHERE stories.id = addresses.story) AS story,
            kind, first_seen, last_checked, next_check, checks, changes, failures, etag,
            last_modified, entity_digest, outcome
        FROM addresses
        WHERE NOT (kind = 'requisite' AND checks = 0) -- still to be fetched: no bytes tell of it
        ORDER BY url
        """,
    ),
    Content(
        "sources",
        1,
        "SELECT name, learned, edition FROM sources ORDER BY name",  # the rest is no content
    ),
    Content(
        "recurring",
        2,
        "SELECT source, text, place, stories, furniture FROM recurring ORDER BY source, text",
    ),
    Content(
        "runs",
        1,
        """
        SELECT key, source, trigger, started_at, finished_at, outcome, reason, captures, bytes,
            stories_new, stories_revised, stories_unchanged, stories_gone, comments_new,
            pages_without_story, errors
        FROM runs ORDER BY key
        """,
    ),
    Content(
        "announcements",
        1,
        'SELECT record_id, sequence, "at", entries, warc, offset, length'
        " FROM announcements ORDER BY record_id",
    ),
    Content(
        "choices",
        5,
        "SELECT decided_at, verb, story, coalesce(other, '') AS other, coalesce(reason, '')"
        " AS reason FROM choices ORDER BY 1, 2, 3, 4, 5",
    ),
    Content(
        "tombstones",
        1,
        "SELECT record_id, url, captured_at, forgotten_at, reason FROM tombstones"
        " ORDER BY record_id",
    ),
)
