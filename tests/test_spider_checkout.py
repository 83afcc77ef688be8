"""`scrapy list`, `crawl` and `shell` in the checkout, as a developer types them."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from spider_site import Site, rss, story

ROOT = Path(__file__).resolve().parent.parent


def scrapy(folder: Path, *arguments: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env={**os.environ, "BACKISSUE_FOLDER": str(folder)},
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == code and "Traceback" not in said, said
    return said


def configure(folder: Path, url: str) -> None:
    (folder / "backissue.toml").write_text(
        f'[sources.loop]\nurl = "{url}"\nfeeds = ["{url}feed"]\nallow_private = true\ndelay = 0\n'
        '[sources.another]\nurl = "https://news.example/"\n'
    )


def test_list_names_the_sources(tmp_path: Path) -> None:
    assert scrapy(tmp_path, "list").split() == []
    configure(tmp_path, "http://127.0.0.1:1234/")
    assert scrapy(tmp_path, "list").split() == ["another", "loop"]


@pytest.mark.parametrize("command", [("crawl", "nobody"), ("list",)])
def test_faults_are_one_line(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "backissue.toml").write_text("sources = 3" if command == ("list",) else "")
    assert "backissue.toml" in scrapy(tmp_path, *command, code=2)


def test_crawl_archives_and_shell_only_looks(tmp_path: Path) -> None:
    page = story("A bridge opens", "<p>The bridge was opened on Tuesday by the mayor.</p>" * 9)
    with Site({"/feed": rss("/a-100001"), "/a-100001": page}) as site:
        configure(tmp_path, f"{site.base}/")
        look = scrapy(
            tmp_path, "shell", "--nolog", f"{site.base}/a-100001",
            "-c", "response.css('h1::text').get()",
        )  # fmt: skip
        assert look.strip() == "A bridge opens"
        assert not (tmp_path / "backissue.db").exists()
        scrapy(tmp_path, "crawl", "loop")
    with sqlite3.connect(tmp_path / "backissue.db") as database:
        (run,) = database.execute("SELECT outcome, reason, captures FROM runs").fetchall()
        urls = database.execute("SELECT url FROM captures WHERE status = 200").fetchall()
    database.close()
    assert run == ("ok", None, 3)
    assert {url for (url,) in urls} == {f"{site.base}/feed", f"{site.base}/a-100001"}
