"""A telling made ready for comparison: its words, shingles and stated facts, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from archive.dedupe import addresses, figures, headlines, words
from archive.dedupe.sampling import shingles
from archive.dedupe.telling import Telling, moment


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """One telling as the comparison reads it."""

    telling: Telling
    words: list[str]  # folded, in order
    shingles: list[int]
    places: dict[int, int]  # shingle → where it stands first
    stated: figures.Stated
    known: frozenset[str]
    subject: frozenset[str]
    marked: bool  # the headline says that it is a correction, a repeat or a new version
    at: datetime | None
    address: str | None
    outlet: str  # its name, else its host; "" when neither is known


@lru_cache(maxsize=16)
def prepare(telling: Telling) -> Prepared:
    """Read one telling. The last few are remembered: a story is compared several times."""
    address = addresses.key(telling.url)
    matches = words.printed(telling.text)
    folded = [words.fold(match.group()) for match in matches]
    hashes = shingles(folded)
    stated = figures.stated(matches, folded)
    return Prepared(
        telling=telling,
        words=folded,
        shingles=hashes,
        places=dict(zip(reversed(hashes), range(len(hashes) - 1, -1, -1), strict=True)),
        stated=stated,
        known=frozenset(folded),
        subject=headlines.subject(telling.headline),
        marked=headlines.marked(telling.headline),
        at=moment(telling.published),
        address=address,
        outlet=(telling.outlet or (address or "").partition("/")[0]).strip().casefold(),
    )
