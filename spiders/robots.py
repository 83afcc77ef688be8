"""robots.txt by RFC 9309: what it forbids, how slowly it wants us, which sitemaps it names."""

from __future__ import annotations

import asyncio
import logging
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, NotConfigured
from scrapy.http.request import NO_CALLBACK

from archive.errors import BackIssueError, SourceError
from archive.model import Kind, Purpose
from archive.urls import address
from spiders.failures import Refused, in_words, status_in_words
from spiders.robots_text import for_agent
from spiders.slots import slow_down

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

log = logging.getLogger(__name__)

_LARGEST = 512 * 1024  # bytes that are read; RFC 9309 §2.5 asks for 500 KiB at least
_MOST_SITEMAPS = 50  # of those it names
_PRIORITY = 1000
_OF_THE_FILE = (DownloadCancelledError, DownloadTimeoutError)  # other errors are the host's

FORBIDDEN = "robots.txt forbids it"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host's robots.txt came to: rules, or a reason why nothing may be asked."""

    parsed: Protego | None = None
    closed: str | None = None
    pace: float = 0.0  # seconds that the host wants between two requests


class RobotsMiddleware:
    """Asks for a host's robots.txt once a run, before anything else, and keeps to it.

    Takes the place of Scrapy's middleware, which reads an error page as rules and logs a traceback
    for an unknown host. An answer of 5xx or 429 closes the host (RFC 9309 §2.3.1.4), any other 4xx
    opens it (§2.3.1.3); a host that cannot be reached is not asked a second time.
    """

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._agent = crawler.settings.get("ROBOTSTXT_USER_AGENT") or "backissue"
        self._rules: dict[str, asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Called by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request pass, or raise Refused."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        rules = await self._of(request.url)
        if rules.closed is not None:
            raise Refused(rules.closed)
        if rules.parsed is not None and not rules.parsed.can_fetch(request.url, self._agent):
            raise Refused(FORBIDDEN)

    async def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of a host names, of any host: it vouches for them."""
        rules = await self._of(url)
        if rules.parsed is None:
            return ()
        named = (address(line, url) for line in rules.parsed.sitemaps)
        return tuple(dict.fromkeys(filter(None, named)))[:_MOST_SITEMAPS]

    async def pace(self, url: str) -> float:
        """Seconds that a host's robots.txt wants between two requests; 0 if it does not say."""
        return (await self._of(url)).pace

    async def _of(self, url: str) -> Rules:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._ask(f"{origin}/robots.txt"))
        # Shielded: one request that is given up must not take the answer from the others.
        return await asyncio.shield(self._rules[origin])

    async def _ask(self, url: str) -> Rules:
        request = Request(
            url,
            priority=_PRIORITY,
            callback=NO_CALLBACK,
            headers={"Accept": "text/plain,*/*;q=0.5", "Accept-Encoding": "identity"},
            meta={"dont_obey_robotstxt": True, "purpose": Purpose(kind=Kind.ROBOTS, hops="P")},
        )
        try:
            response = await self._crawler.engine.download_async(request)
        except SourceError as error:
            return Rules(closed=str(error))
        except BackIssueError:
            raise
        except Exception as error:
            said = in_words(error, url)
            return Rules(closed=f"robots.txt: {said}" if isinstance(error, _OF_THE_FILE) else said)
        return self._read(url, response)

    def _read(self, url: str, response: Response) -> Rules:
        if response.status >= 500 or response.status == 429:
            said = status_in_words(response.status)
            return Rules(closed=f"robots.txt answers {said}, so nothing may be asked")
        if not 200 <= response.status < 300:
            return Rules()
        text = _plain(response)[:_LARGEST].decode("utf-8-sig", "replace")
        parsed = Protego.parse(for_agent(text, self._agent))
        delay = parsed.crawl_delay(self._agent)
        rate = parsed.request_rate(self._agent)
        pace = max(delay or 0.0, rate.seconds / rate.requests if rate and rate.requests else 0.0)
        if pace:
            slow_down(self._crawler, url, pace)
        return Rules(parsed, pace=pace)


def _plain(response: Response) -> bytes:
    """The body with its content coding taken off, for those who send one unasked."""
    coding = (response.headers.get("Content-Encoding") or b"").strip().lower()
    if coding not in (b"gzip", b"x-gzip", b"deflate"):
        return response.body
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress(response.body, _LARGEST)
    except zlib.error:
        return response.body
