"""A status line is for people who look at it, and leaves nothing behind."""

from __future__ import annotations

import io

import pytest

from scheduler.figures import many, spoken_wait
from scheduler.status_line import CLEAR, StatusLine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_each_drawing_takes_the_place_of_the_last_and_the_end_takes_it_away() -> None:
    out = Terminal()
    with StatusLine(out) as line:
        line.draw("1 story")
        line.draw("2 stories")
    assert out.getvalue() == f"{CLEAR}1 story{CLEAR}2 stories{CLEAR}"


def test_it_is_due_at_once_and_then_not_before_some_time_went_by(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moment = 100.0
    monkeypatch.setattr("scheduler.status_line.time.monotonic", lambda: moment)
    line = StatusLine(Terminal())
    assert line.is_due
    line.draw("1 story")
    assert not line.is_due
    moment += 1
    assert line.is_due


def test_nothing_is_due_or_drawn_where_nobody_looks() -> None:
    out = io.StringIO()
    with StatusLine(out) as line:
        assert not line.is_due
        line.draw("1 story")
    assert out.getvalue() == ""


def test_an_undrawn_line_is_not_taken_away() -> None:
    out = Terminal()
    with StatusLine(out):
        pass
    assert out.getvalue() == ""


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 records"), (1, "1 record"), (2000, "2,000 records")]
)
def test_numbers_of_things(count: int, words: str) -> None:
    assert many(count, "record") == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(41.6, "42 s"), (600.0, "10 min"), (99_960.0, "27 h 46 min")]
)
def test_waits_in_words(seconds: float, words: str) -> None:
    assert spoken_wait(seconds) == words
