"""What the later of two tellings is to the earlier one, and why, in words."""

from __future__ import annotations

from archive.dedupe.evidence import Evidence
from archive.dedupe.order import comes_first, names
from archive.dedupe.prepared import Prepared
from archive.dedupe.telling import Relation, Telling

_GROWN = 0.9


def first(one: Prepared, two: Prepared) -> tuple[Prepared, Prepared]:
    """Earlier and later telling, the same whichever is asked first."""
    return (one, two) if comes_first(one.telling, two.telling) else (two, one)


def tell(earlier: Prepared, later: Prepared, found: Evidence) -> tuple[Relation, str]:
    """The relation of the later telling to the earlier one, and the evidence in words."""
    relation, why = _relation(earlier, later, found)
    return relation, f"{_amounts(earlier, later, found)}; {why}"


def _relation(earlier: Prepared, later: Prepared, found: Evidence) -> tuple[Relation, str]:
    a, b = earlier.telling, later.telling
    if later.marked and not earlier.marked:
        return Relation.UPDATED, "the later headline is marked as an update"
    if names(b, a):
        return Relation.WIRE_COPY, f"credited to {b.credit}, where it stood first"
    if _credit(b) and _credit(a) != _credit(b):
        return Relation.WIRE_COPY, f"credited to {b.credit}"
    if earlier.outlet != later.outlet:
        both = f", both credited to {b.credit}" if _credit(b) else ""
        return Relation.WIRE_COPY, f"at another outlet{both}"
    if found.contradicting or (
        found.coverage_longer < _GROWN <= found.coverage and _grew(earlier, later)
    ):
        return Relation.UPDATED, "the same outlet changed or added to it"
    return Relation.REPUBLISHED, "at another address of the same outlet"


def _amounts(earlier: Prepared, later: Prepared, found: Evidence) -> str:
    """How much is shared, what the later telling cut and what it added."""
    said = [f"{found.coverage:.0%} of the shorter text is in the other"]
    cut, added = found.alone(earlier), found.alone(later)
    said += [f"{_words(cut)} cut"] * bool(cut)
    said += [f"{_words(added)} added"] * bool(added)
    return ", ".join(said)


def _words(number: int) -> str:
    return f"{number:,} {'word' if number == 1 else 'words'}"


def _grew(earlier: Prepared, later: Prepared) -> bool:
    return len(later.words) > len(earlier.words)


def _credit(telling: Telling) -> str:
    return (telling.credit or "").strip().casefold()
