"""What capturing costs: CPU a request of Scrapy with and without it, over a local server.

    python -m benchmarks.capture [--requests N] [--size BYTES] [--rounds N]

Each round crawls the same addresses in a fresh process once each way, in turn: Scrapy's own
handler; ours with a recorder that throws exchanges away (the capture alone); ours with a WARC
writer (capture, digests, packing, writing). Times are CPU seconds of the crawling process after its
imports, the median of the rounds; the spread of the rounds says how far to believe a difference.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tabulate import tabulate

ROOT = Path(__file__).resolve().parent.parent
WAYS = {"plain": "Scrapy alone", "taped": "with capture", "kept": "with capture, into a WARC"}
WORDS = ("harbour", "council", "bridge", "ferry", "winter", "storm", "market", "school", "ledger")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--size", type=int, default=60_000, help="bytes of a page, before gzip")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--crawl", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--base", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.crawl:
        print(json.dumps(_crawl(wanted.crawl, wanted.base, wanted.requests)))
        return
    spent: dict[str, list[float]] = {way: [] for way in WAYS}
    with _served(wanted.size) as base:
        for _ in range(wanted.rounds):
            for way in WAYS:
                spent[way].append(_measured(way, base, wanted.requests))
    _tell(spent)


def _tell(spent: dict[str, list[float]]) -> None:
    bare = statistics.median(spent["plain"])
    table = [
        [
            WAYS[way],
            statistics.median(times) * 1000,
            min(times) * 1000,
            max(times) * 1000,
            statistics.median(times) / bare,
        ]
        for way, times in spent.items()
    ]
    heads = ["", "CPU ms a request", "least", "most", "ratio"]
    print(tabulate(table, heads, floatfmt=".2f"))


def _measured(way: str, base: str, requests: int) -> float:
    """CPU seconds a request."""
    command = [sys.executable, "-m", "benchmarks.capture", "--crawl", way, "--base", base]
    done = subprocess.run(
        [*command, "--requests", str(requests)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["answers"] == requests, told
    return float(told["cpu"]) / requests


@contextmanager
def _served(size: int) -> Iterator[str]:
    """A server in a process of its own; its address."""
    body = gzip.compress(" ".join(random.Random(7).choices(WORDS, k=size // 6)).encode(), 6)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _serve(body, writing)
    with os.fdopen(reading) as told:
        port = int(told.readline())
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)


def _serve(body: bytes, writing: int) -> None:
    class Page(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    os.write(writing, f"{server.server_port}\n".encode())
    threading.current_thread().name = "server"
    server.serve_forever()


def _crawl(way: str, base: str, requests: int) -> dict[str, Any]:
    """Crawl in this process; CPU seconds from the first request to the last answer."""
    import scrapy
    from scrapy.crawler import CrawlerProcess

    told: dict[str, Any] = {"answers": 0}

    class Crawl(scrapy.Spider):
        name = "crawl"
        allow_private = True

        async def start(self) -> Any:
            told["began"] = time.process_time()
            for number in range(requests):
                yield scrapy.Request(f"{base}/{number}", dont_filter=True)

        def parse(self, response: Any) -> None:
            told["answers"] += 1

    with tempfile.TemporaryDirectory() as folder:
        process = CrawlerProcess(_settings(way, Path(folder)))
        process.crawl(Crawl)
        process.start()
        told["cpu"] = time.process_time() - told.pop("began")
    return told


def _settings(way: str, folder: Path) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "LOG_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "ROBOTSTXT_OBEY": False,
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "DOWNLOAD_DELAY": 0,
        "DEFAULT_REQUEST_HEADERS": {"Accept-Encoding": "gzip, deflate"},
    }
    if way != "plain":
        handler = "spiders.wire.WireHandler"
        settings["DOWNLOAD_HANDLERS"] = {"http": handler, "https": handler}
        settings["BACKISSUE_RECORDER"] = _Recorder(folder if way == "kept" else None)
    return settings


class _Recorder:
    """Writes exchanges into a WARC file, or throws them away."""

    def __init__(self, folder: Path | None) -> None:
        from benchmarks.warc import writer_in

        self._writer = writer_in(folder) if folder else None

    def __deepcopy__(self, memo: object) -> _Recorder:
        return self

    def record(self, exchange: Any) -> Any:
        return self._writer.append(exchange) if self._writer else None


if __name__ == "__main__":
    main()
