"""The download slot of a host: slowed down, held, emptied.

Reaches into Scrapy 2.19's Downloader, which has no public way to do any of it: `slots`,
`per_slot_settings`, `Slot.queue`, `Slot.latercall`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.utils.asyncio import call_later
from twisted.python.failure import Failure

from spiders.settings import before_jitter

if TYPE_CHECKING:
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler

_LONGEST_DELAY = 600.0  # seconds; a Crawl-delay beyond it would be a refusal written wrongly


def slow_down(crawler: Crawler, url: str, delay: float) -> None:
    """Raise the pause between two requests to a host to `delay` seconds; never lowers it.

    Scrapy drops idle slots and makes new ones, so the figure goes into the slots' settings too.
    """
    delay = before_jitter(min(delay, _LONGEST_DELAY))
    if delay <= crawler.settings.getfloat("DOWNLOAD_DELAY"):
        return
    host = urlsplit(url).hostname or ""
    stated = crawler.engine.downloader.per_slot_settings.setdefault(host, {})
    if delay > stated.get("delay", 0.0):
        stated.update(delay=delay, concurrency=1)
    slot = _slot(crawler, host)
    if slot is not None and slot.delay < delay:
        slot.delay, slot.concurrency = delay, 1


def hold(crawler: Crawler, host: str, seconds: float) -> None:
    """Keep what waits in the host's slot from starting for `seconds`."""
    slot = _slot(crawler, host)
    if slot is None:
        return
    if slot.latercall is not None:
        slot.latercall.cancel()
    slot.latercall = call_later(seconds, crawler.engine.downloader._latercall, slot)


def empty(crawler: Crawler, host: str, why: Exception) -> None:
    """Give up what waits in the host's slot: each request fails with `why`."""
    slot = _slot(crawler, host)
    while slot is not None and slot.queue:
        _, waiting = slot.queue.popleft()
        waiting.errback(Failure(why))  # type: ignore[no-untyped-call]  # has no types


def empty_all(crawler: Crawler, why: Exception) -> None:
    """Give up all that waits in any slot, so that a crawl that is to end does."""
    for host in list(crawler.engine.downloader.slots):
        empty(crawler, host, why)


def _slot(crawler: Crawler, host: str) -> Slot | None:
    return crawler.engine.downloader.slots.get(host)
