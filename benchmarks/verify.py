"""Megabytes a second that `backissue verify` proves, beside the checks of warcio and fastwarc.

    python -m benchmarks.verify PAGES_FOLDER [--pages N] [--copies N]

PAGES_FOLDER holds saved pages (`*.html`, `*.html.gz`). One file is written of them, each page plain
and gzip-coded, and given to each program in a process of its own. Times are CPU seconds of it and
its children, starting included; MB are those of the packed file.
"""

from __future__ import annotations

import argparse
import gzip
import os
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from pathlib import Path

from archive.warc.write import WarcWriter
from benchmarks.exchanges import exchange, unpacked
from benchmarks.measure import run

_SCRIPTS = Path(sysconfig.get_path("scripts"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=150)
    parser.add_argument("--copies", type=int, default=4)
    wanted = parser.parse_args()
    pages = [page for page in map(unpacked, sorted(wanted.folder.rglob("*.html*"))) if page]
    if not pages:
        sys.exit(f"no saved pages in {wanted.folder}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = _write(folder / "warc", pages[: wanted.pages], wanted.copies)
        [path] = (folder / "warc").iterdir()
        size = path.stat().st_size / 1e6
        print(f"{count} exchanges, {3 * count} records and more, {size:.0f} MB packed\n")
        print(f"{'':24}{'CPU s':>8}{'MB/s':>8}{'records/s':>11}{'wall s':>8}{'memory MB':>11}")
        for label, command in _commands(path):
            cost = run(command, cwd=Path.cwd(), env=os.environ, log=folder / "log")
            if cost.code:
                sys.exit((folder / "log").read_text())
            print(
                f"{label:24}{cost.cpu:8.1f}{size / cost.cpu:8.0f}{3 * count / cost.cpu:11,.0f}"
                f"{cost.wall:8.1f}{cost.memory:11.0f}"
            )


def _commands(path: Path) -> Sequence[tuple[str, list[str]]]:
    ours = [sys.executable, "-m", "scheduler.cli", "verify"]
    return (
        ("warcio check", [str(_SCRIPTS / "warcio"), "check", str(path)]),
        ("fastwarc check", [str(_SCRIPTS / "fastwarc"), "check", "-q", str(path)]),
        ("backissue verify", [*ours, str(path)]),
        ("… --quick", [*ours, "--quick", str(path)]),
    )


def _write(folder: Path, pages: Sequence[bytes], copies: int) -> int:
    with WarcWriter(
        folder,
        prefix="bench",
        software="backissue",
        operator="bench",
        user_agent="bench",
        robots="obey",
        max_size=10**10,
        max_age_s=1e9,
        compression="fast",
    ) as out:
        for copy in range(copies):
            for number, page in enumerate(pages):
                out.append(exchange(f"{copy}/{number}/plain", page))
                body = gzip.compress(page, 6)
                body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
                coding = b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"
                out.append(exchange(f"{copy}/{number}/coded", body, coding))
    return copies * len(pages) * 2


if __name__ == "__main__":
    main()
