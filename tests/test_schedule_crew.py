"""Workers live side by side: never more than allowed, never on one host, one after the other."""

import asyncio
import json
import sys
from pathlib import Path

from archive.config.model import Config, Crawl, Source
from scheduler.crew import Crew
from scheduler.workers import Patience

FAKE = (sys.executable, str(Path(__file__).with_name("schedule_fake_worker.py")))
QUICK = Patience(stall=20, grace=20, hurry=0.3, deadline=30)


def config(folder, workers=2, **hosts):
    sources = {
        name: Source(name=name, url=f"https://{host}.example/") for name, host in hosts.items()
    }
    return Config(folder, sources, crawl=Crawl(workers=workers))


def jobs(folder):
    path = folder / "jobs.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


async def until(condition):
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("never")


def play(settings, play_with):
    """Run a scene with a crew; the verdicts in the order they came."""
    verdicts = []

    async def scene():
        crew = Crew(
            settings,
            on_event=lambda event: None,
            on_verdict=lambda verdict, batch: verdicts.append((verdict.source, verdict.outcome)),
            patience=QUICK,
            command=FAKE,
        )
        await asyncio.wait_for(play_with(crew), 40)

    asyncio.run(scene())
    return verdicts


def test_what_is_asked_together_shares_a_worker(tmp_path):
    async def scene(crew):
        crew.ask(["ok"], trigger="schedule")
        crew.ask(["quiet", "ok", "unknown"], trigger="schedule")
        await crew.idle()

    settings = config(tmp_path, ok="a", quiet="b")
    assert play(settings, scene) == [("ok", "ok"), ("quiet", "ok")]
    assert [job["sources"] for job in jobs(tmp_path)] == [["ok", "quiet"]]


def test_a_source_on_a_busy_host_waits_until_it_is_free(tmp_path):
    settings = config(tmp_path, slow="same", ok="same", quiet="other")

    async def scene(crew):
        crew.ask(["slow"], trigger="schedule")
        await until((tmp_path / "slow").exists)
        assert crew.ask(["slow"], trigger="schedule") == ["slow"]
        crew.ask(["ok", "quiet"], trigger="schedule")
        await until(lambda: len(jobs(tmp_path)) == 2)
        await until(lambda: crew.live == 1)
        assert (crew.running, crew.waiting) == ({"slow"}, {"ok"})
        crew.pause()  # lets the slow one go
        await until(lambda: crew.live == 0)
        crew.resume()
        await crew.idle()

    verdicts = play(settings, scene)
    assert verdicts == [("quiet", "ok"), ("slow", "stopped"), ("ok", "ok")]


def test_never_more_workers_than_allowed(tmp_path):
    settings = config(tmp_path, workers=1, slow="a", ok="b")

    async def scene(crew):
        crew.ask(["slow"], trigger="schedule")
        await until((tmp_path / "slow").exists)
        crew.ask(["ok"], trigger="schedule")
        await asyncio.sleep(0.3)
        assert (crew.live, crew.waiting) == (1, {"ok"})
        crew.drain()
        await crew.idle()

    assert play(settings, scene) == [("slow", "stopped")]
    assert len(jobs(tmp_path)) == 1


def test_a_paused_crew_starts_nothing_and_forgets_nothing(tmp_path):
    async def scene(crew):
        crew.pause()
        crew.ask(["ok"], trigger="schedule")
        await asyncio.sleep(0.3)
        assert (crew.live, crew.waiting) == (0, {"ok"})
        crew.resume()
        await crew.idle()

    assert play(config(tmp_path, ok="a"), scene) == [("ok", "ok")]


def test_after_draining_nothing_is_taken_on(tmp_path):
    async def scene(crew):
        crew.drain()
        crew.ask(["ok"], trigger="schedule")
        await crew.idle()

    assert play(config(tmp_path, ok="a"), scene) == []


def test_one_worker_that_dies_takes_only_its_own_batch(tmp_path):
    settings = config(tmp_path, dying="a", ok="a2", quiet="b")

    async def scene(crew):
        crew.ask(["dying"], trigger="schedule")
        crew.ask(["quiet"], trigger="catch-up")
        await crew.idle()

    assert sorted(play(settings, scene)) == [("dying", "crashed"), ("quiet", "ok")]


def test_the_source_says_how_known_stories_are_rechecked(tmp_path):
    sources = {
        "ok": Source(name="ok", url="https://a.example/", recheck="all"),
        "quiet": Source(name="quiet", url="https://b.example/"),
    }

    async def scene(crew):
        crew.ask(["ok", "quiet"], trigger="schedule")
        await crew.idle()
        crew.ask(["quiet"], trigger="manual", recheck="all")
        await crew.idle()

    play(Config(tmp_path, sources), scene)
    asked = [(job["sources"], job["recheck"]) for job in jobs(tmp_path)]
    assert sorted(asked[:2]) == [(["ok"], "all"), (["quiet"], "due")]
    assert asked[2] == (["quiet"], "all")
