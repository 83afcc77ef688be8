"""Serving: an archive that is there, one that is still to come, and ports that cannot be had."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from browse_archive import inert, making, words

from archive.browse.serve import application, bound, is_loopback, serve
from archive.errors import BackIssueError, StorageError, UsageError

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`serve` in a process of its own: its address, and the process."""
    code = (
        "import sys, pathlib; from archive.browse.serve import serve; "
        "serve(pathlib.Path(sys.argv[1]), host='127.0.0.1', port=0)"
    )
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", code, str(folder)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert "http://" in line, line
        yield next(word for word in line.split() if word.startswith("http://")), process
    finally:
        process.kill()
        process.communicate()


def test_it_waits_for_the_archive_serves_it_and_stops_on_sigterm(tmp_path: Path) -> None:
    with served(tmp_path) as (address, process), httpx.Client(base_url=address) as client:
        waiting = client.get("/story/1")
        assert waiting.status_code == 503
        page = inert(waiting)
        assert "No archive yet" in words(page)
        assert page.xpath("//meta[@http-equiv='refresh']")
        style = page.xpath("//link[@rel='stylesheet']/@href")[0]
        assert client.get(style).headers["content-type"].startswith("text/css")
        with making(tmp_path) as maker:
            maker.source("gazette")
            maker.story("gazette", "The first story")
        answer = client.get("/")
        assert answer.status_code == 200
        assert "The first story" in words(inert(answer))
        assert client.get("/-/backissue/icon.svg").headers["content-type"] == "image/svg+xml"
        assert "server" not in answer.headers
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=20)
    assert process.returncode in (0, -signal.SIGTERM)
    assert "Traceback" not in out


def test_what_the_crawl_writes_is_seen_at_once(tmp_path: Path) -> None:
    with making(tmp_path) as maker:
        maker.source("gazette")
    app = application(tmp_path, loopback=True)

    async def asked() -> list[str]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            before = await client.get("/")
            with making(tmp_path) as maker:
                maker.story("gazette", "Just in")
            return [before.text, (await client.get("/")).text]

    before, after = asyncio.run(asked())
    assert "Just in" not in before
    assert "Just in" in after


def test_another_database_put_in_its_place_is_read(tmp_path: Path) -> None:
    for name in ("old", "new"):
        with making(tmp_path / name) as maker:
            maker.source("gazette")
            maker.story("gazette", f"The {name} story")
    app = application(tmp_path / "old", loopback=True)

    async def asked() -> list[str]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            before = await client.get("/")
            (tmp_path / "new" / "backissue.db").replace(tmp_path / "old" / "backissue.db")
            return [before.text, (await client.get("/")).text]

    before, after = asyncio.run(asked())
    assert "The old story" in before
    assert "The new story" in after


def test_a_half_made_database_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "backissue.db").write_bytes(b"not a database at all, but long enough" * 9)
    app = application(tmp_path, loopback=True)

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get("/")

    assert asyncio.run(asked()).status_code == 503


def test_a_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BackIssueError) as caught:
            serve(tmp_path, host="127.0.0.1", port=port)
    assert str(caught.value) == (
        f"port {port} of 127.0.0.1 is taken by another program; choose another with --port"
    )
    assert caught.value.exit_code == 1


@pytest.mark.parametrize(
    ("host", "port"), [("192.0.2.7", 0), ("no such host", 0), ("127.0.0.1", 99999), ("", -1)]
)
def test_an_address_that_is_not_ours_is_refused(host: str, port: int) -> None:
    with pytest.raises(UsageError) as caught:
        bound(host, port).close()
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no such folder"):
        serve(tmp_path / "nowhere", host="127.0.0.1", port=0)


def test_only_this_machine_counts_as_loopback() -> None:
    assert is_loopback("127.0.0.1")
    assert is_loopback("::1")
    assert is_loopback("localhost")
    assert not is_loopback("0.0.0.0")
    assert not is_loopback("192.168.1.5")
    assert not is_loopback("example.com")


def _datasette(tmp_path: Path, database: Path, path: str) -> str:
    """What plain `datasette --get` says when the plugin is installed as it will be."""
    installed = tmp_path / "installed" / "backissue-0.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: backissue\nVersion: 0\n")
    (installed / "entry_points.txt").write_text("[datasette]\nbackissue = archive.browse.plugin\n")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(installed.parent), str(ROOT)))}
    return subprocess.run(
        [sys.executable, "-m", "datasette", str(database), "--get", path],
        env=environment, cwd=tmp_path, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip


def test_plain_datasette_shows_the_pages_of_an_archive(tmp_path: Path) -> None:
    with making(tmp_path) as maker:
        maker.source("gazette")
        maker.story("gazette", "By hand")
    assert "Newest stories" in _datasette(tmp_path, tmp_path / "backissue.db", "/")


def test_plain_datasette_keeps_its_pages_for_other_databases(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as conn:
        conn.execute("CREATE TABLE stories (id INTEGER PRIMARY KEY, headline TEXT)")
        conn.execute("INSERT INTO stories VALUES (1, 'Elsewhere')")
    conn.close()
    said = _datasette(tmp_path, other, "/other/stories")
    assert "Newest stories" not in said
    assert "Elsewhere" in said
    assert "/story/1" not in said
