"""`backissue run`: newspaper, daemon and browse pages come up together and leave together."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from archive.config import load
from scheduler.cron import check_schedule
from scheduler.demo import configuration, newspaper_address, write_configuration

ROOT = Path(__file__).resolve().parent.parent


def test_the_demonstrations_configuration_is_valid(tmp_path):
    path = tmp_path / "backissue.toml"
    write_configuration(path, "http://127.0.0.1:4000/")
    source = load(path, check_schedule=check_schedule).sources["newspaper"]
    assert (source.url, source.schedule, source.delay) == (
        "http://127.0.0.1:4000/",
        "@every 15s",
        0,
    )
    assert source.allow_private


def test_it_follows_the_newspaper_but_not_over_a_persons_own_file(tmp_path):
    path = tmp_path / "backissue.toml"
    write_configuration(path, "http://127.0.0.1:4000/")
    write_configuration(path, "http://127.0.0.1:5000/")
    assert path.read_text() == configuration("http://127.0.0.1:5000/")
    path.write_text("# mine\n")
    write_configuration(path, "http://127.0.0.1:6000/")
    assert path.read_text() == "# mine\n"


@pytest.mark.parametrize("line", [b"", b"nonsense\n", b"[]", b'{"url": 7}', b"{}"])
def test_only_an_address_is_an_address(line):
    assert newspaper_address(line) is None


def processes_of(folder):
    """Processes whose command line names the folder."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and str(folder).encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found


class Show:
    """`backissue run` in an empty folder, until it says where to look."""

    def __init__(self, folder):
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "scheduler.cli", "run", "--port", "0"],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def address(self):
        for line in self.process.stdout:
            if match := re.search(r"Open (http://\S+)", line):
                return match[1]
        raise AssertionError("no address")

    def until(self, words):
        for line in self.process.stdout:
            if words in line:
                return line
        raise AssertionError(f"never: {words}")

    def all_gone(self):
        for _ in range(500):
            left = [pid for pid in processes_of(self.folder) if pid != self.process.pid]
            if not left:
                return True
            time.sleep(0.02)
        return False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def test_everything_comes_up_and_one_signal_ends_all(tmp_path):
    with Show(tmp_path) as show:
        address = show.address()
        assert "new" in show.until("newspaper: ok")
        with urllib.request.urlopen(address, timeout=30) as page:
            assert page.status == 200
        assert len(processes_of(tmp_path)) >= 3
        show.process.send_signal(signal.SIGTERM)
        assert show.process.wait(60) == 0
        assert show.all_gone()


def test_nothing_stays_behind_when_it_is_killed(tmp_path):
    with Show(tmp_path) as show:
        show.address()
        show.process.kill()
        show.process.wait()
        assert show.all_gone()


def test_a_part_that_dies_ends_the_show_with_a_reason(tmp_path):
    with Show(tmp_path) as show:
        show.until("newspaper: ok")
        [browse] = [
            pid
            for pid in processes_of(tmp_path)
            if b"browse" in Path(f"/proc/{pid}/cmdline").read_bytes()
        ]
        os.kill(browse, signal.SIGKILL)
        said = show.process.stdout.read()
        assert show.process.wait(60) == 1
        assert "the browse process has ended by itself (code -9)" in said
        assert show.all_gone()
