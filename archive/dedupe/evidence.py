"""What two texts have in common and what they contradict each other in, as numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from archive.dedupe import headlines
from archive.dedupe.alignment import Alignment, Gap, align
from archive.dedupe.limits import Limits
from archive.dedupe.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Evidence:
    """Shares are 0–1 and words are counts; symmetric in the two tellings."""

    size: int  # words of the shorter text
    coverage: float  # share of the shorter text that the other has
    coverage_longer: float
    compact: float  # how much of the span of the shared text is shared, in the shorter text
    top: float  # share of the better covered opening
    other_top: float
    headlines: float | None  # how far they agree; None when one is missing
    one_headline: bool  # one headline says all that the other says
    other_figures: bool  # each headline has a figure that the other lacks
    about: float  # share of the better supported headline's words in the shared text
    named: int  # how many of the headlines have a name that the shared text has
    agreed: int  # facts in the shared text
    strange: int  # facts that the other text never mentions, of the text that has fewer such
    contradicting: int  # facts in place of each other
    hole: int  # longest stretch inside in place of which the other has another
    dense: float  # share of figures in the shorter text
    marked: bool  # one headline says that it is a correction, a repeat or a new version
    one_outlet: bool
    hours: float | None  # between the two; None when a time is unknown

    @property
    def disagreement(self) -> float:
        """Contradicting facts among all that can be compared."""
        if not self.contradicting:
            return 0.0
        return self.contradicting / (self.contradicting + self.agreed)


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


def gather(shared: Overlap, limits: Limits) -> Evidence:
    """Weigh what two tellings share, and what stands between."""
    a, b, side = shared.a, shared.b, shared.side
    between = _between(side.gaps, a, b, limits)
    agreed = {fact for place, fact in a.stated.facts.items() if side.covered_a[place]}
    names = headlines.stems(a.words[place] for place in a.stated.names if side.covered_a[place])
    tops = sorted(_top(covered, limits.top) for covered in (side.covered_a, side.covered_b))
    hours = abs((a.at - b.at).total_seconds()) / 3600 if a.at and b.at else None
    return Evidence(
        size=len(a.words),
        coverage=shared.coverage,
        coverage_longer=shared.coverage_longer,
        compact=_compact(side.covered_a),
        top=tops[1],
        other_top=tops[0],
        headlines=headlines.alike(a.subject, b.subject),
        one_headline=headlines.one(a.subject, b.subject),
        other_figures=headlines.contradict(a.subject, b.subject),
        about=_about(a, b, side),
        named=bool(a.subject & names) + bool(b.subject & names),
        agreed=len(agreed),
        strange=min(_strange(a, b), _strange(b, a)),
        contradicting=between.contradicting,
        hole=between.hole,
        dense=a.stated.figures / max(1, len(a.words)),
        marked=a.marked or b.marked,
        one_outlet=a.outlet == b.outlet,
        hours=hours,
    )


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
    shared = headlines.stems(word for word, on in zip(a.words, side.covered_a, strict=True) if on)
    shares = [len(h & shared) / len(h) for h in (a.subject, b.subject) if h]
    return max(shares, default=1.0)
