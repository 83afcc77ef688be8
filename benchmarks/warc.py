"""Pages a second written beside stock warcio in the same run, read back, and written once more.

    python benchmarks/warc.py FOLDER [--pages N] [--rounds N]

FOLDER holds saved pages (`*.html`, `*.html.gz`). Each page is written as request, response and
metadata record, once as plain HTML and once gzip-coded as most servers send it. Times are CPU
seconds of this process, the best of the rounds, both writers in turn. Then the same pages are
written again, whole and as revisits, as a second crawl of an unchanged site does.
"""

from __future__ import annotations

import argparse
import gzip
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from archive.model import Capture, Exchange
from archive.warc.bulk import captures
from archive.warc.originals import Originals
from archive.warc.read import page_at
from archive.warc.write import WarcWriter
from benchmarks.exchanges import exchange, unpacked


@dataclass(frozen=True)
class Result:
    """CPU seconds of the quickest round, and bytes of the file."""

    seconds: float
    size: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=2)
    wanted = parser.parse_args()
    pages = [page for page in map(unpacked, sorted(wanted.folder.rglob("*.html*"))) if page]
    pages = pages[: wanted.pages]
    if not pages:
        sys.exit(f"no saved pages in {wanted.folder}")
    total = sum(map(len, pages))
    print(f"{len(pages)} pages, {total / 1e6:.1f} MB, mean {total / len(pages) / 1e3:.0f} kB")
    for label, coded in (("plain", False), ("gzip-coded", True)):
        exchanges = [_exchange(number, page, coded) for number, page in enumerate(pages)]
        _compare(label, exchanges, wanted.rounds)


def _compare(label: str, exchanges: Sequence[Exchange], rounds: int) -> None:
    stock = _best(rounds, lambda folder: _write_stock(folder, exchanges))
    ours = _best(rounds, lambda folder: _write_ours(folder, exchanges))
    count = len(exchanges)
    print(f"\n{label}: pages/s written, MB written")
    print(f"  warcio as it is   {count / stock.seconds:8.0f} {stock.size / 1e6:8.1f}")
    print(f"  archive.warc      {count / ours.seconds:8.0f} {ours.size / 1e6:8.1f}")
    print(f"  ratio             {stock.seconds / ours.seconds:8.1f} {ours.size / stock.size:8.2f}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = _write_ours(folder, exchanges)
        one = _spent(lambda: [page_at(folder, capture.at) for capture in made if capture.at])
        bulk = _spent(lambda: [list(captures(path)) for path in folder.iterdir()])
    _again(exchanges)
    print(f"  one page read back {one / count * 1e3:.2f} ms; in bulk {count / bulk:.0f} captures/s")


def _again(exchanges: Sequence[Exchange]) -> None:
    with tempfile.TemporaryDirectory() as name:
        whole = _write_twice(Path(name), exchanges, None)
    with tempfile.TemporaryDirectory() as name:
        spared = _write_twice(Path(name), exchanges, Originals())
    each = spared / len(exchanges) / 1e3
    print(
        f"  the same pages again add {whole / 1e6:.2f} MB whole, {spared / 1e6:.2f} MB as revisits:"
        f" {whole / spared:.0f} times less, {each:.1f} kB a page with its request and metadata"
    )


def _best(rounds: int, write: Callable[[Path], object]) -> Result:
    results = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            seconds = _spent(lambda folder=folder: write(folder))  # type: ignore[misc]
            results.append(Result(seconds, sum(p.stat().st_size for p in folder.iterdir())))
    return min(results, key=lambda result: result.seconds)


def _spent(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def _write_ours(folder: Path, exchanges: Sequence[Exchange]) -> list[Capture]:
    with writer_in(folder) as writer:
        return [writer.append(exchange) for exchange in exchanges]


def writer_in(folder: Path, originals: Originals | None = None) -> WarcWriter:
    """Our writer, as a crawl has it."""
    return WarcWriter(
        folder,
        prefix="bench",
        software="backissue",
        operator=None,
        user_agent="bench",
        robots="obey",
        max_size=10**10,
        max_age_s=1e9,
        compression="fast",
        originals=originals,
    )


def _write_twice(folder: Path, exchanges: Sequence[Exchange], originals: Originals | None) -> int:
    """Two crawls of unchanged pages; the bytes that the second adds."""
    with writer_in(folder, originals) as writer:
        for exchange in exchanges:
            writer.append(exchange)
        [path] = folder.iterdir()
        before = path.stat().st_size
        for exchange in exchanges:
            writer.append(exchange)
        return path.stat().st_size - before


def _write_stock(folder: Path, exchanges: Sequence[Exchange]) -> None:
    with (folder / "stock.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        for exchange in exchanges:
            assert isinstance(exchange.response_body, bytes)
            status, *fields = exchange.response_head.decode().rstrip().split("\r\n")
            named = [tuple(field.split(": ", 1)) for field in fields]
            response = writer.create_warc_record(
                exchange.url,
                "response",
                payload=BytesIO(exchange.response_body),
                http_headers=StatusAndHeaders(status.split(" ", 1)[1], named, protocol="HTTP/1.1"),
            )
            asked = exchange.request.decode().rstrip().split("\r\n")
            request = writer.create_warc_record(
                exchange.url,
                "request",
                http_headers=StatusAndHeaders(
                    asked[0], [tuple(f.split(": ", 1)) for f in asked[1:]], is_http_request=True
                ),
            )
            writer.write_request_response_pair(request, response)
            about = b"via: https://paper.example/\r\nfetchTimeMs: 120\r\n"
            writer.write_record(
                writer.create_warc_record(exchange.url, "metadata", payload=BytesIO(about))
            )


def _exchange(number: int, page: bytes, coded: bool) -> Exchange:
    if coded:
        return exchange(str(number), gzip.compress(page, 6), b"Content-Encoding: gzip\r\n")
    return exchange(str(number), page)


if __name__ == "__main__":
    main()
