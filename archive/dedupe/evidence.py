"""What two texts have in common and what they contradict each other in, as numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import compress

from archive.dedupe import headlines
from archive.dedupe.alignment import Alignment, Gap, align
from archive.dedupe.limits import Limits
from archive.dedupe.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two tellings side by side, the shorter first; `mended` words are shared beside `side`."""

    a: Prepared
    b: Prepared
    side: Alignment
    mended: int

    @property
    def coverage(self) -> float:
        """Share of the shorter text that the other has."""
        return (sum(self.side.covered_a) + self.mended) / max(1, len(self.a.words))

    @property
    def coverage_longer(self) -> float:
        """Share of the longer text that the shorter has."""
        return (sum(self.side.covered_b) + self.mended) / max(1, len(self.b.words))


def overlap(one: Prepared, two: Prepared, limits: Limits) -> Overlap:
    """What two tellings share word for word: all that most pairs need."""
    a, b = _shorter_first(one, two)
    side = align(a.shingles, b.shingles, b.places, (len(a.words), len(b.words)))
    inside = (gap for gap in side.gaps if gap.a and gap.b and not gap.end)
    return Overlap(a, b, side, sum(_mended(gap, a, b, limits.mend) for gap in inside))


class Evidence:
    """What two tellings share and what stands between; symmetric in the two.

    Shares are 0–1 and words are counts. Each is worked out when it is asked for: the judgement asks
    in order of cost, and most pairs fall at the cheap questions.
    """

    def __init__(self, shared: Overlap, limits: Limits) -> None:
        self._a, self._b, self._side = shared.a, shared.b, shared.side
        self._limits = limits
        self.size = len(shared.a.words)  # of the shorter text
        self.coverage = shared.coverage  # share of the shorter text that the other has
        self.coverage_longer = shared.coverage_longer

    @property
    def shared(self) -> int:
        """Words of the shorter text that the other has."""
        return round(self.coverage * self.size)

    def alone(self, one: Prepared) -> int:
        """How many words one of the two has that the other has not."""
        size = len(one.words)
        return size - round(size * (self.coverage if one is self._a else self.coverage_longer))

    @cached_property
    def compact(self) -> float:
        """How much of the span of the shared text is shared, in the shorter text."""
        return _compact(self._side.covered_a)

    @property
    def top(self) -> float:
        """Share of the better covered opening."""
        return self._tops[1]

    @property
    def other_top(self) -> float:
        """Share of the other opening."""
        return self._tops[0]

    @cached_property
    def _tops(self) -> list[float]:
        sides = (self._side.covered_a, self._side.covered_b)
        return sorted(_top(covered, self._limits.top) for covered in sides)

    @cached_property
    def headlines(self) -> float | None:
        """How far the headlines agree; None when one is missing."""
        return headlines.alike(self._a.subject, self._b.subject)

    @property
    def one_headline(self) -> bool:
        """One headline says all that the other says."""
        return headlines.one(self._a.subject, self._b.subject)

    @property
    def other_figures(self) -> bool:
        """Each headline has a figure that the other lacks."""
        return headlines.contradict(self._a.subject, self._b.subject)

    @property
    def marked(self) -> bool:
        """One headline says that it is a correction, a repeat or a new version."""
        return self._a.marked or self._b.marked

    @property
    def one_outlet(self) -> bool:
        """Both are of one outlet."""
        return self._a.outlet == self._b.outlet

    @cached_property
    def hours(self) -> float | None:
        """Between the two; None when a time is unknown."""
        a, b = self._a.at, self._b.at
        return abs((a - b).total_seconds()) / 3600 if a and b else None

    @cached_property
    def about(self) -> float:
        """Share of the better supported headline's words in the shared text."""
        return _about(self._a, self._b, self._side)

    @cached_property
    def named(self) -> int:
        """How many of the headlines have a name that the shared text has."""
        a, covered = self._a, self._side.covered_a
        names = headlines.stems(a.words[place] for place in a.stated.names if covered[place])
        return bool(a.subject & names) + bool(self._b.subject & names)

    @cached_property
    def agreed(self) -> int:
        """Facts in the shared text."""
        covered = self._side.covered_a
        facts = self._a.stated.facts
        return len({fact for place, fact in facts.items() if covered[place]})

    @cached_property
    def strange(self) -> int:
        """Facts that the other text never mentions, of the text that has fewer such."""
        return min(_strange(self._a, self._b), _strange(self._b, self._a))

    @cached_property
    def _between(self) -> _Between:
        return _between(self._side.gaps, self._a, self._b, self._limits)

    @property
    def contradicting(self) -> int:
        """Facts in place of each other."""
        return self._between.contradicting

    @property
    def hole(self) -> int:
        """Longest stretch inside in place of which the other has another."""
        return self._between.hole

    @cached_property
    def dense(self) -> float:
        """Share of figures in the shorter text."""
        return self._a.stated.figures / max(1, self.size)

    @property
    def disagreement(self) -> float:
        """Contradicting facts among all that can be compared."""
        if not self.contradicting:
            return 0.0
        return self.contradicting / (self.contradicting + self.agreed)


@dataclass(frozen=True, slots=True)
class _Between:
    """What stands between the shared stretches."""

    contradicting: int
    hole: int


def _between(gaps: tuple[Gap, ...], a: Prepared, b: Prepared, limits: Limits) -> _Between:
    contradicting = hole = 0
    for gap in gaps:
        if not gap.a or not gap.b:
            continue  # a cut or an insertion contradicts nothing
        if not gap.end:
            hole = max(hole, min(len(gap.a), len(gap.b)))
        if _in_place(gap, limits):
            contradicting += min(_unknown(gap.a, a, b), _unknown(gap.b, b, a))
    return _Between(contradicting, hole)


def _shorter_first(one: Prepared, two: Prepared) -> tuple[Prepared, Prepared]:
    """The order in which both ways round give the same: by length, then by the words."""
    first = (len(one.words), one.words, one.telling.text)
    return (one, two) if first <= (len(two.words), two.words, two.telling.text) else (two, one)


def _mended(gap: Gap, a: Prepared, b: Prepared, most: int) -> int:
    """Words that both have in a short gap, where an edit left too few in a row for a shingle."""
    if max(len(gap.a), len(gap.b)) > most:
        return 0
    there = Counter(b.words[k] for k in gap.b)
    return (Counter(a.words[k] for k in gap.a) & there).total()


def _in_place(gap: Gap, limits: Limits) -> bool:
    """Whether words stand in place of words, not a passage in place of a word."""
    few, many = sorted((len(gap.a), len(gap.b)))
    return many <= limits.unlike * few + limits.edge and (not gap.end or few <= limits.edge)


def _unknown(places: tuple[int, ...], here: Prepared, there: Prepared) -> int:
    """How many facts at these places the other text never mentions."""
    facts = here.stated.facts
    return len({facts[k] for k in places if k in facts} - there.known)


def _compact(covered: bytearray) -> float:
    first, last = covered.find(1), covered.rfind(1)
    return sum(covered) / (last - first + 1) if first >= 0 else 0.0


def _strange(here: Prepared, there: Prepared) -> int:
    return len(set(here.stated.facts.values()) - there.known)


def _top(covered: bytearray, words: int) -> float:
    return sum(covered[:words]) / max(1, min(words, len(covered)))


def _about(a: Prepared, b: Prepared, side: Alignment) -> float:
    shared = headlines.stems(compress(a.words, side.covered_a))
    shares = [len(h & shared) / len(h) for h in (a.subject, b.subject) if h]
    return max(shares, default=1.0)
