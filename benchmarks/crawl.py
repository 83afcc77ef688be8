"""The whole road over a local news site, beside bare Scrapy and the usual glue, in one run.

    python -m benchmarks.crawl BENCH_FOLDER PAGES_FOLDER [--count 2000] [--rounds 1] [--out DIR]

BENCH_FOLDER holds build_site.py, nginx.conf, bare.py (Scrapy alone: the floor) and glue.py (Scrapy
+ stock warcio + trafilatura: what a competent user glues together); PAGES_FOLDER holds saved pages
(*.html.gz) whose shapes the site is made of. Needs nginx, and trafilatura for the glue
(`pip install -e '.[bench]'`). Prints CPU, wall, peak memory and bytes on disk, and their ratios to
bare Scrapy's of the same round; then a second crawl of the unchanged site beside the first.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tabulate import tabulate

from benchmarks.measure import Cost, run

BASE = "http://127.0.0.1:8095"
ROOT = Path(__file__).resolve().parent.parent
ENV = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}


def build(bench: Path, pages: Path, out: Path, count: int) -> None:
    """Make the site, with each page gzipped beside itself as a web server would send it."""
    site = out / "site"
    if (site / "robots.txt").exists():
        return
    command = [
        sys.executable,
        str(bench / "build_site.py"),
        str(pages),
        str(site),
        str(count),
        BASE,
    ]
    subprocess.run(command, check=True)
    for page in site.rglob("*.html"):
        subprocess.run(["gzip", "-k", "-6", "-f", str(page)], check=True)
    shutil.copy(bench / "nginx.conf", out / "nginx.conf")


@contextmanager
def served(out: Path) -> Iterator[None]:
    """nginx over the site, stopped afterwards."""
    nginx = subprocess.Popen(
        ["nginx", "-p", str(out), "-c", "nginx.conf", "-g", "daemon off;"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(BASE + "/robots.txt")
        yield
    finally:
        nginx.terminate()
        nginx.wait()


def _wait_for(url: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(url, timeout=1).read()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"{url} does not answer; is nginx installed?")


def peer(bench: Path, name: str, out: Path) -> tuple[Cost, int]:
    """One of the two yardsticks."""
    work = out / name
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    cost = run(
        [sys.executable, str(bench / f"{name}.py")], cwd=work, env=ENV, log=out / f"{name}.log"
    )
    return cost, _bytes(work)


def ours(out: Path, *, again: bool = False) -> tuple[Cost, int]:
    """`backissue crawl` over the site; `again` over the archive that is there."""
    work = out / "archive"
    command = [sys.executable, "-m", "scheduler.cli", "-C", str(work)]
    if not again:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        add = [
            *command,
            "add",
            BASE + "/",
            "--name",
            "bench",
            "--allow-private",
            "--delay",
            "0",
            "--concurrency",
            "16",
        ]
        subprocess.run(add, check=True, env=ENV, stdout=subprocess.DEVNULL)
    before = _bytes(work)
    cost = run([*command, "crawl"], cwd=work, env=ENV, log=out / f"ours{int(again)}.log")
    return cost, _bytes(work) - before


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("bench", type=Path)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("bench-out/crawl"))
    parser.add_argument("--without-glue", action="store_true")
    options = parser.parse_args()
    out = (options.out / str(options.count)).resolve()
    out.mkdir(parents=True, exist_ok=True)
    build(options.bench.resolve(), options.pages.resolve(), out, options.count)
    rounds: dict[str, list[tuple[Cost, int]]] = {}
    with served(out):
        for _ in range(options.rounds):
            rounds.setdefault("bare Scrapy", []).append(peer(options.bench.resolve(), "bare", out))
            if not options.without_glue:
                rounds.setdefault("glue", []).append(peer(options.bench.resolve(), "glue", out))
            rounds.setdefault("backissue", []).append(ours(out))
            rounds.setdefault("backissue, second crawl", []).append(ours(out, again=True))
    _report(rounds, options.count)


def _report(rounds: dict[str, list[tuple[Cost, int]]], count: int) -> None:
    def middle(name: str, part: str) -> float:
        return statistics.median(getattr(cost, part) for cost, _ in rounds[name])

    rows = []
    for name, runs in rounds.items():
        against = "backissue" if name.endswith("second crawl") else "bare Scrapy"
        cpu, wall = middle(name, "cpu"), middle(name, "wall")
        rows.append(
            [
                name,
                f"{cpu:.1f}",
                f"{cpu / middle(against, 'cpu'):.2f}",
                f"{wall:.1f}",
                f"{wall / middle(against, 'wall'):.2f}",
                f"{middle(name, 'memory'):.0f}",
                f"{statistics.median(n for _, n in runs) / 1e6:.1f}",
                max(cost.code for cost, _ in runs),
            ]
        )
    print(f"{count} pages; ratios to bare Scrapy, the second crawl's to the first")
    print(tabulate(rows, ["", "CPU s", "×", "wall s", "×", "peak MB", "disk MB", "exit"]))


if __name__ == "__main__":
    main()
