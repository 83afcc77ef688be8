"""The shapes that dedupe takes and gives back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

# The reason of a member that repeats no earlier one itself: it and others repeat a later one.
BY_WAY = "a later story showed that the two are one"


class Relation(StrEnum):
    """How a later telling repeats an earlier one; equal to its own name as text."""

    SAME_URL = "same-url"
    REPUBLISHED = "republished"
    WIRE_COPY = "wire-copy"
    UPDATED = "updated"


@dataclass(frozen=True, slots=True)
class Telling:
    """One story as one address tells it.

    `text` is the body, paragraphs joined by a line break, the lead in it once. `published` is an
    ISO 8601 instant or bare day; a text that is neither counts as unknown. `seen` is the instant
    at which the story was first met: it stands in for an unknown time of publication.
    """

    id: int | str
    url: str
    headline: str
    text: str
    published: str
    outlet: str | None = None
    credit: str | None = None
    language: str | None = None
    seen: str = ""

    @property
    def at(self) -> datetime | None:
        """When it was published, else first met; a bare day at midnight UTC."""
        return moment(self.published) or moment(self.seen)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two tellings are one story, and why.

    `relation` says what the later one is to the earlier one, whose id is `of`; both are None when
    they are not the same. `coverage` (0–1) is the share of the shorter text that the other has
    word for word, `shared` the same in words.
    """

    same: bool
    relation: Relation | None
    of: int | str | None
    reason: str
    coverage: float
    shared: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """The telling that a new one repeats best, and all others it proves to be the same story.

    `other` is the best of them and `verdict` the judgement on it; `proven` are all of them with
    their judgements, best first. Whoever keeps groups joins the groups of all of them.
    """

    other: Telling
    verdict: Verdict
    proven: tuple[tuple[Telling, Verdict], ...] = ()


def moment(published: str) -> datetime | None:
    """The instant a telling was published, a bare day at midnight UTC; None when it is unknown."""
    try:
        parsed = datetime.fromisoformat(published)
        return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
