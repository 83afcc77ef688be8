"""A crawl of a site that shows its stories at many addresses; choices by hand; rebuild."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from dedupe_texts import FERRY, FOLLOW_UP, OTHER_WORDS
from revision_pages import STORY
from spider_site import Answer, Rule, Site, rss

from archive import db

ROOT = Path(__file__).resolve().parent.parent
OWN = "/news/2026/ferry-osprey-loses-licence"


def backissue(folder: Path, *arguments: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "scheduler.cli", "-C", str(folder), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr
    return done.stdout if code == 0 else done.stderr


def page(headline: str, text: str, canonical: str | None = None) -> str:
    link = f'<link rel="canonical" href="{{base}}{canonical}">' if canonical is not None else ""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n"))
    return (
        f"<html lang=en><head><meta charset=utf-8><title>{headline}</title>{link}"
        '<meta property="og:type" content="article">'
        '<meta property="article:published_time" content="2026-11-20T06:00:00Z"></head>'
        f"<body><article><h1>{headline}</h1>{paragraphs}</article></body></html>"
    )


FERRY_PAGE = page("Ferry Osprey loses its licence", FERRY)
ADDRESSES = (
    OWN,
    f"{OWN}?utm_source=feed&amp;utm_medium=rss",
    f"{OWN}?from=top-box",
    f"{OWN}/amp",
    f"{OWN}/print",
    f"{OWN}/",
    "/old/1234",
)
RULES: dict[str, Rule] = {
    "/robots.txt": Answer("", 404),
    "/": f'<html><head><link rel=alternate type="application/rss+xml" href="{{base}}/feed.xml">'
    f'</head><body><a href="{OWN}">Ferry Osprey loses its licence</a></body></html>',
    OWN: page("Ferry Osprey loses its licence", FERRY, OWN),
    f"{OWN}?from=top-box": FERRY_PAGE,
    f"{OWN}/amp": page("Ferry Osprey loses its licence", FERRY, OWN),
    f"{OWN}/print": FERRY_PAGE,
    f"{OWN}/": FERRY_PAGE,
    "/old/1234": Answer("", 301, {"Location": OWN}),
    "/news/two-new-ferries-ordered-today": page("Two new ferries ordered", FOLLOW_UP, "/"),
    "/news/skerra-cut-off-as-ferry-fails": page("Skerra cut off", OTHER_WORDS, OWN),
    "/news/the-repair-of-the-osprey-begins": page(
        "The repair begins", "\n".join(reversed(STORY[3:])).replace("Osprey", "Petrel"), "/news"
    ),
}
FEED = rss(*ADDRESSES, *(path for path in RULES if path.startswith("/news/") and OWN not in path))


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Site]]:
    folder = tmp_path_factory.mktemp("homes")
    feed = Answer(FEED, headers={"Content-Type": "application/rss+xml"})
    with Site({**RULES, "/feed.xml": feed}) as site:
        backissue(folder, "add", site.base, "--name", "ledger", "--allow-private", "--delay", "0")
        backissue(folder, "crawl")
        yield folder, site


def documents(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in backissue(folder, "export").splitlines()]


def groups(folder: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / db.NAME)) as connection:
        return connection.execute(
            "SELECT url, story_group, relation, repeats, relation_reason FROM stories ORDER BY url"
        ).fetchall()


def test_one_story_at_many_addresses_is_one_story_with_one_revision(
    archived: tuple[Path, Site],
) -> None:
    folder, site = archived
    asked = {one.path for one in site.asked}
    # a campaign's name and a last slash are known for what they are before anything is asked
    assert {path for path in ADDRESSES if "utm" not in path and path != f"{OWN}/"} <= asked
    assert not any("utm" in path or path == f"{OWN}/" for path in asked)
    found = {one["url"].removeprefix(site.base): one for one in documents(folder)}
    assert set(found) == {
        OWN,
        "/news/two-new-ferries-ordered-today",
        "/news/skerra-cut-off-as-ferry-fails",
        "/news/the-repair-of-the-osprey-begins",
    }
    assert all(one["revision"] == 1 for one in found.values())


def test_a_choice_is_kept_through_a_crawl_and_through_the_loss_of_the_tables(
    archived: tuple[Path, Site], tmp_path: Path
) -> None:
    folder, site = archived
    own, other = site.base + OWN, site.base + "/news/skerra-cut-off-as-ferry-fails"
    before = groups(folder)
    said = backissue(folder, "dedupe", "--join", other, own + "/?utm_source=x", "--reason", "test")
    assert f"in one group with {own}" in said
    backissue(folder, "crawl")
    after = groups(folder)
    assert after != before
    assert all(one["revision"] == 1 for one in documents(folder))
    assert any(row[4] and row[4].startswith("joined by hand: test") for row in after)
    listed = backissue(folder, "dedupe", "--choices")
    assert "join" in listed
    assert own in listed
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    for left in copy.glob(f"{db.NAME}*"):
        left.unlink()
    rebuilt = backissue(copy, "rebuild")
    assert groups(copy) == after, rebuilt
    backissue(folder, "dedupe", "--undo", other)
    assert groups(folder) == before
    assert backissue(folder, "dedupe", "--choices") == ""


def test_what_is_said_of_an_address_that_leads_nowhere(archived: tuple[Path, Site]) -> None:
    folder, site = archived
    said = backissue(folder, "dedupe", "--split", site.base + "/nowhere", code=2)
    assert "no story at" in said
    one = site.base + OWN
    assert "one story" in backissue(folder, "dedupe", "--join", one, one + "/amp", code=2)
    assert "two addresses" in backissue(folder, "dedupe", "--join", one, code=2)
    assert "--split, --join" in backissue(folder, "dedupe", one, code=2)
