"""A worker: crawls a batch of sources, telling its progress as JSON lines.

`python -m spiders` reads one job line from standard input:

    {"folder": "…", "sources": ["a", "b"], "trigger": "manual", "recheck": "all"}

and stops gently when standard input closes. It writes events to standard output, one JSON object
a line: started, beat, progress, story, trouble, finished (one a source), end, or fatal. Only
`finished` proves that a source's run ended; an exit code proves nothing.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from archive.config import Config, Source, load, loads
from archive.errors import BackIssueError, UsageError
from archive.folder import CONFIG
from archive.garbage import collect_seldom
from archive.store import Kept
from spiders import settings as base
from spiders.keep import Keeper, open_keeper
from spiders.ledger import Ledger
from spiders.logs import log_to_stderr
from spiders.news import NewsSpider
from spiders.settings import settings_for
from spiders.wire import check_hooks

log = logging.getLogger(__name__)

BEAT_SECONDS = 1.0
_TOLD = ("new", "revised", "gone")


@dataclass(frozen=True, slots=True)
class Job:
    """What the worker was asked to do."""

    folder: Path
    sources: tuple[str, ...]
    trigger: str = "manual"
    recheck: str = "due"
    config: str | None = None  # the text of backissue.toml; None: as it is on the disk


def read_job(line: str) -> Job:
    """The job in a line of JSON; raises UsageError when it is none."""
    try:
        raw = json.loads(line)
        return Job(
            Path(raw["folder"]),
            tuple(raw["sources"]),
            raw.get("trigger", "manual"),
            raw.get("recheck", "due"),
            raw.get("config"),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"worker: the job line is not understood ({error})") from error


def tell(event: str, **facts: Any) -> None:
    """Write one event; a reader that went away is no reason to lose a crawl."""
    try:
        sys.stdout.write(json.dumps({"event": event, **facts}) + "\n")
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        pass


class _Pulse:
    """Tells a beat when a second has passed since the last: while no loop runs that could."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self) -> None:
        if time.monotonic() - self._last >= BEAT_SECONDS:
            self._last = time.monotonic()
            tell("beat")


class Worker:
    """The crawlers of one job, and their Keeper."""

    def __init__(self, job: Job, config: Config) -> None:
        self._job = job
        self._config = config
        self._keeper: Keeper = open_keeper(
            config, tell=_tell_kept, tell_trouble=_tell_trouble, beat=_Pulse()
        )
        self._process = AsyncCrawlerProcess(_process_settings())
        self._open: dict[str, tuple[Ledger, Crawler]] = {}
        self._told: dict[str, dict[str, object]] = {}
        self._stopping = False

    def run(self) -> None:
        """Crawl all sources of the job; returns when each has its `finished` record."""
        collect_seldom()
        try:
            for name in self._job.sources:
                self._start(self._config.sources[name])
            asyncio.get_event_loop().call_later(BEAT_SECONDS, self._beat)
            threading.Thread(target=self._watch_stdin, daemon=True).start()
            self._process.start()
        finally:
            self._keeper.close()

    def _start(self, source: Source) -> None:
        ledger = self._keeper.open_run(source, trigger=self._job.trigger, recheck=self._job.recheck)
        settings = _process_settings()
        settings.setdict(settings_for(self._config, source), priority="cmdline")
        settings.set("BACKISSUE_KEEPER", ledger, priority="cmdline")
        settings.set("BACKISSUE_RECORDER", ledger, priority="cmdline")
        crawler = Crawler(NewsSpider, settings)
        task = self._process.crawl(crawler, source=source, config=self._config)
        self._open[source.name] = (ledger, crawler)
        task.add_done_callback(lambda done: self._finish(ledger, crawler, done))
        tell("started", source=source.name, run=ledger.run.key)

    def _finish(self, ledger: Ledger, crawler: Crawler, done: asyncio.Task[None]) -> None:
        name = ledger.source.name
        del self._open[name]
        error = None if done.cancelled() else done.exception()
        if error is not None:
            log.error("%s: the crawl failed", name, exc_info=error)
        outcome, reason = ledger.close(
            finish_reason=_finish_reason(crawler),
            failure=_words(error) if error else None,
            stopping=self._stopping,
            left_out=_left_out(crawler),
        )
        self._tell_progress(ledger, crawler)
        counts = asdict(ledger.counts)
        tell(
            "finished",
            source=name,
            run=ledger.run.key,
            outcome=outcome,
            reason=reason,
            counts=counts,
        )

    def _beat(self) -> None:
        """Each second: a sign of life, each source's progress, and a stop when the disk is full."""
        tell("beat")
        for ledger, crawler in list(self._open.values()):
            self._tell_progress(ledger, crawler)
        if self._keeper.failure is not None:
            self._stop()
        asyncio.get_event_loop().call_later(BEAT_SECONDS, self._beat)

    def _tell_progress(self, ledger: Ledger, crawler: Crawler) -> None:
        facts = {**ledger.progress(), "queued": _queued(crawler)}
        if self._told.get(ledger.source.name) != facts:
            self._told[ledger.source.name] = facts
            tell("progress", source=ledger.source.name, **facts)

    def _watch_stdin(self) -> None:
        """Standard input is the lifeline: when it closes, whoever started this is gone or done."""
        while sys.stdin.readline():
            pass
        from twisted.internet import reactor

        reactor.callFromThread(self._stop)

    def _stop(self) -> None:
        if not self._stopping:
            self._stopping = True
            self._stop_task = asyncio.ensure_future(self._stop_when_running())

    async def _stop_when_running(self) -> None:
        """Stop gently; a crawl that is only starting would forget a stop that comes too early."""
        for _, crawler in list(self._open.values()):
            while crawler.crawling and not (crawler._engine and crawler._engine.running):
                await asyncio.sleep(0.05)
        await self._process.stop()


def _queued(crawler: Crawler) -> int:
    # Scrapy has no public count; `crawler.engine` raises until the crawl is under way.
    slot = getattr(crawler._engine, "_slot", None)
    return len(slot.scheduler) + len(slot.inprogress) if slot is not None else 0


def _left_out(crawler: Crawler) -> bool:
    return getattr(crawler.spider, "left_out", True)


def _finish_reason(crawler: Crawler) -> str | None:
    # As above: `crawler.stats` raises when the spider failed in its making.
    return crawler._stats.get_value("finish_reason") if crawler._stats is not None else None


def _tell_kept(ledger: Ledger, kept: Kept) -> None:
    if kept.outcome in _TOLD:
        tell(
            "story",
            source=ledger.source.name,
            outcome=kept.outcome,
            headline=kept.headline,
            url=kept.url,
        )
    if kept.left is not None:
        tell("story", source=ledger.source.name, outcome="gone", headline=None, url=kept.left)


def _tell_trouble(ledger: Ledger, url: str, words: str) -> None:
    tell("trouble", source=ledger.source.name, url=url, words=words)


def _words(error: BaseException) -> str:
    said = str(error)
    return said if isinstance(error, BackIssueError) else f"{type(error).__name__}: {said}"


def _process_settings() -> Settings:
    settings = Settings()
    settings.setmodule(base, priority="project")
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
    # The sources come with the job: nothing has to be imported to find them.
    loader = "scrapy.spiderloader.DummySpiderLoader"
    settings.set("SPIDER_LOADER_CLASS", loader, priority="cmdline")
    return settings


def _config(job: Job) -> Config:
    path = job.folder / CONFIG
    return load(path) if job.config is None else loads(job.config, path)


def main() -> int:
    """Run the job on standard input; the exit code is for people, the events are for programs."""
    log_to_stderr()
    try:
        check_hooks()
        job = read_job(sys.stdin.readline())
        config = _config(job)
        unknown = [name for name in job.sources if name not in config.sources]
        if unknown:
            raise UsageError(f"{job.folder}: no source named {', '.join(unknown)}")
        Worker(job, config).run()
    except BackIssueError as error:
        tell("fatal", error=type(error).__name__, message=str(error), exit_code=error.exit_code)
        return error.exit_code
    tell("end")
    return 0
