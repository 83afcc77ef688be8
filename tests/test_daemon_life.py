"""The daemon as a process: it starts, crawls, reloads, drains and is never there twice."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.query import open_reader
from archive.store import open_store
from archive.times import parse

HERE = Path(__file__).parent
DRIVER = (sys.executable, str(HERE / "daemon_driver.py"))


def configure(folder, workers=2, **schedules):
    """A configuration with a source for each name; the fake worker acts by the name."""
    lines = ['[archive]\ncontact = "desk@example.org"\n', f"[crawl]\nworkers = {workers}\n"]
    for name, schedule in schedules.items():
        lines.append(
            f'[sources.{name}]\nurl = "https://{name}.example/"\nschedule = "{schedule}"\n'
        )
    (folder / "backissue.toml").write_text("\n".join(lines))


def jobs(folder):
    with contextlib.suppress(FileNotFoundError):
        return [json.loads(line) for line in (folder / "jobs.jsonl").read_text().splitlines()]
    return []


def states(folder):
    with open_reader(folder) as reader:
        return {state.name: state for state in reader.source_states()}


def runs(folder):
    with open_reader(folder) as reader:
        return list(reader.recent_runs(None, 50))


class Daemon:
    """A running daemon whose log can be waited for."""

    def __init__(self, folder, *arguments, env=None):
        self.log = folder / "daemon.log"
        self.log_file = self.log.open("ab")
        self.process = subprocess.Popen(
            [*DRIVER, str(folder), *arguments],
            stdout=self.log_file,
            stderr=self.log_file,
            env={**os.environ, **(env or {})},
        )

    def text(self):
        return self.log.read_text()

    def until(self, condition, seconds=25):
        """Wait until a condition holds, or until a text is in the log."""
        wanted = condition if callable(condition) else lambda: condition in self.text()
        end = time.monotonic() + seconds
        while not wanted():
            assert time.monotonic() < end, f"never: {condition}\n{self.text()}"
            assert self.process.poll() is None or wanted(), f"it left:\n{self.text()}"
            time.sleep(0.02)

    def leave(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(25)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.log_file.close()


@pytest.fixture
def start(tmp_path):
    with contextlib.ExitStack() as stack:
        yield lambda *arguments, **options: stack.enter_context(
            Daemon(tmp_path, *arguments, **options)
        )


def test_it_crawls_what_is_due_in_one_batch_and_notes_what_comes_next(tmp_path, start):
    configure(tmp_path, ok="adaptive", quiet="adaptive", partly="0 6 * * 1-5")
    daemon = start()
    daemon.until("quiet: ok")
    assert daemon.leave() == 0
    assert [job["sources"] for job in jobs(tmp_path)] == [["ok", "quiet"]]
    known = states(tmp_path)
    assert known["ok"].due_reason == "first visit: again in 1 h"
    assert known["ok"].interval_s == 3600
    assert parse(known["ok"].next_due_at) > datetime.now(UTC) + timedelta(minutes=58)
    assert known["partly"].due_reason == "schedule 0 6 * * 1-5 (UTC)"


def test_it_says_at_the_start_what_is_scheduled_and_when(tmp_path, start):
    configure(tmp_path, quiet="@yearly")
    daemon = start(env={"TZ": "Europe/Paris"})
    daemon.until("schedule @yearly (UTC)")
    assert "Archiving 1 source, next run: quiet" in daemon.text()
    assert " 01 Jan " in daemon.text() and "01:00:00 CET (in " in daemon.text()  # local time
    assert daemon.leave() == 0


def test_a_schedule_of_seconds_comes_again_and_again(tmp_path, start):
    configure(tmp_path, ok="@every 1s")
    daemon = start()
    daemon.until(lambda: len(jobs(tmp_path)) >= 2)
    assert daemon.leave() == 0
    assert {job["trigger"] for job in jobs(tmp_path)} == {"schedule"}


def test_a_source_never_overlaps_itself(tmp_path, start):
    configure(tmp_path, slow="@every 1s")
    daemon = start()
    daemon.until("still being crawled, so this turn is left out")
    assert daemon.leave() == 0
    assert len(jobs(tmp_path)) == 1


def test_sigterm_lets_what_is_in_flight_finish(tmp_path, start):
    configure(tmp_path, slow="adaptive")
    daemon = start()
    daemon.until((tmp_path / "slow").exists)
    assert daemon.leave() == 0
    assert "stopping when slow can be left" in daemon.text()
    assert "slow: stopped, 1 new" in daemon.text()
    assert not runs_alive(tmp_path)


def test_what_was_stopped_is_taken_up_at_the_next_start(tmp_path, start):
    configure(tmp_path, slow="0 6 1 1 *")
    with open_store(tmp_path) as store:
        from scheduler.commands import Session

        store.sync_sources(Session(tmp_path).config())
        store.set_due("slow", datetime.now(UTC), "was stopped before it was done", None)
    daemon = start()
    daemon.until(lambda: jobs(tmp_path))
    assert daemon.leave(signal.SIGINT) == 0
    assert states(tmp_path)["slow"].due_reason == "was stopped before it was done"


def test_a_second_sigterm_ends_it_within_seconds(tmp_path, start):
    configure(tmp_path, deaf="adaptive")
    daemon = start()
    daemon.until((tmp_path / "deaf").exists)
    daemon.process.send_signal(signal.SIGTERM)
    daemon.until("stopping")
    assert daemon.leave() == 0
    assert "deaf: crashed" in daemon.text()
    assert not runs_alive(tmp_path)


def test_a_second_daemon_is_refused_and_told_who_has_it(tmp_path, start):
    configure(tmp_path, quiet="@yearly")
    daemon = start()
    daemon.until("Archiving")
    second = subprocess.run([*DRIVER, str(tmp_path)], capture_output=True, text=True, timeout=30)
    assert second.returncode == 69
    assert f"in use by `backissue daemon` (process {daemon.process.pid})" in second.stderr
    assert daemon.leave() == 0


def test_sigkill_leaves_workers_that_leave_by_themselves_and_a_folder_that_starts(tmp_path, start):
    configure(tmp_path, slow="@every 1h")
    daemon = start()
    daemon.until(lambda: jobs(tmp_path))
    with open_store(tmp_path) as store:  # what a real worker writes when it starts
        store.start_run("slow", "schedule")
    assert daemon.leave(signal.SIGKILL) == -signal.SIGKILL
    again = start()
    again.until("1 runs were cut short")
    again.until(lambda: len(jobs(tmp_path)) >= 2)
    assert not alive(jobs(tmp_path)[0]["pid"])
    assert runs(tmp_path)[-1].outcome == "crashed"
    assert again.leave() == 0


def test_what_was_missed_while_no_daemon_ran_is_caught_up_once(tmp_path, start):
    from scheduler.commands import Session

    configure(tmp_path, quiet="*/5 * * * *", ok="@yearly")
    with open_store(tmp_path) as store:
        store.sync_sources(Session(tmp_path).config())
        for name in ("quiet", "ok"):
            store.start_run(name, "schedule")
        store.mark_crashed("test")
    long_ago = datetime.now(UTC) - timedelta(days=3)
    backdate(tmp_path, "quiet", long_ago)
    daemon = start()
    daemon.until("quiet: ok")
    assert daemon.leave() == 0
    caught = [job for job in jobs(tmp_path) if job["trigger"] == "catch-up"]
    assert [job["sources"] for job in caught] == [["quiet"]]


def test_sighup_takes_over_a_new_source(tmp_path, start):
    configure(tmp_path, quiet="@yearly")
    daemon = start()
    daemon.until("Archiving")
    configure(tmp_path, quiet="@yearly", ok="adaptive")
    daemon.process.send_signal(signal.SIGHUP)
    daemon.until("ok: ok, 2 new")
    assert daemon.leave() == 0


def test_sighup_with_a_faulty_file_keeps_the_old_one(tmp_path, start):
    configure(tmp_path, quiet="@every 1s")
    good = (tmp_path / "backissue.toml").read_text()
    daemon = start()
    daemon.until("Archiving")
    (tmp_path / "backissue.toml").write_text("[sources.quiet]\nurl = 7\nschedule = 'never'\n")
    daemon.process.send_signal(signal.SIGHUP)
    daemon.until("the old one holds")
    assert "sources.quiet.url" in daemon.text()
    before = len(jobs(tmp_path))
    daemon.until(lambda: len(jobs(tmp_path)) > before)
    assert daemon.leave() == 0
    assert jobs(tmp_path)[-1]["config"] == good, "the crawl goes by it too"


def test_a_crash_is_a_row_in_runs_with_its_reason(tmp_path, start):
    configure(tmp_path, early="adaptive")
    daemon = start()
    daemon.until("early: crashed")
    assert daemon.leave() == 0
    [run] = [run for run in runs(tmp_path) if run.source == "early"]
    assert run.outcome == "crashed" and "MemoryError" in run.reason
    assert states(tmp_path)["early"].failures == 1
    assert states(tmp_path)["early"].due_reason == "failed: tried again after 2 h"


def test_a_full_disk_pauses_it_with_a_clear_line(tmp_path, start):
    configure(tmp_path, ok="adaptive")
    daemon = start("1e12")
    daemon.until("crawling pauses until there is room again")
    daemon.until("Archiving")
    assert daemon.leave() == 0
    assert jobs(tmp_path) == []


def test_a_bad_configuration_is_refused_with_all_its_faults(tmp_path):
    configure(tmp_path, a="0 0 30 2 *", b="hi")
    run = subprocess.run([*DRIVER, str(tmp_path)], capture_output=True, text=True, timeout=30)
    assert run.returncode == 2
    assert "sources.a.schedule" in run.stderr and "sources.b.schedule" in run.stderr
    assert not (tmp_path / "backissue.db").exists()


def test_systemd_hears_ready_watchdog_reload_and_stopping(tmp_path, start):
    configure(tmp_path, quiet="@yearly")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ears:
        ears.bind(str(tmp_path / "s"))
        ears.settimeout(25)
        daemon = start(env={"NOTIFY_SOCKET": str(tmp_path / "s"), "WATCHDOG_USEC": "300000"})
        heard = ""

        def until(words):
            nonlocal heard
            while words not in heard:
                heard += ears.recv(4096).decode() + "\n"

        until("READY=1")
        until("STATUS=1 source, next run: quiet")
        until("WATCHDOG=1")
        daemon.process.send_signal(signal.SIGHUP)
        until("RELOADING=1\nMONOTONIC_USEC=")
        heard = ""
        until("READY=1")
        daemon.process.send_signal(signal.SIGTERM)
        until("STOPPING=1")
        assert daemon.process.wait(25) == 0


def test_the_daemon_knows_no_crawler_and_no_browser():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import scheduler.daemon;"
        "print(sorted({m.split('.')[0] for m in sys.modules}"
        " & {'scrapy', 'twisted', 'datasette', 'spiders', 'lxml', 'warcio', 'rich'}))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, str(HERE.parent)], capture_output=True, text=True, timeout=60
    )
    assert found.stdout.strip() == "[]", found.stderr


def backdate(folder, name, moment):
    import sqlite3

    from archive.times import stamp

    with contextlib.closing(sqlite3.connect(folder / "backissue.db")) as connection, connection:
        connection.execute(
            "UPDATE sources SET last_run_at = ?, next_due_at = NULL WHERE name = ?",
            (stamp(moment), name),
        )


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def runs_alive(folder):
    return [job["pid"] for job in jobs(folder) if alive(job["pid"])]
