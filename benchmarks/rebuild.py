"""Rebuilding an archive's tables from its WARC files, beside warcio and trafilatura on the same.

    python -m benchmarks.rebuild ARCHIVE [--rounds 1] [--out DIR]

ARCHIVE is a crawled archive (`benchmarks.crawl` leaves one). The peer is what a competent user
writes to read pages out of WARC files: stock warcio for the records, trafilatura with comments for
the pages, one process, nothing stored. Prints pages a second, CPU a page, peak memory, and CPU
ratios to the peer of the same round. Needs trafilatura (`pip install -e '.[bench]'`).
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
from pathlib import Path

from tabulate import tabulate

from benchmarks.measure import Cost, run

ROOT = Path(__file__).resolve().parent.parent
ENV = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
_PEER = """
import sys
from pathlib import Path
from trafilatura import bare_extraction
from warcio.archiveiterator import ArchiveIterator

pages = 0
for path in sorted(Path(sys.argv[1]).glob("*.warc.gz")):
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type != "response" or record.http_headers.get_statuscode() != "200":
                continue
            kind = record.http_headers.get_header("Content-Type") or ""
            if "html" not in kind:
                continue
            url = record.rec_headers.get_header("WARC-Target-URI")
            body = record.content_stream().read()
            bare_extraction(body, url=url, include_comments=True, with_metadata=True)
            pages += 1
print(pages)
"""


def rebuilt(archive: Path, out: Path, jobs: int) -> Cost:
    """`backissue rebuild` without a database to begin with."""
    work = out / f"jobs{jobs}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    (work / "warc").symlink_to(archive / "warc")
    if (archive / "backissue.toml").exists():
        shutil.copy(archive / "backissue.toml", work)
    command = [sys.executable, "-m", "scheduler.cli", "-C", str(work), "rebuild"]
    # A check announces nothing anew in the archive's own files.
    command += ["--check", "--jobs", str(jobs)]
    return run(command, cwd=work, env=ENV, log=work.with_suffix(".log"))


def peer(archive: Path, out: Path) -> tuple[Cost, int]:
    """The yardstick, and how many pages it read."""
    log = out / "peer.log"
    cost = run([sys.executable, "-c", _PEER, str(archive / "warc")], cwd=out, env=ENV, log=log)
    return cost, int(log.read_text().split()[-1])


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("archive", type=Path)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("bench-out/rebuild"))
    options = parser.parse_args()
    archive, out = options.archive.resolve(), options.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    rounds: dict[str, list[Cost]] = {}
    pages = 0
    for _ in range(options.rounds):
        cost, pages = peer(archive, out)
        rounds.setdefault("warcio + trafilatura", []).append(cost)
        for jobs in sorted({1, len(os.sched_getaffinity(0))}):
            name = f"backissue rebuild --jobs {jobs}"
            rounds.setdefault(name, []).append(rebuilt(archive, out, jobs))
    _report(rounds, pages)


def _report(rounds: dict[str, list[Cost]], pages: int) -> None:
    def middle(name: str, part: str) -> float:
        return float(statistics.median(getattr(cost, part) for cost in rounds[name]))

    first = next(iter(rounds))
    rows = [
        [
            name,
            f"{pages / middle(name, 'wall'):.0f}",
            f"{1000 * middle(name, 'cpu') / pages:.1f}",
            f"{middle(name, 'cpu') / middle(first, 'cpu'):.2f}",
            f"{middle(name, 'wall') / middle(first, 'wall'):.2f}",
            f"{middle(name, 'memory'):.0f}",
        ]
        for name in rounds
    ]
    print(f"{pages} pages; ratios to {first}")
    print(tabulate(rows, ["", "pages/s", "CPU ms a page", "CPU ×", "wall ×", "peak MB"]))


if __name__ == "__main__":
    main()
