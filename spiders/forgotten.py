"""Keeps a crawl from fetching again what was removed by law."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from archive.urls import url_key
from spiders.failures import Refused

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

FORGOTTEN = "its content was removed by law"


class ForgottenMiddleware:
    """Refuses requests for forgotten addresses in any spelling, wherever a link or redirect led.

    The keeper (setting BACKISSUE_KEEPER) tells which they are, once a run.
    """

    def __init__(self, crawler: Crawler) -> None:
        told = getattr(crawler.settings.get("BACKISSUE_KEEPER"), "barred", None)
        self._barred = frozenset(map(url_key, told())) if told is not None else frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Called by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let a request pass, or raise Refused."""
        if self._barred and url_key(request.url) in self._barred:
            raise Refused(FORGOTTEN)
