"""Which stretches two texts share word for word, and what stands between them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from archive.dedupe.sampling import SHINGLE

ANCHOR = 6  # words; a shorter stretch in common does not tell where in both texts one is


@dataclass(frozen=True, slots=True)
class Run:
    """Words `a … a + length` of one text are words `b … b + length` of the other."""

    a: int
    b: int
    length: int


@dataclass(frozen=True, slots=True)
class Gap:
    """What two texts have between the same two neighbours, as places of words that are not shared.

    `end` marks the gaps before the first and after the last neighbour.
    """

    a: tuple[int, ...]
    b: tuple[int, ...]
    end: bool


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two texts side by side; `covered_a[k]` is 1 where word k of a is in a shared stretch."""

    covered_a: bytearray
    covered_b: bytearray
    gaps: tuple[Gap, ...]


def align(a: list[int], b: list[int], places: dict[int, int], sizes: tuple[int, int]) -> Alignment:
    """Lay two texts side by side by their shingles; `places` are those of `b`, `sizes` in words."""
    shared = _runs(a, b, places, sizes)
    covered_a, covered_b = bytearray(sizes[0]), bytearray(sizes[1])
    for run in shared:
        covered_a[run.a : run.a + run.length] = b"\1" * run.length
        covered_b[run.b : run.b + run.length] = b"\1" * run.length
    return Alignment(covered_a, covered_b, _gaps(_in_order(shared), covered_a, covered_b))


def _runs(a: list[int], b: list[int], places: dict[int, int], sizes: tuple[int, int]) -> list[Run]:
    """Shared stretches in the order of `a`; greedy from the left, at most one step a shingle."""
    found: list[Run] = []
    i, follows = 0, 0
    size_a, size_b = len(a), len(b)
    while i < size_a:
        j = follows if follows < size_b and b[follows] == a[i] else places.get(a[i], -1)
        if j < 0:
            i += 1
            continue
        k = 1
        while i + k < size_a and j + k < size_b and a[i + k] == b[j + k]:
            k += 1
        found.append(Run(i, j, min(k + SHINGLE - 1, sizes[0] - i, sizes[1] - j)))
        i += k
        follows = j + k
    return found


def _in_order(shared: list[Run]) -> list[Run]:
    """The runs that follow each other in both texts; of two that cross, the longer one."""
    kept: list[Run] = []
    for run in sorted(
        (run for run in shared if run.length >= ANCHOR), key=lambda run: (-run.length, run.a)
    ):
        at = bisect_left(kept, run.a, key=lambda other: other.a)
        if (at == 0 or kept[at - 1].b < run.b) and (at == len(kept) or run.b < kept[at].b):
            kept.insert(at, run)
    return kept


def _gaps(order: list[Run], covered_a: bytearray, covered_b: bytearray) -> tuple[Gap, ...]:
    found: list[Gap] = []
    from_a = from_b = 0
    stops = [*order, Run(len(covered_a), len(covered_b), 0)]
    for number, stop in enumerate(stops):
        gap_a = tuple([k for k in range(from_a, stop.a) if not covered_a[k]])
        gap_b = tuple([k for k in range(from_b, stop.b) if not covered_b[k]])
        if gap_a or gap_b:
            found.append(Gap(gap_a, gap_b, end=number in (0, len(stops) - 1)))
        from_a = max(from_a, stop.a + stop.length)
        from_b = max(from_b, stop.b + stop.length)
    return tuple(found)
