"""Asks a news site what it offers, through a process of the crawler's, and checks the answer."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from archive.config.checks import url_fault
from archive.errors import SourceError
from scheduler.children import environment, module_command

MODULE = "spiders.survey"
SECONDS = 240.0  # a slow site with a delay of 5 s between some twenty requests
MOST = 60  # feeds, sitemaps or pages taken over of each


@dataclass(frozen=True, slots=True)
class Offer:
    """One feed, sitemap or page that a site offers."""

    url: str
    title: str | None = None
    entries: int | None = None
    news: bool = False  # a news sitemap


@dataclass(frozen=True, slots=True)
class Survey:
    """What a site offers to an archive."""

    url: str
    name: str | None = None
    outlet: str | None = None
    system: str | None = None  # WordPress, Drupal …
    feeds: tuple[Offer, ...] = ()
    sitemaps: tuple[Offer, ...] = ()
    pages: tuple[Offer, ...] = ()
    notes: tuple[str, ...] = ()


def survey(
    url: str, *, allow_private: bool = False, delay: float = 5.0, contact: str | None = None
) -> Survey:
    """What the site at `url`, or at a bare domain, offers; `delay` is seconds between requests.

    Raises SourceError when the site cannot be read, with the crawler's reason.
    """
    question = {"url": url, "allow_private": allow_private, "delay": delay, "contact": contact}
    answer = _ask(json.dumps(question), url)
    if error := answer.get("error"):
        host = urlsplit(_address(url)).hostname
        if error == f"unknown host: {host}":
            error = "unknown host; is the address right, and this machine online?"
        raise SourceError(f"{url}: {error}")
    return read_answer(answer, url)


def read_answer(answer: Mapping[str, Any], url: str) -> Survey:
    """A Survey from the crawler's answer; addresses that no configuration may hold are dropped."""
    stated = _text(answer.get("url"))
    return Survey(
        url=stated if stated and url_fault(stated) is None else _address(url),
        name=_text(answer.get("name")),
        outlet=_text(answer.get("outlet")),
        system=_text(answer.get("system")),
        feeds=_offers(answer.get("feeds")),
        sitemaps=_offers(answer.get("sitemaps")),
        pages=_offers(answer.get("pages")),
        notes=tuple(note for note in _list(answer.get("notes")) if isinstance(note, str)),
    )


def _ask(question: str, url: str) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 (our own module, no shell)
            module_command(MODULE),
            input=question + "\n",
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
            env=environment(),
        )
    except subprocess.TimeoutExpired:
        raise SourceError(f"{url}: no answer after {SECONDS:.0f} s") from None
    for line in reversed(done.stdout.splitlines()):
        try:
            answer = json.loads(line)
        except ValueError:
            continue
        if isinstance(answer, dict):
            return answer
    if done.returncode == -signal.SIGVTALRM:
        raise SourceError(f"{url}: a page there takes longer to read than any page should")
    said = done.stderr.strip().splitlines()
    raise SourceError(
        f"{url}: the survey ended without an answer ({said[-1] if said else 'silent'})"
    )


def _address(url: str) -> str:
    return url if "://" in url else f"https://{url}/"


def _offers(answers: Any) -> tuple[Offer, ...]:
    offers: dict[str, Offer] = {}
    for answer in _list(answers):
        url = answer.get("url") if isinstance(answer, dict) else None
        if not isinstance(url, str) or url_fault(url) is not None:
            continue
        entries = answer.get("entries")
        offers.setdefault(
            url,
            Offer(
                url,
                title=_text(answer.get("title")),
                entries=entries if isinstance(entries, int) else None,
                news=answer.get("news") is True,
            ),
        )
    return tuple(offers.values())[:MOST]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
