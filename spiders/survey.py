"""`python -m spiders.survey`: what a news site offers to an archive; nothing is kept.

Reads one JSON object from standard input, `{"url", "allow_private", "delay", "contact"}`, and
writes one line of JSON with `url`, `name`, `outlet`, `feeds`, `sitemaps`, `pages`, `system`,
`notes` and `error`. Leaves with 0; with 3 and the reason as `error` when the site cannot be read.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from archive.bounded import die_when_stuck, time_limit
from archive.config.model import Config, Source
from archive.errors import PageError
from archive.model import Kind, Page, Purpose
from archive.urls import address, host, same_site
from spiders import discovery
from spiders import settings as base
from spiders.discovery import Finding
from spiders.fetching import fetch, meta
from spiders.guard import hosts_of
from spiders.robots import RobotsMiddleware
from spiders.route import Answer, Route
from spiders.settings import settings_for

if TYPE_CHECKING:
    from scrapy.http import Response

_MOST_PAGES = 20
_FAILED = 3
# A person waits: one retry, no long pauses.
_HASTE: dict[str, object] = {
    "COMPRESSION_ENABLED": True,
    "LOG_INSTALL_ROOT_HANDLER": False,
    "SPIDER_LOADER_CLASS": "scrapy.spiderloader.DummySpiderLoader",
    "RETRY_TIMES": 1,
    "DOWNLOAD_TIMEOUT": 20,
    "BACKISSUE_BACKOFF": 1.0,
    "BACKISSUE_LONGEST_WAIT": 20.0,
}


@dataclass(slots=True)
class Report:
    """The answer; its fields are the keys of the JSON object."""

    url: str
    name: str | None = None
    outlet: str | None = None
    feeds: list[dict[str, object]] = field(default_factory=list)
    sitemaps: list[dict[str, object]] = field(default_factory=list)
    pages: list[dict[str, object]] = field(default_factory=list)
    system: str | None = None
    notes: list[str] = field(default_factory=list)
    error: str | None = "the site was not looked at"


class SurveySpider(Spider):
    """Asks for a site's front page, robots.txt, feeds and sitemaps; fills in `report`."""

    name = "survey"

    def __init__(self, candidates: Sequence[str], report: Report, *, allow_private: bool) -> None:
        super().__init__()
        self.report = report
        self.allow_private = allow_private  # read by the download handler, as is own_hosts
        self.own_hosts = hosts_of(candidates)
        self._candidates = candidates
        self._answers: list[tuple[Kind, Answer]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Called by Scrapy."""
        spider = cls(*args, **kwargs)
        spider._set_crawler(crawler)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Asks outside the scheduler, so it yields nothing."""
        front = await self._front()
        if front.failure is None:
            await self._follow(front)
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    async def _front(self) -> Answer:
        """The first candidate that answers; a failure is that of the first one."""
        answers = []
        for url in self._candidates:
            answers.append(await self._ask(url, Kind.FRONT, None))
            if answers[-1].status is not None:
                answers = answers[-1:]
                break
        front = answers[0]
        self.report.error = front.failure
        self.report.url = front.url
        return front

    async def _follow(self, front: Answer) -> None:
        async def ask(url: str, kind: Kind, via: str | None) -> Answer:
            return front if url == front.url else await self._ask(url, kind, via)

        # From here on the site is where its front page was found.
        source = Source(self.name, front.url)
        route = Route(source, ask, named=self._named, full=lambda: True)
        async for _ in route.stories():
            pass
        describe(self.report, front, self._answers)
        if not same_site(front.url, self._candidates[0]):
            self.report.notes.insert(0, f"{self._candidates[0]} leads to another site: {front.url}")
        if pace := await self._pace(front.url):
            self.report.notes.append(f"robots.txt asks for {pace:g} s between two requests")

    async def _ask(self, url: str, kind: Kind, via: str | None) -> Answer:
        carried = meta(Purpose(kind=kind, via=via), anywhere=True)
        got = await fetch(self.crawler, Request(url, meta=carried, dont_filter=True))
        finding = Finding()
        if got.failure is None and got.response is not None:
            site = got.url if kind is Kind.FRONT else self.report.url
            finding = _find(_page(got.response), kind, Source(self.name, site))
        answer = Answer(got.url, got.status, finding, got.failure)
        self._answers.append((kind, answer))
        return answer

    async def _named(self, url: str) -> tuple[str, ...]:
        robots = self._robots()
        return await robots.sitemaps(url) if robots else ()

    async def _pace(self, url: str) -> float:
        robots = self._robots()
        return await robots.pace(url) if robots else 0.0

    def _robots(self) -> RobotsMiddleware | None:
        return self.crawler.get_downloader_middleware(RobotsMiddleware)


def describe(report: Report, front: Answer, answers: Sequence[tuple[Kind, Answer]]) -> None:
    """Write into `report` what the answers hold; the front page names feeds better than they do."""
    report.outlet, report.system = front.finding.title, front.finding.form
    titles = {link.url: link.title for link in front.finding.of(Kind.FEED)}
    for kind, answer in answers:
        url, count = answer.url, len(answer.finding.links)
        if kind is Kind.FRONT:
            continue
        if not count or answer.failure:
            if answer.failure and url in titles:
                report.notes.append(f"{url}: {answer.failure}")
        elif kind is Kind.FEED:
            title = answer.finding.title or titles.get(url)
            report.feeds.append({"url": url, "title": title, "entries": count})
            report.outlet = report.outlet or title
        else:
            news = answer.finding.form == "news sitemap"
            report.sitemaps.append({"url": url, "news": news, "entries": count})
    report.name = report.outlet or host(front.url)
    if not report.sitemaps:
        report.pages.append({"url": front.url, "title": front.finding.title})
        sections = front.finding.of(Kind.FRONT)[:_MOST_PAGES]
        report.pages.extend({"url": link.url, "title": link.title} for link in sections)
    if not (report.feeds or report.sitemaps or front.finding.of(Kind.STORY)):
        report.notes.append("no feed, no sitemap and no link that looks like a story was found")


def _find(page: Page, kind: Kind, source: Source) -> Finding:
    try:
        with time_limit():
            return discovery.find(page, kind, source)
    except PageError as error:
        return Finding(why=str(error))


def _page(response: Response) -> Page:
    stated = response.headers.get("Content-Type")
    return Page(response.url, response.body, stated.decode("latin-1") if stated else None)


def candidates(given: str) -> tuple[str, ...]:
    """The addresses to try for what a person typed: a bare domain is https, else http."""
    given = given.strip()
    tried = (given,) if "://" in given else (f"https://{given}", f"http://{given}")
    return tuple(url for url in map(address, tried) if url)


def survey(url: str, *, allow_private: bool, delay: float, contact: str | None) -> Report:
    """Look at one site; starts and ends Twisted's reactor, so once a process."""
    report = Report(url)
    tried = candidates(url)
    if not tried:
        report.error = "this is no address of a web site"
        return report
    source = Source("survey", tried[0], delay=delay, allow_private=allow_private)
    settings = Settings()
    settings.setmodule(base, priority="project")
    settings.setdict(settings_for(Config(Path(), contact=contact), source), priority="cmdline")
    settings.setdict(_HASTE, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = Crawler(SurveySpider, settings)
    process.crawl(crawler, tried, report, allow_private=allow_private)
    process.start()
    return report


def main() -> int:
    """Answer the question on standard input."""
    die_when_stuck()
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.ERROR)  # on the handler: Scrapy opens the root logger's level wide
    logging.basicConfig(handlers=[handler], format="%(name)s: %(message)s")
    try:
        job = json.loads(sys.stdin.readline())
        report = survey(
            str(job["url"]),
            allow_private=bool(job.get("allow_private")),
            delay=float(job.get("delay", 1.0)),
            contact=job.get("contact"),
        )
    except (ValueError, KeyError, TypeError) as error:
        report = Report("", error=f"the question is not understood ({error})")
    sys.stdout.write(json.dumps(asdict(report)) + "\n")
    return _FAILED if report.error else 0


if __name__ == "__main__":
    sys.exit(main())
