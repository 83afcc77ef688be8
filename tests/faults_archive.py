"""Real `backissue` processes over a loopback site, and proof that what they left is sound."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from spider_site import Answer, Asked, Rule, rss

from archive.db import open_reader
from archive.places import COLUMNS, ORIGINAL, body_place, place
from archive.warc import bulk
from archive.warc.read import response_at

ROOT = Path(__file__).resolve().parent.parent
SENTENCE = """
harbour council bridge ferry winter storm market school ledger engine island pilot timber lantern
orchard railway copper museum village tariff glacier festival quarry signal meadow
"""
WORDS = SENTENCE.split()


def tagged(body: str, pause: float = 0.0) -> Rule:
    """An answer with an ETag; 304 for those who have it."""
    tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:16]}"'

    def answer(asked: Asked, before: int) -> Answer:
        time.sleep(pause)
        kind = "application/rss+xml" if body.startswith("<?xml") else "text/html; charset=utf-8"
        if asked.headers.get("if-none-match") == tag:
            return Answer(status=304, headers={"ETag": tag})
        return Answer(body, headers={"ETag": tag, "Content-Type": kind})

    return answer


def article(n: int, size: int = 0) -> str:
    """A story's page that tells of things no other one tells of; `size` bytes of ballast."""
    tell = [
        " ".join(WORDS[(n * 7 + k * (n % 5 + 1) + p * 3) % len(WORDS)] for k in range(30))
        for p in range(4)
    ]
    body = "".join(f"<p>Report {n} part {p}: the {words}.</p>" for p, words in enumerate(tell))
    ballast = os.urandom(size // 2).hex()
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Report {n}</title>"
        f"<meta property='og:type' content='article'>"
        f"<meta property='og:title' content='Report {n} from the harbour'>"
        f"<meta property='article:published_time' content='2026-11-20T06:{n % 60:02}:00Z'></head>"
        f"<body><main><article><h1>Report {n} from the harbour</h1>{body}</article></main>"
        f"<!-- {ballast} --></body></html>"
    )


def path_of(n: int) -> str:
    return f"/2026/11/20/report-{n}-from-the-harbour"


def news(stories: int, *, pause: float = 0.0, size: int = 0) -> dict[str, Rule]:
    """A site whose front page and feed name all its stories, and answer 304 when unchanged."""
    paths = [path_of(n) for n in range(stories)]
    links = "".join(f'<h2><a href="{path}">Report {path}</a></h2>' for path in paths)
    front = (
        "<html><head><title>Reports</title>"
        '<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head>'
        f"<body>{links}</body></html>"
    )
    rules: dict[str, Rule] = {"/": tagged(front), "/feed.xml": tagged(rss(*paths))}
    rules |= {path: tagged(article(n, size), pause) for n, path in enumerate(paths)}
    return rules


def configure(folder: Path, more: str = "", **urls: str) -> None:
    """A configuration of sources on loopback that answer without a pause."""
    sources = "".join(
        f'[sources.{name}]\nurl = "{url}"\nallow_private = true\ndelay = 0\n'
        for name, url in urls.items()
    )
    (folder / "backissue.toml").write_text(f"{more}\n{sources}")


def command(folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "scheduler.cli", "-C", str(folder), *arguments]


def backissue(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; a traceback anywhere is a failure."""
    done = subprocess.run(
        command(folder, *arguments), cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    said = done.stdout + done.stderr + logged(folder)
    assert "Traceback" not in said, said
    return done


def start(folder: Path, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Start a command in a session of its own."""
    return subprocess.Popen(
        command(folder, *arguments),
        cwd=ROOT,
        stdout=options.pop("stdout", subprocess.PIPE),
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        **options,
    )


def end(process: subprocess.Popen[str]) -> str:
    """Wait for a started command; what it said."""
    try:
        said = process.communicate(timeout=90)[0] or ""
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    assert "Traceback" not in said, said
    return said


def logged(folder: Path) -> str:
    log = folder / "logs" / "crawl.log"
    return log.read_text("utf-8") if log.exists() else ""


def rows(folder: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{folder}/backissue.db?mode=ro", uri=True)) as connection:
        connection.execute("PRAGMA busy_timeout = 10000")
        return connection.execute(sql, values).fetchall()


def runs(folder: Path) -> dict[str, tuple[str, str | None]]:
    """The last run of each source: outcome and reason."""
    found = rows(folder, "SELECT source, outcome, reason FROM runs ORDER BY id")
    return {source: (outcome, reason) for source, outcome, reason in found}


def states(folder: Path) -> dict[str, dict[str, Any]]:
    """What `backissue status --json` says of each source."""
    told = json.loads(backissue(folder, "status", "--json").stdout)
    return {source["name"]: source for source in told["sources"]}


def stories(folder: Path) -> int:
    [(count,)] = rows(folder, "SELECT count(*) FROM stories")
    return int(count)


def until(condition: Callable[[], object], seconds: float = 30) -> None:
    late = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < late, "it never came to be"
        time.sleep(0.01)


def announced(folder: Path) -> Mapping[str, tuple[Any, ...]]:
    """The captures that the tables know, by record id."""
    if not (folder / "backissue.db").exists():
        return {}
    try:
        found = rows(folder, "SELECT record_id, url, warc, offset, length, digest FROM captures")
    except sqlite3.OperationalError:  # its tables are not made yet
        return {}
    return {row[0]: row for row in found}


def prove_rows(folder: Path) -> None:
    """Every capture that came with an answer leads to its bytes, a revisit's to its original's."""
    with closing(open_reader(folder)) as connection:
        for row in connection.execute(
            f"SELECT captures.url, {COLUMNS} FROM captures {ORIGINAL}"
            " WHERE captures.warc IS NOT NULL"
        ):
            at = place(row)
            assert at is not None
            stored = response_at(folder / "warc", at, body_at=body_place(row))
            assert stored.target_uri == row["url"]


def prove_files(folder: Path) -> int:
    """Every WARC file is whole, by fastwarc and by gzip's own checksums; how many there are."""
    files = sorted((folder / "warc").glob("*.warc.gz"))
    for file in files:
        records = list(bulk.records(file))
        assert records[0].type == "warcinfo"
        with gzip.open(file) as unpacked:
            while unpacked.read(1 << 20):
                pass
    assert not list((folder / "warc").glob("*.open"))
    return len(files)


def kill(group: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def children(pid: int) -> list[tuple[int, str]]:
    """All processes below one: id and command line."""
    parents: dict[int, list[tuple[int, str]]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                stat = (entry / "stat").read_text()
                words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            parent = int(stat.rpartition(")")[2].split()[1])
            parents.setdefault(parent, []).append((int(entry.name), words))
    found, open_ = [], [pid]
    while open_:
        below = parents.get(open_.pop(), [])
        found += below
        open_ += [child for child, _ in below]
    return found
