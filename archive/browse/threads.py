"""Puts a flat list of comments into the order and depth of a thread; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from archive.browse.questions.ask import Row

DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Placed:
    """A comment in its thread. `depth` is at most DEEPEST; `answers` is None for a first one."""

    comment: Row
    depth: int
    answers: Row | None


def threaded(comments: Sequence[Row]) -> list[Placed]:
    """Every comment once, each after the one it answers; order among answers is kept.

    A comment that answers one which is not there, or itself by a detour, stands as a first one.
    """
    by_key = {comment["key"]: comment for comment in comments}
    answers: defaultdict[str, list[Row]] = defaultdict(list)
    firsts = []
    for comment in comments:
        if comment["parent"] in by_key and comment["parent"] != comment["key"]:
            answers[comment["parent"]].append(comment)
        else:
            firsts.append(comment)
    placed: list[Placed] = []
    seen: set[int] = set()
    for first in [*firsts, *comments]:  # the second time round for rings, which have no first one
        waiting = [Placed(first, 0, None)]
        while waiting:
            one = waiting.pop()
            if one.comment["id"] in seen:
                continue
            seen.add(one.comment["id"])
            placed.append(one)
            depth = min(one.depth + 1, DEEPEST)
            waiting += [
                Placed(answer, depth, one.comment)
                for answer in reversed(answers[one.comment["key"]])
            ]
    return placed
