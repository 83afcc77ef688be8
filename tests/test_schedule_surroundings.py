"""The machine around the daemon: disk, journal, systemd's socket, hostile words in the log."""

import logging
import os
import shutil
import socket
from collections import namedtuple
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.errors import ArchiveInUse, ConfigError
from scheduler.cli import cli
from scheduler.disk import DiskFloor, size
from scheduler.logs import Line, log_to_file
from scheduler.notify import notify, watchdog_seconds
from scheduler.workers import Patience

Usage = namedtuple("Usage", "total used free")


def test_the_floor_pauses_once_and_resumes_once_above_it(tmp_path, monkeypatch):
    floor = DiskFloor(tmp_path, floor_mb=100)
    said = []
    for free in (200, 99, 50, 105, 111, 300, 10):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: Usage(0, 0, free * 10**6))
        said.append(floor.look())
    assert [bool(line) for line in said] == [False, True, False, False, True, False, True]
    assert "only 99 MB are free" in said[1] and "pauses" in said[1]
    assert "goes on" in said[4]


def test_sizes_count_files_below_folders_and_no_links(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "c").write_bytes(b"x" * 1000)
    (tmp_path / "a" / "again").symlink_to(tmp_path / "a")
    assert 1000 <= size([tmp_path / "a", tmp_path / "missing"]) < 1200


def record(message, level=logging.INFO):
    return logging.LogRecord("backissue.x", level, "", 0, "%s", (message,), None)


def test_a_log_line_is_one_line_whatever_a_page_says():
    line = Line(dated=False).format(record("head\nline\r\x1b[2J\u202e"))
    assert line.startswith("head line")
    assert not any(ord(char) < 32 or char == "\u202e" for char in line)


@pytest.mark.parametrize(
    ("level", "priority"), [(logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6)]
)
def test_the_journal_gets_priorities_and_no_date(level, priority):
    assert Line(journal=True).format(record("x", level)) == f"<{priority}>x"


def test_an_error_in_the_log_is_named_without_a_traceback():
    try:
        raise OSError("no\nspace")
    except OSError as error:
        line = record("could not write", logging.ERROR)
        line.exc_info = (type(error), error, error.__traceback__)
    assert Line(dated=False).format(line) == "error: could not write (OSError: no space)"


def test_a_crawls_log_is_beside_its_archive(tmp_path):
    path = log_to_file(tmp_path)
    logging.getLogger("backissue.worker").info("hello")
    assert path == tmp_path / "logs" / "crawl.log"
    assert path.read_text().endswith("hello\n")
    for handler in logging.getLogger("backissue").handlers[:]:
        logging.getLogger("backissue").removeHandler(handler)
        logging.getLogger("apscheduler").removeHandler(handler)
        handler.close()


def test_notify_speaks_to_paths_and_abstract_sockets(tmp_path, monkeypatch):
    abstract = f"backissue-test-{os.getpid()}"
    for bound, named in ((f"{tmp_path}/s", f"{tmp_path}/s"), (f"\0{abstract}", f"@{abstract}")):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ears:
            ears.bind(bound)
            monkeypatch.setenv("NOTIFY_SOCKET", named)
            assert notify("READY=1", "STATUS=two\nlines")
            assert ears.recv(100) == b"READY=1\nSTATUS=two lines"


@pytest.mark.parametrize("address", ["", "relative", "/no/such/socket", "vsock:1:2"])
def test_notify_is_silent_where_nobody_listens(monkeypatch, address):
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    assert notify("READY=1") is False


def test_the_watchdog_is_this_process_or_none(monkeypatch):
    monkeypatch.setenv("WATCHDOG_USEC", "60000000")
    assert watchdog_seconds() == 60
    monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()))
    assert watchdog_seconds() == 60
    monkeypatch.setenv("WATCHDOG_PID", "1")
    assert watchdog_seconds() is None
    monkeypatch.delenv("WATCHDOG_PID")
    monkeypatch.setenv("WATCHDOG_USEC", "soon")
    assert watchdog_seconds() is None


def unit(name):
    """The settings of a unit file, the last of each name."""
    path = Path(__file__).resolve().parent.parent / "packaging" / name
    pairs = (line.partition("=") for line in path.read_text().splitlines() if line[:1].isalpha())
    return {key: value for key, _, value in pairs}


def test_systemd_waits_longer_than_the_daemon_for_its_workers():
    patience = Patience()
    longest = patience.grace + 2 * patience.hurry
    assert int(unit("backissue.service")["TimeoutStopSec"]) > longest + 20


def test_systemd_does_not_restart_what_cannot_start():
    codes = unit("backissue.service")["RestartPreventExitStatus"].split()
    assert codes == [str(ConfigError.exit_code), str(ArchiveInUse.exit_code)]


@pytest.mark.parametrize("name", ["backissue.service", "backissue-browse.service"])
def test_the_units_start_commands_that_there_are(name):
    program, *words = unit(name)["ExecStart"].split()
    assert program.endswith("/backissue")
    assert CliRunner().invoke(cli, [*words, "--help"]).exit_code == 0


def test_both_units_run_as_the_user_that_sysusers_makes():
    path = Path(__file__).resolve().parent.parent / "packaging" / "backissue.sysusers"
    users = {line.split()[1] for line in path.read_text().splitlines() if line.startswith("u ")}
    named = {unit(name)["User"] for name in ("backissue.service", "backissue-browse.service")}
    assert named == users == {"backissue"}
