"""The figures of a run, and what each announced thing adds to them."""

from __future__ import annotations

from dataclasses import dataclass

from archive.model import Capture, Visit
from archive.store.visits import Kept, Outcome

_FIGURES = {
    Outcome.NEW: "stories_new",
    Outcome.REVISED: "stories_revised",
    Outcome.UNCHANGED: "stories_unchanged",
    Outcome.GONE: "stories_gone",
    Outcome.NO_STORY: "pages_without_story",
}


@dataclass(slots=True)
class Counts:
    """The figures of a run; names are columns of `runs`."""

    captures: int = 0
    bytes: int = 0
    stories_new: int = 0
    stories_revised: int = 0
    stories_unchanged: int = 0
    stories_gone: int = 0
    comments_new: int = 0
    pages_without_story: int = 0
    errors: int = 0

    def add(self, announced: Visit | Capture, kept: Kept | None) -> None:
        """Add captures that are in the tables now, and what a visit came to."""
        for capture in captures_of(announced):
            self.captures += 1
            self.bytes += capture.at.length if capture.at else 0
        if kept is None:
            return
        self.comments_new += kept.comments_new
        self.stories_gone += kept.left is not None
        figure = _FIGURES.get(kept.outcome)
        if figure is not None:
            setattr(self, figure, getattr(self, figure) + 1)


def captures_of(announced: Visit | Capture) -> tuple[Capture, ...]:
    """The captures in it, in the order in which a visit is announced."""
    if isinstance(announced, Visit):
        return (announced.capture, *announced.others)
    return (announced,)
