"""A page whose script holds the story is read with the title and the date beside it."""

from __future__ import annotations

import json

import pytest

from archive.extract import extract
from archive.model import Page, Story

TEXT = "".join(
    f"<p>Paragraph {n}: the harbour office moved the ferry once more, and nobody knew why.</p>"
    for n in range(8)
)


def story(state: dict[str, str]) -> Story:
    script = f"<script>window.__STATE__ = {json.dumps({'article': state})}</script>"
    page = (
        f"<html lang='en'><head><title>Quay</title></head><body><div></div>{script}</body></html>"
    )
    found = extract(Page("https://quay.example/news/7", page.encode())).story
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("key", "stated", "read"),
    [
        ("datePublished", "2025-09-02T08:00:00+02:00", "2025-09-02T06:00:00Z"),
        ("publishDate", "2025-09-02", "2025-09-02"),
        ("deployDt", "2025.09.02 08:00", "2025-09-02T08:00:00"),
        ("expiryDate", "2025-09-02", None),
    ],
)
def test_the_date_beside_the_text_is_the_storys(key: str, stated: str, read: str | None) -> None:
    found = story({"headline": "The ferry moves again", key: stated, "content": TEXT})
    assert (found.headline, found.published) == ("The ferry moves again", read)
    assert len(found.paragraphs) == 8
