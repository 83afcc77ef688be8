"""What the archive knows of each address: validators, when to look again, whose story it is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive import db, recheck
from archive.errors import CaptureMissing
from archive.folder import WARCS
from archive.model import Capture, Kind
from archive.places import place
from archive.times import parse, stamp
from archive.warc.head import head_end, parse_head
from archive.warc.member import beginning_at

_LISTINGS = (Kind.FEED, Kind.SITEMAP, Kind.FRONT)
_LISTING_WAIT = timedelta(hours=12)  # entry points are read in every run all the same
_LOOKED = """
INSERT INTO addresses (url, source, story, kind, first_seen, last_checked, next_check,
    checks, changes, failures, etag, last_modified, entity_digest, outcome)
VALUES (:url, :source, :story, :kind, :checked, :checked, :checked, 1, :changed, :failed,
    :etag, :last_modified, :entity_digest, :outcome)
ON CONFLICT (url) DO UPDATE SET
    source = excluded.source,
    story = coalesce(excluded.story, story),
    kind = CASE kind WHEN 'requisite' THEN excluded.kind ELSE kind END,
    first_seen = CASE WHEN kind = 'requisite' AND checks = 0
        THEN excluded.first_seen ELSE first_seen END,
    last_checked = excluded.last_checked,
    checks = checks + 1,
    changes = changes + excluded.changes,
    failures = CASE WHEN excluded.failures THEN failures + 1 ELSE 0 END,
    etag = CASE WHEN :fresh THEN excluded.etag ELSE etag END,
    last_modified = CASE WHEN :fresh THEN excluded.last_modified ELSE last_modified END,
    entity_digest = CASE WHEN :fresh THEN excluded.entity_digest ELSE entity_digest END,
    outcome = excluded.outcome
"""


@dataclass(frozen=True, slots=True)
class Known:
    """An address of a source. `due` says that its time for another look has come."""

    url: str
    kind: Kind
    etag: str | None
    last_modified: str | None
    is_story: bool
    due: bool
    gone: bool
    outcome: str | None
    leads_to: str | None  # the story's own address, where that is another


def known(connection: sqlite3.Connection, source: str, now: datetime) -> Sequence[Known]:
    """All addresses of a source but page requisites, those looked at longest ago first."""
    rows = connection.execute(
        "SELECT addresses.url, kind, etag, last_modified, story, next_check, outcome,"
        " stories.gone_at AS gone_at, nullif(stories.url, addresses.url) AS leads_to"
        " FROM addresses LEFT JOIN stories ON stories.id = addresses.story"
        " WHERE addresses.source = ? AND kind != ? ORDER BY last_checked, addresses.url",
        (source, Kind.REQUISITE),
    )
    present = stamp(now)
    return [
        Known(
            url=row["url"],
            kind=Kind(row["kind"]),
            etag=row["etag"],
            last_modified=row["last_modified"],
            is_story=row["story"] is not None,
            due=row["next_check"] <= present,
            gone=row["gone_at"] is not None,
            outcome=row["outcome"],
            leads_to=row["leads_to"],
        )
        for row in rows
    ]


def note(connection: sqlite3.Connection, capture: Capture) -> None:
    """Remember that a feed, sitemap or front page was read; `followed` adds its validators.

    A page requisite is remembered too, with its validators.
    """
    outcome = str(capture.status or "error")
    if capture.purpose.kind is Kind.REQUISITE and capture.purpose.source is not None:
        remember(connection, capture.url, capture, story=None, outcome=outcome)
    if not is_listing(capture):
        return
    remember(connection, capture.url, capture, story=None, outcome=outcome, validators=False)


def is_listing(capture: Capture) -> bool:
    """Whether the capture is one of a source's feed, sitemap, front or section page."""
    return capture.purpose.source is not None and capture.purpose.kind in _LISTINGS


def followed(connection: sqlite3.Connection, record: str) -> None:
    """Remember a listing's validators, now that all it led to was asked for.

    Any sooner, a crash in between would make the next 304 hide the stories that were not reached.
    They are read from the stored head, so that rebuild comes to the same by the record's id alone.
    """
    row = connection.execute(
        "SELECT url, entity_digest, warc, offset, length FROM captures WHERE record_id = ?"
        " AND status = 200 AND truncated IS NULL AND warc IS NOT NULL",
        (record,),
    ).fetchone()
    at = None if row is None else place(row)
    if at is None:
        return
    folder = db.database_path(connection).parent / WARCS
    try:
        block = beginning_at(folder, at).block
    except CaptureMissing:
        return  # damaged: without validators it is fetched again, that is all
    head = parse_head(block[: head_end(block)])
    connection.execute(
        "UPDATE addresses SET etag = ?, last_modified = ?, entity_digest = ? WHERE url = ?",
        (head.get("ETag"), head.get("Last-Modified"), row["entity_digest"], row["url"]),
    )


def remember(
    connection: sqlite3.Connection,
    url: str,
    capture: Capture,
    *,
    story: int | None,
    outcome: str,
    validators: bool = True,
) -> None:
    """One look at `url`: what came of it, and when to look again.

    Validators are kept only from a whole 200 answer: a 304 confirms the ones that are there.
    """
    checked = capture.captured_at
    failed = outcome == "error"
    changed = outcome in ("new", "revised")
    fresh = validators and capture.status == 200 and capture.truncated is None
    connection.execute(
        _LOOKED,
        {
            "url": url,
            "source": capture.purpose.source,
            "story": story,
            "kind": capture.purpose.kind,
            "checked": stamp(checked),
            "changed": int(changed),
            "failed": int(failed),
            "etag": capture.etag if fresh else None,
            "last_modified": capture.last_modified if fresh else None,
            "entity_digest": capture.entity_digest if fresh else None,
            "outcome": outcome,
            "fresh": fresh,
        },
    )
    _plan(connection, url, checked, style=capture.mime == "text/css")


def _plan(connection: sqlite3.Connection, url: str, checked: datetime, *, style: bool) -> None:
    row = connection.execute(
        "SELECT kind, checks, changes, failures, addresses.first_seen,"
        " stories.last_changed AS changed, stories.published AS published FROM addresses"
        " LEFT JOIN stories ON stories.id = story WHERE addresses.url = ?",
        (url,),
    ).fetchone()
    if row["kind"] == Kind.REQUISITE:
        pause = recheck.wait_requisite(style=style, failures=row["failures"])
        later = stamp(checked + pause)
        connection.execute("UPDATE addresses SET next_check = ? WHERE url = ?", (later, url))
        return
    if row["kind"] in _LISTINGS:
        later = checked + _LISTING_WAIT * (1 + min(row["failures"], 13))
        connection.execute("UPDATE addresses SET next_check = ? WHERE url = ?", (stamp(later), url))
        return
    # A story that was old when it was first met is as old as it says, not new.
    since = row["first_seen"]
    if row["changed"] is not None:
        since = row["changed"] if row["changes"] > 1 else min(row["published"], row["changed"])
    pause = recheck.wait(
        checked - _instant(since),
        checks=row["checks"],
        changes=row["changes"] - 1,
        failures=row["failures"],
    )
    connection.execute(
        "UPDATE addresses SET next_check = ? WHERE url = ?", (stamp(checked + pause), url)
    )


def _instant(text: str) -> datetime:
    """A stored time; a bare day is its first second."""
    return parse(text if "T" in text else f"{text}T00:00:00Z")


def alias(connection: sqlite3.Connection, url: str, capture: Capture, story: int) -> None:
    """Let `url` lead to a story whose own address is another."""
    connection.execute(
        "INSERT INTO addresses (url, source, story, kind, first_seen, last_checked, next_check,"
        " outcome) VALUES (:url, :source, :story, :kind, :at, :at, :at, 'alias')"
        " ON CONFLICT (url) DO UPDATE SET story = excluded.story,"
        " kind = CASE kind WHEN 'requisite' THEN excluded.kind ELSE kind END,"
        " first_seen = CASE WHEN kind = 'requisite' AND checks = 0"
        " THEN excluded.first_seen ELSE first_seen END,"
        " last_checked = excluded.last_checked, outcome = 'alias'",
        {
            "url": url,
            "source": capture.purpose.source,
            "story": story,
            "kind": Kind.STORY,
            "at": stamp(capture.captured_at),
        },
    )


def stories_at(connection: sqlite3.Connection, urls: Sequence[str]) -> list[int]:
    """The stories that these addresses lead to, in their order, each once."""
    rows = connection.execute(
        "SELECT coalesce((SELECT story FROM addresses WHERE url = value),"
        " (SELECT id FROM stories WHERE url = value)) FROM json_each(?) ORDER BY key",
        (json.dumps(urls),),
    )
    return list(dict.fromkeys(int(story) for (story,) in rows if story is not None))


def story_at(connection: sqlite3.Connection, url: str) -> int | None:
    """The story that `url` leads to."""
    row = connection.execute(
        "SELECT story FROM addresses WHERE url = ?1 AND story IS NOT NULL"
        " UNION ALL SELECT id FROM stories WHERE url = ?1 LIMIT 1",
        (url,),
    ).fetchone()
    return int(row[0]) if row else None
