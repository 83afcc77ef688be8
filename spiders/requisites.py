"""Fetches what story pages need to look right, after the stories and as politely as them."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request

from archive.config.model import Source
from archive.errors import StorageError
from archive.model import Capture, Kind
from spiders import conditional
from spiders.failures import Stopping
from spiders.fetching import Fetched, fetch, meta
from spiders.roles import Keeper, Known

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)

MOST = 200  # addresses that one page leads to, those in its styles included
_IMPORTS = 3  # a style that a style imports, and so on
_HOSTS = 4  # asked at the same time
_EMBEDDED = "E"  # hopsFromSeed (WARC 1.1, Annex)


@dataclass(slots=True)
class _Page:
    """The page that addresses are needed for, and how many more it may lead to."""

    url: str | None
    left: int = MOST


@dataclass(frozen=True, slots=True)
class _Wanted:
    known: Known
    page: _Page
    via: str | None
    hops: str
    is_style: bool


@dataclass(slots=True)
class _Host:
    queue: deque[_Wanted] = field(default_factory=deque)
    asking: int = 0  # how many are working through the queue


class Requisites:
    """One run's requisites: found as pages come, fetched when nothing else is left to do.

    A host's addresses are asked one after the other (`Source.concurrency` at once), at the pace and
    by the robots.txt of that host; private addresses are refused as everywhere. A requisite that
    fails is remembered and is no trouble of the run. `StorageError` is raised by `fetch_all`.
    """

    def __init__(self, crawler: Crawler, source: Source, keeper: Keeper) -> None:
        self._crawler = crawler
        self._source = source
        self._keeper = keeper
        self._hosts: dict[str, _Host] = {}
        self._seen: set[str] = set()
        self._at_once = asyncio.Semaphore(_HOSTS)
        self._group: asyncio.TaskGroup | None = None
        self._failure: StorageError | None = None
        self.done = False

    async def of_page(self, capture: Capture) -> None:
        """Find what a story page needs; a page that has not changed is read where it is stored."""
        if capture.is_page or capture.status == 304:
            hops = capture.purpose.hops + _EMBEDDED
            await self._find(capture, _Page(capture.url), hops)

    async def fetch_all(self) -> None:
        """Fetch what was found, and what earlier runs did not come to."""
        for known in self._keeper.waiting():
            if known.url not in self._seen:
                self._put(_Wanted(known, _Page(None), None, "L" + _EMBEDDED, is_style=False))
        try:
            async with asyncio.TaskGroup() as self._group:
                for host in list(self._hosts.values()):
                    self._begin(host)
        finally:
            self._group, self.done = None, True
        if self._failure is not None:
            raise self._failure

    @property
    def left(self) -> int:
        """How many are waiting."""
        return sum(len(host.queue) for host in self._hosts.values())

    async def _find(self, capture: Capture, page: _Page, hops: str) -> None:
        found = await self._keeper.requisites(capture)
        fresh = [one for one in found if one.url not in self._seen][: page.left]
        if hops.count(_EMBEDDED) > _IMPORTS + 1:
            fresh = [one for one in fresh if not one.is_style]
        page.left -= len(fresh)
        styles = {one.url for one in fresh if one.is_style}
        for known in self._keeper.expect([one.url for one in fresh]) if fresh else ():
            self._put(_Wanted(known, page, capture.url, hops, known.url in styles))
        self._seen.update(one.url for one in fresh)

    def _put(self, wanted: _Wanted) -> None:
        self._seen.add(wanted.known.url)
        host = self._hosts.setdefault(urlsplit(wanted.known.url).netloc, _Host())
        host.queue.append(wanted)
        if self._group is not None:
            self._begin(host)

    def _begin(self, host: _Host) -> None:
        assert self._group is not None
        if host.asking < min(self._source.concurrency, len(host.queue)):
            host.asking += 1
            self._group.create_task(self._work_through(host))

    async def _work_through(self, host: _Host) -> None:
        try:
            while host.queue:
                async with self._at_once:
                    if host.queue:
                        await self._fetch(host.queue.popleft())
        except Stopping:
            self._give_up()
        except StorageError as error:
            self._failure = error
            self._give_up()
        finally:
            host.asking -= 1

    def _give_up(self) -> None:
        """Ask for nothing more; what waits is remembered, and the next run comes to it."""
        for host in self._hosts.values():
            host.queue.clear()

    async def _fetch(self, wanted: _Wanted) -> None:
        known = wanted.known
        if not self._keeper.wanted(known.url):
            return  # a story of this run, or another spelling of what was fetched
        purpose = self._keeper.purpose(Kind.REQUISITE, via=wanted.via, visit=None, hops=wanted.hops)
        request = Request(
            known.url,
            headers={"Accept": "*/*", **conditional.headers(known)},
            meta={**meta(purpose, anywhere=True), "max_retry_times": 1},
            dont_filter=True,
        )
        got = await fetch(self._crawler, request)
        for capture in got.trail.captures:
            self._keeper.note(capture)
        if got.capture is None:
            log.info("%s: %s", known.url, got.failure)
            self._keeper.put_off(known.url)
        elif _is_style(wanted, got):
            await self._find(got.capture, wanted.page, wanted.hops + _EMBEDDED)


def _is_style(wanted: _Wanted, got: Fetched) -> bool:
    """A style by its use or by its type; one that is unchanged counts by its address."""
    capture = got.capture
    assert capture is not None
    if not (capture.is_page or capture.status == 304):
        return False
    named = urlsplit(wanted.known.url).path.endswith(".css")
    return wanted.is_style or capture.mime == "text/css" or named
