"""What the processes of a crawl have to load: whoever reads pages needs no crawler."""

from __future__ import annotations

import threading
from pathlib import Path

from faults_archive import children, configure, end, news, path_of, start, until
from spider_site import Answer, Asked, Site

TWISTED = "zope/interface/"  # compiled, so it shows in a process's map of memory


def loaded(pid: int) -> bool:
    return TWISTED in Path(f"/proc/{pid}/maps").read_text()


def parsers(pid: int) -> list[int]:
    """The processes that a fork server below `pid` has started."""
    return [
        one
        for server, words in children(pid)
        if "multiprocessing.forkserver" in words
        for one, _ in children(server)
    ]


def test_a_parser_process_loads_no_crawler(tmp_path: Path) -> None:
    held = threading.Event()

    def slow(asked: Asked, before: int) -> Answer:
        held.wait(20)
        return Answer(status=404)

    with Site(news(2)) as site:
        site.rules[path_of(1)] = slow
        configure(tmp_path, news=f"{site.base}/")
        process = start(tmp_path, "crawl")
        try:
            until(lambda: parsers(process.pid))
            [worker] = [pid for pid, words in children(process.pid) if "-m spiders " in words]
            assert loaded(worker)
            assert not any(map(loaded, parsers(process.pid)))
        finally:
            held.set()
            end(process)
