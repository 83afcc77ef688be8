"""A crawl of given requests in a process of its own: a job as JSON on stdin, outcomes on stdout."""

from __future__ import annotations

import errno
import hashlib
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def crawl(folder: Path, requests: Sequence[dict[str, Any]], **job: Any) -> dict[str, Any]:
    """Outcomes by the requests' `id`; WARCs in `folder`. `job`: see `_main`."""
    job |= {"folder": str(folder), "requests": list(requests)}
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:spiders", __file__],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stderr[-4000:]
    outcomes: dict[str, Any] = json.loads(done.stdout)
    return outcomes


def _main() -> None:
    """Job: folder, requests (id, url, method, body, meta, stop, then), and options:

    full (the recorder fails as on a full disk), public (addresses to take for public ones),
    capture (False: no recorder), temporary_full (no room for spooled bodies), settings,
    measure (adds `peak`, the most bytes of memory that the process had).
    """
    import resource

    import scrapy
    from scrapy import signals
    from scrapy.crawler import CrawlerProcess
    from scrapy.exceptions import StopDownload

    from archive.errors import StorageError
    from archive.model import Capture, Exchange
    from archive.warc.write import WarcWriter
    from spiders import guard, wire_block, wire_protocol

    job = json.load(sys.stdin)
    if public := job.get("public"):
        real = guard.is_public
        guard.is_public = wire_protocol.is_public = lambda ip: ip in public or real(ip)

    if job.get("temporary_full"):

        def no_room() -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        wire_block.TemporaryFile = no_room

    writer = WarcWriter(
        Path(job["folder"]),
        prefix="test",
        software="tests",
        operator="A. Librarian",
        user_agent="tests",
        robots="obey",
        max_size=job.get("max_size", 10**9),
        max_age_s=3600,
        compression="fast",
    )
    outcomes: dict[str, Any] = {}

    class Recorder:
        def __deepcopy__(self, memo: object) -> Recorder:
            return self

        def record(self, exchange: Exchange) -> Capture:
            if job.get("full"):
                raise StorageError("cannot write: the disk is full")
            return writer.append(exchange)

    class Crawl(scrapy.Spider):
        name = "crawl"
        allow_private = job.get("allow_private", True)

        @classmethod
        def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> Any:
            spider = super().from_crawler(crawler, *args, **kwargs)
            crawler.signals.connect(spider.stop_at, signal=signals.headers_received)
            crawler.signals.connect(spider.saw, signal=signals.response_downloaded)
            return spider

        def stop_at(self, request: Any) -> None:
            if request.meta.get("stop"):
                raise StopDownload(fail=False)

        def saw(self, request: Any) -> None:
            request.meta["seen"].append(request.meta.get("capture"))

        async def start(self) -> Any:
            for wish in job["requests"]:
                yield self.wish(wish)

        def wish(self, wish: dict[str, Any]) -> Any:
            return scrapy.Request(
                wish["url"],
                method=wish.get("method", "GET"),
                body=wish.get("body", ""),
                headers=wish.get("headers"),
                meta={**wish.get("meta", {}), "stop": wish.get("stop"), "seen": []},
                callback=self.got,
                errback=self.failed,
                cb_kwargs={"wish": wish},
                dont_filter=True,
            )

        def got(self, response: Any, wish: dict[str, Any]) -> Any:
            self.tell(wish, response.request, status=response.status, flags=response.flags)
            outcomes[wish["id"]]["sha256"] = hashlib.sha256(response.body).hexdigest()
            if wish.get("then"):
                yield self.wish(wish["then"])

        def failed(self, failure: Any) -> None:
            wish = failure.request.cb_kwargs["wish"]
            error = type(failure.value).__name__
            self.tell(wish, failure.request, error=error, message=str(failure.value))

        def tell(self, wish: dict[str, Any], request: Any, **facts: Any) -> None:
            capture = request.meta.get("capture")
            before = [one for one in request.meta["seen"] if one != capture]
            outcomes[wish["id"]] = {
                "capture": asdict(capture) if capture else None,
                "before": [asdict(one) for one in before if one],
                **facts,
            }

    settings = {
        "DOWNLOAD_HANDLERS": {
            "http": "spiders.wire.WireHandler",
            "https": "spiders.wire.WireHandler",
        },
        "BACKISSUE_RECORDER": Recorder() if job.get("capture", True) else None,
        "ROBOTSTXT_OBEY": False,
        "RETRY_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
        "CONCURRENT_REQUESTS": 32,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
        "DOWNLOAD_TIMEOUT": 20,
        "DEFAULT_REQUEST_HEADERS": {"Accept-Encoding": "gzip, deflate"},
        **job.get("settings", {}),
    }
    process = CrawlerProcess(settings)
    process.crawl(Crawl)
    process.start()
    writer.close()
    if job.get("measure"):
        outcomes["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    json.dump(outcomes, sys.stdout, default=str)


if __name__ == "__main__":
    _main()
