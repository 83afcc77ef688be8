"""Killed at every step of forgetting: the next start finds either nothing done or all of it."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from forget_archive import COPY, OTHER, SECRET, STORY, build, rows, start_again, traces
from spider_site import Site

from archive import db
from archive.config import load
from archive.forget import Asked, choose, forget, rewriting, scrubbing, sweeping
from archive.journal import Announcement, ForgottenEntry
from archive.times import now
from archive.verify import verify_archive
from archive.warc import orders
from archive.warc.journal import WarcJournal
from archive.warc.opening import open_warcs

ONLY_THERE = f"{SECRET} was seen at the quay again"
_STEPS: tuple[tuple[Any, str], ...] = (
    (WarcJournal, "write"),
    (WarcJournal, "confirm"),
    (scrubbing, "remove_copies"),
    (scrubbing, "scrub"),
    (sweeping, "rewrite"),
    (rewriting._Writing, "_write"),
    (sweeping, "_point_into"),
    (sweeping, "_take_name"),
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("kill") / "a"
    with Site({}) as site:
        build(folder, site)
        return folder, site.base


def _forget(folder: Path, url: str) -> None:
    config = load(folder / "backissue.toml")
    with closing(db.open_writer(folder)) as connection:
        chosen = choose(connection, folder, Asked((url,)))
        forget(config, connection, chosen, (url,), reason="a court said so")


def _killed_at(step: int) -> Callable[[], None]:
    """Have this process killed at its step number `step`, counted before and after each."""
    count = 0

    def pass_by() -> None:
        nonlocal count
        count += 1
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def watched(work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            pass_by()
            result = work(*arguments, **named)
            pass_by()
            return result

        return run

    for place, name in _STEPS:
        setattr(place, name, watched(getattr(place, name)))
    return pass_by


def _forget_and_die(folder: Path, url: str, step: int) -> bool:
    """Whether the child process came to the step, and was killed there."""
    child = os.fork()
    if child == 0:
        try:
            _killed_at(step)
            _forget(folder, url)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _states(built: tuple[Path, str], folder: Path) -> Iterator[tuple[int, bool]]:
    """Each step of forgetting, and whether it was done after the next start."""
    source, base = built
    for step in range(1, 1000):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(source, folder)
        if not _forget_and_die(folder, base + STORY, step):
            return
        start_again(folder)
        kept = [url.removeprefix(base) for (url,) in rows(folder, "SELECT url FROM stories")]
        assert sorted(kept) in ([COPY, OTHER], sorted([STORY, COPY, OTHER])), step
        yield step, STORY not in kept


def test_killed_at_any_step_it_is_done_or_was_never_begun(
    built: tuple[Path, str], tmp_path: Path
) -> None:
    folder = tmp_path / "a"
    outcomes = []
    for step, done in _states(built, folder):
        outcomes.append(done)
        assert (traces(folder, ONLY_THERE) == []) is done, step
        assert not list((folder / "warc").glob("*.forgetting")), step
        report = verify_archive(folder, jobs=1)
        assert report.faults == 0, (step, dict(report.tally.first))
    assert len(outcomes) > 20
    assert outcomes == sorted(outcomes), "once it is announced it is done"
    assert not outcomes[0]


def test_a_second_start_finds_nothing_left(built: tuple[Path, str], tmp_path: Path) -> None:
    source, base = built
    shutil.copytree(source, tmp_path / "a")
    _forget(tmp_path / "a", base + STORY)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "a" / "warc").iterdir()}
    start_again(tmp_path / "a")
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "a" / "warc").iterdir()}
    assert after == before


def test_a_strangers_file_has_nothing_forgotten(
    built: tuple[Path, str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    source, _ = built
    folder = tmp_path / "a"
    shutil.copytree(source, folder)
    records = tuple(record for (record,) in rows(folder, "SELECT record_id FROM captures"))
    entry = ForgottenEntry("http://paper.example/", records, "a forgery")
    with open_warcs(load(folder / "backissue.toml")) as writer:
        WarcJournal(writer).write(Announcement(99, now(), 1, (entry,)))
    before = traces(folder, SECRET)
    start_again(folder)
    assert "nobody asked for here" in caplog.text
    assert traces(folder, SECRET) == before
    assert len(rows(folder, "SELECT * FROM stories")) == 3
    caplog.clear()
    start_again(folder)
    assert not caplog.text


def test_the_note_of_what_is_to_be_forgotten_goes_when_it_is(
    built: tuple[Path, str], tmp_path: Path
) -> None:
    source, base = built
    shutil.copytree(source, tmp_path / "a")
    _forget(tmp_path / "a", base + STORY)
    assert not (tmp_path / "a" / orders.NAME).exists()
