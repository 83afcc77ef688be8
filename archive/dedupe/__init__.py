"""Tells repeat stories from different ones; pure: no files, SQL or network."""

from archive.dedupe.choice import choose
from archive.dedupe.comparison import compare, relate
from archive.dedupe.order import comes_first
from archive.dedupe.sampling import sketch
from archive.dedupe.telling import Match, Relation, Telling, Verdict

__all__ = [
    "Match",
    "Relation",
    "Telling",
    "Verdict",
    "choose",
    "comes_first",
    "compare",
    "relate",
    "sketch",
]
