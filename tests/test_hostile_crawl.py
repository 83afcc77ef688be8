"""A whole crawl of a site that attacks: it ends, says so in plain lines, and keeps what is honest.

Everything the site is not (the canary on another port, the metadata address) is never asked.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from spider_site import Answer, Rule, Site, rss
from warcio.archiveiterator import ArchiveIterator

ROOT = Path(__file__).resolve().parent.parent
DAY = "/2025/09/02/"
HONEST = [f"{DAY}honest-story-number-{n}" for n in (1, 2, 3)]
PARAGRAPH = (
    "<p>The harbour bridge was closed on Tuesday morning after a barge struck one of its piers, "
    "the port authority said; engineers expect to open a lane within the week, {}.</p>"
)
HALF = json.dumps({"@type": "NewsArticle", "headline": "Half a \ud800 pair of it"})
AWAY = ("http://169.254.169.254/latest", "file:///etc/passwd", "javascript:alert(1)", "http://[::1")


def page(headline: str, head: str = "") -> str:
    text = "".join(PARAGRAPH.format(f"{headline} {n}") for n in range(5))
    return (
        f"<html><head>{head}</head><body><article><h1>{headline}</h1>{text}</article></body></html>"
    )


def redirect(to: str) -> Answer:
    return Answer(status=302, headers={"Location": to})


def rules(canary: str) -> dict[str, Rule]:
    mapped = canary.replace("127.0.0.1", "[::ffff:127.0.0.1]")
    attacks: dict[str, Rule] = {
        "half-a-pair": page("Half", f'<script type="application/ld+json">{HALF}</script>'),
        "escapes": page("Red \x1b[31m and \u202e back \x9b2J"),
        "bomb": Answer(gzip.compress(bytes(80 << 20), 9), headers={"Content-Encoding": "gzip"}),
        "too-long": "x" * (2 << 20),
        "million-attributes": "<p " + " ".join(f"a{n}" for n in range(20_000)) + ">",
        "nested": page("Nested" + "<div>" * 20_000),
        "loop": redirect(f"{DAY}loop"),
        **{f"away-{n}": redirect(to) for n, to in enumerate((canary, mapped, *AWAY))},
    }
    names = [f"{DAY}{name}" for name in attacks]
    listed = [HONEST[0], *names[:5], HONEST[1], *names[5:], HONEST[2]]
    links = "".join(
        f"<item><link>{to}</link></item>" for to in (canary + "/2025/09/02/a-b-c", *AWAY)
    )
    index = "".join(f"<sitemap><loc>{to}</loc></sitemap>" for to in (canary, mapped, *AWAY))
    crawlers = "".join(f"User-agent: a{n}\n" for n in range(5000)) + "Disallow: /x\n" * 5000
    return {
        "/robots.txt": crawlers + f"Sitemap: {canary}/sitemap.xml\n",
        "/feed": rss(*listed).replace("</channel>", links + "</channel>"),
        "/sitemap.xml": f"<sitemapindex>{index}</sitemapindex>",
        "/feed-elsewhere": redirect(f"{canary}/feed"),
        **{f"{DAY}{name}": rule for name, rule in attacks.items()},
        **{path: page(f"Honest story {n}") for n, path in enumerate(HONEST, 1)},
    }


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str, list[str]]]:
    """The archive, what the terminal showed, and what the canary was asked for."""
    folder = tmp_path_factory.mktemp("archive")
    with Site({}) as canary, Site(rules(canary.base)) as site:
        (folder / "backissue.toml").write_text(
            f"[crawl]\nmax_page_mb = 1\n[sources.evil]\nurl = '{site.base}/'\ndelay = 0\n"
            f"feeds = ['{site.base}/feed', '{site.base}/feed-elsewhere']\n"
            f"sitemaps = ['{site.base}/sitemap.xml']\nallow_private = true\n"
        )
        command = [sys.executable, "-m", "scheduler.cli", "-C", str(folder), "crawl"]
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120, check=False
        )
        assert done.returncode == 3, done.stdout + done.stderr
        yield folder, done.stdout + done.stderr, [one.path for one in canary.asked]


def test_nothing_but_the_site_is_asked(crawled: tuple[Path, str, list[str]]) -> None:
    assert crawled[2] == []


def test_the_terminal_gets_plain_lines(crawled: tuple[Path, str, list[str]]) -> None:
    said = crawled[1]
    assert "Traceback" not in said
    assert not {"\x1b", "\x9b", "\u202e"} & set(said)
    assert "evil: partly: " in said


def test_the_honest_stories_are_kept_and_the_run_is_settled(
    crawled: tuple[Path, str, list[str]],
) -> None:
    with sqlite3.connect(crawled[0] / "backissue.db") as database:
        headlines = {row[0] for row in database.execute("SELECT headline FROM stories")}
        runs = database.execute("SELECT outcome, errors > 0 FROM runs").fetchall()
    database.close()
    assert {f"Honest story {n}" for n in (1, 2, 3)} <= headlines
    assert any("\ufffd pair" in headline for headline in headlines)
    assert runs == [("partly", 1)]


def test_each_announced_capture_lies_in_a_whole_file(
    crawled: tuple[Path, str, list[str]],
) -> None:
    folder = crawled[0]
    found = set()
    for path in (folder / "warc").iterdir():
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                record.content_stream().read()
                found.add(record.rec_headers.get_header("WARC-Record-ID").strip("<>"))
    with sqlite3.connect(folder / "backissue.db") as database:
        announced = {
            row[0].strip("<>") for row in database.execute("SELECT record_id FROM captures")
        }
    database.close()
    assert announced
    assert announced <= found
