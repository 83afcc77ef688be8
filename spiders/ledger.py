"""One run of one source: what it has queued, kept, and met as trouble."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from archive.config.model import Source
from archive.errors import BackIssueError
from archive.model import UNGUIDED, Capture, Exchange, Guide, Kind, Purpose, Reading, Thread, Visit
from archive.requisites import Requisite
from archive.store import Counts, Kept, Known, Run
from archive.store.addresses import is_listing
from archive.store.visits import Outcome
from archive.urls import url_key
from spiders.discovery import Finding
from spiders.verdict import verdict

if TYPE_CHECKING:
    from spiders.keep import Keeper

_MOST_TROUBLES = 1000


class Ledger:
    """What a spider works with; also the recorder that the download handler hands exchanges to."""

    def __init__(
        self,
        keeper: Keeper,
        source: Source,
        run: Run,
        *,
        recheck: str,
        guide: Guide = UNGUIDED,
    ) -> None:
        self._keeper = keeper
        self.source = source
        self.run = run
        self.recheck = recheck
        self.guide = guide  # one for all pages of the run
        self.counts = Counts()
        self.troubles: list[tuple[str, str]] = []
        self.answers = 0
        self.listings: list[Capture] = []  # read in this run
        self._storyless: tuple[str, str] | None = None
        self._held_stories = False
        self._loose: dict[str, Capture] = {}
        self._asked: set[str] = set()

    def __deepcopy__(self, memo: object) -> Ledger:
        """Itself: Scrapy copies a crawler's settings deeply, and the ledger rides in them."""
        return self

    def record(self, exchange: Exchange) -> Capture:
        """Append an exchange; a request made by Scrapy itself (robots.txt) gets our purpose."""
        purpose = exchange.purpose
        if purpose.source is None or purpose.run is None:
            purpose = replace(purpose, source=self.source.name, run=self.run.key)
            exchange = replace(exchange, purpose=purpose)
        capture = self._keeper.record(exchange)
        self._loose[capture.record_id] = capture
        if purpose.kind is Kind.ROBOTS:
            self.note(capture)
        elif capture.status is not None and capture.status < 400:
            self.answers += 1
        return capture

    def purpose(self, kind: Kind, *, via: str | None, visit: str | None, hops: str) -> Purpose:
        """The purpose of a request of this run."""
        return Purpose(
            source=self.source.name, kind=kind, run=self.run.key, visit=visit, via=via, hops=hops
        )

    def known(self, source: Source) -> Sequence[Known]:
        """The addresses the archive knows; all stories are due when the run rechecks all."""
        found = self._keeper.known(source.name)
        self._held_stories = any(one.is_story for one in found)
        if self.recheck == "all":
            return [replace(one, due=True) for one in found]
        return found

    def wanted(self, url: str) -> bool:
        """True the first time this run asks for an address."""
        key = url_key(url)
        if key in self._asked:
            return False
        self._asked.add(key)
        return True

    async def find(self, capture: Capture, source: Source) -> Finding:
        """The links of a captured listing."""
        return await self._keeper.find(capture, source)

    async def read(self, capture: Capture) -> Reading:
        """The story on a captured page, or why there is none."""
        return await self._keeper.read(capture, self.guide)

    async def read_listing(self, capture: Capture) -> Thread:
        """The comments of a captured listing or comment page."""
        return await self._keeper.read_listing(capture)

    async def requisites(self, capture: Capture) -> Sequence[Requisite]:
        """What a captured page or style needs to look right."""
        return await self._keeper.requisites(capture)

    def expect(self, urls: Sequence[str]) -> Sequence[Known]:
        """Remember that pages need these; those that are to be fetched now."""
        return self._keeper.expect(self.source.name, urls)

    def waiting(self) -> Sequence[Known]:
        """Requisites that earlier runs did not come to."""
        return self._keeper.requisites_waiting(self.source.name)

    def barred(self) -> Sequence[str]:
        """Addresses whose content was removed by law."""
        return self._keeper.barred()

    def put_off(self, url: str) -> None:
        """Remember that a requisite may not be asked for."""
        self._keeper.put_off(url)

    def keep(self, visit: Visit) -> None:
        """Announce a visit with all its captures."""
        for capture in (visit.capture, *visit.others):
            self._loose.pop(capture.record_id, None)
        self._keeper.announce(self, replace(visit, guide=self.guide))

    def note(self, capture: Capture) -> None:
        """Announce a capture that belongs to no visit."""
        self._loose.pop(capture.record_id, None)
        if is_listing(capture):
            self.listings.append(capture)
        self._keeper.announce(self, capture)

    def trouble(self, source: Source, url: str, words: str) -> None:
        """Say what went wrong with an address."""
        self.counts.errors += 1
        if len(self.troubles) < _MOST_TROUBLES:
            self.troubles.append((url, words))
            self._keeper.tell_trouble(self, url, words)

    def count(self, announced: Visit | Capture, kept: Kept | None) -> None:
        """Add what is in the tables now, and what a visit came to."""
        self.counts.add(announced, kept)
        if kept is None:
            return
        if kept.fault:
            self.trouble(self.source, kept.url, kept.why or "it could not be written down")
        if kept.outcome is Outcome.NO_STORY:
            self._storyless = self._storyless or (kept.url, kept.why or "no story")

    @property
    def storyless(self) -> tuple[str, str] | None:
        """The first page without a story (address, why), of a source that never had one."""
        return None if self._held_stories or self.counts.stories_new else self._storyless

    def progress(self) -> dict[str, object]:
        """The figures a person watches."""
        counts = self.counts
        return {
            "pages": counts.captures,
            "bytes": counts.bytes,
            "new": counts.stories_new,
            "revised": counts.stories_revised,
            "unchanged": counts.stories_unchanged,
            "gone": counts.stories_gone,
            "comments": counts.comments_new,
            "errors": counts.errors,
        }

    def close(
        self, *, finish_reason: str | None, failure: str | None, stopping: bool, left_out: bool
    ) -> tuple[str, str | None]:
        """Announce what is left, and close the run by what it met; its outcome and the reason.

        `finish_reason` is Scrapy's, `failure` an error that ended the crawl, in words; `left_out`
        says that something that listings led to was not asked for. A run whose end cannot be
        written has failed.
        """
        for capture in list(self._loose.values()):  # what nobody claimed (retried requests)
            self.note(capture)
        self._keeper.flush()
        broken = self._keeper.failure
        outcome, reason = verdict(
            answers=self.answers,
            troubles=self.troubles,
            errors=self.counts.errors,
            finish_reason=finish_reason,
            failure=failure if broken is None else str(broken),
            stopping=stopping,
            storyless=self.storyless,
        )
        whole = finish_reason == "finished" and not left_out
        try:
            self._keeper.close_run(self, outcome=outcome, reason=reason, whole=whole)
        except BackIssueError as fault:
            return "failed", str(fault)
        return outcome, reason
