"""A worker process is watched, stopped in steps, and judged by its records alone."""

import asyncio
import json
import os
import sys
import time
from pathlib import Path

import pytest

from scheduler.messages import Fatal, Job, StoryKept, Trouble
from scheduler.workers import Patience, Worker

FAKE = (sys.executable, str(Path(__file__).with_name("schedule_fake_worker.py")))
QUICK = Patience(stall=20, grace=20, hurry=0.3, deadline=30)


class Watched:
    """A worker and what was heard of it."""

    def __init__(self, folder, *sources, patience=QUICK, command=FAKE, keep_open=()):
        self.events = []
        self.verdicts = {}
        self.folder = folder
        self.worker = Worker(
            Job(folder, sources, "manual", "due"),
            on_event=self._hear,
            on_verdict=lambda verdict: self.verdicts.setdefault(verdict.source, verdict),
            patience=patience,
            command=command,
            keep_open=keep_open,
        )
        self.started = None

    def _hear(self, event):
        self.events.append(event)
        if self.started is not None:
            self.started.set()

    def run(self, once_started=None):
        """See it to its end; `once_started` is called when the first event has come."""

        async def watch():
            self.started = asyncio.Event()
            task = asyncio.create_task(self.worker.run())
            if once_started is not None:
                await asyncio.wait_for(self.started.wait(), 20)
                once_started(self.worker)
            await asyncio.wait_for(task, 30)

        asyncio.run(watch())
        return {name: verdict.outcome for name, verdict in self.verdicts.items()}

    def pid(self):
        return json.loads((self.folder / "jobs.jsonl").read_text())["pid"]


def gone(pid):
    """Whether a process is not there, or only waits to be reaped."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_records_become_verdicts(tmp_path):
    watched = Watched(tmp_path, "ok", "quiet", "failing", "partly")
    assert watched.run() == {"ok": "ok", "quiet": "ok", "failing": "failed", "partly": "partly"}
    assert watched.verdicts["ok"].counts == {"new": 2, "bytes": 4000, "errors": 0, "captures": 3}
    assert watched.verdicts["failing"].reason == "unknown host a.test"
    assert StoryKept("ok", "new", "From ok", "http://a.test/1") in watched.events
    assert Trouble("failing", "http://a.test/", "unknown host") in watched.events


def test_the_job_reaches_the_worker(tmp_path):
    Watched(tmp_path, "ok", "quiet").run()
    job = json.loads((tmp_path / "jobs.jsonl").read_text())
    assert job["folder"] == str(tmp_path)
    assert (job["sources"], job["trigger"], job["recheck"]) == (["ok", "quiet"], "manual", "due")


def test_closing_its_input_lets_it_finish_and_spares_the_rest(tmp_path):
    watched = Watched(tmp_path, "slow", "ok")
    assert watched.run(Worker.drain) == {"slow": "stopped", "ok": "stopped"}
    assert watched.verdicts["slow"].reason == "asked to stop"
    assert watched.verdicts["ok"].run is None


def test_a_worker_that_is_asked_to_stop_before_it_runs_stops(tmp_path):
    watched = Watched(tmp_path, "slow")
    watched.worker.drain()
    assert watched.run() == {"slow": "stopped"}


def test_one_that_has_done_its_work_does_not_keep_its_place(tmp_path):
    watched = Watched(
        tmp_path, "lingering", patience=Patience(stall=20, grace=0.3, hurry=0.2, deadline=30)
    )
    assert watched.run() == {"lingering": "ok"}
    assert gone(watched.pid())


def test_a_worker_is_not_asked_to_stop_before_it_can_hear(tmp_path):
    watched = Watched(tmp_path, "early_bird")
    assert watched.run(Worker.drain) == {"early_bird": "stopped"}


def test_no_sign_of_life_ends_it_with_force(tmp_path):
    watched = Watched(
        tmp_path, "silent", "ok", patience=Patience(stall=0.8, grace=20, hurry=0.2, deadline=30)
    )
    assert watched.run() == {"silent": "crashed", "ok": "crashed"}
    assert "gave no sign of life for 0.8 s" in watched.verdicts["silent"].reason
    assert watched.verdicts["silent"].run == "run-silent"
    assert gone(watched.pid())


def test_the_deadline_stops_it_gently(tmp_path):
    patience = Patience(stall=20, grace=20, hurry=0.2, deadline=2.5)
    watched = Watched(tmp_path, "slow", patience=patience)
    assert watched.run() == {"slow": "partly"}  # not `stopped`: that would start it again at once
    assert "took longer than 2 s" in watched.verdicts["slow"].reason


def test_one_that_does_not_listen_is_killed_when_its_grace_is_over(tmp_path):
    patience = Patience(stall=20, grace=0.3, hurry=0.2, deadline=30)
    watched = Watched(tmp_path, "deaf", patience=patience)
    assert watched.run(Worker.drain) == {"deaf": "crashed"}
    assert "did not stop within 0.3 s" in watched.verdicts["deaf"].reason
    assert gone(watched.pid())


def test_a_second_sigterm_leaves_code_zero_and_a_crashed_run(tmp_path):
    watched = Watched(tmp_path, "stubborn")
    assert watched.run(Worker.hurry) == {"stubborn": "crashed"}
    assert watched.verdicts["stubborn"].reason == "the crawl process was ended before it was done"


def test_leaving_without_a_record_is_a_crash_and_its_last_words_are_kept(tmp_path):
    watched = Watched(tmp_path, "ok", "dying", "quiet")
    assert watched.run() == {"ok": "ok", "dying": "crashed", "quiet": "crashed"}
    assert watched.verdicts["dying"].reason.endswith(
        "ended with code 1 and no result: MemoryError: no more"
    )


def test_a_kill_is_named(tmp_path):
    watched = Watched(tmp_path, "killed")
    assert watched.run() == {"killed": "crashed"}
    assert "ended by signal 9" in watched.verdicts["killed"].reason


def test_a_worker_that_gives_up_says_why(tmp_path):
    watched = Watched(tmp_path, "full", "ok")
    assert watched.run() == {"full": "crashed", "ok": "crashed"}
    assert watched.verdicts["ok"].reason == "the disk is full: free some"
    assert watched.worker.fatal == Fatal("StorageError", "the disk is full: free some", 1)


def test_noise_lies_and_long_lines_change_nothing(tmp_path):
    watched = Watched(tmp_path, "noisy")
    assert watched.run() == {"noisy": "ok"}
    [story] = [event for event in watched.events if isinstance(event, StoryKept)]
    assert "\x1b" not in story.headline


def test_children_that_hold_the_pipes_open_do_not_hold_us_up(tmp_path):
    watched = Watched(tmp_path, "parental")
    began = time.monotonic()
    assert watched.run() == {"parental": "ok"}
    assert time.monotonic() - began < 15
    assert gone(int((tmp_path / "child.pid").read_text()))


def test_a_process_that_cannot_be_started_is_a_crash_with_a_reason(tmp_path):
    watched = Watched(tmp_path, "ok", command=(str(tmp_path / "nothing"),))
    assert watched.run() == {"ok": "crashed"}
    assert "could be started" in watched.verdicts["ok"].reason


def test_the_lock_is_inherited(tmp_path):
    file = os.open(tmp_path / "held", os.O_CREAT | os.O_RDWR)
    code = (
        "import os,sys,json;sys.stdin.readline();os.fstat(int(sys.argv[1]));"
        "print(json.dumps({'event':'finished','source':'a','run':'r','outcome':'ok'}),flush=True)"
    )
    watched = Watched(
        tmp_path, "a", command=(sys.executable, "-c", code, str(file)), keep_open=(file,)
    )
    try:
        assert watched.run() == {"a": "ok"}
    finally:
        os.close(file)


def test_a_folder_cannot_slip_its_own_modules_in(tmp_path):
    """The archive's folder is the working directory, and must not be on sys.path."""
    from scheduler.children import module_command

    (tmp_path / "spiders").mkdir()
    (tmp_path / "spiders" / "__init__.py").write_text("raise SystemExit('theirs')")
    (tmp_path / "spiders" / "run.py").write_text("raise SystemExit('theirs')")
    watched = Watched(tmp_path, "a", command=module_command("spiders"))
    watched.run()
    assert "theirs" not in watched.verdicts["a"].reason


@pytest.mark.parametrize("outcome", ["ok", "failed"])
def test_a_source_is_judged_once(tmp_path, outcome):
    code = (
        "import json,sys;sys.stdin.readline()\n"
        "for o in (sys.argv[1], 'ok', 'failed'):"
        " print(json.dumps({'event':'finished','source':'a','run':'r','outcome':o}),flush=True)"
    )
    watched = Watched(tmp_path, "a", command=(sys.executable, "-c", code, outcome))
    assert watched.run() == {"a": outcome}
