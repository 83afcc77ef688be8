"""crawl, schedule and status as a person meets them."""

import json
import os
import re
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

import scheduler.crew
import scheduler.foreground
from archive.store import open_store
from archive.times import now
from scheduler.cli import cli
from scheduler.figures import spoken_bytes
from scheduler.lock import ArchiveLock
from scheduler.messages import Progress, Started, StoryKept, Trouble
from scheduler.progress import Screen, summary
from scheduler.workers import Verdict

FAKE = (sys.executable, str(Path(__file__).with_name("schedule_fake_worker.py")))


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Call `backissue -C tmp_path …` with the fake worker."""
    monkeypatch.setattr(
        scheduler.foreground.crawl,
        "__kwdefaults__",
        {
            **scheduler.foreground.crawl.__kwdefaults__,
            "command": FAKE,
            "floor_mb": 0,
        },
    )
    return lambda *words: CliRunner().invoke(cli, ["-C", str(tmp_path), *words])


def configure(folder, **schedules):
    lines = ['[archive]\ncontact = "desk@example.org"\n']
    for name, schedule in schedules.items():
        lines.append(
            f'[sources.{name}]\nurl = "https://{name}.example/"\nschedule = "{schedule}"\n'
        )
    (folder / "backissue.toml").write_text("\n".join(lines))


def test_crawl_shows_each_story_and_ends_with_a_summary(tmp_path, call):
    configure(tmp_path, ok="adaptive", quiet="0 6 * * *")
    result = call("crawl")
    assert result.exit_code == 0, result.output
    assert "+ new      From ok  [ok]" in result.output
    [row] = [line for line in result.output.splitlines() if line.startswith("ok ")]
    assert row.split() == ["ok", "ok", "2", "0", "0", "0", "0", "3", "4.0", "kB", "0"]
    assert f"database  {tmp_path / 'backissue.db'}" in result.output
    assert f"captures  {tmp_path / 'warc'}" in result.output


@pytest.mark.parametrize(
    ("sources", "code", "words"),
    [
        (["failing"], 1, "failing: failed: unknown host a.test"),
        (["partly"], 3, "partly: partly: 2 pages could not be read"),
        (["ok", "failing"], 3, "failing: failed"),
        (["dying"], 1, "crashed: the crawl process ended with code 1"),
        (["full"], 1, "the disk is full: free some"),
    ],
)
def test_the_exit_code_tells_how_it_went(tmp_path, call, sources, code, words):
    configure(tmp_path, **dict.fromkeys(sources, "adaptive"))
    result = call("crawl")
    assert result.exit_code == code, result.output
    assert words in result.output
    assert "Traceback" not in result.output


def test_crawl_takes_only_the_sources_that_are_named(tmp_path, call):
    configure(tmp_path, ok="adaptive", quiet="adaptive")
    assert call("crawl", "quiet", "--recheck", "all").exit_code == 0
    job = json.loads((tmp_path / "jobs.jsonl").read_text())
    assert (job["sources"], job["trigger"], job["recheck"]) == (["quiet"], "manual", "all")


def test_an_unknown_source_is_named_with_the_nearest(tmp_path, call):
    configure(tmp_path, guardian="adaptive")
    result = call("crawl", "gardian")
    assert result.exit_code == 2
    assert "no source is called `gardian`; did you mean `guardian`?" in result.output


def test_crawl_beside_a_daemon_is_refused(tmp_path, call):
    configure(tmp_path, ok="adaptive")
    with ArchiveLock(tmp_path, "backissue daemon"):
        result = call("crawl")
    assert result.exit_code == 69
    assert f"`backissue daemon` (process {os.getpid()})" in result.output


def test_too_little_room_is_said_before_anything_starts(tmp_path, call):
    configure(tmp_path, ok="adaptive")
    result = call("crawl", "--disk-floor", "1e12")
    assert result.exit_code == 1
    assert "MB are free below" in result.output and "free some space" in result.output
    assert not (tmp_path / "jobs.jsonl").exists()


def test_nothing_to_crawl_is_said(tmp_path, call):
    configure(tmp_path)
    for command in ("crawl", "schedule", "status"):
        assert f"`backissue -C {tmp_path} add example.com`" in call(command).output


def test_ctrl_c_drains_and_still_ends_with_the_summary(tmp_path):
    configure(tmp_path, slow="adaptive", ok="adaptive")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import scheduler.foreground as f\n"
        "f.crawl.__kwdefaults__.update(command=(sys.executable, sys.argv[2]), floor_mb=0)\n"
        "from scheduler.cli import cli; cli(['-C', sys.argv[3], 'crawl'])"
    )
    root = str(Path(__file__).resolve().parent.parent)
    process = subprocess.Popen(
        [sys.executable, "-c", code, root, FAKE[1], str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        while not (tmp_path / "slow").exists():
            assert process.poll() is None, process.stdout.read()
        process.send_signal(signal.SIGINT)
        output = process.stdout.read()
        assert process.wait(30) == 130
    assert "stopping: what is in flight is finished first" in output
    assert re.search(r"^slow +stopped +1 ", output, re.MULTILINE)
    with open_store(tmp_path):
        pass


def test_schedule_shows_the_next_times_and_why(tmp_path, call):
    configure(tmp_path, ok="adaptive", quiet="@yearly")
    result = call("schedule")
    assert "ok     now\n       not visited yet\n" in result.output
    assert "schedule @yearly (UTC)" in result.output
    assert "No daemon is running" in result.output
    assert call("schedule", "quiet", "-n", "4").output.count("then ") == 3
    assert not (tmp_path / "backissue.db").exists()


def test_status_shows_success_failures_and_what_comes_next(tmp_path, call):
    configure(tmp_path, ok="adaptive", failing="adaptive")
    call("crawl")
    output = call("status").output
    assert "Nothing is running here." in output
    assert "first visit: again in 1 h" in output
    assert "failed: tried again after 2 h" in output


def test_status_as_json_is_one_document(tmp_path, call):
    configure(tmp_path, ok="adaptive")
    with ArchiveLock(tmp_path, "backissue daemon"):
        document = json.loads(call("status", "--json").stdout)
    assert document["running"]["command"] == "backissue daemon"
    assert document["sources"][0]["name"] == "ok"
    assert document["sources"][0]["due_reason"] == "not visited yet"
    assert document["problems"] == []


def test_check_is_silent_when_all_is_well(tmp_path, call):
    configure(tmp_path, ok="adaptive")
    result = call("status", "--check")
    assert (result.exit_code, result.output) == (0, "")


def test_check_minds_sources_that_keep_failing_or_are_late(tmp_path, call):
    configure(tmp_path, a="adaptive", b="adaptive")
    with open_store(tmp_path) as store:
        from scheduler.commands import Session

        store.sync_sources(Session(tmp_path).config())
        for _ in range(3):
            run = store.start_run("a", "schedule")
            store.settle_run(run.key, outcome="crashed", reason="no such host")
        store.set_due("a", now() + timedelta(hours=9), "failed", 3600)
        store.start_run("b", "schedule")
        store.set_due("b", now() - timedelta(hours=5), "nothing new", 3600)
    result = call("status", "--check")
    assert result.exit_code == 1
    assert "a failed 3 times in a row: no such host" in result.output
    assert "b should have been crawled 5 h ago" in result.output


class Terminal:
    """A terminal that remembers what was written to it."""

    def __init__(self, live):
        self.live, self.written = live, ""

    def isatty(self):
        return self.live

    def write(self, text):
        self.written += text

    def flush(self):
        pass


def test_the_status_line_is_for_terminals_only():
    for live in (True, False):
        terminal = Terminal(live)
        screen = Screen(terminal, width=100)
        screen.show(Started("a", "r"))
        screen.show(Progress("a", {"pages": 7, "new": 2, "queued": 5, "bytes": 4000}))
        screen._drawn_at = 0.0
        screen.show(Started("b", "r"))
        screen.show(StoryKept("a", "revised", "A headline", "u"))
        screen.clear()
        assert (
            "7 pages, 4.0 kB, 2 new, 0 revised, 0 errors, 5 to go  a, b" in terminal.written
        ) is live
        assert ("\x1b" in terminal.written) is live
        assert "~ revised  A headline  [a]\n" in terminal.written


def test_a_reader_that_leaves_does_not_stop_the_crawl():
    class Gone(Terminal):
        def write(self, text):
            raise BrokenPipeError

    Screen(Gone(False)).show(StoryKept("a", "new", "A headline", "u"))


def test_many_troubles_are_counted_not_listed():
    terminal = Terminal(False)
    screen = Screen(terminal)
    for number in range(100):
        screen.show(Trouble("a", f"http://a.test/{number}", "timeout"))
    assert terminal.written.count("timeout") == 20
    assert "more troubles are in the log" in terminal.written


def test_the_summary_adds_up():
    table = summary(
        [
            Verdict("a", "r", "ok", None, {"new": 1200, "bytes": 1_500_000}),
            Verdict("b", "r", "partly", None, {"new": 1, "errors": 2}),
        ]
    )
    assert table.splitlines()[-1].split()[:2] == ["all", "1,201"]
    assert "1.5 MB" in table


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 B"), (812, "812 B"), (4100, "4.1 kB"), (17_400_000, "17 MB"), (10**15, "1,000.0 TB")],
)
def test_sizes_in_words(number, words):
    assert spoken_bytes(number) == words


def test_local_time_is_said_with_its_zone(monkeypatch):
    import time

    from scheduler.spoken import when

    monkeypatch.setenv("TZ", "Europe/Paris")
    time.tzset()
    try:
        moment = datetime(2026, 11, 23, 17, 10, tzinfo=UTC)
        assert when(moment, now=moment - timedelta(minutes=20)) == (
            "Mon 23 Nov 2026 18:10:00 CET (in 20 min)"
        )
    finally:
        monkeypatch.undo()
        time.tzset()
