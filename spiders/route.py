"""Which listings of a source are read, in which order, and which stories they lead to."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urljoin

from archive.config.model import Source
from archive.model import Kind
from archive.urls import url_key
from spiders.discovery import Finding, Link
from spiders.discovery.announced import FEED_PLACES, SITEMAP_PLACES, WORDPRESS_SITEMAP
from spiders.discovery.sitemap_order import worth_reading

log = logging.getLogger(__name__)

_MOST_LISTINGS = 100  # sitemaps below an index, or section pages, read in one run
_ALWAYS = 5  # the newest of them are read in each run, older ones when they are due
_MOST_FEEDS = 5  # announced feeds read when none is configured


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking for one listing. `status` is None when no answer came at all."""

    url: str
    status: int | None = None
    finding: Finding = field(default_factory=Finding)
    failure: str | None = None

    @property
    def unchanged(self) -> bool:
        """304: what it leads to is known."""
        return self.status == 304


class Listing(Protocol):
    """What the archive knows of a listing's address."""

    @property
    def url(self) -> str: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def due(self) -> bool: ...
    @property
    def outcome(self) -> str | None: ...


Ask = Callable[[str, Kind, str | None], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Batch:
    """The stories that one listing named."""

    listing: str
    links: tuple[Link, ...]


class Route:
    """The way from a source's entry points to its stories.

    `ask` fetches a listing (address, kind, what led there), `named` gives the sitemaps in a host's
    robots.txt, `full` says that no more stories are wanted in this run.
    """

    def __init__(
        self,
        source: Source,
        ask: Ask,
        *,
        named: Callable[[str], Awaitable[Sequence[str]]],
        known: Mapping[str, Listing] | None = None,
        full: Callable[[], bool] = lambda: False,
    ) -> None:
        self._source = source
        self._ask_for = ask
        self._named = named
        self._known = known or {}
        self._full = full
        self._seen: set[str] = set()
        self._sitemaps: deque[Link] = deque()
        self._sections: deque[Link] = deque()
        self._stories_in_sitemaps = False
        self._found = 0
        self._unchanged = False
        self.troubles: list[tuple[str, str]] = []  # entry points that failed: address, words
        self.answered = False  # whether any entry point did not

    async def stories(self) -> AsyncIterator[Batch]:
        """The story links of one listing after the other, the newest listings first."""
        source = self._source
        listed = bool(source.feeds or source.sitemaps or source.pages)
        async for batch in self._listed() if listed else self._looked_for():
            self._found += len(batch.links)
            yield batch
        async for batch in self._below():
            self._found += len(batch.links)
            yield batch
        if self.answered and not self._found and not self._unchanged:
            self.troubles.append((source.url, "no feed, sitemap or page led to a story"))

    async def _listed(self) -> AsyncIterator[Batch]:
        listings = (
            (Kind.FEED, self._source.feeds),
            (Kind.FRONT, self._source.pages),
            (Kind.SITEMAP, self._source.sitemaps),
        )
        for kind, urls in listings:
            for url in urls:
                answer = await self._ask(url, kind, None)
                self._judge(answer)
                yield _batch(answer)

    async def _looked_for(self) -> AsyncIterator[Batch]:
        """Nothing is configured: the front page, what it and robots.txt announce, usual places."""
        front = await self._ask(self._source.url, Kind.FRONT, None)
        self._judge(front)
        broken = front.status is None or front.status >= 500
        if broken or not self._source.discover:
            yield _batch(front)
            return
        home = front.url
        feeds = [link.url for link in front.finding.of(Kind.FEED)][:_MOST_FEEDS]
        if front.unchanged:
            feeds = [one.url for one in self._read_before(Kind.FEED)]
        for answer in await self._first_of(feeds, Kind.FEED, home, FEED_PLACES):
            yield _batch(answer)
        yield _batch(front)
        named = await self._named(home)
        places: Sequence[str] = SITEMAP_PLACES
        if (front.finding.form or "").startswith("WordPress"):
            places = (*places, WORDPRESS_SITEMAP)
        for answer in await self._first_of(named, Kind.SITEMAP, home, places):
            yield _batch(answer)

    async def _first_of(
        self, announced: Iterable[str], kind: Kind, home: str, places: Sequence[str]
    ) -> list[Answer]:
        """All announced listings; when there is none, the first usual place that has one."""
        answers = []
        for url in announced:
            answer = await self._ask(url, kind, home)
            self._judge(answer)
            answers.append(answer)
        if any(answer.failure is None for answer in answers) or self._known_listings(kind, answers):
            return answers
        for place in places:
            url = urljoin(home, place)
            known = self._known.get(url_key(url))
            if known and not known.due and known.outcome not in ("200", "304"):
                continue  # it was not there the last time
            answer = await self._ask(url, kind, home)
            if answer.failure is None and (answer.unchanged or answer.finding.links):
                self._judge(answer)
                return [*answers, answer]
        return answers

    def _known_listings(self, kind: Kind, answers: Sequence[Answer]) -> bool:
        """Whether announced listings failed that worked before: no reason to look elsewhere."""
        known = (self._known.get(url_key(answer.url)) for answer in answers)
        return any(one is not None and one.kind is kind for one in known)

    async def _ask(self, url: str, kind: Kind, via: str | None) -> Answer:
        self._seen.add(url_key(url))
        answer = await self._ask_for(url, kind, via)
        self._seen.add(url_key(answer.url))
        if answer.failure is None and answer.finding.why and not answer.finding.links:
            answer = Answer(answer.url, answer.status, answer.finding, answer.finding.why)
        if answer.unchanged:
            self._unchanged = True
            self._remember(kind)
        self._sitemaps.extend(answer.finding.of(Kind.SITEMAP))
        self._sections.extend(answer.finding.of(Kind.FRONT))
        if kind is Kind.SITEMAP and answer.finding.of(Kind.STORY):
            self._stories_in_sitemaps = True
        return answer

    def _judge(self, answer: Answer) -> None:
        if answer.failure is None:
            self.answered = True
        else:
            self.troubles.append((answer.url, answer.failure))

    def _remember(self, kind: Kind) -> None:
        """An unchanged index or front page leads to what it led to before."""
        links = [Link(one.url, kind) for one in self._read_before(kind)]
        if kind is Kind.SITEMAP:
            self._sitemaps.extend(worth_reading(links))
        elif kind is Kind.FRONT:
            self._sections.extend(links)

    def _read_before(self, kind: Kind) -> list[Listing]:
        found = (one for one in self._known.values() if one.kind is kind)
        return [one for one in found if one.outcome in ("200", "304")]

    async def _below(self) -> AsyncIterator[Batch]:
        """Sitemaps of an index; where no sitemap led to stories, section pages, one level deep."""
        asked = 0
        while self._sitemaps and asked < _MOST_LISTINGS and not self._full():
            link = self._sitemaps.popleft()
            if self._worth_asking(link, always=asked < _ALWAYS):
                asked += 1
                yield await self._deeper(link)
        if self._stories_in_sitemaps or not self._source.discover or len(self._source.pages) > 1:
            return
        for link in list(self._sections)[:_MOST_LISTINGS]:
            if self._full():
                return
            if self._worth_asking(link, always=True):
                yield await self._deeper(link)

    async def _deeper(self, link: Link) -> Batch:
        answer = await self._ask(link.url, link.kind, self._source.url)
        if answer.failure is not None:
            log.info("%s: %s", link.url, answer.failure)
        return _batch(answer)

    def _worth_asking(self, link: Link, *, always: bool) -> bool:
        key = url_key(link.url)
        known = self._known.get(key)
        return key not in self._seen and (always or known is None or known.due)


def _batch(answer: Answer) -> Batch:
    return Batch(answer.url, answer.finding.of(Kind.STORY))
