"""What two texts have in common and what they contradict each other in, as numbers."""

from __future__ import annotations

from dataclasses import dataclass

from archive.dedupe import headlines
from archive.dedupe.alignment import Alignment, align
from archive.dedupe.limits import Limits
from archive.dedupe.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Evidence:
    """Shares are 0–1 and words are counts; symmetric in the two tellings."""

    size: int  # words of the shorter text
    coverage: float  # share of the shorter text that the other has
    coverage_longer: float
    top: float  # share of the better covered opening
    other_top: float
    headlines: float | None  # how far they agree; None when one is missing
    about: float  # share of the better supported headline's words in the shared text
    agreed: int  # facts in the shared text
    contradicting: int  # facts in place of each other
    hole: int  # longest stretch inside in place of which the other has another
    end_hole: int  # the same at the ends
    dense: float  # share of figures in the shorter text
    hours: float | None  # between the two; None when a time is unknown

    @property
    def disagreement(self) -> float:
        """Contradicting facts among all that can be compared."""
        if not self.contradicting:
            return 0.0
        return self.contradicting / (self.contradicting + self.agreed)


def gather(one: Prepared, two: Prepared, limits: Limits) -> Evidence:
    """Compare two tellings word for word."""
    a, b = _shorter_first(one, two)
    side = align(a.shingles, b.shingles, b.places, (len(a.words), len(b.words)))
    contradicting = hole = end_hole = 0
    for gap in side.gaps:
        if not gap.a or not gap.b:
            continue  # a cut or an insertion contradicts nothing
        other = min(len(gap.a), len(gap.b))
        if gap.end:
            end_hole = max(end_hole, other)
        else:
            hole = max(hole, other)
        if not gap.end or other <= limits.edge:
            contradicting += min(_unknown(gap.a, a, b), _unknown(gap.b, b, a))
    tops = sorted(_top(covered, limits.top) for covered in (side.covered_a, side.covered_b))
    hours = abs((a.at - b.at).total_seconds()) / 3600 if a.at and b.at else None
    agreement = headlines.alike(a.subject, b.subject)
    return Evidence(
        size=len(a.words),
        coverage=sum(side.covered_a) / max(1, len(a.words)),
        coverage_longer=sum(side.covered_b) / max(1, len(b.words)),
        top=tops[1],
        other_top=tops[0],
        headlines=agreement,
        about=_about(a, b, side),
        agreed=len({fact for place, fact in a.facts.items() if side.covered_a[place]}),
        contradicting=contradicting,
        hole=hole,
        end_hole=end_hole,
        dense=a.figures / max(1, len(a.words)),
        hours=hours,
    )


def _shorter_first(one: Prepared, two: Prepared) -> tuple[Prepared, Prepared]:
    """The order in which both ways round give the same: by length, then by the words."""
    if (len(one.words), one.words) <= (len(two.words), two.words):
        return one, two
    return two, one


def _unknown(places: tuple[int, ...], here: Prepared, there: Prepared) -> int:
    """How many facts at these places the other text never mentions."""
    return len({here.facts[k] for k in places if k in here.facts} - there.known)


def _top(covered: bytearray, words: int) -> float:
    return sum(covered[:words]) / max(1, min(words, len(covered)))


def _about(a: Prepared, b: Prepared, side: Alignment) -> float:
    shared = headlines.stems(word for word, on in zip(a.words, side.covered_a, strict=True) if on)
    shares = [len(h & shared) / len(h) for h in (a.subject, b.subject) if h]
    return max(shares, default=1.0)
