"""The exchanges that one request took: redirects and retries in order, each with its capture."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from w3lib.url import safe_url_string

from archive.model import Capture, Kind, Purpose
from archive.urls import same_site

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
# A feed may live at a service, a sitemap at a host that robots.txt vouches for.
_MAY_LEAVE = frozenset({Kind.FEED, Kind.SITEMAP, Kind.ROBOTS})


@dataclass(slots=True)
class Trail:
    """Rides in `request.meta["trail"]`; Scrapy's copies of a request share it."""

    captures: list[Capture] = field(default_factory=list)
    moved_to: str | None = None  # where a permanent redirect led
    left_site: str | None = None  # another site, where a redirect led and was not followed
    anywhere: bool = False  # redirects to other sites are followed

    @property
    def last(self) -> Capture | None:
        """The capture of the last exchange."""
        return self.captures[-1] if self.captures else None

    @property
    def others(self) -> tuple[Capture, ...]:
        """The captures before the last: redirects and answers that were tried again."""
        return tuple(self.captures[:-1])


class TrailMiddleware:
    """Collects the captures of a request, and stops a redirect at the site's border."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Note the exchange; a redirect to another site is handed on as it is."""
        trail = _collect(request)
        if trail is None or response.status not in _REDIRECTS:
            return response
        location = response.headers.get("Location")
        if location is None:
            return response
        target = urljoin(request.url, safe_url_string(location))
        purpose = request.meta.get("purpose")
        kind = purpose.kind if isinstance(purpose, Purpose) else None
        if not trail.anywhere and kind not in _MAY_LEAVE and not same_site(target, request.url):
            trail.left_site = target
            request.meta["dont_redirect"] = True
        elif response.status in _FOR_GOOD:
            trail.moved_to = target
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Note an exchange that failed: its request was stored."""
        _collect(request)


def _collect(request: Request) -> Trail | None:
    trail = request.meta.get("trail")
    capture = request.meta.get("capture")
    if not isinstance(trail, Trail):
        return None
    if isinstance(capture, Capture) and capture is not trail.last:
        trail.captures.append(capture)
    return trail
