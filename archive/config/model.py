"""What a configuration says, as frozen dataclasses; each field is one key of the TOML file.

[archive]        Config.contact, Config.operator
[warc]           WarcFiles
[crawl]          Crawl
[browse]         Browse
[sources.NAME]   Source, and [[sources.NAME.rules]] Rule (archive.model)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from archive.model import Rule


@dataclass(frozen=True, slots=True)
class WarcFiles:
    """How WARC files are written."""

    max_size_mb: int = 1000
    max_age_hours: float = 24.0
    compression: Literal["fast", "small"] = "fast"  # "fast" (isal) or "small" (zlib 9)
    revisits: bool = True  # a body that is stored already is referred to, not stored again
    revisit_min_bytes: int = 1000  # of a body; a smaller one is stored again


@dataclass(frozen=True, slots=True)
class Crawl:
    """Limits that hold for all sources together."""

    workers: int = 2  # crawl processes at once
    parsers: int = 2  # parser processes of each crawl process
    timeout_s: float = 30.0  # one request
    run_minutes: float = 60.0  # one run
    max_page_mb: float = 16.0  # a longer body is cut and marked so
    max_stories: int = 5000  # story pages fetched in one run of a source


@dataclass(frozen=True, slots=True)
class Browse:
    """Where the browse pages are served, and what replays pages."""

    host: str = "127.0.0.1"
    port: int = 8001
    pywb: str = "wayback"  # pywb's program, on PATH or a path, for `backissue replay`


@dataclass(frozen=True, slots=True)
class Source:
    """One news site."""

    name: str
    url: str
    feeds: tuple[str, ...] = ()  # RSS, Atom, JSON Feed
    sitemaps: tuple[str, ...] = ()  # sitemaps, news sitemaps, indexes
    pages: tuple[str, ...] = ()  # front and section pages, read for links
    schedule: str = "adaptive"  # or a crontab line, or @hourly …
    timezone: str = "UTC"
    discover: bool = True  # look for feeds and sitemaps anew when none is listed
    include: tuple[str, ...] = ()  # regular expressions on story addresses; any must match
    exclude: tuple[str, ...] = ()  # none may match
    comments: bool = True
    recheck: Literal["due", "all"] = (
        "due"  # known stories: "due" by age and past edits, or "all" each run
    )
    requisites: bool = False
    delay: float = 5.0  # seconds between requests to one host
    concurrency: int = 1  # requests to one host at once
    robots: bool = True
    allow_private: bool = False
    max_stories: int | None = None  # overrides crawl.max_stories
    rules: tuple[Rule, ...] = ()  # CSS selectors for a stubborn site, each for one layout


@dataclass(frozen=True, slots=True)
class Config:
    """A whole archive: the folder, and what `backissue.toml` in it says."""

    folder: Path
    sources: Mapping[str, Source] = field(default_factory=dict)
    contact: str | None = None  # address or page in the User-Agent, so that sites can reach you
    operator: str | None = None  # who runs the archive; written into each WARC's warcinfo
    warc: WarcFiles = field(default_factory=WarcFiles)
    crawl: Crawl = field(default_factory=Crawl)
    browse: Browse = field(default_factory=Browse)
    warnings: tuple[str, ...] = ()  # allowed but probably not meant, each led by its key path
    text: str | None = field(default=None, compare=False, repr=False)  # what it was read from
