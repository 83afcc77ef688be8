"""Lets `scrapy list` and `scrapy crawl NAME` in the checkout know the configured sources."""

from __future__ import annotations

import builtins
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import Spider, signals
from scrapy.exceptions import UsageError

from archive.config import load
from archive.config.model import Config, Source
from archive.errors import BackIssueError
from archive.folder import CONFIG
from archive.urls import same_site
from spiders.news import NewsSpider
from spiders.settings import settings_for

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

FOLDER = "BACKISSUE_FOLDER"  # environment: the archive's folder, the present one by default
_LOOK = "look:"


class UnknownSourceError(UsageError, KeyError):
    """No source has that name. Scrapy asks for a KeyError, and shows a UsageError as one line."""

    def __str__(self) -> str:
        return str(self.args[0])


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
                outcome, why = ledger.close(
                    finish_reason=reason,
                    failure=spider.failure,
                    stopping=False,
                    left_out=spider.left_out,
                )
                for url, words in ledger.troubles:
                    spider.logger.warning("%s: %s", url, words)
                if outcome == "failed":
                    spider.logger.error("the run failed: %s", why)
            finally:
                keeper.close()

        spider = super().from_crawler(crawler, source=cls.source, config=cls.config, keeper=ledger)
        crawler.signals.connect(end, signals.spider_closed, weak=False)
        return spider


class LookingSpider(Spider):
    """What `scrapy shell` and `fetch` ask with: a source's manners, and nothing is kept."""

    source: Source
    config: Config

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.allow_private = self.source.allow_private  # read by the download handler

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """The source's own limits; bodies are unpacked, for a person reads them here."""
        super().update_settings(settings)
        limits = settings_for(cls.config, cls.source) | {"COMPRESSION_ENABLED": True}
        settings.setdict(limits, priority="spider")


class SourceLoader:
    """Scrapy's SpiderLoaderProtocol over `backissue.toml`; without that file, no spiders."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / CONFIG

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Called by Scrapy; the folder is that of BACKISSUE_FOLDER, else the present one."""
        return cls(Path(os.environ.get(FOLDER) or "."))

    def load(self, spider_name: str) -> type[Spider]:
        """The spider of one source; raises KeyError when there is none of that name."""
        config = self._config()
        source = config.sources.get(spider_name.removeprefix(_LOOK)) if config else None
        if source is None:
            raise UnknownSourceError(
                f"{self._path}: no source named {spider_name}", print_help=False
            )
        bound = {"name": source.name, "source": source, "config": config}
        if spider_name.startswith(_LOOK):
            return type("LookingSpider", (LookingSpider,), bound)
        return type("CheckoutSpider", (CheckoutSpider,), bound)

    def list(self) -> list[str]:
        """The names of all sources."""
        config = self._config()
        return sorted(config.sources) if config else []

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """For `scrapy shell` and `fetch`: what looks at a source's pages without an archive."""
        config = self._config()
        sources = config.sources.values() if config else ()
        return [_LOOK + one.name for one in sources if same_site(one.url, request.url)][:1]

    def _config(self) -> Config | None:
        if not self._path.exists():
            return None
        try:
            return load(self._path)
        except BackIssueError as error:
            raise UsageError(str(error), print_help=False) from error
