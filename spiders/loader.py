"""Lets `scrapy list` and `scrapy crawl NAME` in the checkout know the configured sources."""

from __future__ import annotations

import builtins
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import UsageError

from archive.config import load
from archive.config.model import Config, Source
from archive.errors import BackIssueError
from spiders.news import NewsSpider
from spiders.settings import settings_for

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

FOLDER = "BACKISSUE_FOLDER"  # environment: the archive's folder, the present one by default


class CheckoutSpider(NewsSpider):
    """A NewsSpider bound to one source, which opens the archive itself."""

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """The source's own limits, above the project's settings."""
        super().update_settings(settings)
        settings.setdict(settings_for(cls.config, cls.source), priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, **kwargs: Any) -> Self:
        """Called by Scrapy, before it makes the download handler that needs the recorder."""
        from spiders.keep import open_keeper

        keeper = open_keeper(cls.config)
        ledger = keeper.open_run(cls.source, trigger="manual", recheck="all")
        crawler.settings.set("BACKISSUE_RECORDER", ledger, priority="cmdline")

        def end(reason: str) -> None:
            try:
                failure = spider.failure or (str(keeper.failure) if keeper.failure else None)
                outcome = "failed" if failure else "partly" if ledger.troubles else "ok"
                for url, words in ledger.troubles:
                    spider.logger.warning("%s: %s", url, words)
                ledger.close(outcome=outcome, reason=failure or reason)
            finally:
                keeper.close()

        spider = super().from_crawler(crawler, source=cls.source, config=cls.config, keeper=ledger)
        crawler.signals.connect(end, signals.spider_closed, weak=False)
        return spider


class SourceLoader:
    """Scrapy's SpiderLoaderProtocol over `backissue.toml`; without that file, no spiders."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "backissue.toml"

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Called by Scrapy; the folder is that of BACKISSUE_FOLDER, else the present one."""
        return cls(Path(os.environ.get(FOLDER) or "."))

    def load(self, spider_name: str) -> type[Spider]:
        """The spider of one source; raises KeyError when there is none of that name."""
        config = self._config()
        source = config.sources.get(spider_name) if config else None
        if source is None:
            raise KeyError(f"Spider not found: {spider_name}")
        return _bound(source, config)

    def list(self) -> list[str]:
        """The names of all sources."""
        config = self._config()
        return sorted(config.sources) if config else []

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """None: `scrapy shell` and `fetch` look at pages without an archive."""
        return []

    def _config(self) -> Config | None:
        if not self._path.exists():
            return None
        try:
            return load(self._path)
        except BackIssueError as error:
            raise UsageError(str(error), print_help=False) from error


def _bound(source: Source, config: Config | None) -> type[Spider]:
    return type(
        "CheckoutSpider",
        (CheckoutSpider,),
        {"name": source.name, "source": source, "config": config},
    )
