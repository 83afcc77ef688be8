"""Crawls in one process of its own with a keeper that only remembers: JSON in, JSON out."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def crawl(folder: Path, crawls: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What each crawl came to, by its name.

    A crawl: `source` (fields of Source), `config` (fields of Crawl), `known` (addresses),
    `recheck`, `settings`, `pages` (comment pages by story path).
    """
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:spiders", __file__],
        input=json.dumps({"folder": str(folder), "crawls": crawls}),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert "Traceback" not in done.stderr, done.stderr[-4000:]
    outcomes: dict[str, Any] = json.loads(done.stdout)
    return outcomes


def _main() -> None:
    import re
    from types import SimpleNamespace
    from urllib.parse import urlsplit

    from scrapy.crawler import AsyncCrawlerProcess, Crawler
    from scrapy.settings import Settings

    from archive import threads
    from archive.config.model import Config, Source
    from archive.config.model import Crawl as Limits
    from archive.errors import StorageError
    from archive.model import (
        Capture,
        Comment,
        Exchange,
        Kind,
        Purpose,
        Reading,
        Story,
        Thread,
        Visit,
    )
    from archive.urls import url_key
    from archive.warc.read import page_at
    from archive.warc.write import WarcWriter
    from spiders import settings as base
    from spiders.discovery import Finding
    from spiders.finding import find
    from spiders.news import NewsSpider
    from spiders.settings import settings_for

    job = json.load(sys.stdin)
    folder = Path(job["folder"])
    writer = WarcWriter(
        folder,
        prefix="test",
        software="tests",
        operator=None,
        user_agent="tests",
        robots="obey",
        max_size=10**9,
        max_age_s=3600,
        compression="fast",
    )

    # What a thread is, is tested elsewhere: here a page names the next, a listing is one comment.
    def next_addresses(all_threads: Any, read: Any, failed: Any) -> tuple[str, ...]:
        return tuple(u for t in all_threads for u in t.pages if u not in read and u not in failed)

    def merge(all_threads: Any, *, read: Any) -> Thread:
        wanted = {u for t in all_threads for u in t.pages}
        comments = tuple(c for t in all_threads for c in t.comments)
        return Thread(comments, whole=wanted <= set(read))

    threads.next_addresses, threads.merge = next_addresses, merge

    class Keeper:
        def __init__(self, crawl: Mapping[str, Any], source: Source) -> None:
            self.recheck = crawl.get("recheck", "all")
            self._source, self._crawl = source, crawl
            self._asked: set[str] = set()
            self.visits: list[Any] = []
            self.notes: list[Any] = []
            self.troubles: list[Any] = []
            self.purposes: dict[str, Any] = {}
            self._records = 0

        def __deepcopy__(self, memo: object) -> Keeper:
            return self

        def record(self, exchange: Exchange) -> Capture:
            self._records += 1
            if self._records > self._crawl.get("disk", 10**9):
                raise StorageError("cannot write: the disk is full")
            purpose = exchange.purpose
            self.purposes[exchange.url] = [purpose.kind, purpose.hops, purpose.via]
            return writer.append(exchange)

        def purpose(self, kind: Kind, *, via: str | None, visit: str | None, hops: str) -> Purpose:
            return Purpose(self._source.name, kind, "run-1", visit, via, hops)

        def known(self, source: Source) -> list[Any]:
            blank = {"kind": "story", "etag": None, "last_modified": None, "is_story": True}
            blank |= {"due": True, "gone": False, "outcome": "new"}
            given = [blank | one for one in self._crawl.get("known", [])]
            return [SimpleNamespace(**one | {"kind": Kind(one["kind"])}) for one in given]

        def wanted(self, url: str) -> bool:
            key = url_key(url)
            return not (key in self._asked or self._asked.add(key))

        async def find(self, capture: Capture, source: Source) -> Finding:
            writer.sync()
            return find(folder, capture, source)

        def _page(self, capture: Capture) -> str:
            writer.sync()
            assert capture.at is not None
            return page_at(folder, capture.at, url=capture.url).body.decode()

        async def read(self, capture: Capture) -> Reading:
            headline = re.search("<h1>(.*?)</h1>", self._page(capture))
            if headline is None:
                return Reading(None, why="no headline")
            pages = self._crawl.get("pages", {}).get(urlsplit(capture.url).path, ())
            thread = Thread(whole=not pages, pages=tuple(pages))
            return Reading(Story(capture.url, capture.url, headline[1]), thread=thread)

        async def read_listing(self, capture: Capture) -> Thread:
            return Thread((Comment("1", None, None, None, self._page(capture)),))

        def keep(self, visit: Visit) -> None:
            story = visit.reading.story if visit.reading else None
            captures = (visit.capture, *visit.others)
            self.visits.append(
                {
                    "address": visit.address,
                    "status": visit.capture.status,
                    "error": visit.capture.error,
                    "others": [[c.url, c.status, c.purpose.kind] for c in visit.others],
                    "headline": story.headline if story else None,
                    "read": visit.reading is not None,
                    "comments": [c.text for c in visit.thread.comments] if visit.thread else None,
                    "whole": visit.thread.whole if visit.thread else None,
                    "visits": sorted({str(c.purpose.visit) for c in captures}),
                }
            )

        def note(self, capture: Capture) -> None:
            self.notes.append([capture.url, capture.status, capture.purpose.kind])

        def trouble(self, source: Source, url: str, words: str) -> None:
            self.troubles.append([url, words])

    outcomes: dict[str, Any] = {}
    process_settings = Settings()
    process_settings.setmodule(base, priority="project")
    process = AsyncCrawlerProcess(process_settings)
    running = {}
    for name, crawl in job["crawls"].items():
        fields = {k: tuple(v) if isinstance(v, list) else v for k, v in crawl["source"].items()}
        source = Source(**{"name": name, "delay": 0, "allow_private": True} | fields)
        limits = Limits(**crawl.get("config", {}))
        config = Config(folder, contact="https://example.org/bot", crawl=limits)
        keeper = Keeper(crawl, source)
        settings = Settings()
        settings.setmodule(base, priority="project")
        settings.setdict(settings_for(config, source), priority="cmdline")
        settings.setdict({"BACKISSUE_BACKOFF": 0.01} | crawl.get("settings", {}), "cmdline")
        settings.set("BACKISSUE_KEEPER", keeper, "cmdline")
        settings.set("BACKISSUE_RECORDER", keeper, "cmdline")
        running[name] = keeper, (crawler := Crawler(NewsSpider, settings))
        process.crawl(crawler, source=source, config=config)
    process.start()
    writer.close()
    for name, (keeper, crawler) in running.items():
        outcomes[name] = {
            "visits": keeper.visits,
            "notes": keeper.notes,
            "troubles": keeper.troubles,
            "purposes": keeper.purposes,
            "failure": crawler.spider.failure,
            "finish": crawler.stats.get_value("finish_reason"),
        }
    json.dump(outcomes, sys.stdout)


if __name__ == "__main__":
    _main()
