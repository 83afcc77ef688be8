"""An archive made by real crawls of a loopback site, for the tests of forgetting."""

from __future__ import annotations

import gzip
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from spider_site import Answer, Rule, Site, rss

from archive.config import load
from archive.recovery import reopen
from archive.store import open_store
from archive.warc.journal import WarcJournal
from archive.warc.opening import open_warcs

ROOT = Path(__file__).resolve().parent.parent
SECRET = "Perpetua Quillfeather"
REMARK = "Zanzibarish remark by a reader"
KEPT = "Lighthouse keepers of Port Ellery"
STORY, COPY, OTHER = "/news/one-1234567/", "/news/copy-1234567/", "/news/other-1234567/"
_FILL = "The council of Port Ellery voted on Monday to open the old harbour again in May. " * 3


def page(headline: str, text: str, more: str = "", day: int = 1) -> str:
    paragraphs = "".join(f"<p>{text} {n}. {_FILL}</p>" for n in range(6))
    return (
        f'<!doctype html><html lang="en"><head><title>{headline}</title>'
        f'<meta property="og:type" content="article"></head><body><article><h1>{headline}</h1>'
        f'<time datetime="2026-11-0{day}T08:00:00Z"></time>{paragraphs}</article>{more}</body>'
        "</html>"
    )


def rules(edited: bool = False) -> dict[str, Rule]:
    comments = (
        '<section id="comments"><h2>1 comment</h2><ol class="comment-list"><li id="comment-1" '
        'class="comment"><article class="comment-body"><footer class="comment-meta">'
        '<b class="fn">Ann</b> <time datetime="2026-11-02T08:00:00Z">2 November</time></footer>'
        f'<div class="comment-content"><p>{REMARK}</p></div></article></li></ol></section>'
    )
    secret = f"{SECRET} was seen at the quay"
    return {
        "/feed": rss(STORY, COPY, OTHER, "/news/moved-1234567/"),
        STORY: page("Council hears a name", secret + (" again" if edited else ""), comments, 1),
        COPY: page("Council hears a name", secret, comments, 1),
        OTHER: page(KEPT, "The keepers said the light would stay lit all winter", day=2),
        "/news/moved-1234567/": Answer(status=301, headers={"Location": STORY}),
    }


def build(folder: Path, site: Site) -> None:
    """Crawl the site twice; the second time the story is edited."""
    folder.mkdir()
    (folder / "backissue.toml").write_text(
        f'[archive]\ncontact = "a@b.example"\n[sources.paper]\nurl = "{site.base}/"\n'
        f'feeds = ["{site.base}/feed"]\ndelay = 0.0\nallow_private = true\nrecheck = "all"\n'
    )
    site.rules = rules()
    backissue(folder, "crawl")
    site.rules = rules(edited=True)
    backissue(folder, "crawl")


def backissue(folder: Path, *arguments: str, code: int = 0, env: Any = None) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "scheduler.cli", "-C", str(folder), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
        env=env,
    )
    assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def traces(folder: Path, *words: str) -> list[str]:
    """Files below `folder` in which a word stands, as it is or packed."""
    marks = [word.encode() for word in words]
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and any(mark in text for text in _texts(path) for mark in marks):
            found.append(path.name)
    return found


def _texts(path: Path) -> Iterator[bytes]:
    raw = path.read_bytes()
    yield raw
    if ".warc.gz" in path.name:
        left = raw
        while left:
            unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
            try:
                text = unpacker.decompress(left)
            except zlib.error:
                return
            yield text
            if b"\x1f\x8b" in text:  # a body that came packed
                start = text.index(b"\x1f\x8b")
                yield gzip.decompress(text[start:].rstrip(b"\r\n"))
            left = unpacker.unused_data


def rows(folder: Path, question: str, *values: Any) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{folder}/backissue.db?mode=ro", uri=True)) as connection:
        return connection.execute(question, values).fetchall()


def start_again(folder: Path) -> None:
    """What every writer does first: go on where a crash ended."""
    config = load(folder / "backissue.toml")
    with open_store(folder) as store, open_warcs(config) as writer:
        reopen(config, store, WarcJournal(writer), executor=_NoPool)


class _NoPool:
    """Stands for an executor; nothing is read."""

    def shutdown(self, **_: object) -> None: ...
