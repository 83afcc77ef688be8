"""Sampled shingles: the few numbers of a story by which its repeats are found.

A containment sketch (FracMinHash; Irber et al. 2022): of all 4-word shingles those whose hash
falls into the lowest 1/24 of the range. Two texts that share a passage share its sampled shingles,
however much else either has, so cut and grown copies are found that MinHash with Jaccard loses.
A short text gives more than its share (at least `FEWEST`), a long one is capped (`MOST`): both
take the lowest hashes, which are the ones any other text with that passage takes first.
"""

from __future__ import annotations

from bisect import bisect_left
from zlib import crc32

from archive.dedupe import words

SHINGLE = 4  # words
SAMPLED = 24  # one shingle in 24: flat from 4 to 32 (measured), rows in the index fall with it
FEWEST = 8
MOST = 32
_LOWEST = 2**32 // SAMPLED


def shingles(folded: list[str]) -> list[int]:
    """A 32-bit hash for each run of four words, in order; one for all words of a shorter text."""
    if not folded:
        return []
    encoded = [word.encode("utf-8", "surrogatepass") for word in folded]
    if len(encoded) <= SHINGLE:
        return [crc32(b" ".join(encoded))]
    text = b" ".join(encoded)
    starts = [0]
    at = 0
    for word in encoded:
        at += len(word) + 1
        starts.append(at)
    return [crc32(text[a:b]) for a, b in zip(starts, starts[SHINGLE:], strict=False)]


def sketch(text: str) -> tuple[int, ...]:
    """The sampled shingles of a text, ascending, at most `MOST`; the same in every process.

    Numbers lie in 0 … 2³² - 1 (most below 2³² / 24, four bytes in SQLite). Empty for a text
    without words.
    """
    return sampled(shingles(words.folded(text)))


def sampled(hashes: list[int]) -> tuple[int, ...]:
    """The sketch of a text from its shingles."""
    lowest = sorted(set(hashes))
    return tuple(lowest[: min(MOST, max(FEWEST, bisect_left(lowest, _LOWEST)))])
