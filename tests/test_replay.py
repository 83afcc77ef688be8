"""`backissue replay` with a stand-in for pywb: what it is given, and that nothing stays behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from export_captures import build

from scheduler.cli import cli

ROOT = Path(__file__).parent.parent
# answers any path with the files of its folder, as wayback would with its pages
STAND_IN = f"""#!{sys.executable}
import argparse, http.server, json, os, pathlib
words = argparse.ArgumentParser()
words.add_argument("-b"), words.add_argument("-p", type=int), words.add_argument("-d")
asked = words.parse_args()
folder = pathlib.Path(asked.d)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200), self.end_headers()
        said = {{path.name: path.read_text() for path in folder.iterdir()}}
        self.wfile.write(json.dumps([str(folder), os.getpid(), said]).encode())
http.server.HTTPServer((asked.b, asked.p), Handler).serve_forever()
"""


def program(folder: Path, text: str) -> Path:
    path = folder / "wayback"
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("captures")
    build(folder)
    return folder


@contextmanager
def replaying(
    archive: Path, *words: str, **more: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command, and the address that it prints; killed when the test does not end it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "scheduler.cli", "-C", archive, "replay", "--port", "0", *words],
        cwd=ROOT,
        env={**os.environ, **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    with process, process.stdout:
        try:
            first = process.stdout.readline()
            found = re.fullmatch(
                r"Replaying 9 captures at (http://127\.0\.0\.1:\d+/archive/) .*\n", first
            )
            assert found, first
            yield process, found[1]
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_pywb_is_given_index_and_files_and_all_is_gone_after(
    archive: Path, tmp_path: Path, number: signal.Signals
) -> None:
    import json

    wayback = program(tmp_path, STAND_IN)
    with replaying(archive, "--pywb", str(wayback)) as (process, address):
        with urlopen(address) as answer:
            folder, child, said = json.load(answer)
        process.send_signal(number)
        assert process.wait(20) == 0
    assert not Path(folder).exists()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    assert said["index.cdxj"].count("\n") == 9
    told = json.loads(said["config.yaml"])["collections"]["archive"]
    assert told["index_paths"] == f"{folder}/index.cdxj"
    for line in said["files.txt"].splitlines():
        name, closed, still_open = line.split("\t")
        assert closed == str(archive / "warc" / name)
        assert still_open == f"{closed}.open"


def test_it_is_found_on_the_path(archive: Path, tmp_path: Path) -> None:
    program(tmp_path, STAND_IN)
    with replaying(archive, PATH=f"{tmp_path}:{os.environ['PATH']}") as (process, _):
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


def replay(archive: Path, *words: str, **more: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["-C", str(archive), "replay", *words], env=more)
    return result.exit_code, result.stderr


def test_without_pywb_it_says_how_to_install_it(archive: Path, tmp_path: Path) -> None:
    code, said = replay(archive, PATH=str(tmp_path))
    assert code == 2
    assert "uv tool install pywb" in said
    assert len(said.splitlines()) == 1


def test_the_configured_program_is_used(archive: Path) -> None:
    config = archive / "backissue.toml"
    config.write_text('[browse]\npywb = "/nowhere/wayback"\n')
    try:
        code, said = replay(archive)
    finally:
        config.unlink()
    assert code == 2
    assert "/nowhere/wayback: no such program" in said


def test_a_program_that_ends_is_quoted(archive: Path, tmp_path: Path) -> None:
    wayback = program(
        tmp_path, "#!/bin/sh\necho starting\necho no such module: gevent >&2\nexit 1\n"
    )
    code, said = replay(archive, "--port", "0", "--pywb", str(wayback))
    assert code == 1
    assert "wayback has ended: no such module: gevent" in said


def test_a_port_that_is_taken_is_said(archive: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        wayback = program(tmp_path, STAND_IN)
        code, said = replay(archive, "--port", str(port), "--pywb", str(wayback))
    assert code == 1
    assert f"port {port} of 127.0.0.1 cannot be had" in said


def test_an_archive_without_captures_is_said(tmp_path: Path) -> None:
    from archive.db import open_writer

    open_writer(tmp_path).close()
    code, said = replay(tmp_path, "--port", "0", "--pywb", "/bin/true")
    assert code == 1
    assert "nothing to replay" in said
