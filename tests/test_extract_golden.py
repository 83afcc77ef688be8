"""Golden pages: what a whole page is read as, field by field."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archive.extract import extract
from archive.model import Page

PAGES = Path(__file__).parent / "pages" / "extract"
ADDRESS = {
    "classic_blog": "https://quay.example/2025/09/02/harbour-wall/?utm_source=x",
    "stated_news": "https://rheinblick.example/lokales/bruecke-gesperrt-123",
    "broken_lines": "https://minato.example/news/0507.html",
    "data_only": "https://sound.example/ferry-strike-ends",
}


def document(name: str) -> dict[str, Any]:
    text = (PAGES / f"{name}.html").read_text("utf-8")
    body = text.encode("shift_jis" if name == "broken_lines" else "utf-8")
    fetched = datetime(2026, 1, 1, tzinfo=UTC)
    reading = extract(Page(ADDRESS[name], body, "text/html", fetched))
    assert reading.story is not None, reading.why
    found: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(reading.story)))
    return found


@pytest.mark.parametrize("name", ADDRESS)
def test_page_is_read_as_its_golden_story(name: str) -> None:
    expected = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    assert document(name) == expected


def test_a_bold_opening_is_the_lead_and_stays_in_the_text() -> None:
    story = document("classic_blog")
    assert story["lead"] == story["sections"][0]["paragraphs"][0]


def test_a_standfirst_above_the_text_is_not_in_the_sections() -> None:
    story = document("stated_news")
    assert story["lead"].startswith("Risse im Beton")
    assert story["lead"] not in json.dumps(story["sections"], ensure_ascii=False)


def test_widgets_and_source_line_are_not_in_the_text() -> None:
    text = json.dumps(document("classic_blog")["sections"])
    for part in ("Recent Comments", "Also read", "REFQ", "Photo:", "Share this", "Tove Lind"):
        assert part not in text


def test_pages_that_are_no_story_say_why() -> None:
    body = (PAGES / "listing.html").read_bytes()
    reading = extract(Page("https://quay.example/category/town/", body))
    assert reading.story is None
    assert reading.why == "listing of stories, not one story"
