"""What was looked at under each rule, and what was found: counted in full, shown in part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from archive.verify.rules import RULES

SHOWN = 5  # offenders kept of each rule; the rest is counted
_LONGEST = 300  # characters of an offender, which may hold anything


@dataclass(frozen=True, slots=True)
class Finding:
    """One offender: a file (or table), the byte where its record begins if it has one, and what."""

    rule: str
    file: str
    offset: int | None
    what: str

    @property
    def place(self) -> str:
        """`FILE@OFFSET`, as it is shown."""
        return self.file if self.offset is None else f"{self.file}@{self.offset}"


@dataclass(slots=True)
class Tally:
    """Counts by rule; the first offenders of each."""

    looked: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    first: dict[str, list[Finding]] = field(default_factory=dict)

    def check(self, rule: str, sound: object, file: str, offset: int | None, *what: object) -> bool:
        """Count one look under `rule`; when not `sound`, `what` is put into words."""
        self.looked[rule] += 1
        if sound:
            return True
        self.found[rule] += 1
        shown = self.first.setdefault(RULES[rule].id, [])
        if len(shown) < SHOWN:
            said = " ".join(part if isinstance(part, str) else repr(part) for part in what)
            shown.append(Finding(rule, file, offset, said[:_LONGEST]))
        return False

    def count(self, rule: str, looked: int, found: int, first: Iterable[Finding] = ()) -> None:
        """Take over counts that were made elsewhere."""
        self.looked[rule] += looked
        if found:
            self.found[rule] += found
            shown = self.first.setdefault(RULES[rule].id, [])
            shown.extend(list(first)[: SHOWN - len(shown)])

    def add(self, other: Tally) -> None:
        """Take over another tally."""
        for rule, looked in other.looked.items():
            self.count(rule, looked, other.found[rule], other.first.get(rule, ()))
