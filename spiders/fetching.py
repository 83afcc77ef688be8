"""One request through the engine, outside Scrapy's callbacks, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.errors import StorageError
from archive.model import Capture, Purpose
from spiders.failures import Stopping, in_words, status_in_words
from spiders.trail import Trail

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a request ended with. `failure` is None for 2xx and 304."""

    url: str  # where the answer came from
    trail: Trail
    status: int | None = None
    failure: str | None = None
    response: Response | None = None

    @property
    def capture(self) -> Capture | None:
        """The last exchange, None when nothing was sent (or nothing records)."""
        return self.trail.last

    @property
    def page(self) -> Capture | None:
        """The capture when it is one of a page: answered with 2xx and stored."""
        capture = self.capture
        return capture if capture is not None and capture.is_page else None

    @property
    def gone(self) -> bool:
        """404 or 410: nobody's fault, and told by the capture."""
        return self.status in _GONE


def meta(purpose: Purpose, *, anywhere: bool = False) -> dict[str, object]:
    """What a request of ours carries: its purpose, and the trail that collects its captures."""
    return {"purpose": purpose, "trail": Trail(anywhere=anywhere)}


async def fetch(crawler: Crawler, request: Request) -> Fetched:
    """Ask, through robots.txt, pace, retries and redirects.

    Raises StorageError when the exchange could not be kept, Stopping when the crawl is to end.
    """
    try:
        return answered(request, await crawler.engine.download_async(request))
    except (StorageError, Stopping):
        raise
    except Exception as error:
        return failed(request, error)


def answered(request: Request, response: Response) -> Fetched:
    """The outcome of an answer, whatever its status."""
    trail = request.meta["trail"]
    status = response.status
    failure = None if 200 <= status < 300 or status == 304 else status_in_words(status)
    if trail.left_site:
        failure = f"leads to another site: {trail.left_site}"
    elif 300 <= status < 400 and status != 304:
        failure = f"{status_in_words(status)}, leads nowhere"
    return Fetched(response.url, trail, status, failure, response)


def failed(request: Request, error: BaseException) -> Fetched:
    """The outcome of an exception."""
    return Fetched(request.url, request.meta["trail"], None, in_words(error, request.url))
