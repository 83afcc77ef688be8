"""Reads the candidates of a srcset attribute (HTML §4.8.4.2); pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_CANDIDATE = re.compile(r"[\s,]*([^\s]+)([^,(]*(?:\([^)]*\)[^,(]*)*)")
_LONGEST = 20_000  # characters; a tag's worth of sizes is a tenth of it


def candidates(value: str) -> Iterator[tuple[str, str]]:
    """Pairs of an address and its descriptor (`2x`, `640w`, or empty)."""
    position, value = 0, value[:_LONGEST]
    while found := _CANDIDATE.match(value, position):
        address, descriptor = found[1], found[2].strip()
        position = found.end()
        if address.endswith(","):  # then no descriptor follows: what was read belongs to the next
            position = found.end(1)
            address, descriptor = address.rstrip(","), ""
        if address:
            yield address, descriptor


def written(pairs: Iterable[tuple[str, str]]) -> str:
    """The attribute's value; a comma within an address is percent-encoded, so that it ends none."""
    return ", ".join(
        f"{address.replace(',', '%2C')} {descriptor}".strip() for address, descriptor in pairs
    )
