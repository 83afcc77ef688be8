"""A full disk: the crawl says so, nothing announced is lost, and with room again it goes on."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults_archive import (
    announced,
    backissue,
    configure,
    news,
    prove_files,
    prove_rows,
    runs,
    states,
    stories,
)
from faults_rebuilt import prove_rebuilt
from spider_site import Site

STORIES = 40
SIZE = 60_000  # bytes of ballast in each, which no compression makes smaller than half


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("only root may mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_disk_that_fills_up_ends_the_crawl_and_costs_nothing(small: Path) -> None:
    with Site(news(STORIES, size=SIZE, pause=0.3)) as site:
        configure(small, news=f"{site.base}/")
        done = backissue(small, "crawl", "--disk-floor", "0")
        assert done.returncode == 1, done.stdout + done.stderr
        [line] = [line for line in done.stderr.splitlines() if line.startswith("Error: news: ")]
        assert "disk is full" in line and "free some space" in line
        before = announced(small)
        assert before, "what came before the disk was full is there"
        prove_rows(small)
        subprocess.run(["mount", "-o", "remount,size=40m", str(small)], check=True)
        done = backissue(small, "crawl", "--disk-floor", "0")
        assert done.returncode == 0, done.stdout + done.stderr
        assert stories(small) == STORIES
        assert before.items() <= announced(small).items()
        prove_rows(small)
        prove_files(small)
        prove_rebuilt(small, unwritten_ends=1)
        assert runs(small)["news"] == ("ok", None)
        assert states(small)["news"]["failures"] == 0


def test_too_little_room_is_said_before_anything_is_fetched(tmp_path: Path) -> None:
    with Site(news(1)) as site:
        configure(tmp_path, news=f"{site.base}/")
        done = backissue(tmp_path, "crawl", "--disk-floor", "1e12")
        assert done.returncode == 1
        assert "free some space, then crawl again" in done.stderr
        assert not site.asked


def test_a_full_disk_is_no_fault_of_the_archive(small: Path) -> None:
    with Site(news(1)) as site:
        configure(small, news=f"{site.base}/")
        assert backissue(small, "crawl", "--disk-floor", "0").returncode == 0
    with (small / "filling").open("wb", buffering=0) as filling, pytest.raises(OSError):
        while True:
            filling.write(bytes(4096))
    for command in (["verify", "--quick"], ["export"], ["rebuild"], ["dedupe", "--choices"]):
        done = backissue(small, *command)
        assert done.returncode == 1, command
        assert "free some space" in done.stderr
        assert "FAULTY" not in done.stdout
