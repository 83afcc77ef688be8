"""Scores the reader comments of real pages with the corpus's own scorer, and what they cost.

    python -m benchmarks.comments CORPUS_FOLDER

CORPUS_FOLDER is the folder that holds comments/ (its `dev/gold.jsonl` and `score_comments.py`), or
the comments folder itself. One process; CPU milliseconds, parsing left out.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from archive.extract.comments import read_comments
from archive.extract.decode import text_of
from archive.extract.tree import parse
from archive.model import Page, Thread

FETCHED = datetime(2024, 5, 5, tzinfo=UTC)  # for "vor 2 Stunden"; the scorer takes any day for it


@dataclass(frozen=True, slots=True)
class Figures:
    """What the scorer says of all pages together."""

    f1: float
    authors: float
    parents: float
    replies: float
    false_positive_pages: int
    pages_without: int
    milliseconds: float


def folder_of(corpus: Path) -> Path:
    """The comments folder in a corpus, or `corpus` itself when it is that."""
    return corpus / "comments" if (corpus / "comments" / "dev").is_dir() else corpus


def scorer_of(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_comments", folder / "score_comments.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def predictions(folder: Path) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]], float]]:
    """For each gold line: the line, the comments read from its page, CPU seconds."""
    for line in (folder / "dev" / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        page = Page("", (folder / "dev" / gold["html_path"]).read_bytes(), fetched=FETCHED)
        root = parse(text_of(page))
        if root is None:
            continue
        alive = list(root.iter())
        started = time.process_time()
        thread, _ = read_comments(root, page)
        spent = time.process_time() - started
        del alive
        yield gold, lines(thread), spent


def lines(thread: Thread) -> list[dict[str, Any]]:
    """A thread in the scorer's shape: `parent` is a place in the list."""
    place = {comment.id: index for index, comment in enumerate(thread.comments)}
    return [
        {
            "author": c.author,
            "date": c.published,
            "text": c.text,
            "parent": place.get(c.parent or ""),
        }
        for c in thread.comments
    ]


def score(corpus: Path) -> Figures:
    """The figures of all pages; prints the scorer's report on the way."""
    folder = folder_of(corpus)
    scorer = scorer_of(folder)
    rows, spent = [], 0.0
    for gold, predicted, seconds in predictions(folder):
        rows.append((gold, scorer.score_page(gold, predicted)))
        spent += seconds
    total: Counter[str] = Counter()
    for _, row in rows:
        total.update(row)
    without = [row for gold, row in rows if not gold["comments"]]
    scorer.report(rows, "all")
    return Figures(
        f1=scorer.prf(total)[2],
        authors=total["a_ok"] / total["a_n"],
        parents=total["p_ok"] / total["p_n"],
        replies=total["r_ok"] / total["r_n"],
        false_positive_pages=sum(row["pred"] > 0 for row in without),
        pages_without=len(without),
        milliseconds=1000 * spent / len(rows),
    )


def main() -> int:
    if len(sys.argv) != 2 or not folder_of(Path(sys.argv[1])).is_dir():
        print(__doc__)
        return 2
    figures = score(Path(sys.argv[1]))
    print(f"CPU a page: {figures.milliseconds:.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
