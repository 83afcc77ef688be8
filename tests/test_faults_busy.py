"""An archive in use: by a writer that does not let go, by another crawl, by a daemon."""

from __future__ import annotations

import json
import signal
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from faults_archive import (
    announced,
    backissue,
    configure,
    end,
    news,
    path_of,
    prove_files,
    prove_rows,
    runs,
    start,
    states,
    stories,
    until,
)
from spider_site import Answer, Asked, Site


@pytest.fixture(scope="module", autouse=True)
def writer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Future[None]]:
    """The crawl beside a writer, which mostly waits, goes on while the other test runs."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(crawl_beside_a_writer, tmp_path_factory.mktemp("busy"))


def crawl_beside_a_writer(tmp_path: Path) -> None:
    told, held = threading.Event(), threading.Event()

    def wait(asked: Asked, before: int) -> Answer:
        told.set()
        held.wait(20)
        return Answer("", 404)

    with Site(news(6)) as site:
        site.rules[path_of(3)] = wait
        configure(tmp_path, news=f"{site.base}/")
        process = start(tmp_path, "crawl")
        assert told.wait(30)
        until(lambda: stories(tmp_path) == 3)
        before = announced(tmp_path)
        with sqlite3.connect(tmp_path / "backissue.db", isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            held.set()
            until(lambda: "in use by another process for 10 s" in logged_so_far(tmp_path))
            assert backissue(tmp_path, "status").returncode == 0
            assert backissue(tmp_path, "search", "report").returncode == 0
            exported = backissue(tmp_path, "export").stdout.splitlines()
            assert len(exported) == 3 and all(map(json.loads, exported))
            other.execute("ROLLBACK")
        said = end(process)
        assert process.returncode == 1, said
        assert "backissue.db: in use by another process for 10 s" in said
        outcome, reason = runs(tmp_path)["news"]
        assert outcome == "failed" and reason is not None
        assert "in use by another process for 10 s; close what writes to it" in reason
        assert states(tmp_path)["news"]["last_error"] == reason
        assert before.items() <= announced(tmp_path).items()
        prove_rows(tmp_path)
        prove_files(tmp_path)
        site.rules |= news(6)
        assert backissue(tmp_path, "crawl").returncode == 0
        assert stories(tmp_path) == 6
        assert states(tmp_path)["news"]["failures"] == 0


def logged_so_far(folder: Path) -> str:
    log = folder / "logs" / "crawl.log"
    return log.read_text() if log.exists() else ""


def test_nobody_else_writes_while_a_crawl_or_a_daemon_runs_and_all_may_read(tmp_path: Path) -> None:
    met, held = threading.Event(), threading.Event()

    def wait(asked: Asked, before: int) -> Answer:
        met.set()
        held.wait(60)
        return Answer("", 404)

    with Site(news(3)) as site:
        site.rules[path_of(2)] = wait
        configure(tmp_path, news=f"{site.base}/")
        for first in ("crawl", "daemon"):
            met.clear(), held.clear()
            more = ("--disk-floor", "0") if first == "daemon" else ()
            process = start(tmp_path, first, *more)
            if first == "crawl":
                assert met.wait(30)
                until(lambda: stories(tmp_path) == 2)
            else:
                assert process.stdout is not None
                while "Archiving" not in process.stdout.readline():
                    assert process.poll() is None
            for second in ("crawl", "daemon"):
                done = backissue(tmp_path, second)
                assert done.returncode == 69
                [line] = [line for line in done.stderr.splitlines() if "Error" in line]
                assert f"in use by `backissue {first}` (process {process.pid})" in line
            assert len(backissue(tmp_path, "export").stdout.splitlines()) == 2
            assert f"Running: backissue {first}" in backissue(tmp_path, "status").stdout
            assert "report-1" in backissue(tmp_path, "search", "report").stdout
            held.set()
            if first == "daemon":
                process.send_signal(signal.SIGTERM)
            end(process)
            assert process.returncode == 0


def test_a_writer_that_does_not_let_go_costs_nothing(writer: Future[None]) -> None:
    writer.result()
