"""Which stories hang together, and which a person's word keeps apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import chain

Pair = frozenset[int]


def clusters(
    stories: Collection[int],
    ties: Iterable[Pair],
    *,
    joined: Iterable[Pair] = (),
    split: Collection[Pair] = (),
    alone: Collection[int] = (),
) -> list[frozenset[int]]:
    """The stories as groups, each led in order by its lowest number; some are groups of one.

    Pairs are taken in order, `joined` ones before `ties`. One that would bring two together that
    are `split` is left out, so of two ways to divide a group the stronger ties decide. A story that
    is `alone` follows no tie, only what it is `joined` with.
    """
    group = {story: {story} for story in sorted(stories)}
    followed = (pair for pair in ties if pair.isdisjoint(alone))
    for pair in chain(joined, followed):
        if not pair <= group.keys():
            continue
        one, two = (group[story] for story in sorted(pair))
        if one is two or _apart(one, two, split):
            continue
        one |= two
        for story in two:
            group[story] = one
    seen: set[int] = set()
    found = []
    for story, members in group.items():
        if story not in seen:
            seen |= members
            found.append(frozenset(members))
    return found


def _apart(one: set[int], two: set[int], split: Collection[Pair]) -> bool:
    return any(
        not pair.isdisjoint(one) and not pair.isdisjoint(two) and pair <= one | two
        for pair in split
    )
