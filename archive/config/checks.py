"""What the values of a configuration must be like, beyond their types."""

from __future__ import annotations

import dataclasses
import re
import zoneinfo
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from archive.config.model import Browse, Crawl, Source, WarcFiles
from archive.model import Rule

MAX_URL = 2048  # characters
MAX_SELECTOR = 2000  # characters of one CSS selector
MAX_PATTERN = 500  # characters of one regular expression
MAX_NAME = 64

Fault = tuple[str, str]  # (key, what is wrong)

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*", re.IGNORECASE)
_CONTACT = re.compile(r"(mailto:)?[^@\s<>()]+@[^@\s<>()]+\.[^@\s<>()]+|https?://[^\s<>()]+")


def url_fault(url: str) -> str | None:
    """Why `url` is not an http(s) address that a crawl can start from, or None."""
    if len(url) > MAX_URL:
        return f"is longer than {MAX_URL} characters"
    if any(c.isspace() or not c.isprintable() for c in url):
        return f"holds a space or a control character: {url!r}"
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        return f'"{url}" is no address: {error}'
    if parts.scheme not in ("http", "https"):
        hint = f'; write "https://{url}"' if "://" not in url and "." in url else ""
        return f'"{url}" is no http or https address{hint}'
    if not host:
        return f'"{url}" names no host'
    if parts.username is not None or parts.password is not None:
        return "holds a user name or password, which would be written into the archive"
    return None


def pattern_fault(pattern: str) -> str | None:
    """Why `pattern` cannot be used as a regular expression on addresses, or None."""
    if len(pattern) > MAX_PATTERN:
        return f"is longer than {MAX_PATTERN} characters"
    try:
        re.compile(pattern)
    except re.error as error:
        return f'"{pattern}" is no regular expression: {error}'
    except (OverflowError, RecursionError):
        return "is too deep for a regular expression"
    return None


def timezone_fault(name: str) -> str | None:
    """Why `name` is no time zone known here, or None."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return f'"{name}" is no time zone known here; write one like "Europe/Paris" or "UTC"'
    return None


def contact_fault(contact: str) -> str | None:
    """Why `contact` would be no use in a User-Agent, or None."""
    if _CONTACT.fullmatch(contact) and contact.isprintable():
        return None
    return "must be an e-mail address or the address of a page about your archive"


def name_fault(name: str) -> str | None:
    """Why `name` cannot name a source, or None."""
    if len(name) > MAX_NAME:
        return f"the name is longer than {MAX_NAME} characters"
    if not _NAME.fullmatch(name):
        return "a source's name is made of letters a to z, digits, dot, hyphen and underscore"
    return None


def warc_faults(warc: WarcFiles) -> Iterator[Fault]:
    yield from _range("max_size_mb", warc.max_size_mb, 1, 1_000_000)
    yield from _range("max_age_hours", warc.max_age_hours, 0.01, 24 * 366)
    yield from _range("revisit_min_bytes", warc.revisit_min_bytes, 1, 1_000_000_000)


def crawl_faults(crawl: Crawl) -> Iterator[Fault]:
    yield from _range("workers", crawl.workers, 1, 64)
    yield from _range("parsers", crawl.parsers, 1, 64)
    yield from _range("timeout_s", crawl.timeout_s, 0.1, 600)
    yield from _range("run_minutes", crawl.run_minutes, 0.01, 7 * 24 * 60)
    yield from _range("max_page_mb", crawl.max_page_mb, 0.01, 1024)
    yield from _range("max_stories", crawl.max_stories, 1, 10_000_000)


def browse_faults(browse: Browse) -> Iterator[Fault]:
    yield from _range("port", browse.port, 0, 65535)
    if not browse.host or any(c.isspace() for c in browse.host):
        yield "host", f'"{browse.host}" is no host name'
    if not browse.pywb.strip() or not browse.pywb.isprintable():
        yield "pywb", 'must name a program: "wayback", or the path to it'


def source_faults(source: Source) -> Iterator[Fault]:
    """Faults in the values of one source, all but its schedule."""
    if fault := url_fault(source.url):
        yield "url", fault
    for key in ("feeds", "sitemaps", "pages"):
        for n, url in enumerate(getattr(source, key)):
            if fault := url_fault(url):
                yield f"{key}[{n}]", fault
    for key in ("include", "exclude"):
        for n, pattern in enumerate(getattr(source, key)):
            if fault := pattern_fault(pattern):
                yield f"{key}[{n}]", fault
    if fault := timezone_fault(source.timezone):
        yield "timezone", fault
    yield from _range("delay", source.delay, 0, 86_400)
    yield from _range("concurrency", source.concurrency, 1, 64)
    if source.max_stories is not None:
        yield from _range("max_stories", source.max_stories, 1, 10_000_000)


def rule_faults(rule: Rule) -> Iterator[Fault]:
    """Faults in a rule: its days and its selectors."""
    days = {"since": rule.since, "until": rule.until}
    for key, day in days.items():
        if day is not None and (fault := _day_fault(day)):
            yield key, fault
    if rule.since and rule.until and rule.since >= rule.until:
        yield "until", "must be a later day than `since`"
    selectors = {k: v for k, v in dataclasses.asdict(rule).items() if k not in days and v}
    if not selectors:
        yield "body", "is missing: a rule needs a CSS selector, `body` or another"
    for key, selector in selectors.items():
        if fault := _selector_fault(selector):
            yield key, fault


def _day_fault(day: str) -> str | None:
    try:
        date.fromisoformat(day)
    except ValueError:
        return f'"{day}" is no day; write one like 2025-09-02'
    return None


def _selector_fault(selector: str) -> str | None:
    import cssselect  # with lxml 50 ms, and rules are rare
    from lxml import etree, html
    from lxml.cssselect import CSSSelector

    if len(selector) > MAX_SELECTOR:
        return f"is longer than {MAX_SELECTOR} characters"
    try:
        CSSSelector(selector, translator="html")(html.Element("p"))
    except (cssselect.SelectorError, etree.XPathError) as error:
        return f'"{selector}" is no CSS selector: {error}'
    except RecursionError:
        return "is too deep for a CSS selector"
    return None


def _range(key: str, value: float, low: float, high: float) -> Iterator[Fault]:
    if value < 0 and low >= 0:
        yield key, f"must not be negative, but is {value:g}"
    elif not low <= value <= high:
        yield key, f"must be between {low:g} and {high:g}, but is {value:g}"
