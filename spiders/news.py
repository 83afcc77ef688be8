"""The one spider: from a source's listings to visits of its stories, driven by configuration."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TYPE_CHECKING, Self

from scrapy import Request, Spider, signals
from scrapy.exceptions import CloseSpider, DontCloseSpider

from archive import continued, threads
from archive.config.model import Config, Source
from archive.errors import StorageError
from archive.model import Capture, Kind, Reading, Thread, Visit
from archive.talk import hold_async
from archive.urls import url_key
from spiders import conditional
from spiders.discovery import Finding
from spiders.failures import Refused, Stopping
from spiders.fetching import Fetched, answered, failed, fetch, meta
from spiders.forgotten import FORGOTTEN
from spiders.guard import hosts_of
from spiders.requisites import Requisites
from spiders.robots import FORBIDDEN, RobotsMiddleware
from spiders.roles import Keeper, Known
from spiders.route import Answer, Route

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

log = logging.getLogger(__name__)


class NewsSpider(Spider):
    """Crawls one source. `failure` says, at the end, why none of its entry points answered."""

    name = "news"
    source: Source
    config: Config

    def __init__(self, source: Source, config: Config, keeper: Keeper) -> None:
        super().__init__(source.name)
        self.source = source
        self.config = config
        self.keeper = keeper
        self.allow_private = source.allow_private  # read by the download handler, as is own_hosts
        self.own_hosts = hosts_of((source.url, *source.feeds, *source.sitemaps, *source.pages))
        self.failure: str | None = None
        self.left_out = False  # whether something that listings led to was not asked for
        limit = source.max_stories
        self._left = config.crawl.max_stories if limit is None else limit
        self._known: dict[str, Known] = {}
        self._refusals: set[str] = set()
        self._forbidden = self._visited = 0
        self._ending: asyncio.Task[None] | None = None
        self._requisites: Requisites | None = None
        self._last: asyncio.Task[None] | None = None  # fetches requisites

    @classmethod
    def from_crawler(
        cls, crawler: Crawler, *, source: Source, config: Config, keeper: Keeper | None = None
    ) -> Self:
        """Called by Scrapy; the keeper is the setting BACKISSUE_KEEPER unless given."""
        spider = cls(source, config, keeper or crawler.settings["BACKISSUE_KEEPER"])
        spider._set_crawler(crawler)
        if source.requisites:
            spider._requisites = Requisites(crawler, source, spider.keeper)
            crawler.signals.connect(spider._idle, signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Requests for stories: as the listings name them, then known ones that are due."""
        self._known = {url_key(one.url): one for one in self.keeper.known(self.source)}
        route = Route(
            self.source,
            self._ask,
            named=self._named,
            known=self._known,
            full=lambda: self._left <= 0,
        )
        try:
            async for batch in route.stories():
                for link in batch.links:
                    if request := self._visit(link.url, batch.listing):
                        yield request
        except StorageError as error:
            raise CloseSpider("storage") from error
        except Stopping:
            return
        self.left_out = self.left_out or self._left <= 0
        for url, words in route.troubles:
            self._trouble(url, words)
        if route.troubles and not route.answered:
            self.failure = "{1} ({0})".format(*route.troubles[0])
        for request in self._again():
            yield request

    def _again(self) -> Iterator[Request]:
        """Known stories that no listing named: all in a manual run, else those that are due."""
        everything = self.keeper.recheck == "all"
        for one in self._known.values():
            skipped = everything and (one.gone or not one.is_story)
            if one.kind is Kind.STORY and not skipped and (request := self._visit(one.url, None)):
                yield request

    def _visit(self, url: str, via: str | None) -> Request | None:
        """A request for a story page, or None when this run does not want it."""
        known = self._known.get(url_key(url))
        # An address that led to a story elsewhere stands for that one.
        if known is not None and (story := getattr(known, "leads_to", None)):
            known = self._known.get(url_key(story), known)
        if known is not None and (not known.due or known.outcome == "forgotten"):
            return None
        if self._left <= 0:
            self.left_out = True
            return None
        address = known.url if known is not None and known.kind is Kind.STORY else url
        if not self.keeper.wanted(address):
            return None
        self._left -= 1
        visit = uuid.uuid4().hex
        return Request(
            address,
            callback=self.visited,
            errback=self.missed,
            headers=conditional.headers(known),
            meta=meta(self.keeper.purpose(Kind.STORY, via=via, visit=visit, hops="L")),
            dont_filter=True,
            cb_kwargs={"address": address},
        )

    async def visited(self, response: Response, address: str) -> None:
        """An answer for a story page: have it read, complete its comments, announce the visit."""
        assert response.request is not None
        try:
            await self._settle(address, answered(response.request, response))
        except StorageError:
            self._stop()

    async def missed(self, failure: Failure) -> None:
        """No answer for a story page: say why."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        if isinstance(failure.value, StorageError):
            self._stop()
        if failure.value is None or isinstance(failure.value, StorageError | Stopping):
            self.left_out = True
            return
        fetched = failed(request, failure.value)
        if isinstance(failure.value, Refused) and fetched.failure is not None:
            self._refused(request.url, fetched.failure)
            fetched = Fetched(fetched.url, fetched.trail)
        await self._settle(request.cb_kwargs["address"], fetched)

    async def _settle(self, address: str, fetched: Fetched) -> None:
        if fetched.failure and not fetched.gone and not fetched.trail.left_site:
            self._trouble(fetched.url, fetched.failure)
        if fetched.capture is None:
            self.left_out = self.left_out or fetched.failure is not None
            return
        self._visited += 1
        reading, thread = None, None
        others = list(fetched.trail.others)
        if fetched.page is not None:
            reading = await self.keeper.read(fetched.page)
            reading = await self._whole(reading, fetched, others)
            if reading.story is not None:
                thread = await self._thread(reading.thread, fetched, others)
        purpose = fetched.capture.purpose
        self.keeper.keep(
            Visit(
                source=self.source.name,
                run=purpose.run or "",
                address=address,
                capture=fetched.capture,
                others=tuple(others),
                reading=reading,
                thread=thread,
                comments=self.source.comments,
            )
        )
        unchanged = fetched.capture.status == 304
        if self._requisites and (unchanged or (reading is not None and reading.story is not None)):
            await self._requisites.of_page(fetched.capture)

    async def _whole(self, first: Reading, story: Fetched, others: list[Capture]) -> Reading:
        """The story with what its further pages add; their captures are added to `others`."""
        assert story.capture is not None

        async def ask(url: str) -> Reading | None:
            page = await self._further(url, Kind.PAGE, story, others)
            return await self.keeper.read(page) if page is not None else None

        return await hold_async(continued.conversation(first, story.capture.url), ask)

    async def _thread(self, first: Thread, story: Fetched, others: list[Capture]) -> Thread:
        """The story's comments; the captures of further answers are added to `others`."""
        if not self.source.comments:
            return first
        assert story.capture is not None

        async def ask(url: str) -> Thread | None:
            page = await self._further(url, Kind.COMMENTS, story, others)
            return await self.keeper.read_listing(page) if page is not None else None

        return await hold_async(threads.conversation(first, story.capture.url), ask)

    async def _further(
        self, url: str, kind: Kind, story: Fetched, others: list[Capture]
    ) -> Capture | None:
        """The capture of a further answer for a story, None when no page came."""
        assert story.capture is not None
        visit = story.capture.purpose.visit
        purpose = self.keeper.purpose(kind, via=story.url, visit=visit, hops="LL")
        try:
            got = await fetch(self.crawler, Request(url, meta=meta(purpose), dont_filter=True))
        except Stopping:
            return None
        others.extend(got.trail.captures)
        return got.page

    async def _ask(self, url: str, kind: Kind, via: str | None) -> Answer:
        """Fetch one listing, conditionally, and have its links found."""
        known = self._known.get(url_key(url))
        hops = "L" if via else ""
        purpose = self.keeper.purpose(kind, via=via, visit=None, hops=hops)
        headers = conditional.headers(known)
        got = await fetch(
            self.crawler, Request(url, headers=headers, meta=meta(purpose), dont_filter=True)
        )
        for capture in got.trail.captures:
            self.keeper.note(capture)
        if got.failure and (got.status is None or got.status == 429 or got.status >= 500):
            self.left_out = True
        if got.trail.moved_to and via is None:
            log.warning("%s: %s has moved to %s for good", self.name, url, got.trail.moved_to)
        finding = await self.keeper.find(got.page, self.source) if got.page else Finding()
        return Answer(got.url, got.status, finding, got.failure)

    async def _named(self, url: str) -> Sequence[str]:
        """The sitemaps in a host's robots.txt, which was read before its first page."""
        robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
        return await robots.sitemaps(url) if isinstance(robots, RobotsMiddleware) else ()

    def _idle(self) -> None:
        """Called by Scrapy when nothing is left to do: the time for requisites."""
        if self._requisites is None or self._requisites.done:
            return
        if self._last is None:
            self._last = asyncio.ensure_future(self._fetch_requisites(self._requisites))
        raise DontCloseSpider

    async def _fetch_requisites(self, requisites: Requisites) -> None:
        try:
            await requisites.fetch_all()
        except StorageError:
            self._stop()
        # Else Scrapy looks again only with its next heartbeat, five seconds later.
        slot = self.crawler.engine._slot
        if slot is not None:
            slot.nextcall.schedule()

    def _stop(self) -> None:
        """End the crawl, for nothing more can be kept (raising here would log a traceback)."""
        if self._ending is None:
            ending = self.crawler.engine.close_spider_async(reason="storage")
            self._ending = asyncio.ensure_future(ending)

    def _trouble(self, url: str, words: str) -> None:
        self.keeper.trouble(self.source, url, words)

    def _refused(self, url: str, words: str) -> None:
        """What we leave alone: each reason once; a page that robots.txt forbids is no trouble."""
        if words in (FORBIDDEN, FORGOTTEN):
            self._forbidden += 1
            return
        self.left_out = True
        if words not in self._refusals:
            self._refusals.add(words)
            self._trouble(url, words)

    def closed(self, reason: str) -> None:
        """Called by Scrapy at the end; a site that forbids all its stories has to be told of."""
        if self._last is not None:
            self._last.cancel()
        if self._forbidden and not self._visited:
            self._trouble(self.source.url, f"robots.txt forbids all of {self._forbidden} stories")
        elif self._forbidden:
            log.info("%s: robots.txt forbids %d pages", self.name, self._forbidden)
