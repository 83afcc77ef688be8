"""Which of several tellings a new one repeats."""

from __future__ import annotations

from collections.abc import Sequence

from archive.dedupe.comparison import compare
from archive.dedupe.limits import DEFAULT, Limits
from archive.dedupe.telling import Match, Relation, Telling, Verdict


def choose(new: Telling, others: Sequence[Telling], *, limits: Limits = DEFAULT) -> Match | None:
    """The best of `others` that is the same story as `new`, and all others proven the same.

    Best is the same address, then the most words in common, then the earliest; the order of
    `others` does not matter. None when none is the same.
    """
    same = []
    for other in others:
        if other.id == new.id:
            continue
        verdict = compare(new, other, limits=limits)
        if verdict.same:
            same.append((other, verdict))
    if not same:
        return None
    same.sort(key=_rank)
    best, verdict = same[0]
    return Match(best, verdict, tuple(same))


def _rank(proven: tuple[Telling, Verdict]) -> tuple[bool, int, float, str]:
    telling, verdict = proven
    other_address = verdict.relation is not Relation.SAME_URL
    return (other_address, -verdict.shared, _when(telling), str(telling.id))


def _when(telling: Telling) -> float:
    return telling.at.timestamp() if telling.at is not None else float("inf")
