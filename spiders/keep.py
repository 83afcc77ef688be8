"""Joins the crawl to the archive: records exchanges, has them read, announces what they held.

One Keeper serves all sources of a worker process. Order of things: an exchange is appended to the
WARC (`record`), read by a parser process from the stored bytes, and announced in groups of a second
or 64: in the WARC, which is synced then, and by that in SQLite (the invariants in CONTRIBUTING.md).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from archive.config.model import Config, Source
from archive.errors import BackIssueError
from archive.folder import WARCS
from archive.journal import Journal
from archive.model import GIVEN_UP, Capture, Exchange, Guide, Reading, Thread, Visit
from archive.parsers import parser_pool
from archive.reading import read_story, read_thread
from archive.recovery import reopen
from archive.requisites import Requisite
from archive.store import Kept, Known, Store, open_store
from archive.times import now
from archive.warc.journal import WarcJournal
from archive.warc.opening import open_warcs
from archive.warc.originals import Originals
from archive.warc.write import WarcWriter
from spiders.discovery import Finding
from spiders.finding import find, find_requisites
from spiders.ledger import Ledger
from spiders.settings import user_agent

log = logging.getLogger(__name__)

GROUP = 64
GROUP_SECONDS = 1.0
_BRIEF_MS = 1000  # for another writer, once one has made us wait in vain
_PRELOAD = ["archive.reading", "spiders.finding"]
T = TypeVar("T")


class Keeper:
    """The archive as the crawl sees it."""

    def __init__(
        self,
        config: Config,
        *,
        store: Store,
        writer: WarcWriter,
        journal: Journal,
        executor: Callable[[], Executor],
        tell: Callable[[Ledger, Kept], None] = lambda ledger, kept: None,
        tell_trouble: Callable[[Ledger, str, str], None] = lambda ledger, url, words: None,
    ) -> None:
        self._config = config
        self._warc = config.folder / WARCS
        self._store = store
        self._writer = writer
        self._journal = journal
        self._new_executor = executor
        self._executor = executor()
        self._tell = tell
        self.tell_trouble = tell_trouble
        self._waiting: list[tuple[Ledger, Visit | Capture]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._ledgers: list[Ledger] = []
        self.failure: BackIssueError | None = None

    def open_run(self, source: Source, *, trigger: str, recheck: str) -> Ledger:
        """Begin a run of a source; the spider works through the ledger it gets."""
        run = self._store.start_run(source.name, trigger)
        guide = Guide(source.rules, self._store.template(source.name))
        ledger = Ledger(self, source, run, recheck=recheck, guide=guide)
        self._ledgers.append(ledger)
        return ledger

    def record(self, exchange: Exchange) -> Capture:
        """Append an exchange to the WARC; raises StorageError, and then the crawl must end."""
        try:
            return self._writer.append(exchange)
        except BackIssueError as error:
            self._fail(error)
            raise

    def known(self, source: str) -> Sequence[Known]:
        """The addresses the archive knows of a source."""
        return self._store.known(source, now=now())

    async def read(self, capture: Capture, guide: Guide) -> Reading:
        """The story on a captured page, read by its source's guide, or why there is none."""
        try:
            return await self._run(read_story, self._warc, capture, guide)
        except BrokenProcessPool:
            return GIVEN_UP

    async def read_listing(self, capture: Capture) -> Thread:
        """The comments in a captured listing or comment page."""
        try:
            return await self._run(read_thread, self._warc, capture)
        except BrokenProcessPool:
            return Thread(whole=False)

    async def find(self, capture: Capture, source: Source) -> Finding:
        """The links in a captured feed, sitemap or front page."""
        try:
            return await self._run(find, self._warc, capture, source)
        except BrokenProcessPool:
            return Finding(why="the parser process died on this listing; its capture is kept")

    async def requisites(self, capture: Capture) -> Sequence[Requisite]:
        """What a captured page or style needs; nothing when it cannot be read."""
        try:
            return await self._run(find_requisites, self._warc, capture)
        except BrokenProcessPool:
            return ()

    def expect(self, source: str, urls: Sequence[str]) -> Sequence[Known]:
        """Remember requisites; those that are to be fetched now."""
        try:
            return self._store.expect(source, urls, now=now())
        except BackIssueError as error:
            self._fail(error)
            return ()

    def requisites_waiting(self, source: str) -> Sequence[Known]:
        """Requisites that no run came to yet."""
        try:
            return self._store.requisites_waiting(source)
        except BackIssueError as error:
            self._fail(error)
            return ()

    def barred(self) -> Sequence[str]:
        """Addresses whose content was removed by law, of all sources."""
        return self._store.barred()

    def put_off(self, url: str) -> None:
        """Remember that a requisite may not be asked for."""
        try:
            self._store.put_off(url, now=now())
        except BackIssueError as error:
            self._fail(error)

    async def _run(self, work: Callable[..., T], *arguments: Any) -> T:
        """Run `work` in a parser process; one that dies takes no other page with it.

        A page that kills its process breaks the whole pool, so each page that was in it is tried
        once more in a new one; the one that kills again is given up (BrokenProcessPool).
        """
        executor = self._executor
        try:
            return await asyncio.wrap_future(executor.submit(work, *arguments))
        except BrokenProcessPool:
            if self._executor is executor:
                self._executor = self._new_executor()
            alone = self._new_executor()
            try:
                return await asyncio.wrap_future(alone.submit(work, *arguments))
            finally:
                alone.shutdown(wait=False)

    def announce(self, ledger: Ledger, kept: Visit | Capture) -> None:
        """Queue a visit or a lone capture; it is in the tables within a second."""
        self._waiting.append((ledger, kept))
        if self.failure is not None:
            return  # the crawl is ending; its runs' ends try once more
        if len(self._waiting) >= GROUP:
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(GROUP_SECONDS, self.flush)

    def flush(self) -> None:
        """Announce what waits; what cannot be written goes on waiting."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._waiting:
            return
        waiting = self._waiting
        try:
            results = self._store.announce([kept for _, kept in waiting], self._journal)
        except BackIssueError as error:
            self._fail(error)
            return
        self._waiting = []
        for (ledger, kept), result in zip(waiting, results, strict=True):
            ledger.count(kept, result)
            if result is not None:
                self._tell(ledger, result)

    def _fail(self, error: BackIssueError) -> None:
        """Remember the first failure: the crawl ends by it, and waits for nobody any more."""
        log.error("%s", error)
        if self.failure is None:
            self.failure = error
            self._store.wait_at_most(_BRIEF_MS)

    def close_run(self, ledger: Ledger, *, outcome: str, reason: str | None, whole: bool) -> None:
        """Announce what is left of a run and close it.

        `whole` says that all its listings led to was asked for.
        """
        self.flush()
        self._ledgers.remove(ledger)
        self._store.finish_run(
            ledger.run,
            outcome=outcome,
            reason=reason,
            counts=ledger.counts,
            followed=ledger.listings if whole and self.failure is None else (),
            journal=self._journal,
        )

    def close(self) -> None:
        """Sync and close everything; safe to call after a failure."""
        try:
            self.flush()
            self._writer.close()
        finally:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._store.close()


def _originals(config: Config, store: Store) -> Originals | None:
    if not config.warc.revisits:
        return None
    return Originals(store.originals(), smallest=config.warc.revisit_min_bytes)


def open_keeper(
    config: Config,
    *,
    tell: Callable[[Ledger, Kept], None] = lambda ledger, kept: None,
    tell_trouble: Callable[[Ledger, str, str], None] = lambda ledger, url, words: None,
    beat: Callable[[], None] = lambda: None,
) -> Keeper:
    """A Keeper over the archive in `config.folder`, which is brought in order after a crash first.

    `beat` is called often while that lasts. Raises StorageError and DatabaseBusy when the folder
    cannot be written.
    """
    store = open_store(config.folder)
    store.sync_sources(config)
    robots = "obey" if all(s.robots for s in config.sources.values()) else "per source"
    writer = open_warcs(
        config,
        user_agent=user_agent(config),
        robots=robots,
        originals=_originals(config, store),
    )
    journal = WarcJournal(writer)

    def executor() -> Executor:
        return parser_pool(config.crawl.parsers, _PRELOAD)

    reopen(config, store, journal, executor=executor, beat=beat)
    return Keeper(
        config,
        store=store,
        writer=writer,
        journal=journal,
        executor=executor,
        tell=tell,
        tell_trouble=tell_trouble,
    )
