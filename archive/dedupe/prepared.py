"""A telling made ready for comparison: its words, shingles and stated facts, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from archive.dedupe import figures, headlines, words
from archive.dedupe.sampling import shingles
from archive.dedupe.telling import Telling
from archive.urls import story_key


@dataclass(frozen=True, eq=False)
class Prepared:
    """One telling as the comparison reads it.

    Most candidates share too little to go on with, so what only the others need is worked out
    when it is asked for.
    """

    telling: Telling
    words: list[str]  # folded, in order
    shingles: list[int]
    address: str | None

    @cached_property
    def places(self) -> dict[int, int]:
        """Shingle → where it stands first."""
        last = len(self.shingles) - 1
        return dict(zip(reversed(self.shingles), range(last, -1, -1), strict=True))

    @cached_property
    def stated(self) -> figures.Stated:
        """The facts and names of the text."""
        return figures.stated(words.printed(self.telling.text), self.words)

    @cached_property
    def known(self) -> frozenset[str]:
        """All words of the text."""
        return frozenset(self.words)

    @cached_property
    def subject(self) -> frozenset[str]:
        """What the headline is about."""
        return headlines.subject(self.telling.headline)

    @cached_property
    def marked(self) -> bool:
        """Whether the headline says that it is a correction, a repeat or a new version."""
        return headlines.marked(self.telling.headline)

    @cached_property
    def at(self) -> datetime | None:
        """When it was published, else met."""
        return self.telling.at

    @cached_property
    def outlet(self) -> str:
        """Its name, else its host; empty when neither is known."""
        host = (self.address or "").partition("/")[0]
        return (self.telling.outlet or host).strip().casefold()


@lru_cache(maxsize=16)
def prepare(telling: Telling) -> Prepared:
    """Read one telling. The last few are remembered: a story is compared several times."""
    folded = words.standing(telling.text)
    return Prepared(telling, folded, shingles(folded), story_key(telling.url))
