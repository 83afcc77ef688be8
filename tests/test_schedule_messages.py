"""What a worker says is judged before it is believed."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.messages import Beat, Fatal, Finished, Job, Progress, StoryKept, read_event


def event(**told):
    return read_event(json.dumps(told).encode())


def test_the_job_is_one_line_of_json():
    line = Job(Path("/tmp/a"), ("x", "y"), "manual", "all").line()
    assert line.endswith(b"}\n") and line.count(b"\n") == 1
    assert json.loads(line) == {
        "folder": "/tmp/a",
        "sources": ["x", "y"],
        "trigger": "manual",
        "recheck": "all",
        "config": None,
    }


def test_a_finished_record_carries_outcome_reason_and_counts():
    read = event(
        event="finished",
        source="a",
        run="r1",
        outcome="partly",
        reason="2 of 9 failed",
        counts={"stories_new": 3, "comments_new": 1, "bytes": 10, "errors": -1, "x": True},
    )
    assert read == Finished("a", "r1", "partly", "2 of 9 failed", read.counts)
    assert read.counts == {"new": 3, "comments": 1, "bytes": 10}


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\xff\xfe",
        b"nonsense",
        b"[]",
        b"7",
        b"{}",
        b'{"event": "surprise"}',
        b'{"event": ["beat"]}',
        b'{"event": "finished", "source": "a", "outcome": "splendid"}',
        b'{"event": "finished", "source": 3, "outcome": "ok"}',
        b'{"event": "finished", "source": "a"}',
        b'{"event": "story", "source": "a", "headline": "x"}',
        b'{"event": "finished", "source": "a", "outcome": "ok", "counts": [1]}',
        b'{"event": "finished", "source": "a", "outcome": ["ok"]}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_event_is_none(line):
    assert read_event(line) is None


def test_words_from_pages_cannot_steer_a_terminal():
    kept = event(
        event="story", source="a", outcome="new", headline="\x1b[2J\x07x\r\ny\u202e", url="u"
    )
    assert isinstance(kept, StoryKept)
    assert not any(ord(char) < 32 or char == "\u202e" for char in kept.headline)


def test_what_is_gone_may_have_no_headline():
    gone = event(event="story", source="a", outcome="gone", headline=None, url="u")
    assert gone == StoryKept("a", "gone", "", "u")


def test_words_are_cut_at_a_length():
    kept = event(event="story", source="a", outcome="new", headline="x" * 10_000, url="u")
    assert len(kept.headline) == 500


def test_the_small_ones():
    assert event(event="beat") == Beat()
    assert event(event="progress", source="a", pages=1, bytes=2) == Progress(
        "a", {"pages": 1, "bytes": 2}
    )
    assert event(event="fatal", error="StorageError", message="full", exit_code=1) == Fatal(
        "StorageError", "full", 1
    )


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=5,
)


@given(
    st.binary(max_size=60)
    | st.fixed_dictionaries(
        {
            "event": st.sampled_from(
                ["finished", "story", "progress", "fatal", "started", "trouble"]
            )
        },
        optional=dict.fromkeys(
            ("source", "run", "outcome", "counts", "reason", "words", "url", "exit_code", "wait_s"),
            _JSON | st.sampled_from(["ok", "a"]),
        ),
    ).map(lambda told: json.dumps(told).encode())
)
def test_no_line_raises(line):
    read_event(line)
