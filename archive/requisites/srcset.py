"""Reads `srcset`: the candidates, and the one that is worth keeping."""

from __future__ import annotations

import re

WIDE_ENOUGH = 1000.0  # pixels; a story's column is seldom wider
_MOST = 50
_LONGEST = 20_000  # characters
_BETWEEN = ", \t\r\n\f"
_DESCRIPTOR = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)([wx])")


def candidates(srcset: str) -> list[tuple[str, float | None, float]]:
    """(address as written, width in pixels or None, density) of each candidate."""
    found: list[tuple[str, float | None, float]] = []
    left = srcset[:_LONGEST]
    while len(found) < _MOST:
        # An address goes up to white space; commas at its end part it from the next candidate
        # (https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute).
        written, *rest = left.lstrip(_BETWEEN).split(maxsplit=1) or ("",)
        url, left, said = written.strip(","), "".join(rest), ""
        if not written.endswith(","):
            said, _, left = left.partition(",")
        if url:
            found.append((url, *_size(said)))
        elif not left:
            break
    return found


def _size(said: str) -> tuple[float | None, float]:
    width, density = None, 1.0
    for number, unit in _DESCRIPTOR.findall(said):
        if unit == "w":
            width = float(number)
        else:
            density = float(number)
    return width, density


def sensible(srcset: str) -> str | None:
    """One candidate: the smallest of at least 1000 pixels or the widest; else the plain density."""
    found = candidates(srcset)
    if not found:
        return None
    wide = [(width, url) for url, width, _ in found if width is not None]
    if wide:
        enough = [one for one in wide if one[0] >= WIDE_ENOUGH]
        return min(enough, key=_number)[1] if enough else max(wide, key=_number)[1]
    return min(found, key=lambda one: abs(one[2] - 1.0))[0]


def _number(one: tuple[float, str]) -> float:
    return one[0]
