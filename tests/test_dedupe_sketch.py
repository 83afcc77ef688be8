"""Words, shingles and the sketch of a text."""

from __future__ import annotations

import os
import random
import subprocess
import sys

import pytest
from dedupe_texts import FERRY, paragraphs
from hypothesis import given
from hypothesis import strategies as st

from archive.dedupe import sketch, words
from archive.dedupe.sampling import MOST

TEXTS = st.text(st.characters(), max_size=2000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Osprey’s 1,077.45 points", ["the", "osprey", "s", "1,077.45", "points"]),
        ("at 9:30 on 2025-09-02.", ["at", "9:30", "on", "2025-09-02"]),
        ("two of Zwölf", ["2", "of", "12"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("ﬁne ｗｉｄｅ", ["fine", "wide"]),
        ("渡轮A380停航", ["渡", "轮", "a380", "停", "航"]),
        ("フェリー", ["フ", "ェ", "リ", "ー"]),
        ("_a_b", ["a", "b"]),
        ("", []),
        ("—!?", []),
    ],
)
def test_words_are_cut_the_same_in_every_spelling(text: str, expected: list[str]) -> None:
    assert words.folded(text) == expected


@given(TEXTS)
def test_a_word_as_printed_and_as_folded_is_one_word(text: str) -> None:
    assert all(match.group() for match in words.printed(text))
    assert all(words.folded(text))


def test_the_sketch_is_the_same_in_every_process() -> None:
    code = (
        "import sys; from archive.dedupe import sketch; print(sketch(sys.stdin.buffer.read()"
        ".decode()))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "77"}
    run = subprocess.run(
        [sys.executable, "-c", code], input=FERRY.encode(), env=environment, capture_output=True,
        check=True,
    )  # fmt: skip
    assert run.stdout.decode().strip() == str(sketch(FERRY))


def test_the_sketch_is_the_one_that_archives_hold() -> None:
    """A change here makes every stored sketch useless: it needs a rebuild of the index."""
    assert sketch("one ferry only") == (148382501,)
    assert sketch("The harbour authority of Port Lanning has withdrawn the licence.") == (
        563149780,
        1179754342,
        1699472570,
        2025006462,
        2776438098,
        2937346056,
        3506615940,
    )


@given(TEXTS)
def test_a_sketch_is_bounded_sorted_and_fits_sqlite(text: str) -> None:
    found = sketch(text)
    assert len(found) <= MOST
    assert list(found) == sorted(set(found))
    assert all(0 <= value < 2**32 for value in found)
    assert bool(found) == bool(words.folded(text))


def test_a_cut_copy_shares_the_sampled_shingles_of_what_is_left() -> None:
    whole, half = set(sketch(FERRY)), set(sketch(paragraphs(FERRY, 0, 1, 2)))
    assert len(whole & half) >= 5


def test_most_passages_in_a_text_four_times_as_long_are_found() -> None:
    """A sample, so not all: nineteen in twenty of 250 words in 1,000."""
    dice = random.Random(1)
    found = 0
    for _ in range(200):
        long = [f"word{dice.randrange(3000)}" for _ in range(1000)]
        passage = long[300:550]
        found += len(set(sketch(" ".join(long))) & set(sketch(" ".join(passage)))) >= 2
    assert found >= 190


def test_a_page_of_100_megabytes_is_read_to_its_limit_only() -> None:
    assert len(words.folded("ab " * 1_000_000)) < 100_000
