"""A listing that answers 304 hides no story that an earlier run did not reach."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

from faults_archive import (
    backissue,
    children,
    configure,
    end,
    kill,
    news,
    path_of,
    prove_files,
    prove_rows,
    rows,
    runs,
    start,
    stories,
    until,
)
from spider_site import Answer, Asked, Site


def listings_are_announced(folder: Path) -> bool:
    if not (folder / "backissue.db").exists():
        return False
    found = rows(folder, "SELECT name FROM sqlite_master WHERE name = 'captures'")
    sql = "SELECT count(*) FROM captures WHERE kind IN ('feed', 'front') AND status = 200"
    return bool(found) and rows(folder, sql) == [(2,)]


def test_what_a_killed_run_did_not_reach_is_fetched_by_the_next(tmp_path: Path) -> None:
    held = threading.Event()

    def slow(asked: Asked, before: int) -> Answer:
        held.wait(20)
        return Answer(status=503)

    with Site(news(4)) as site:
        real = {path: site.rules[path] for path in map(path_of, range(4))}
        site.rules |= dict.fromkeys(real, slow)
        configure(tmp_path, news=f"{site.base}/")
        process = start(tmp_path, "crawl")
        until(lambda: listings_are_announced(tmp_path))
        for worker, words in children(process.pid):
            if "-m spiders " in words:
                kill(worker)
        said = end(process)
        assert process.returncode == 1
        assert "Error: news: crashed: the crawl process was ended by signal 9" in said
        assert runs(tmp_path)["news"] == (
            "crashed",
            "the crawl process was ended by signal 9 (out of memory?)",
        )
        assert rows(tmp_path, "SELECT failures FROM sources") == [(1,)]
        held.set()
        site.rules |= real
        assert backissue(tmp_path, "crawl").returncode == 0
        assert stories(tmp_path) == 4
        prove_files(tmp_path)
        prove_rows(tmp_path)
        known = "SELECT count(*) FROM addresses WHERE kind IN ('feed', 'front') AND etag > ''"
        assert rows(tmp_path, known) == [(2,)], "what a whole run read is remembered"


def test_what_a_limit_or_a_stop_left_out_is_fetched_by_the_next_run(tmp_path: Path) -> None:
    with Site(news(5)) as site:
        configure(tmp_path, "[crawl]\nmax_stories = 2", news=f"{site.base}/")
        assert backissue(tmp_path, "crawl").returncode == 0
        assert stories(tmp_path) == 2
        stopped = threading.Event()

        def last(asked: Asked, before: int) -> Answer:
            stopped.set()
            return Answer(status=503, headers={"Retry-After": "100"})

        real = {path: site.rules[path] for path in map(path_of, range(5))}
        site.rules |= dict.fromkeys(real, last)
        configure(tmp_path, news=f"{site.base}/")
        process = start(tmp_path, "crawl", "--recheck", "due")
        assert stopped.wait(30)
        process.send_signal(signal.SIGTERM)
        said = end(process)
        assert process.returncode == 143, said
        assert "stopping: what is in flight is finished first" in said
        assert runs(tmp_path)["news"] == ("stopped", "asked to stop; what was fetched is kept")
        site.rules |= real
        assert backissue(tmp_path, "crawl", "--recheck", "due").returncode == 0
        assert stories(tmp_path) == 5
