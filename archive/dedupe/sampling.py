"""Sampled shingles: the few numbers of a story by which its repeats are found.

Of the hashes of all 4-word shingles the lowest are kept, more of a longer text: about 0.7 times
the square root of its length. Two texts that share a passage take the same hashes from it as long
as they are among the lowest in both, however much else either has, so cut and grown copies are
found that MinHash with Jaccard loses (containment by bottom sketches: Broder 1997; FracMinHash:
Irber et al. 2022). A constant share of each text costs more rows for long stories and loses short
ones; this finds as many repeats with fewer rows (benchmarks/dedupe.py).
"""

from __future__ import annotations

from math import sqrt
from zlib import crc32

from archive.dedupe import words

SHINGLE = 4  # words
DENSITY = 0.7  # times the square root of the number of shingles
FEWEST = 14
MOST = 32


def shingles(folded: list[str]) -> list[int]:
    """A 32-bit hash for each run of four words, in order; one for all words of a shorter text."""
    if not folded:
        return []
    # each with the space after it, the last one too: it may stand inside a longer text elsewhere
    encoded = (" \0".join(folded) + " ").encode("utf-8", "surrogatepass").split(b"\0")
    if len(encoded) <= SHINGLE:
        return [crc32(b"".join(encoded))]
    runs = zip(*(encoded[n:] for n in range(SHINGLE)), strict=False)
    return list(map(crc32, map(b"".join, runs)))


def sketch(text: str) -> tuple[int, ...]:
    """The sampled shingles of a text, ascending, at most `MOST`; the same in every process.

    Numbers lie in 0 … 2³² - 1. Empty for a text without words.
    """
    return sampled(shingles(words.folded(text)))


def sampled(hashes: list[int]) -> tuple[int, ...]:
    """The sketch of a text from its shingles."""
    distinct = set(hashes)
    wanted = min(MOST, max(FEWEST, round(DENSITY * sqrt(len(distinct)))))
    # hashes lie evenly, so the lowest are nearly always below this bound: few are left to sort
    bound = (4 * wanted << 32) // max(1, len(distinct))
    low = [number for number in distinct if number < bound]
    return tuple(sorted(low if len(low) >= wanted else distinct)[:wanted])
