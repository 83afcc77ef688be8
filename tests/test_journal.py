"""Announcements survive the way through a WARC record's block."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import CaptureMissing
from archive.journal import (
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
    st.builds(VisitEntry, WORDS, WORDS, WORDS, WORDS, IDS, st.booleans()),
    st.builds(CaptureEntry, WORDS),
    st.builds(
        RunEntry,
        *[WORDS] * 6,
        MAYBE,
        st.dictionaries(WORDS, st.integers(), max_size=3),
        IDS,
    ),
    st.builds(ChoiceEntry, st.sampled_from(["split", "join", "undo"]), WORDS, MAYBE, MAYBE),
    st.builds(ForgottenEntry, WORDS, IDS, MAYBE),
)
AT = datetime(2025, 9, 2, 6, 0, 0, 123456, tzinfo=UTC)


@given(st.integers(min_value=1), st.lists(ENTRIES, max_size=5).map(tuple))
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
