"""What came of an export: how much was written, and what could not be, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Report:
    """Captures written, pages listed among them, and why others were not, with their number."""

    captures: int = 0
    pages: int | None = None  # None where there is no list
    lost: Counter[str] = field(default_factory=Counter)
