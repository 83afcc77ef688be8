"""Scrapy's settings for `scrapy list|crawl|shell` in the checkout and for the worker.

One process, one idea of a polite guest: what differs from source to source is in `settings_for`.
"""

from __future__ import annotations

from archive import __version__
from archive.config.model import Config, Source

BOT_NAME = "backissue"
SPIDER_LOADER_CLASS = "spiders.loader.SourceLoader"

# Unless told not to, Scrapy 2.19 opens a server that runs any code sent to it, and a console.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# ---- capture: exact bytes, from our own handler
DOWNLOAD_HANDLERS = {
    "http": "spiders.wire.WireHandler",
    "https": "spiders.wire.WireHandler",
    "ftp": None,
    "s3": None,
    "file": None,
    "data": None,
}
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    # What every reader of a WARC can unpack; brotli and zstd are not among them.
    "Accept-Encoding": "gzip, deflate",
}
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = False  # a cut page is kept and marked so
DOWNLOAD_VERIFY_CERTIFICATES = True
HTTPCACHE_ENABLED = False
COOKIES_ENABLED = False  # an archive is nobody in particular
METAREFRESH_ENABLED = False
REFERER_ENABLED = True
REFERRER_POLICY = "no-referrer"
HTTPERROR_ALLOW_ALL = True  # 404 is news too
REDIRECT_MAX_TIMES = 8

# ---- politeness
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "backissue"
CONCURRENT_REQUESTS = 4
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 5.5
DOWNLOAD_DELAY_JITTER = 1 / 11  # with the factor below: from the delay itself to a fifth more
RETRY_TIMES = 2
RETRY_HTTP_CODES = [408, 425, 429, 500, 502, 503, 504, 520, 522, 524]
BACKISSUE_BACKOFF = 4.0  # seconds before the first retry; doubled for each further one
BACKISSUE_LONGEST_WAIT = 120.0  # a site that asks for more is left alone for the rest of the run

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    # Nothing of ours asks for these, and each costs every request a little.
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
    "spiders.forgotten.ForgottenMiddleware": 90,
    "spiders.robots.RobotsMiddleware": 100,
    "spiders.politeness.PoliteRetryMiddleware": 550,
    # Nearest to the download, so that it sees each exchange before a redirect or retry hides it.
    "spiders.trail.TrailMiddleware": 890,
}

# First come, first served: stories are queued newest first.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"
CONCURRENT_ITEMS = 1  # callbacks yield nothing, and Scrapy starts this many tasks for each page
DNS_TIMEOUT = 20
URLLENGTH_LIMIT = 2083

# ---- quiet
LOG_LEVEL = "WARNING"  # `scrapy crawl -L INFO` says more
LOG_VERSIONS: list[str] = []
LOGSTATS_INTERVAL = 0
STATS_DUMP = False
MEMUSAGE_ENABLED = False

# Without any delay Scrapy 2.19 starts all that waits in a slot at once, whatever the concurrency:
# it counts a download only when its task has begun (Downloader._process_queue).
_LEAST = 0.001


def user_agent(config: Config | None = None, *, contact: str | None = None) -> str:
    """`backissue/0.1.0 (+https://example.org/bot)`: who asks, and where to complain."""
    contact = contact or (config.contact if config else None)
    name = f"backissue/{__version__}"
    return f"{name} (+{header_text(contact)})" if contact else name


def header_text(text: str) -> str:
    """`text` as part of a header: printable ASCII, no line breaks, no brackets."""
    return "".join(c for c in text if " " <= c <= "~" and c not in "()")[:200].strip()


def before_jitter(delay: float) -> float:
    """The seconds to set so that the pause never falls below `delay`: 1.1 × (1 - 1/11) is 1."""
    return delay * 1.1


def settings_for(config: Config, source: Source) -> dict[str, object]:
    """What one source changes: pace, robots.txt, contact, limits of time and size."""
    return {
        "USER_AGENT": user_agent(config),
        "ROBOTSTXT_OBEY": source.robots,
        "DOWNLOAD_DELAY": max(before_jitter(source.delay), _LEAST),
        "CONCURRENT_REQUESTS_PER_DOMAIN": source.concurrency,
        # Little more than may run: what waits in Scrapy's queue can still be held back when the
        # host asks for a pause, what waits in a download slot cannot.
        "CONCURRENT_REQUESTS": source.concurrency * 2 + 2,
        "DOWNLOAD_TIMEOUT": config.crawl.timeout_s,
        "DOWNLOAD_MAXSIZE": int(config.crawl.max_page_mb * 1024 * 1024),
        "CLOSESPIDER_TIMEOUT": config.crawl.run_minutes * 60,
        "COMPRESSION_ENABLED": False,  # pages are read from the stored bytes, never from here
        "BACKISSUE_ALLOW_PRIVATE": source.allow_private,
    }


USER_AGENT = user_agent()
