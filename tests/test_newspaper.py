"""The made-up newspaper: what is on it, and what happens to it in its first minute."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from scheduler.newspaper.edition import SECTIONS, Edition, edition
from scheduler.newspaper.server import answer

BASE = "http://127.0.0.1:1"
ROOT = Path(__file__).resolve().parent.parent
BRIDGE = "harbour-bridge-closed-after-barge-strikes-pier"


def bodies(now: Edition) -> dict[str, tuple[str, str]]:
    return {article.slug: (article.headline, article.body) for article in now.articles}


def test_within_a_minute_stories_are_edited_corrected_added_and_withdrawn() -> None:
    early, late = edition(0), edition(60)
    before, after = bodies(early), bodies(late)
    assert after[BRIDGE] != before[BRIDGE]
    meals = next(a for a in late.articles if a.slug.startswith("city-council"))
    assert meals.correction is not None and "14.1 million" in meals.body
    assert set(after) - set(before) and set(before) - set(after)
    assert late.gone and not early.gone


def test_an_edit_replaces_text_that_is_there() -> None:
    """A replacement that no longer matches its story would silently do nothing."""
    changed = {
        slug for slug, text in bodies(edition(60)).items() if text != bodies(edition(0)).get(slug)
    }
    assert {BRIDGE, "city-council-votes-for-free-school-meals"} <= changed


@pytest.mark.parametrize("seconds", [0, 60])
def test_every_link_of_the_front_feed_and_sitemap_leads_to_a_page(seconds: float) -> None:
    now = edition(seconds)
    paths = ["/feed.xml", "/news-sitemap.xml", "/robots.txt", "/"]
    paths += [f"/{name.lower()}/" for name in SECTIONS]
    for listing in ("/", "/feed.xml", "/news-sitemap.xml"):
        text = answer(listing, now, BASE)[2]
        paths += re.findall(rf'(?:href="|<link>{BASE}|<loc>{BASE})(/[^"<#]*)', text)
    assert {path: answer(path, now, BASE)[0] for path in paths} == dict.fromkeys(paths, 200)


def test_comments_are_paged_threaded_and_each_on_one_page() -> None:
    now = edition(60)
    story = next(article for article in now.articles if article.slug == BRIDGE)
    shown: list[str] = []
    for page in (story.path, f"{story.path}comment-page-2/"):
        shown += re.findall(r'<li id="comment-(\d+)"', answer(page, now, BASE)[2])
    assert sorted(shown) == sorted(str(remark.number) for remark in story.remarks)
    assert len(shown) == len(set(shown)) > 20
    assert any(remark.reply for remark in story.remarks)


def test_a_paper_started_again_is_at_the_same_address_and_age(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    command = [sys.executable, "-m", "scheduler.newspaper", "--state", str(state), "--until-eof"]
    addresses = []
    for _ in range(2):
        with subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as paper:
            assert paper.stdout is not None and paper.stdin is not None
            addresses.append(json.loads(paper.stdout.readline())["url"])
            with urllib.request.urlopen(addresses[-1], timeout=10) as page:
                assert "Harbour Courier" in page.read().decode()
            paper.stdin.close()
            assert paper.wait(10) == 0
    assert addresses[0] == addresses[1]
    assert json.loads(state.read_text())["port"]
