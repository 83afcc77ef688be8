"""kill -9 at any moment: nothing announced is lost, no file is invalid, the next start repairs.

BACKISSUE_KILLS sets the number of kills, BACKISSUE_SEED their moments.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from faults_archive import (
    ROOT,
    announced,
    article,
    backissue,
    children,
    configure,
    end,
    news,
    path_of,
    prove_files,
    prove_rows,
    rows,
    runs,
    start,
    states,
    stories,
    tagged,
    until,
)
from faults_rebuilt import prove_rebuilt
from spider_site import Site

KILLS = int(os.environ.get("BACKISSUE_KILLS", "10"))
SEED = int(os.environ.get("BACKISSUE_SEED", "7"))
STORIES = 60
LONGEST = 1.0  # seconds of work before a kill
KILLED = "the crawl process was ended by signal 9 (out of memory?)"


def edit(site: Site, generation: int) -> None:
    """Give a third of the stories another text, so that there is always something to write."""
    for n in range(generation % 3, STORIES, 3):
        body = article(n).replace("</article>", f"<p>Edition {generation} of it.</p></article>")
        site.rules[path_of(n)] = tagged(body, 0.01)


def worker(folder: Path) -> subprocess.Popen[bytes]:
    """A worker as the scheduler starts it, in a session of its own."""
    job = {"folder": str(folder), "sources": ["news"], "trigger": "manual", "recheck": "all"}
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "spiders"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(job).encode() + b"\n")
    process.stdin.flush()
    return process


def reached(site: Site, asked: int, process: subprocess.Popen[bytes]) -> None:
    until(lambda: len(site.asked) >= asked or process.poll() is not None)


def strike(process: subprocess.Popen[bytes], chance: random.Random) -> int:
    """Kill the worker alone, its whole group, or first two parsers; how many were killed."""
    what = chance.choice(["worker", "group", "parsers"])
    struck = 0
    if what == "parsers":
        for _ in range(2):
            # the first of them makes the others and is none itself
            parsers = [pid for pid, words in children(process.pid) if "forkserver" in words][1:]
            if parsers:
                with suppress(ProcessLookupError):
                    os.kill(chance.choice(parsers), signal.SIGKILL)
                    struck += 1
                time.sleep(chance.uniform(0, LONGEST / 2))
    if process.poll() is None:
        struck += 1
        if what == "worker":
            process.kill()
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL if what != "worker" else signal.SIGTERM)
    process.wait()
    assert process.stdin is not None
    process.stdin.close()
    return struck


def test_no_kill_costs_anything_that_was_announced(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    struck = turn = 0
    before = announced(tmp_path)
    with Site(news(STORIES, pause=0.01)) as site:
        configure(tmp_path, news=f"{site.base}/")
        while struck < KILLS:
            enough = len(site.asked) + chance.randint(1, STORIES)
            process = worker(tmp_path)
            reached(site, enough, process)
            time.sleep(chance.uniform(0, LONGEST))
            struck += strike(process, chance)
            assert struck or turn < 5, "workers end before they do anything"
            after = announced(tmp_path)
            assert before.items() <= after.items(), f"turn {turn} cost a row"
            before = after
            prove_rows(tmp_path)
            edit(site, turn := turn + 1)
        cut = rows(tmp_path, "SELECT count(*) FROM runs WHERE outcome = 'running'")[0][0]
        done = backissue(tmp_path, "crawl")
        assert done.returncode == 0, done.stdout + done.stderr
    crashed = rows(tmp_path, "SELECT DISTINCT reason FROM runs WHERE outcome = 'crashed'")
    assert cut == 0 or crashed == [
        ("its end was never written down: the process was killed, or the disk was full",)
    ]
    # (the end of a run that was killed between the WARC's sync and the commit was found there)
    assert rows(tmp_path, "SELECT count(*) FROM runs WHERE outcome = 'crashed'") <= [(cut,)]
    assert rows(tmp_path, "SELECT count(*) FROM runs WHERE outcome = 'running'") == [(0,)]
    assert stories(tmp_path) == STORIES, "nothing of the site is missing in the end"
    assert before.items() <= announced(tmp_path).items()
    prove_rows(tmp_path)
    files = prove_files(tmp_path)
    prove_rebuilt(tmp_path)
    in_vain = rows(tmp_path, "SELECT count(*) FROM announcements WHERE entries = 0")[0][0]
    print(
        f"{struck} kills in {turn} runs, {len(before)} captures in {files} files,"
        f" {in_vain} announcements made anew"
    )


def test_a_daemon_goes_on_after_its_worker_was_killed_and_after_it_was_killed_itself(
    tmp_path: Path,
) -> None:
    with Site(news(STORIES, pause=0.05)) as site:
        configure(tmp_path, news=f"{site.base}/")
        daemon = start(tmp_path, "daemon", "--disk-floor", "0")
        until(lambda: len(site.asked) > 5)
        for pid, words in children(daemon.pid):
            if "-m spiders " in words:
                os.kill(pid, signal.SIGKILL)
        until(lambda: runs(tmp_path).get("news") == ("crashed", KILLED))
        until(lambda: states(tmp_path)["news"]["failures"] == 1)
        state = states(tmp_path)["news"]
        assert state["due_reason"] == "failed: tried again after 2 h"
        assert state["last_error"] == KILLED
        daemon.send_signal(signal.SIGTERM)
        assert f"news: crashed, nothing new ({KILLED})" in end(daemon).replace(
            "crashed, 1 new", "crashed, nothing new"
        )
        asked = len(site.asked)
        crawl = start(tmp_path, "crawl")
        until(lambda: len(site.asked) > asked + 5)
        crawl.kill()  # its worker notices, finishes what is in flight, and leaves
        crawl.communicate()
        daemon = start(tmp_path, "daemon", "--disk-floor", "0")
        assert daemon.stdout is not None
        said = ""
        while "Archiving" not in said:
            said += (line := daemon.stdout.readline())
            assert line, said
        daemon.send_signal(signal.SIGTERM)
        end(daemon)
        outcomes = rows(tmp_path, "SELECT outcome FROM runs ORDER BY id LIMIT 2")
        assert outcomes == [("crashed",), ("stopped",)], "its worker wrote down how it ended"
    prove_rows(tmp_path)
    prove_files(tmp_path)
