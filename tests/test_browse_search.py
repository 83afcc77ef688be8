"""A search finds what was typed, whatever it was typed with."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from browse_archive import HOSTILE, Site, at, making, serving
from hypothesis import example, given
from hypothesis import strategies as st

from archive.browse.questions import search as questions
from archive.browse.searching import Segment, expression, segments

IDS: dict[str, int] = {}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("archive")
    with making(folder) as maker:
        maker.source("gazette")
        maker.source("post")
        IDS["ferry"] = maker.story(
            "gazette", "Ferry runs aground", lead="Near the harbour mouth.",
            sections=[("Tide", "The captain blamed the tide, not the crew.")],
            published="2026-03-01T22:00:00Z",
        )  # fmt: skip
        IDS["cafe"] = maker.story(
            "post", "Café near the quay closes", published="2026-03-02T08:00:00Z",
            sections=[(None, "Its ferry-side terrace was loved.")],
        )  # fmt: skip
        IDS["hostile"] = maker.story("post", HOSTILE, published="2026-03-03T08:00:00Z")
        maker.comment(IDS["cafe"], "c", "I shall miss the rhubarb cake")
        maker.reindex()
    with serving(folder) as site:
        yield site


def _found(site: Site, query: str) -> list[str]:
    page = site.page("/search?" + query)
    return [href.rpartition("/")[2] for href in page.xpath("//article//h2/a/@href")]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("ferry", ["cafe", "ferry"]),
        ("FERRY aground", ["ferry"]),
        ("cafe", ["cafe"]),
        ("rhubarb", ["cafe"]),
        ("tide", ["ferry"]),
        ('"blamed the tide"', ["ferry"]),
        ('"tide the blamed"', []),
        ("har*", ["ferry"]),
        ("har", []),
        ("ferry -café", ["ferry"]),
        ('ferry -"runs aground"', ["cafe"]),
        ("ferry-side", ["cafe"]),
        ("tide, crew.", ["ferry"]),
        ("headline:ferry", []),
        ("ferry NEAR cafe", ["cafe"]),
        ("ferry OR cake", []),
        ("script", ["hostile"]),
    ],
)
def test_what_is_found(site: Site, typed: str, names: list[str]) -> None:
    assert _found(site, "q=" + quote(typed)) == [str(IDS[name]) for name in names]


@pytest.mark.parametrize(
    "typed",
    ['"', '""', "*", "-", "--", "AND", "NOT", "NEAR(", "a AND", "(", "^ferry", "ferry:", "{a b}:c",
     "'; DROP TABLE stories; --", "\x00", "-ferry", "\u202e", "a" * 3000, "( " * 400, "+ferry"],
)  # fmt: skip
def test_nothing_typed_is_an_error(site: Site, typed: str) -> None:
    site.page("/search?q=" + quote(typed))


@given(st.text(alphabet=st.one_of(st.sampled_from('"*-+^(){}:, \'ANDORTE'), st.characters(
    exclude_categories=["Cs"])), max_size=40))  # fmt: skip
@example('a" OR "b')
@example("\x00a")
def test_every_expression_is_one_that_fts5_reads(typed: str) -> None:
    match = expression(typed)
    if match is not None:
        _INDEX.execute("SELECT count(*) FROM words(?)", (match,)).fetchone()


_INDEX = sqlite3.connect(":memory:")
_INDEX.execute("CREATE VIRTUAL TABLE words USING fts5(headline, body)")


def test_only_exclusions_ask_for_a_word(site: Site) -> None:
    assert "at least one word that is to be there" in site.text("/search?q=-ferry")


def test_hits_are_marked_and_nothing_else(site: Site) -> None:
    page = site.page("/search?q=tide")
    assert [mark.lower() for mark in page.xpath("//mark/text()")] == ["tide", "tide"]


def test_marks_in_the_text_itself_are_harmless() -> None:
    assert segments("a\x02b\x03c\x03\x02") == [
        Segment("a", False), Segment("b", True), Segment("c", False),
    ]  # fmt: skip
    assert segments(None) == []


@pytest.mark.parametrize(
    ("limits", "names"),
    [
        ("source=post", ["cafe"]),
        ("since=2026-03-02", ["cafe"]),
        ("until=2026-03-01", ["ferry"]),
        ("since=2026-03-01&until=2026-03-02", ["cafe", "ferry"]),
        ("since=yesterday&until=%27", ["cafe", "ferry"]),
        ("source=nobody", []),
    ],
)
def test_source_and_days_narrow_a_search(site: Site, limits: str, names: list[str]) -> None:
    assert _found(site, "q=ferry&" + limits) == [str(IDS[name]) for name in names]


def test_the_best_match_can_come_first(site: Site) -> None:
    assert _found(site, "q=ferry&order=best")[0] == str(IDS["ferry"])


@pytest.mark.parametrize("many", [False, True])
def test_pages_of_a_search_join_without_a_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: bool
) -> None:
    if many:
        monkeypatch.setattr(questions, "MANY", 10)
    with making(tmp_path) as maker:
        maker.source("gazette")
        ids = [maker.story("gazette", f"Harbour {n}", published=at(hours=n)) for n in range(45)]
    with serving(tmp_path) as site:
        seen: list[str] = []
        path = "/search?q=harbour"
        while path:
            page = site.page(path)
            seen += page.xpath("//article//h2/a/@href")
            path = next(iter(page.xpath("//a[@rel='next']/@href")), "")
        said = site.text("/search?q=harbour")
    assert sorted(seen) == sorted(f"/story/{story}" for story in ids)
    assert ("more than 10 stories" in said) == many


def test_an_odd_page_number_is_the_first_page(site: Site) -> None:
    for odd in ("-1", "x", "²", "9" * 40):
        site.page("/search?q=ferry&from=" + quote(odd))
