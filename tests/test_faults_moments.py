"""A kill between two steps of announcing: after the next start the tables equal their rebuild."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from faults_archive import (
    ROOT,
    announced,
    backissue,
    configure,
    kill,
    news,
    prove_files,
    prove_rows,
    rows,
    stories,
)
from faults_rebuilt import prove_rebuilt
from spider_site import Site

STORIES = 8


def killed_at(folder: Path, moment: str, nth: int) -> None:
    """Crawl until the worker is killed at this moment of its nth announcement."""
    job = {"folder": str(folder), "sources": ["news"], "trigger": "manual", "recheck": "all"}
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "faults_moments.py"), moment, str(nth)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(job) + "\n")
    process.stdin.flush()  # and it stays open: its end would stop the crawl
    try:
        assert process.wait(60) == -signal.SIGKILL
    finally:
        kill(process.pid)  # its parsers too
        process.stdin.close()


@pytest.mark.parametrize("moment", ["unwritten", "uncommitted", "committed"])
def test_a_kill_while_announcing_costs_nothing(tmp_path: Path, moment: str) -> None:
    with Site(news(STORIES)) as site:
        configure(tmp_path, news=f"{site.base}/")
        killed_at(tmp_path, moment, nth=2)
        before = announced(tmp_path)
        assert before, "the first announcement is in the tables"
        killed_at(tmp_path, moment, nth=2)
        done = backissue(tmp_path, "crawl")
    assert done.returncode == 0, done.stdout + done.stderr
    assert before.items() <= announced(tmp_path).items()
    assert stories(tmp_path) == STORIES
    in_vain = rows(tmp_path, "SELECT count(*) FROM announcements WHERE entries = 0")
    assert in_vain == [(2 if moment == "uncommitted" else 0,)]
    prove_rows(tmp_path)
    prove_files(tmp_path)
    prove_rebuilt(tmp_path)


def test_a_torn_tail_is_parked_and_what_is_whole_before_it_is_indexed(tmp_path: Path) -> None:
    with Site(news(STORIES)) as site:
        configure(tmp_path, news=f"{site.base}/")
        killed_at(tmp_path, "unwritten", nth=2)
        before = announced(tmp_path)
        [left] = (tmp_path / "warc").glob("*.open")
        os.truncate(left, left.stat().st_size - 100)
        asked = len(site.asked)
        done = backissue(tmp_path, "crawl")
        assert len(site.asked) > asked
    assert done.returncode == 0, done.stdout + done.stderr
    [parked] = (tmp_path / "warc").glob("*.torn-*")
    assert parked.name.startswith(left.name.removesuffix(".open"))
    found = announced(tmp_path)
    assert before.items() <= found.items()
    warc = [row for row in found.values() if row[2] == left.name.removesuffix(".open")]
    assert len(warc) > len([row for row in before.values() if row[2] is not None])
    assert stories(tmp_path) == STORIES
    prove_rows(tmp_path)
    prove_files(tmp_path)
    prove_rebuilt(tmp_path)
