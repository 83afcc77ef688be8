"""Floors on the dedupe corpus: `BACKISSUE_CORPUS` names the folder that holds `dedupe/`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from archive.dedupe import Telling, compare
from benchmarks.dedupe import load, ours

pytestmark = pytest.mark.corpus

# Seen: F1 0.9965, no hard negative merged, every kind but `rewritten` whole.
F1 = 0.993
KIND = 0.98


@pytest.fixture(scope="module")
def folder() -> str:
    named = os.environ.get("BACKISSUE_CORPUS")
    if not named or not (Path(named) / "dedupe").is_dir():
        pytest.skip("BACKISSUE_CORPUS names no folder with dedupe/ in it")
    return named


@pytest.fixture(scope="module")
def score(folder: str) -> dict[str, Any]:
    lines, gold, apart, scorer = load(Path(folder))
    found: dict[str, Any] = scorer.score(ours(lines), gold, apart)
    return found


def test_pairs_are_found_and_right(score: dict[str, Any]) -> None:
    assert score["f1"] >= F1


def test_no_hard_negative_is_merged(score: dict[str, Any]) -> None:
    assert score["neg_merged"] == 0, score["neg"]


def test_every_kind_of_copy_is_found(score: dict[str, Any]) -> None:
    low = {
        kind: (hit, total)
        for kind, (hit, total) in score["attach"].items()
        if kind != "rewritten" and hit < KIND * total
    }
    assert not low


def test_no_pair_that_must_stay_apart_is_judged_the_same_even_if_it_meets(folder: str) -> None:
    """In a larger archive other candidates meet: the judgement must not lean on which do."""
    lines, _, apart, _ = load(Path(folder))
    tellings = {
        line["id"]: Telling(
            line["id"], line["url"] or "", line["headline"] or "", line["text"],
            line["published"], line["outlet"],
        )
        for line in lines
    }  # fmt: skip
    pairs = [(tellings[pair[0]], tellings[pair[1]]) for pair in apart]
    assert len(pairs) > 1000
    assert [(a.id, b.id) for a, b in pairs if compare(a, b).same] == []
