"""What the newspaper prints, so many seconds after it went on line; pure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

NAME = "The Harbour Courier"
SECTIONS = ("City", "Islands", "Business", "Sport", "Weather", "Opinion")


@dataclass(frozen=True, slots=True)
class Remark:
    """One reader comment. `number` is its id on the page, `reply` the id it answers."""

    number: int
    author: str
    text: str
    written: datetime
    reply: int | None


@dataclass(frozen=True, slots=True)
class Article:
    """One story as printed now; `body` in the small Markdown of stories.toml."""

    slug: str
    section: str
    headline: str
    lead: str
    body: str
    author: str
    credit: str
    language: str
    published: datetime
    modified: datetime
    correction: str | None
    hostile: bool
    remarks: tuple[Remark, ...]

    @property
    def path(self) -> str:
        """Where it stands on the site."""
        return f"/{self.section.lower()}/{self.published:%Y/%m/%d}/{self.slug}/"


@dataclass(frozen=True, slots=True)
class Edition:
    """All that is on the site now, newest first, and the addresses that are gone."""

    articles: tuple[Article, ...]
    gone: frozenset[str]

    def at(self, path: str) -> Article | None:
        """The article at an address."""
        return next((article for article in self.articles if article.path == path), None)


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / name).read_text("utf-8"))


def edition(seconds: float) -> Edition:
    """The edition `seconds` after the start."""
    readers = _load("readers.toml")
    articles, gone = [], set()
    first = 1000
    for raw in _load("stories.toml")["story"]:
        comments = readers.get(raw["slug"], {}).get("comments", [])
        article = _article(raw, seconds, _remarks(comments, raw["published"], seconds, first))
        first += 100
        if raw.get("after", 0) > seconds:
            continue
        if raw.get("gone_after", seconds + 1) <= seconds:
            gone.add(article.path)
        else:
            articles.append(article)
    articles.sort(key=lambda article: article.published, reverse=True)
    return Edition(tuple(articles), frozenset(gone))


def _article(raw: Mapping[str, Any], seconds: float, remarks: tuple[Remark, ...]) -> Article:
    headline, body, correction = raw["headline"], raw["body"].strip(), None
    published = datetime.fromisoformat(raw["published"])
    modified = published
    for edit in raw.get("edit", []):
        if edit["after"] > seconds:
            continue
        headline = edit.get("headline", headline)
        correction = edit.get("correction", correction)
        body = body.replace(*edit["replace"])
        if "add" in edit:
            body += "\n\n" + edit["add"]
        modified = published + timedelta(hours=9)
    return Article(
        slug=raw["slug"],
        section=raw["section"],
        headline=headline,
        lead=raw["lead"],
        body=body,
        author=raw["author"],
        credit=raw["credit"],
        language=raw.get("language", "en"),
        published=published,
        modified=modified,
        correction=correction,
        hostile=raw.get("hostile", False),
        remarks=remarks,
    )


def _remarks(
    raw: Sequence[Mapping[str, Any]], published: str, seconds: float, first: int
) -> tuple[Remark, ...]:
    start = datetime.fromisoformat(published)
    return tuple(
        Remark(
            number=first + place,
            author=one["author"],
            text=one["text"],
            written=start + timedelta(minutes=11 * place),
            reply=first + one["reply"] if "reply" in one else None,
        )
        for place, one in enumerate(raw, start=1)
        if one.get("after", 0) <= seconds
    )
