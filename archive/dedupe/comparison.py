"""Two tellings in, a verdict out."""

from __future__ import annotations

from archive.dedupe import judgement, relation
from archive.dedupe.evidence import Evidence, overlap
from archive.dedupe.limits import DEFAULT, Limits
from archive.dedupe.prepared import prepare
from archive.dedupe.telling import Relation, Telling, Verdict


def compare(a: Telling, b: Telling, *, limits: Limits = DEFAULT) -> Verdict:
    """Whether two tellings are one story; the same whichever comes first.

    `limits` are for measuring; what each step adds: `python -m benchmarks.dedupe --ablate`.
    """
    one, two = prepare(a), prepare(b)
    shared = overlap(one, two, limits)
    one_address = one.address is not None and one.address == two.address
    if not one_address and judgement.too_little(shared.coverage, limits):
        return Verdict(False, None, None, judgement.low(shared.coverage), shared.coverage)
    found = Evidence(shared, limits)
    earlier, later = relation.first(one, two)
    of = earlier.telling.id
    if one_address and _one_page(found):
        said = "the same address"
        return Verdict(True, Relation.SAME_URL, of, said, found.coverage, found.shared)
    if not one.words or not two.words:
        return Verdict(False, None, None, "no text to compare", 0.0)
    reason = judgement.objection(found, limits)
    if reason is not None:
        return Verdict(False, None, None, reason, found.coverage)
    what, reason = relation.tell(earlier, later, found)
    return Verdict(True, what, of, reason, found.coverage, found.shared)


def relate(a: Telling, b: Telling) -> Verdict:
    """What two tellings that are one story are to each other: a person said so, or a third does.

    `same` is true whatever their texts are; the rest as `compare` gives it.
    """
    one, two = prepare(a), prepare(b)
    found = Evidence(overlap(one, two, DEFAULT), DEFAULT)
    earlier, later = relation.first(one, two)
    what, reason = relation.tell(earlier, later, found)
    if one.address is not None and one.address == two.address:
        what = Relation.SAME_URL
    return Verdict(True, what, earlier.telling.id, reason, found.coverage, found.shared)


def _one_page(found: Evidence) -> bool:
    """A page that shares neither headline nor words with what was there before is another story."""
    return found.coverage > 0.1 or found.size < 10 or (found.headlines or 0.0) >= 0.5
