"""What `backissue add` is told of a site: the survey process, asked over loopback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from spider_site import Answer, Site, rss, sitemap, sitemap_index

from spiders.survey import candidates

ROOT = Path(__file__).resolve().parent.parent
FRONT = """<html><head><title>The Daily Loop - news</title>
<meta name="generator" content="Drupal 10 (https://www.drupal.org)">{}</head><body>
<nav><a href="/sport/">Sport</a><a href="/world/">World</a></nav>
<h2><a href="/2025/09/02/bridge-opens/">Bridge opens</a></h2></body></html>"""


def survey(url: str, code: int = 0, **more: Any) -> dict[str, Any]:
    question = {"url": url, "allow_private": True, "delay": 0} | more
    done = subprocess.run(
        [sys.executable, "-m", "spiders.survey"],
        input=json.dumps(question) + "\n",
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    (line,) = done.stdout.splitlines()
    answer: dict[str, Any] = json.loads(line)
    return answer


def test_announced_feeds_and_named_sitemaps() -> None:
    feed = '<link rel="alternate" type="application/rss+xml" title="Loop feed" href="/feed">'
    broken = '<link rel="alternate" type="application/rss+xml" title="Old" href="/old">'
    robots = "User-agent: *\nCrawl-delay: 0.01\nSitemap: {base}/map.xml\nSitemap: {base}/news.xml\n"
    news = sitemap("/2025/09/02/bridge-opens/").replace(
        "<urlset", '<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    rules = {
        "/robots.txt": Answer(robots),
        "/": FRONT.replace("{}", feed + broken),
        "/feed": rss("/a-100001", "/a-100002"),
        "/map.xml": sitemap_index("/posts.xml"),
        "/news.xml": news,
    }
    with Site(rules) as site:
        report = survey(site.base.removeprefix("http://"), contact="https://example.org/bot")
        agents = {asked.headers["user-agent"] for asked in site.asked}
    base = site.base
    assert report == {
        "url": f"{base}/",
        "name": "The Daily Loop",
        "outlet": "The Daily Loop",
        "feeds": [{"url": f"{base}/feed", "title": "F", "entries": 2}],
        "sitemaps": [
            {"url": f"{base}/map.xml", "news": False, "entries": 1},
            {"url": f"{base}/news.xml", "news": True, "entries": 1},
        ],
        "pages": [],
        "system": "Drupal 10",
        "notes": [
            f"{base}/old: HTTP 404 Not Found",
            "robots.txt asks for 0.01 s between two requests",
        ],
        "error": None,
    }
    assert all("(+https://example.org/bot)" in agent for agent in agents)


def test_a_plain_site_offers_its_front_page_and_sections() -> None:
    moved = Answer(status=301, headers={"Location": "/home/"})
    with Site({"/": moved, "/home/": FRONT.replace("{}", "")}) as site:
        report = survey(f"{site.base}/")
    assert report["url"] == f"{site.base}/home/"
    assert report["pages"] == [
        {"url": f"{site.base}/home/", "title": "The Daily Loop"},
        {"url": f"{site.base}/sport/", "title": "Sport"},
        {"url": f"{site.base}/world/", "title": "World"},
    ]
    assert (report["feeds"], report["sitemaps"], report["error"]) == ([], [], None)


def test_failures_are_told_in_words() -> None:
    assert survey("http://no-such-host.invalid/", 3)["error"] == (
        "unknown host: no-such-host.invalid"
    )
    assert "allow_private" in survey("http://127.0.0.1:1234/", 3, allow_private=False)["error"]
    with Site({"/": Answer("no", 403)}) as site:
        assert survey(site.base, 3)["error"] == "HTTP 403 Forbidden"


def test_what_is_no_question_is_answered_too() -> None:
    assert "not understood" in survey("x", 3, delay="soon")["error"]
    assert "no address" in survey("ftp://example.org", 3)["error"]


def test_a_bare_domain_is_https_else_http() -> None:
    assert candidates(" example.org/news ") == (
        "https://example.org/news",
        "http://example.org/news",
    )
    assert candidates("http://example.org") == ("http://example.org/",)
    assert candidates("") == candidates("ftp://example.org") == ()
