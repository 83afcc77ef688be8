"""Announcements survive the way through a WARC record's block."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import CaptureMissing
from archive.journal import (
    LAST,
    Announcement,
    CaptureEntry,
    ChoiceEntry,
    Entry,
    ForgottenEntry,
    RunEntry,
    VisitEntry,
    is_announcement,
    read,
    written,
)

WORDS = st.text(max_size=40)
MAYBE = st.one_of(st.none(), st.text(min_size=1, max_size=40))
IDS = st.lists(WORDS, max_size=4).map(tuple)
ENTRIES: st.SearchStrategy[Entry] = st.one_of(
    st.builds(VisitEntry, *[WORDS] * 4, IDS, st.booleans(), st.booleans()),
    st.builds(CaptureEntry, WORDS),
    st.builds(
        RunEntry,
        *[WORDS] * 3,
        *[st.sampled_from(["2025-09-02T06:00:00Z", "2025-09-02T06:00:00.25Z"])] * 2,
        WORDS,
        MAYBE,
        st.dictionaries(WORDS, st.integers(0, LAST), max_size=3),
        IDS,
    ),
    st.builds(ChoiceEntry, st.sampled_from(["split", "join", "undo"]), WORDS, MAYBE, MAYBE),
    st.builds(ForgottenEntry, WORDS, IDS, MAYBE),
)
AT = datetime(2025, 9, 2, 6, 0, 0, 123456, tzinfo=UTC)


@given(st.integers(0, LAST), st.lists(ENTRIES, max_size=5).map(tuple))
def test_an_announcement_reads_as_it_was_written(sequence: int, entries: tuple[Entry, ...]) -> None:
    announcement = Announcement(sequence, AT, 7, entries)
    block = written(announcement)
    assert is_announcement(block)
    assert read(block) == announcement


@given(st.binary(max_size=200))
def test_a_damaged_announcement_is_said_to_be_damaged(rest: bytes) -> None:
    with pytest.raises(CaptureMissing):
        read(b"announcement: 1\r\nsequence: " + rest)


def test_a_later_form_is_not_guessed_at() -> None:
    block = written(Announcement(1, AT, 1, ())).replace(b"announcement: 1", b"announcement: 2")
    with pytest.raises(CaptureMissing, match="form 2"):
        read(block)


def test_no_text_can_start_a_line_of_its_own() -> None:
    hostile = 'x\r\nentry: {"kind":"capture","record":"y"}\u2028z'
    announcement = Announcement(1, AT, 1, (VisitEntry("s", "r", hostile, "p"),))
    assert read(written(announcement)) == announcement


@pytest.mark.parametrize(
    "lines",
    [
        'entry: "x"',
        "entry: 5",
        "entry: []",
        "entry: " + "[" * 100_000,
        'entry: {"kind": "capture", "record": ["a"]}',
        'entry: {"kind": "capture", "record": "\\ud800"}',
        'entry: {"kind": "visit", "source": "s", "run": "r", "address": "a", "page": {}}',
        'entry: {"kind": "visit", "source": "s", "run": "r", "address": "a", "page": "p",'
        ' "others": [{}]}',
        'entry: {"kind": "run", "key": "k", "source": "s", "trigger": "t", "started_at": "x",'
        ' "finished_at": "never", "outcome": "ok"}',
        'entry: {"kind": "run", "key": "k", "source": "s", "trigger": "t", "outcome": "ok",'
        ' "started_at": "2025-09-02T06:00:00Z", "finished_at": "2025-09-02T06:00:00Z",'
        ' "counts": {"captures": 1208925819614629174706176}}',
        'entry: {"kind": "choice", "verb": "explode", "story": "a"}',
        'entry: {"kind": "forgotten", "url": "a", "records": "abc"}',
        f"sequence: {LAST + 1}",
        "sequence: -1",
        "at: 0001-01-01T00:00:00+23:59",
    ],
)
def test_what_no_announcement_says_is_damage_and_nothing_worse(lines: str) -> None:
    begin = "announcement: 1\r\nsequence: 1\r\nat: 2025-09-02T06:00:00Z\r\nreader: 1\r\n"
    assert read(begin.encode()).entries == ()
    with pytest.raises(CaptureMissing, match="damaged"):
        read(f"{begin}{lines}\r\n".encode())
