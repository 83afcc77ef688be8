"""Forgets: announces it, takes the rows, scrubs the tables, writes the files anew."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive import db, places
from archive.config.model import Config
from archive.folder import WARCS
from archive.forget import scrubbing, sweeping
from archive.forget.asked import Chosen
from archive.journal import ForgottenEntry
from archive.reading import read_story
from archive.store import Store, captures, templates
from archive.warc import orders
from archive.warc.journal import WarcJournal
from archive.warc.opening import open_warcs

_CAPTURE = (
    "captures.url, captures.method, captures.source, captures.kind, captures.visit, captures.via,"
    " captures.captured_at, captures.record_id, captures.status, captures.mime, captures.size,"
    " captures.digest, captures.entity_digest, captures.truncated, captures.error,"
    f" {places.COLUMNS}"
)


_FIRST_READ = f"""
SELECT stories.source AS story_source, {_CAPTURE}
FROM stories JOIN revisions ON revisions.story = stories.id AND number = 1
JOIN captures ON captures.id = revisions.capture {places.ORIGINAL}
WHERE stories.url IN (SELECT value FROM json_each(?)) ORDER BY stories.id
"""  # noqa: S608 - no outside text is put in


@dataclass(frozen=True, slots=True)
class Done:
    """What was done. `removed` names other files that held the content and are gone.

    `log_is_empty` is False when a reader kept SQLite's log open, which then holds old pages.
    """

    files: int = 0
    removed: tuple[str, ...] = ()
    log_is_empty: bool = True


def forget(
    config: Config,
    connection: sqlite3.Connection,
    chosen: Chosen,
    urls: Sequence[str],
    *,
    reason: str,
    again: bool = False,
    beat: Callable[[], None] = lambda: None,
) -> Done:
    """Remove what was chosen, for good. Call it under the archive's lock, with no file left open.

    After a crash at any moment, `finish` and `sweep` at the next start do what was left, if it was
    announced; else nothing has happened. With `again` the addresses may be crawled again. Raises
    StorageError, and CaptureMissing when a WARC file is damaged.
    """
    scrubbing.overwrite_what_goes(connection)
    _unlearn(config.folder, connection, chosen, beat)
    entry = ForgottenEntry(
        url=" ".join(urls),
        records=chosen.records,
        reason=reason,
        addresses=chosen.addresses,
        again=again,
    )
    with sweeping.alone(config.folder):
        orders.give(config.folder, entry)
        with open_warcs(config) as writer:
            Store(connection).announce([entry], WarcJournal(writer))
        return clean(config, connection, chosen.addresses, beat=beat)


def clean(
    config: Config,
    connection: sqlite3.Connection,
    addresses: Sequence[str] = (),
    *,
    beat: Callable[[], None] = lambda: None,
) -> Done:
    """Remove all that is announced as forgotten from the tables' file and the WARC files.

    Call it within `sweeping.alone`.
    """
    scrubbing.overwrite_what_goes(connection)
    removed = scrubbing.remove_copies(config.folder, addresses)
    scrubbing.scrub(connection)
    beat()
    files = sweeping.sweep(
        config.folder, connection, compression=config.warc.compression, beat=beat
    )
    orders.done(config.folder)
    return Done(files, tuple(removed), scrubbing.scrub(connection))


def _unlearn(
    folder: Path, connection: sqlite3.Connection, chosen: Chosen, beat: Callable[[], None]
) -> None:
    """Take what the stories share with others of their site out of its counts (store.templates).

    Those hold digests of paragraphs. All or none: who stops it may do it again. A crash between
    this and the announcement leaves counts that are a little low.
    """
    urls = json.dumps([url for _, url in chosen.stories])
    with db.transaction(connection):
        for row in connection.execute(_FIRST_READ, (urls,)).fetchall():
            beat()
            reading = read_story(folder / WARCS, captures.stored(row))
            templates.unlearn(connection, row["story_source"], reading)
