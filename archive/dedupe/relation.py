"""Who told a story first, and what the later telling is to the earlier one."""

from __future__ import annotations

from archive.dedupe.evidence import Evidence
from archive.dedupe.prepared import Prepared
from archive.dedupe.telling import Relation, Telling


def first(one: Prepared, two: Prepared) -> tuple[Prepared, Prepared]:
    """Earlier and later telling: by time, then by id, so that both ways round agree."""
    if one.at is not None and two.at is not None and one.at != two.at:
        return (one, two) if one.at < two.at else (two, one)
    return (one, two) if _order(one.telling.id) <= _order(two.telling.id) else (two, one)


def tell(earlier: Prepared, later: Prepared, found: Evidence) -> tuple[Relation, str]:
    """The relation of the later telling to the earlier one, and the evidence in words."""
    a, b = earlier.telling, later.telling
    share = f"{found.coverage:.0%} of the shorter text is in the other"
    if later.marked and not earlier.marked:
        return Relation.UPDATED, f"{share}, the later headline is marked as an update"
    if _credit(a) != _credit(b):
        return Relation.WIRE_COPY, f"{share}, credited to {b.credit or a.credit}"
    if earlier.outlet != later.outlet:
        return Relation.WIRE_COPY, f"{share}, at another outlet"
    if found.contradicting or (
        found.coverage_longer < _GROWN <= found.coverage and _grew(earlier, later)
    ):
        return Relation.UPDATED, f"{share}, the same outlet changed or added to it"
    return Relation.REPUBLISHED, f"{share}, at another address of the same outlet"


_GROWN = 0.9


def _grew(earlier: Prepared, later: Prepared) -> bool:
    return len(later.words) > len(earlier.words)


def _credit(telling: Telling) -> str:
    return (telling.credit or "").strip().casefold()


def _order(id: int | str) -> tuple[int, int, str]:
    return (0, id, "") if isinstance(id, int) else (1, 0, id)
