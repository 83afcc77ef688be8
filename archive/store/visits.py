"""Decides what a visit to a story's address comes to, and has it written."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from enum import StrEnum

from archive.model import Capture, Reading, Story, Visit
from archive.store import (
    addresses,
    captures,
    comments,
    groups,
    homes,
    search,
    stories,
    tombstones,
)
from archive.store.stories import Written
from archive.times import stamp

_GONE = (404, 410)


class Outcome(StrEnum):
    """What a visit came to."""

    NEW = "new"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    GONE = "gone"
    ABSENT = "absent"  # nothing here, as before
    NO_STORY = "no-story"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Kept:
    """The outcome, with what a person watching wants to see.

    `left` is the address of a story found gone because its address leads to this one now. `fault`
    says that the visit could not be written by a fault of ours: its captures are kept, `why` tells.
    """

    outcome: Outcome
    url: str
    story: int | None = None
    headline: str | None = None
    comments_new: int = 0
    why: str | None = None
    left: str | None = None
    fault: bool = False


def keep(connection: sqlite3.Connection, visit: Visit) -> Kept:
    """Write a visit: captures, and what they changed."""
    known = addresses.story_at(connection, visit.address)
    story = visit.reading.story if visit.reading else None
    if story is not None and tombstones.is_barred(connection, story.canonical_url):
        visit = replace(visit, reading=Reading(None, why="its address was forgotten by law"))
    if visit.reading is not None and visit.reading.story is not None:
        return _keep_story(connection, visit, visit.reading.story, known)
    outcome = _outcome_without_story(visit, known)
    for capture in (*visit.others, visit.capture):
        captures.insert(connection, capture, story=known, outcome=outcome)
    addresses.remember(connection, visit.address, visit.capture, story=None, outcome=outcome)
    if outcome is Outcome.GONE and known is not None:
        if not stories.mark_gone(connection, known, stamp(visit.capture.captured_at)):
            outcome = Outcome.ABSENT
    elif outcome is Outcome.UNCHANGED and known is not None:
        stories.touch(connection, known, stamp(visit.capture.captured_at))
    return Kept(outcome, visit.address, known, why=_why(visit))


def _outcome_without_story(visit: Visit, known: int | None) -> Outcome:
    status = visit.capture.status
    if status == 304:
        return Outcome.NO_STORY if known is None else Outcome.UNCHANGED
    if status in _GONE:
        return Outcome.ABSENT if known is None else Outcome.GONE
    if visit.reading is not None and visit.reading.why is not None:
        return Outcome.NO_STORY
    return Outcome.ERROR


def _why(visit: Visit) -> str | None:
    if visit.reading is not None:
        return visit.reading.why
    status = visit.capture.status
    if status == 304:
        return "no story there, as before"
    return visit.capture.error or (f"HTTP {status}" if status and status >= 400 else None)


def _keep_story(
    connection: sqlite3.Connection, visit: Visit, story: Story, known: int | None
) -> Kept:
    at = stamp(visit.capture.captured_at)
    story = homes.believed(connection, visit, story, known)
    here = addresses.story_at(connection, story.canonical_url)
    if known is not None and known == here and homes.is_taken(connection, visit, story, known):
        # Another story's page had named this address as its own.
        stories.move_home(connection, known)
        known = here = None
    elif known is None and here is None:
        here, story = homes.variant(connection, visit, story)
    found_gone = False
    left = _left_behind(connection, visit, known, here, story)
    if left is not None:
        # The old address now leads to another story: what was there is gone, and stays kept.
        found_gone = stories.mark_gone(connection, left, at)
    elif known is not None and here is not None and known != here:
        here = groups.merge(connection, known, here)
    ours = here if left is not None else (known if known is not None else here)
    written = stories.write(connection, visit, story, ours)
    row, capture = written.story, visit.capture
    for other in visit.others:
        captures.insert(connection, other, story=row, outcome=None)
    captures.insert(connection, capture, story=row, outcome=written.outcome)
    fresh = comments.keep(connection, row, visit)
    if written.changed or fresh.changed:
        search.index(connection, row, before=written.indexed)
    _remember(connection, visit, story, written, left)
    if written.changed:
        groups.place(connection, row, visit)
    return Kept(
        Outcome(written.outcome),
        story.canonical_url,
        row,
        story.headline,
        fresh.new,
        left=visit.address if found_gone else None,
    )


def _left_behind(
    connection: sqlite3.Connection,
    visit: Visit,
    known: int | None,
    here: int | None,
    story: Story,
) -> int | None:
    """The story once at the asked address, when the page that came now is another one's."""
    if known is None or known == here:
        return None
    if stories.address_of(connection, known) == story.canonical_url:
        return None
    if not stories.is_same_text(connection, known, story):
        return known
    # A deleted story's address may be led to its repeat (WordPress guesses by the slug).
    both = here is not None and bool(_hops(visit)) and stories.were_both(connection, known, here)
    return known if both else None


def _remember(
    connection: sqlite3.Connection, visit: Visit, story: Story, written: Written, left: int | None
) -> None:
    own = story.canonical_url
    addresses.remember(connection, own, visit.capture, story=written.story, outcome=written.outcome)
    passed = {visit.address, *(hop.url for hop in _hops(visit)), visit.capture.url} - {own}
    for url in passed:
        if left is None or url != visit.address:
            addresses.alias(connection, url, visit.capture, written.story)
    if left is not None and visit.address != own:
        addresses.remember(
            connection, visit.address, visit.capture, story=None, outcome=Outcome.GONE
        )


def _hops(visit: Visit) -> list[Capture]:
    return [c for c in visit.others if c.status is not None and 300 <= c.status < 400]
