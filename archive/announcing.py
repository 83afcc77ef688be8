"""Opens an archive for a command that announces something itself, outside of a crawl."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from archive.config.model import Config
from archive.journal import Journal
from archive.parsers import parser_pool
from archive.recovery import reopen
from archive.store import Store, open_store
from archive.warc.journal import WarcJournal
from archive.warc.opening import open_warcs


@contextmanager
def put_right(config: Config) -> Iterator[tuple[Store, Journal]]:
    """The archive, put in order first, as when a crawl starts (archive.recovery).

    The archive's lock is the caller's business. Raises StorageError and DatabaseBusy.
    """
    with open_store(config.folder) as store, open_warcs(config) as writer:
        journal = WarcJournal(writer)
        reopen(config, store, journal, executor=lambda: parser_pool(config.crawl.parsers))
        yield store, journal
