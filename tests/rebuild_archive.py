"""A crawled archive to rebuild: two sources, edits, comment pages, moves, deletions, repeats."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from faults_archive import ROOT, article, backissue, configure, news, path_of, tagged
from spider_site import Answer, Site

from archive import db
from archive.config import load
from archive.rebuild.compare import Differences, compare
from archive.rebuild.engine import Progress, rebuild
from archive.rebuild.report import Report
from scheduler.newspaper.server import Server

STORIES = 8


def crawled(folder: Path) -> Path:
    """Crawl a made-up newspaper and another site, let both change, and crawl them again."""
    age = [0.0]
    paper = Server(0, lambda: age[0])
    thread = threading.Thread(target=paper.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        with Site(news(STORIES)) as site:
            site.rules["/copy"] = article(1)  # a repeat
            site.rules["/"] = f'<h2><a href="/copy">Report again</a></h2>{_front(STORIES)}'
            configure(folder, news=f"{site.base}/", courier=paper.base)
            assert backissue(folder, "crawl").returncode == 0
            age[0] = 60.0
            _change(site)
            assert backissue(folder, "crawl").returncode in (0, 3)
    finally:
        paper.shutdown()
        paper.server_close()
        thread.join()
    return folder


def _front(stories: int) -> str:
    links = (f'<h2><a href="{path_of(n)}">Report {n}</a></h2>' for n in range(stories))
    feed = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    return f"<html><head><title>Reports</title>{feed}</head><body>{''.join(links)}</body></html>"


def _change(site: Site) -> None:
    """A story edited, one deleted, one moved, one broken, one more."""
    more = "<p>Nobody had seen it coming, the harbour master said on Monday.</p></article>"
    site.rules[path_of(0)] = tagged(article(0).replace("</article>", more))
    site.rules[path_of(2)] = Answer("gone", 410)
    site.rules[path_of(3)] = Answer(status=301, headers={"Location": "/moved/report-3"})
    site.rules["/moved/report-3"] = tagged(article(3))
    site.rules[path_of(4)] = Answer("broken", 404)
    site.rules[path_of(STORIES)] = tagged(article(STORIES))
    site.rules["/"] = _front(STORIES + 1)


def remade(folder: Path, **options: object) -> Report:
    """Rebuild in this process; parser processes are threads."""
    pool: list[Progress] = []
    options = {"jobs": 1, "tell": pool.append, **options}
    return rebuild(load(folder / "backissue.toml"), executor=threads, **options)  # type: ignore[arg-type]


def threads() -> Executor:
    return ThreadPoolExecutor(1)


def differences(one: Path, other: Path, *, without: frozenset[str] = frozenset()) -> Differences:
    """What differs between two archives' databases."""
    with closing(db.open_reader(one)) as old, closing(db.open_reader(other)) as new:
        found = compare(old, new)
    return Differences(tuple(table for table in found.tables if table.table not in without))


_DRIVER = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from archive.rebuild import applying
from rebuild_archive import remade

applying._TOGETHER = 4
stage, least = {stage!r}, {least}

def tell(progress):
    if progress.stage == stage and progress.done >= least:
        os.kill(os.getpid(), signal.SIGKILL)

if stage == "swap":
    Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
remade(Path({folder!r}), tell=tell)
"""


def killed(folder: Path, stage: str, least: int = 0) -> None:
    """Rebuild in a process that is killed as soon as a stage has come so far."""
    code = _DRIVER.format(
        tests=str(Path(__file__).parent), stage=stage, least=least, folder=str(folder)
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
