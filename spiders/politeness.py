"""When a host is asked again: retries with back-off, Retry-After, Crawl-delay."""

from __future__ import annotations

import asyncio
import email.utils
import random
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)

from spiders import slots
from spiders.failures import Refused, Stopping, status_in_words

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_ASK_FOR_PAUSE = frozenset({429, 503})
_PASSING = (
    DownloadTimeoutError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    ResponseDataLossError,
    ConnectionError,
)
_MOST_SILENCE = 12  # faults in a row after which a host is given up for this run
_STOP = "asked to stop"
_SLICE = 1.0  # seconds between two looks whether the crawl is to end


class PoliteRetryMiddleware:
    """Retries what may pass, later; leaves a host alone for as long as it asks.

    Takes the place of Scrapy's RetryMiddleware, which asks again at once and knows no Retry-After.
    A waiting request holds no download slot: it waits before it gets one.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._times = settings.getint("RETRY_TIMES")
        self._codes = {int(code) for code in settings.getlist("RETRY_HTTP_CODES")}
        self._backoff = settings.getfloat("BACKISSUE_BACKOFF", 4.0)
        self._longest = settings.getfloat("BACKISSUE_LONGEST_WAIT", 120.0)
        self._pauses: dict[str, float] = {}  # host → until, by the monotonic clock
        self._closed: dict[str, str] = {}  # host → why it is left alone for this run
        self._silent: dict[str, int] = {}  # host → faults of the network in a row
        self._watch: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Called by Scrapy."""
        ours = cls(crawler)
        crawler.signals.connect(ours._heard, signals.response_downloaded)
        crawler.signals.connect(ours._opened, signals.spider_opened)
        crawler.signals.connect(ours._ended, signals.spider_closed)
        return ours

    async def process_request(self, request: Request) -> None:
        """Wait until the host may be asked; raises Refused when not in this run."""
        host = _host(request.url)
        while True:
            if stopping(self._crawler):
                raise Stopping(_STOP)
            if why := self._closed.get(host):
                raise Refused(why)
            until = max(self._pauses.get(host, 0.0), request.meta.get("not_before", 0.0))
            wait = until - monotonic()
            if wait <= 0:
                return
            await asyncio.sleep(min(wait, _SLICE))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Ask again later for an answer that may pass."""
        if response.status not in self._codes or _host(request.url) in self._closed:
            return response
        return self._again(request) or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Ask again later after a fault of the network; an unknown host stays unknown."""
        if isinstance(exception, CannotResolveHostError) or not isinstance(exception, _PASSING):
            return None
        host = _host(request.url)
        self._silent[host] = self._silent.get(host, 0) + 1
        if self._silent[host] >= _MOST_SILENCE:
            self._close(host, f"{host} no longer answers")
            return None
        return self._again(request)

    def _opened(self) -> None:
        self._watch = asyncio.ensure_future(self._watch_for_stop())

    def _ended(self) -> None:
        if self._watch is not None:
            self._watch.cancel()

    async def _watch_for_stop(self) -> None:
        """Scrapy ends a crawl when all that waits was asked for: here that could take minutes."""
        while not stopping(self._crawler):
            await asyncio.sleep(_SLICE)
        slots.empty_all(self._crawler, Stopping(_STOP))

    def _heard(self, response: Response, request: Request) -> None:
        """A download ended, and the host's next request has not started: the time to hold it."""
        host = _host(request.url)
        self._silent.pop(host, None)
        if response.status not in _ASK_FOR_PAUSE:
            return
        asked = retry_after(response.headers.get("Retry-After"))
        if asked is None and response.status == 429:
            asked = self._wait(request)
        if asked is not None and asked <= self._longest:
            self._pauses[host] = max(self._pauses.get(host, 0.0), monotonic() + asked)
            slots.hold(self._crawler, host, asked)
        elif asked is not None:
            said = f"{asked / 60:.0f} min" if asked >= 90 else f"{asked:.0f} s"
            words = f"{status_in_words(response.status)}: {host} asks to come back in {said}"
            self._close(host, words)

    def _close(self, host: str, why: str) -> None:
        """Leave a host alone for the rest of this run."""
        if self._closed.setdefault(host, why) is why:
            slots.empty(self._crawler, host, Refused(why))

    def _again(self, request: Request) -> Request | None:
        done = request.meta.get("retry_times", 0)
        if done >= request.meta.get("max_retry_times", self._times) or stopping(self._crawler):
            return None
        again = request.replace(dont_filter=True, priority=request.priority - 1)
        again.meta["retry_times"] = done + 1
        again.meta["not_before"] = monotonic() + self._wait(request)
        return again

    def _wait(self, request: Request) -> float:
        tries: int = request.meta.get("retry_times", 0)
        most = self._backoff * 2**tries * random.uniform(0.8, 1.2)  # noqa: S311 - no secret
        return float(min(most, self._longest))


def retry_after(value: bytes | None, *, now: datetime | None = None) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110 §10.2.3); None when it says nothing."""
    text = (value or b"").decode("latin-1").strip()
    if text.isdecimal() and len(text) < 10:
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())


def stopping(crawler: Crawler) -> bool:
    """Whether the crawl was asked to end, so that nobody should wait any more."""
    engine = crawler.engine
    slot = engine._slot
    return engine._stopping or (slot is not None and slot.closing is not None)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
