"""When a host is asked again: retries with back-off, Retry-After, Crawl-delay."""

from __future__ import annotations

import asyncio
import email.utils
import logging
import random
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.utils.asyncio import call_later

from spiders.failures import Refused, Stopping, status_in_words

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

log = logging.getLogger(__name__)

_ASK_FOR_PAUSE = frozenset({429, 503})
_PASSING = (
    DownloadTimeoutError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    ResponseDataLossError,
    ConnectionError,
)
_LONGEST_DELAY = 600.0  # seconds; a Crawl-delay beyond it would be a refusal written wrongly
_MOST_SILENCE = 12  # faults in a row after which a host is given up for this run
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

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Called by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait until the host may be asked; raises Refused when not in this run."""
        host = _host(request.url)
        while True:
            if why := self._closed.get(host):
                raise Refused(why)
            until = max(self._pauses.get(host, 0.0), request.meta.get("not_before", 0.0))
            wait = until - monotonic()
            if wait <= 0:
                return
            if stopping(self._crawler):
                raise Stopping("asked to stop")
            await asyncio.sleep(min(wait, _SLICE))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Ask again later for an answer that may pass; a pause holds for the whole host."""
        self._silent.pop(_host(request.url), None)
        if response.status not in self._codes:
            return response
        pause = retry_after(response.headers.get("Retry-After"))
        if pause is not None and response.status in _ASK_FOR_PAUSE:
            if not self._pause(request.url, pause, response.status):
                return response
        elif response.status == 429:
            self._pause(request.url, self._wait(request), response.status)
        return self._again(request) or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Ask again later after a fault of the network; an unknown host stays unknown."""
        if isinstance(exception, CannotResolveHostError) or not isinstance(exception, _PASSING):
            return None
        host = _host(request.url)
        self._silent[host] = self._silent.get(host, 0) + 1
        if self._silent[host] >= _MOST_SILENCE:
            self._closed.setdefault(host, f"{host} no longer answers")
            return None
        return self._again(request)

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
        most = self._backoff * 2**tries * random.uniform(0.8, 1.2)  # noqa: S311
        return float(min(most, self._longest))

    def _pause(self, url: str, seconds: float, status: int) -> bool:
        """Leave the host alone for a while; False when that is longer than this run waits."""
        host = _host(url)
        if seconds > self._longest:
            asked = f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"
            self._closed[host] = f"{status_in_words(status)}: {host} asks to come back in {asked}"
            log.info("%s", self._closed[host])
            return False
        self._pauses[host] = max(self._pauses.get(host, 0.0), monotonic() + seconds)
        _hold_slot(self._crawler, host, seconds)
        return True


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


def slow_down(crawler: Crawler, url: str, delay: float) -> None:
    """Raise the pause between two requests to a host to `delay` seconds; never lowers it.

    Scrapy drops idle slots and makes new ones, so the figure goes into the slots' settings too.
    """
    delay = min(delay, _LONGEST_DELAY) * 1.1  # the jitter takes a tenth away again
    if delay <= crawler.settings.getfloat("DOWNLOAD_DELAY"):
        return
    downloader = crawler.engine.downloader
    host = _host(url)
    stated = downloader.per_slot_settings.setdefault(host, {})
    if delay > stated.get("delay", 0.0):
        stated.update(delay=delay, concurrency=1)
    slot = downloader.slots.get(host)
    if slot is not None and slot.delay < delay:
        slot.delay, slot.concurrency = delay, 1


def stopping(crawler: Crawler) -> bool:
    """Whether the crawl was asked to end, so that nobody should wait any more."""
    engine = crawler.engine
    slot = getattr(engine, "_slot", None)
    return not engine.running or (slot is not None and slot.closing is not None)


def _hold_slot(crawler: Crawler, host: str, seconds: float) -> None:
    """Keep what already waits in the host's download slot from starting (Scrapy 2.19's own way)."""
    downloader = crawler.engine.downloader
    slot = downloader.slots.get(host)
    if slot is None:
        return
    if slot.latercall is not None:
        slot.latercall.cancel()
    slot.latercall = call_later(seconds, downloader._latercall, slot)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
