"""One story at many addresses is one story, and two stories are two, whatever a page claims."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from archive import db
from archive.extract import extract
from archive.model import Page, Visit
from archive.store import visits
from tests.store_visits import BRIDGE, MEALS, Newsroom

PLAIN = "https://paper.example/news/bridge-closed"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(db.open_writer(tmp_path)) as connection:
        connection.execute(
            "INSERT INTO sources (name, url, schedule, added_at) VALUES ('paper', '', '', '')"
        )
        yield connection
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def met(
    news: Newsroom, url: str, paragraphs: tuple[str, ...] = BRIDGE, canonical: str | None = None
) -> Visit:
    """A visit to a page that says nothing of its address, or names one as canonical."""
    made = news.story("/x", paragraphs=paragraphs)
    assert made.reading is not None
    assert made.reading.story is not None
    story = replace(made.reading.story, url=url, canonical_url=canonical or url)
    return replace(
        made,
        address=url,
        capture=replace(made.capture, url=url),
        reading=replace(made.reading, story=story),
    )


def keep(connection: sqlite3.Connection, *made: Visit) -> None:
    for one in made:
        with db.transaction(connection):
            visits.keep(connection, one)


def stories(connection: sqlite3.Connection) -> list[str]:
    return [row[0] for row in connection.execute("SELECT url FROM stories ORDER BY id")]


SPELLINGS = [
    "http://paper.example/news/bridge-closed",
    "https://paper.example/news/bridge-closed/",
    "https://m.paper.example/news/bridge-closed",
    "https://mobile.paper.example/news/bridge-closed",
    "https://www.paper.example/news/bridge-closed",
    "https://amp.paper.example/news/bridge-closed/",
    "https://paper.example/news/bridge-closed/amp",
    "https://paper.example/news/bridge-closed/amp/",
    "https://paper.example/news/bridge-closed/print",
    "https://paper.example/news/bridge-closed?amp=1",
    "https://paper.example/news/bridge-closed?outputType=amp",
    "https://paper.example/news/bridge-closed?from=top",
    "https://paper.example/news/bridge-closed?section=news&box=3",
]


@pytest.mark.parametrize("plain_first", [True, False])
@pytest.mark.parametrize("other", SPELLINGS)
def test_another_spelling_with_the_same_text_is_the_same_story(
    archive: sqlite3.Connection, other: str, plain_first: bool
) -> None:
    news = Newsroom()
    order = (PLAIN, other) if plain_first else (other, PLAIN)
    keep(archive, *(met(news, url) for url in order))
    assert stories(archive) == [PLAIN]
    assert archive.execute("SELECT count(*) FROM revisions").fetchone()[0] == 1
    keep(archive, met(news, other), met(news, PLAIN))
    assert stories(archive) == [PLAIN]


def test_five_addresses_are_one_story(archive: sqlite3.Connection) -> None:
    news = Newsroom()
    keep(archive, *(met(news, url) for url in SPELLINGS))
    assert len(stories(archive)) == 1


@pytest.mark.parametrize(
    "other",
    [
        "https://paper.example/news/bridge-closed/amp",
        "http://paper.example/news/bridge-closed",
        "https://paper.example/news/bridge-closed?from=top",
    ],
)
def test_another_spelling_with_another_text_is_another_story(
    archive: sqlite3.Connection, other: str
) -> None:
    news = Newsroom()
    keep(archive, met(news, PLAIN), met(news, other, MEALS))
    assert stories(archive) == [PLAIN, other]


def test_two_numbers_under_one_path_are_two_stories_even_with_one_text(
    archive: sqlite3.Connection,
) -> None:
    news = Newsroom()
    one, two = (f"https://paper.example/show?id={n}" for n in (1, 2))
    keep(archive, met(news, one), met(news, two))
    assert stories(archive) == [one, two]
    assert archive.execute("SELECT count(*) FROM story_groups").fetchone()[0] == 1


def test_an_address_taken_in_vain_goes_to_the_story_that_is_there(
    archive: sqlite3.Connection,
) -> None:
    news = Newsroom()
    wrong = "https://paper.example/news/meals"
    keep(archive, met(news, wrong, MEALS, canonical=PLAIN))
    assert stories(archive) == [PLAIN]
    keep(archive, met(news, PLAIN))
    assert stories(archive) == [wrong, PLAIN]
    keep(archive, met(news, wrong, MEALS, canonical=PLAIN), met(news, PLAIN))
    assert stories(archive) == [wrong, PLAIN]
    assert archive.execute("SELECT count(*) FROM revisions").fetchone()[0] == 2


def test_a_canonical_address_of_another_story_is_not_believed(archive: sqlite3.Connection) -> None:
    news = Newsroom()
    other = "https://paper.example/news/meals"
    keep(archive, met(news, PLAIN), met(news, other, MEALS, canonical=PLAIN))
    assert stories(archive) == [PLAIN, other]


def claimed(url: str, canonical: str) -> str | None:
    body = "".join(f"<p>{text}</p>" for text in BRIDGE)
    html = (
        f"<html><head><title>Bridge closed</title><link rel=canonical href='{canonical}'></head>"
        f"<body><article><h1>Bridge closed</h1>{body}</article></body></html>"
    )
    return extract(Page(url, html.encode(), "text/html; charset=utf-8")).canonical_url


@pytest.mark.parametrize(
    "claim",
    ["/", "/index.html", "https://paper.example", "https://paper.example/?amp=1", "/news", "/news/",
     "/news/2026", "https://elsewhere.example/a", "javascript:1",
     "https://paper.example:x/"],
)  # fmt: skip
def test_a_claim_that_cannot_be_right_is_not_believed(claim: str) -> None:
    own = "https://paper.example/news/2026/bridge-closed-after-barge-strikes"
    assert claimed(own, claim) == own


@pytest.mark.parametrize(
    "variant", ["/amp", "/print", "/page/2", "/kommentare", "?from=top", "/photo-gallery", "/"]
)
def test_a_claim_of_a_variant_is_believed(variant: str) -> None:
    own = "https://paper.example/news/bridge-closed"
    assert claimed(own + variant, own) == own
