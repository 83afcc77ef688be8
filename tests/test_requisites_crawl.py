"""Styles, images and fonts of story pages, fetched by a real crawl into a real archive."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from spider_site import Answer, Asked, Rule, Site, rss

from archive.model import Locator
from archive.warc.read import response_at

ROOT = Path(__file__).resolve().parent.parent
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
TEXT = "<p>The council of Port Ellery voted on Monday to open the old harbour again in May.</p>" * 6
FOREVER = 10_000_000


def page(headline: str, number: int, head: str = "", more: str = "") -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>{headline}</title>'
        f'<meta property="og:type" content="article"><link rel="stylesheet" href="/main.css">{head}'
        f"</head><body><article><h1>{headline}</h1>"
        f'<time datetime="2026-11-0{number}T08:00:00Z"></time>'
        f"{TEXT.replace('May', f'month {number}')}{more}</article></body></html>"
    )


def style(text: str) -> Answer:
    return Answer(text, headers={"Content-Type": "text/css", "ETag": f'"{len(text)}"'})


def image(asked: Asked, before: int) -> Answer:
    if asked.headers.get("if-none-match") == '"i"':
        return Answer(status=304, headers={"ETag": '"i"'})
    return Answer(drawn(asked.path), headers={"Content-Type": "image/png", "ETag": '"i"'})


def drawn(path: str) -> bytes:
    """An image unlike all others: else it would be stored as a revisit of one."""
    return PNG + path.encode()


def once_here(answer: Rule) -> Rule:
    """The first time the style itself, then 304."""

    def rule(asked: Asked, before: int) -> Answer:
        given = answer(asked, before) if callable(answer) else answer
        assert isinstance(given, Answer)
        if asked.headers.get("if-none-match") == given.headers.get("ETag"):
            return Answer(status=304, headers={"ETag": given.headers["ETag"]})
        return given

    return rule


def rules(cdn: str) -> dict[str, Rule]:
    mains = f"@import 'deep1.css'; body{{background:url({cdn}/bg.png)}}"
    return {
        "/feed": rss("/news/one-1234567/", "/news/two-1234567/"),
        "/news/one-1234567/": Answer(
            page(
                "Council opens the harbour",
                1,
                f'<link rel="icon" href="{cdn}/icon.png">',
                f'<img src="/shared.png"><img src="/missing.png"><img src="{cdn}/forbidden/x.png">'
                '<img src="data:image/png;base64,AAAA"><img src="http://127.0.0.1:9/private.png">'
                '<img src="/moved.png"><img src="/news/two-1234567/">',
            ),
            headers={"ETag": '"p1"'},
        ),
        "/news/two-1234567/": page("Harbour stays open", 2, more='<img src="/shared.png">'),
        "/main.css": once_here(style(mains)),
        "/deep1.css": style("@import 'deep2.css';"),
        "/deep2.css": style("@import 'deep3.css';"),
        "/deep3.css": style("@import 'deep4.css'; p{background:url(/deep.png)}"),
        "/deep4.css": style("p{}"),
        "/deep.png": image,
        "/shared.png": image,
        "/moved.png": Answer(status=302, headers={"Location": f"{cdn}/landed.png"}),
    }


def cdn_rules() -> dict[str, Rule]:
    return {
        "/robots.txt": Answer("User-agent: *\nDisallow: /forbidden/\n"),
        "/bg.png": image,
        "/icon.png": image,
        "/landed.png": image,
        "/nothing": rss(),
    }


class Archive:
    def __init__(self, folder: Path, site: Site, cdn: str, more: str = "") -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "backissue.toml").write_text(
            f'[archive]\ncontact = "a@b.example"\n[crawl]\nmax_page_mb = 0.1\n[sources.paper]\n'
            f'url = "{site.base}/"\nfeeds = ["{site.base}/feed", "{cdn}/nothing"]\ndelay = 0.0\n'
            f'allow_private = true\nrequisites = true\nrecheck = "all"\n{more}\n'
        )

    def crawl(self, code: int = 0) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "scheduler.cli", "-C", str(self.folder), "crawl"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == code, f"{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr

    def rows(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(f"file:{self.folder}/backissue.db?mode=ro", uri=True)
        try:
            return connection.execute(question, values).fetchall()
        finally:
            connection.close()

    def requisites(self, run: int) -> dict[str, int | None]:
        """Path → status of what a run fetched."""
        rows = self.rows(
            "SELECT url, status FROM captures WHERE kind = 'requisite' AND run = ? ORDER BY id", run
        )
        assert len(rows) == len({url for url, _ in rows}), "an address was asked twice in one run"
        return {"/" + url.split("/", 3)[3]: status for url, status in rows}

    def forget_when(self) -> None:
        """Let all requisites be due."""
        connection = sqlite3.connect(self.folder / "backissue.db")
        with connection:
            connection.execute("UPDATE addresses SET next_check = '2000-01-01T00:00:00Z'")
        connection.close()


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, Site, Site]]:
    with Site({}) as site, Site(cdn_rules()) as cdn:
        address = cdn.base.replace("127.0.0.1", "localhost")
        site.rules = rules(address)
        archive = Archive(tmp_path_factory.mktemp("requisites") / "a", site, address)
        archive.crawl()
        archive.crawl()
        archive.forget_when()
        archive.crawl()
        yield archive, site, cdn


def test_what_a_page_needs_is_fetched_once(crawled: tuple[Archive, Site, Site]) -> None:
    archive, _site, _cdn = crawled
    assert archive.requisites(1) == {
        "/main.css": 200,
        "/icon.png": 200,
        "/shared.png": 200,
        "/missing.png": 404,
        "/moved.png": 302,
        "/landed.png": 200,
        "/deep1.css": 200,
        "/deep2.css": 200,
        "/deep3.css": 200,
        "/deep.png": 200,
        "/bg.png": 200,
    }
    assert archive.requisites(2) == {}


def test_nothing_goes_where_it_is_not_wanted(crawled: tuple[Archive, Site, Site]) -> None:
    archive, site, cdn = crawled
    assert not [one.path for one in cdn.asked if one.path.startswith("/forbidden")]
    assert "/deep4.css" not in site.paths()  # imports of imports of imports end
    outcomes = dict(archive.rows("SELECT url, outcome FROM addresses WHERE kind = 'requisite'"))
    refused = {url for url, outcome in outcomes.items() if outcome == "refused"}
    assert {url.split("/", 3)[3] for url in refused} == {"forbidden/x.png", "private.png"}


def test_when_it_is_due_again_it_is_asked_for_changes(crawled: tuple[Archive, Site, Site]) -> None:
    archive, site, _cdn = crawled
    again = archive.requisites(3)
    assert {path for path, status in again.items() if status == 304} >= {
        "/main.css",
        "/icon.png",
        "/shared.png",
        "/bg.png",
    }
    assert again["/missing.png"] == 404
    assert all(one.headers["accept"] == "*/*" for one in site.at("/shared.png"))
    assert not any("cookie" in one.headers for one in site.asked)


def test_stories_come_first(crawled: tuple[Archive, Site, Site]) -> None:
    _archive, site, _cdn = crawled
    paths = site.paths()
    assert paths.index("/main.css") > paths.index("/news/two-1234567/")
    assert Counter(site.paths())["/news/two-1234567/"] == 3  # the <img> of it is no reason


def test_captures_say_what_they_are(crawled: tuple[Archive, Site, Site]) -> None:
    archive, _site, _cdn = crawled
    by_path = {
        url.split("/", 3)[3]: (via.split("/", 3)[3] if via else None, story)
        for url, via, story in archive.rows(
            "SELECT url, via, story FROM captures WHERE kind = 'requisite' AND run = 1"
        )
    }
    assert by_path["icon.png"] == ("news/one-1234567/", None)
    assert by_path["deep1.css"] == ("main.css", None)
    assert by_path["landed.png"] == ("moved.png", None)
    runs = archive.rows("SELECT outcome, captures, errors FROM runs ORDER BY id")
    assert [(outcome, errors) for outcome, _, errors in runs] == [("ok", 0)] * 3
    assert [captures for _, captures, _ in runs] == [
        n for (n,) in archive.rows("SELECT count(*) FROM captures GROUP BY run ORDER BY run")
    ]
    assert archive.rows("SELECT count(*) FROM stories") == [(2,)]


def test_the_bytes_are_kept(crawled: tuple[Archive, Site, Site]) -> None:
    archive, _site, _cdn = crawled
    (row,) = archive.rows(
        "SELECT warc, offset, length FROM captures WHERE url LIKE '%/shared.png' AND run = 1"
    )
    assert response_at(archive.folder / "warc", Locator(*row)).body == drawn("/shared.png")


def test_hops_are_in_the_metadata_records(crawled: tuple[Archive, Site, Site]) -> None:
    import gzip

    archive, _site, _cdn = crawled
    text = b"".join(gzip.decompress(f.read_bytes()) for f in archive.folder.glob("warc/*.gz"))
    assert b"hopsFromSeed: LE\r\n" in text
    assert b"hopsFromSeed: LEE\r\n" in text
    assert b"hopsFromSeed: LER\r\n" in text


def test_a_page_that_has_not_changed_still_tells_what_it_needs(tmp_path: Path) -> None:
    """Requisites that were switched on later, for stories that answer 304."""
    with Site({}) as site:
        site.rules = {
            "/feed": rss("/news/one-1234567/"),
            "/nothing": rss(),
            "/news/one-1234567/": once_here(
                Answer(page("Harbour", 1, more='<img src="/a.png">'), headers={"ETag": '"1"'})
            ),
            "/main.css": style("p{}"),
            "/a.png": image,
        }
        archive = Archive(tmp_path / "a", site, site.base)
        config = archive.folder / "backissue.toml"
        text = config.read_text()
        config.write_text(text.replace("requisites = true", ""))
        archive.crawl()
        assert archive.requisites(1) == {}
        config.write_text(text)
        archive.crawl()
        assert archive.rows("SELECT status FROM captures WHERE kind = 'story'") == [(200,), (304,)]
        assert archive.requisites(2) == {"/main.css": 200, "/a.png": 200}


def test_what_a_stopped_run_did_not_come_to_is_fetched_by_the_next(tmp_path: Path) -> None:
    with Site({}) as site:
        images = "".join(f'<img src="/{n}.png">' for n in range(6))
        site.rules = {
            "/feed": rss("/news/one-1234567/"),
            "/nothing": rss(),
            "/news/one-1234567/": page("Harbour", 1, more=images),
            "/main.css": style("p{}"),
            **{f"/{n}.png": image for n in range(6)},
            "/3.png": lambda asked, before: (
                Answer(hang=True) if before == 0 else image(asked, before)
            ),
        }
        archive = Archive(tmp_path / "a", site, site.base, "")
        config = archive.folder / "backissue.toml"
        config.write_text(config.read_text().replace('recheck = "all"', 'recheck = "due"'))
        worker = subprocess.Popen(
            [sys.executable, "-m", "spiders"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert worker.stdin is not None
        job = {"folder": str(archive.folder), "sources": ["paper"], "recheck": "due"}
        worker.stdin.write(json.dumps(job) + "\n")
        worker.stdin.flush()
        assert worker.stdout is not None
        for line in worker.stdout:
            facts = json.loads(line)
            if facts["event"] == "beat" and site.at("/3.png"):
                worker.kill()
                break
        worker.wait(30)
        worker.stdin.close()
        worker.stdout.close()
        archive.crawl()
        rows = archive.rows("SELECT url FROM captures WHERE kind = 'requisite' AND status = 200")
        assert Counter(url.rsplit("/", 1)[1] for (url,) in rows) == {
            "main.css": 1,
            **{f"{n}.png": 1 for n in range(6)},
        }


def test_endless_and_huge_ones_are_cut(tmp_path: Path) -> None:
    with Site({}) as site:
        site.rules = {
            "/feed": rss("/news/one-1234567/"),
            "/nothing": rss(),
            "/news/one-1234567/": page("Harbour", 1, more='<img src="/huge.png"><img src="/z">'),
            "/main.css": style("p{}"),
            "/huge.png": Answer(bytes(3_000_000), headers={"Content-Type": "image/png"}),
            "/z": Answer(status=302, headers={"Location": "/z"}),
        }
        archive = Archive(tmp_path / "a", site, site.base)
        archive.crawl()
        (cut,) = archive.rows("SELECT truncated, length FROM captures WHERE url LIKE '%/huge.png'")
        assert cut[0] == "length"
        assert cut[1] < 500_000
        assert len(site.at("/z")) <= 9
        asked = len(site.asked)
        archive.crawl()
        assert not [one for one in site.asked[asked:] if one.path in ("/huge.png", "/z")]
