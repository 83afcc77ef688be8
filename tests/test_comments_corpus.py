"""Floors on real pages: a change that reads fewer comments right does not pass."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.comments import Figures, folder_of, score

pytestmark = pytest.mark.corpus


@pytest.fixture(scope="module")
def figures() -> Figures:
    corpus = os.environ.get("BACKISSUE_CORPUS")
    if not corpus or not (folder_of(Path(corpus)) / "dev").is_dir():
        pytest.skip("BACKISSUE_CORPUS names no folder with comments/ in it")
    return score(Path(corpus))


def test_comments_are_found_and_nothing_else(figures: Figures) -> None:
    assert figures.f1 >= 0.99


def test_authors_are_right(figures: Figures) -> None:
    assert figures.authors >= 0.98


def test_answers_are_tied_to_what_they_answer(figures: Figures) -> None:
    assert figures.parents >= 0.98
    assert figures.replies >= 0.98


def test_pages_without_comments_give_none(figures: Figures) -> None:
    assert figures.false_positive_pages <= 1
    assert figures.pages_without >= 20
