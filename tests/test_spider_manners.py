"""Waiting times, words for failures, validators, settings: what needs no crawl to be tested."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request, exceptions
from scrapy.http import TextResponse
from scrapy.settings import Settings

from archive.config.model import Config, Crawl, Source
from archive.errors import AddressRefused
from spiders import conditional, settings
from spiders.failures import Refused, in_words, status_in_words
from spiders.politeness import retry_after
from spiders.robots import RobotsMiddleware
from spiders.settings import settings_for, user_agent

NOW = datetime(2025, 9, 2, 6, 0, 0, tzinfo=UTC)
CONFIG = Config(Path(), contact="https://example.org/bot", crawl=Crawl(run_minutes=2, timeout_s=9))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"120", 120.0),
        (b" 0 ", 0.0),
        (b"Tue, 02 Sep 2025 06:01:00 GMT", 60.0),
        (b"Tue, 02 Sep 2025 08:01:00 +0200", 60.0),
        (b"Mon, 01 Sep 2025 06:01:00 GMT", 0.0),
        (b"99999999999999999999", None),
        (b"-5", None),
        (b"soon", None),
        (b"\xff\xfe", None),
        (b"", None),
        (None, None),
    ],
)
def test_retry_after_in_seconds(value: bytes | None, seconds: float | None) -> None:
    assert retry_after(value, now=NOW) == seconds


@given(st.binary(max_size=60))
def test_no_retry_after_is_too_odd(value: bytes) -> None:
    wait = retry_after(value)
    assert wait is None or wait >= 0


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (exceptions.CannotResolveHostError("dns"), "unknown host: news.example"),
        (exceptions.DownloadTimeoutError("took 30"), "timed out"),
        (exceptions.DownloadConnectionRefusedError("x"), "connection refused by news.example"),
        (exceptions.ResponseDataLossError("x"), "the connection broke in the middle of the answer"),
        (Refused("robots.txt forbids it"), "robots.txt forbids it"),
        (AddressRefused("10.0.0.1 is not a public address"), "10.0.0.1 is not a public address"),
        (exceptions.IgnoreRequest("max redirections reached"), "too many redirects"),
        (
            exceptions.DownloadFailedError(
                "[<twisted.python.failure.Failure OpenSSL.SSL.Error: "
                "[('SSL routines', '', 'certificate verify failed')]>]"
            ),
            "TLS failure: the certificate is not trusted or not valid",
        ),
        (
            exceptions.DownloadFailedError(
                "[<twisted.python.failure.Failure twisted.internet.error.ConnectionLost: Lost.>]"
            ),
            "the other side closed the connection",
        ),
        (
            exceptions.DownloadFailedError("[<twisted.python.failure.Failure a.b: No route.>]"),
            "the connection failed (No route)",
        ),
        (RuntimeError("odd\n  thing"), "could not be fetched (RuntimeError: odd thing)"),
    ],
)
def test_failures_in_words(error: Exception, words: str) -> None:
    assert in_words(error, "https://news.example/a") == words


def test_statuses_in_words() -> None:
    assert status_in_words(503) == "HTTP 503 Service Unavailable"
    assert status_in_words(599) == "HTTP 599"


@dataclass
class Validators:
    etag: str | None = None
    last_modified: str | None = None


def test_validators_are_sent_as_they_came() -> None:
    modified = "Tue, 02 Sep 2025 06:00:00 GMT"
    assert conditional.headers(Validators('W/"x"', modified)) == {
        "If-None-Match": 'W/"x"',
        "If-Modified-Since": modified,
    }
    assert conditional.headers(None) == {} == conditional.headers(Validators())


@pytest.mark.parametrize("odd", ['"a"\r\nX: 1', '"\u00e9"', "a" * 2000, "\x00"])
def test_validators_that_are_no_header_are_left_out(odd: str) -> None:
    assert conditional.headers(Validators(odd, odd)) == {}


def test_scrapy_opens_no_door_and_keeps_nothing() -> None:
    loaded = Settings()
    loaded.setmodule(settings)
    for name in (
        "REMOTE_CONTROL_ENABLED", "TELNETCONSOLE_ENABLED", "COOKIES_ENABLED", "HTTPCACHE_ENABLED",
        "METAREFRESH_ENABLED", "MEMUSAGE_ENABLED",
    ):  # fmt: skip
        assert loaded.getbool(name) is False, name
    assert loaded.getbool("ROBOTSTXT_OBEY") and loaded.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    handlers = loaded.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}
    assert loaded["DEFAULT_REQUEST_HEADERS"]["Accept-Encoding"] == "gzip, deflate"


def test_a_source_sets_its_own_limits() -> None:
    made = settings_for(CONFIG, Source("a", "https://a.example/", concurrency=3, robots=False))
    assert made["ROBOTSTXT_OBEY"] is False
    assert made["CONCURRENT_REQUESTS_PER_DOMAIN"] == 3
    assert made["CLOSESPIDER_TIMEOUT"] == 120
    assert made["DOWNLOAD_TIMEOUT"] == 9
    assert made["DOWNLOAD_MAXSIZE"] == 16 * 1024 * 1024


@pytest.mark.parametrize("delay", [0.0, 0.5, 5.0])
def test_the_jitter_never_goes_below_the_delay(delay: float) -> None:
    made = settings_for(CONFIG, Source("a", "https://a.example/", delay=delay))
    mean = made["DOWNLOAD_DELAY"]
    assert isinstance(mean, float) and mean > 0, "Scrapy 2.19 ignores concurrency without a delay"
    assert mean * (1 - settings.DOWNLOAD_DELAY_JITTER) >= delay - 1e-9
    assert mean <= max(delay * 1.2, 0.001)


def test_the_user_agent_names_us_and_the_contact_in_one_line() -> None:
    assert user_agent(CONFIG).startswith("backissue/")
    assert user_agent(CONFIG).endswith(" (+https://example.org/bot)")
    assert "(" not in user_agent(Config(Path()))
    assert "\n" not in user_agent(contact="a@b.example\r\nX: 1")


def named_sitemaps(robots: bytes) -> tuple[str, ...]:
    async def download(request: Request) -> TextResponse:
        return TextResponse(request.url, body=robots)

    engine = SimpleNamespace(download_async=download)
    middleware = RobotsMiddleware(
        SimpleNamespace(engine=engine, settings=Settings({"ROBOTSTXT_OBEY": True}))
    )
    return asyncio.run(middleware.sitemaps("https://news.example/a/story"))


def test_robots_txt_names_sitemaps() -> None:
    robots = b"User-agent: *\nDisallow: /x\nSitemap: https://cdn.example/a.xml\nsitemap: /b.xml\n"
    assert named_sitemaps(robots) == ("https://cdn.example/a.xml", "https://news.example/b.xml")
    assert named_sitemaps(b"<html>") == ()
