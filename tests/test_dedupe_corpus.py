"""Floors on the dedupe corpus: `BACKISSUE_CORPUS` names the folder that holds `dedupe/`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.corpus

# Seen: F1 0.995, no hard negative merged, every kind but `rewritten` at 0.978 or more.
F1 = 0.99
KIND = 0.97


@pytest.fixture(scope="module")
def score() -> dict[str, Any]:
    folder = os.environ.get("BACKISSUE_CORPUS")
    if not folder or not (Path(folder) / "dedupe").is_dir():
        pytest.skip("BACKISSUE_CORPUS names no folder with dedupe/ in it")
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from benchmarks.dedupe import load, ours

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
