"""How commands end: stopped, without a reader, in folders and files that are not as they should."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from faults_archive import (
    ROOT,
    article,
    backissue,
    command,
    configure,
    end,
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

from archive.browse.instance import archive_datasette
from archive.browse.waiting import is_archive_file
from archive.db import open_reader


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of four stories, crawled with nobody to read what the crawl said."""
    folder = tmp_path_factory.mktemp("original")
    read, write = os.pipe()
    os.close(read)
    with Site(news(4)) as site:
        configure(folder, news=f"{site.base}/")
        done = subprocess.run(
            command(folder, "crawl"), cwd=ROOT, stdout=write, stderr=subprocess.PIPE, text=True
        )
    os.close(write)
    assert "Traceback" not in done.stderr
    return folder


@pytest.fixture
def archive(original: Path, tmp_path: Path) -> Path:
    """An archive of four stories, whose site is gone."""
    return Path(shutil.copytree(original, tmp_path / "archive"))


def test_ctrl_c_finishes_what_is_in_flight_and_ends_with_the_summary(tmp_path: Path) -> None:
    met, held = threading.Event(), threading.Event()

    def wait(asked: Asked, before: int) -> Answer:
        met.set()
        held.wait(20)
        return Answer(article(2))

    with Site(news(30, pause=0.1)) as site:
        site.rules[path_of(2)] = wait
        configure(tmp_path, news=f"{site.base}/")
        process = start(tmp_path, "crawl")
        assert met.wait(30)
        until(lambda: stories(tmp_path) == 2)
        process.send_signal(signal.SIGINT)
        assert process.stdout is not None
        while "stopping" not in process.stdout.readline():
            assert process.poll() is None
        held.set()
        said = end(process)
    assert process.returncode == 130
    assert "news    stopped" in said
    assert runs(tmp_path)["news"] == ("stopped", "asked to stop; what was fetched is kept")
    assert 3 <= stories(tmp_path) < 30, "what was in flight is kept, the rest is left"
    prove_rows(tmp_path)
    prove_files(tmp_path)


def test_a_reader_that_leaves_is_no_fault(archive: Path) -> None:
    for words in (("export",), ("search", "report"), ("status", "--json"), ("--help",)):
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run(
            command(archive, *words), cwd=ROOT, stdout=write, stderr=subprocess.PIPE, text=True
        )
        os.close(write)
        assert done.returncode in (0, 141)
        assert done.stderr == ""


def test_a_crawl_whose_audience_leaves_goes_on(original: Path) -> None:
    assert stories(original) == 4
    assert runs(original)["news"] == ("ok", None)


async def pages(archive: Path) -> list[tuple[int, str]]:
    """Status and text of the browse pages of a capture, of its bytes, and of its story."""
    database = archive / "backissue.db"
    datasette = archive_datasette(database, loopback=True)
    with open_reader(archive) as connection:
        [[capture, story]] = connection.execute(
            "SELECT id, story FROM captures WHERE story IS NOT NULL LIMIT 1"
        ).fetchall()
    addresses = (f"/capture/{capture}", f"/capture/{capture}/raw", f"/story/{story}")
    answers = [await datasette.client.get(address) for address in addresses]
    return [(answer.status_code, answer.text) for answer in answers]


def test_a_warc_file_that_is_gone_or_damaged_is_told_of_and_nothing_else_fails(
    archive: Path,
) -> None:
    [file] = (archive / "warc").glob("*.warc.gz")
    whole = file.read_bytes()
    file.unlink()
    shown, raw, story = asyncio.run(pages(archive))
    assert shown[0] == 200 and "there is no WARC file" in shown[1]
    assert raw[0] == 404 and "there is no WARC file" in raw[1]
    assert story[0] == 200
    assert len(backissue(archive, "export").stdout.splitlines()) == 4
    file.write_bytes(whole[:200] + b"\0" * (len(whole) - 200))
    shown, raw, _ = asyncio.run(pages(archive))
    assert shown[0] == 200 and "run `backissue verify`" in shown[1].replace("&#39;", "'")
    assert raw[0] == 404


def test_a_database_that_is_none_is_told_of(archive: Path) -> None:
    database = archive / "backissue.db"
    for ending in ("-wal", "-shm"):
        (archive / f"backissue.db{ending}").unlink(missing_ok=True)
    database.write_bytes(b"not a database " * 1000)
    for words in (
        ("crawl",),
        ("status",),
        ("export",),
        ("search", "report"),
        ("browse", "--port", "0"),
    ):
        done = backissue(archive, *words)
        assert done.returncode == 1, words
        [line] = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
        assert "backissue.db" in line or "database" in line
        assert "damaged" in line, line


def test_a_page_of_a_database_that_is_overwritten_is_told_of(archive: Path) -> None:
    with sqlite3.connect(archive / "backissue.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database = bytearray((archive / "backissue.db").read_bytes())
    database[4096 * 3 :] = os.urandom(len(database) - 4096 * 3)
    (archive / "backissue.db").write_bytes(database)
    for words in (("crawl",), ("export",), ("status",)):
        done = backissue(archive, *words)
        assert done.returncode == 1, (words, done.stdout)
        assert "Error: " in done.stderr


@contextmanager
def read_only(path: Path) -> Iterator[None]:
    """Let nobody write below a folder, not even root."""
    done = [
        subprocess.run(["mount", *words, str(path)], capture_output=True).returncode
        for words in (("--bind", str(path)), ("-o", "remount,bind,ro"))
    ]
    if any(done):
        subprocess.run(["umount", "-l", str(path)], capture_output=True)
        pytest.skip("only root may mount a folder read-only")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


def test_an_archive_that_may_only_be_read_is_read_and_not_crawled(archive: Path) -> None:
    with read_only(archive):
        denied = backissue(archive, "crawl")
        assert denied.returncode == 1
        [line] = [line for line in denied.stderr.splitlines() if line.startswith("Error: ")]
        assert "Read-only file system" in line
        for words in (("status",), ("export",), ("search", "report")):
            done = backissue(archive, *words)
            assert done.returncode == 0, (words, done.stderr)
        assert is_archive_file(archive / "backissue.db")
        assert [status for status, _ in asyncio.run(pages(archive))] == [200, 200, 200]


@pytest.mark.parametrize("name", ["backissue.db", "warc", "logs"])
def test_a_part_that_cannot_be_written_is_named(archive: Path, name: str) -> None:
    with read_only(archive / name):
        done = backissue(archive, "crawl")
    assert done.returncode == 1, done.stdout + done.stderr
    [line] = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert name in line and ("read-only" in line.lower() or "readonly" in line), line


def test_a_page_that_kills_its_parser_costs_no_other(tmp_path: Path) -> None:
    """`spiders.run` with a reader that dies on one page, in its own parser processes."""
    with Site(news(8)) as site:
        configure(tmp_path, news=f"{site.base}/")
        job = {"folder": str(tmp_path), "sources": ["news"], "trigger": "manual", "recheck": "all"}
        done = crawled_with_a_deadly_page(tmp_path, job)
    assert "Traceback" not in done
    assert stories(tmp_path) == 7
    [(_, status, outcome, warc)] = rows(
        tmp_path, "SELECT url, status, outcome, warc FROM captures WHERE url LIKE ?", "%report-3-%"
    )
    assert (status, outcome) == (200, "no-story") and warc is not None
    assert rows(tmp_path, "SELECT outcome, pages_without_story FROM runs") == [("ok", 1)]
    prove_rows(tmp_path)
    prove_files(tmp_path)


def crawled_with_a_deadly_page(folder: Path, job: dict[str, object]) -> str:
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "faults_parser.py"), path_of(3)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(json.dumps(job) + "\n")
    process.stdin.flush()  # and it stays open: its end would stop the crawl
    with process:
        return process.stdout.read()
