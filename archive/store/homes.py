"""Decides which address a story is at, when its page, its spelling or another page says another."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from archive.model import Story, Visit
from archive.store import addresses, stories
from archive.urls import story_key, url_key, variants

_SPELLINGS = 20  # addresses with one path and other parameters that are looked at


def believed(
    connection: sqlite3.Connection, visit: Visit, story: Story, known: int | None
) -> Story:
    """The story at its canonical address, unless that is another story's with another text."""
    claimed, own = story.canonical_url, visit.capture.url
    if claimed == own:
        return story
    there = addresses.story_at(connection, claimed)
    if there is None or there == known or stories.is_same_text(connection, there, story):
        return story
    return replace(story, canonical_url=own)


def is_taken(connection: sqlite3.Connection, visit: Visit, story: Story, known: int) -> bool:
    """Whether a page elsewhere took this address for its story, which is not the one met here.

    That page's rel=canonical was believed while nothing was known of the address it named.
    """
    own = visit.capture.url
    return (
        story.canonical_url == own
        and stories.address_of(connection, known) == own
        and not stories.was_at(connection, known, own)
        and not stories.is_same_text(connection, known, story)
    )


def variant(connection: sqlite3.Connection, visit: Visit, story: Story) -> tuple[int | None, Story]:
    """The story that is known at another spelling of a new address, and where it is now.

    Another scheme, `m.`, `/amp`, `/print` and a last slash are spellings, if the text is the same;
    a parameter more or less is one if the text is so to the letter: then the site's own pages show
    that it changes nothing. The plainest spelling becomes the story's address.
    """
    url = story.canonical_url
    for found in addresses.stories_at(connection, variants(url)):
        if stories.is_same_text(connection, found, story):
            return found, _at(connection, found, story)
    for found in addresses.stories_at(connection, _with_other_parameters(connection, url)):
        if stories.has_text(connection, found, story):
            return found, _at(connection, found, story)
    return None, story


def _at(connection: sqlite3.Connection, found: int, story: Story) -> Story:
    theirs = stories.address_of(connection, found)
    is_plainer = _rank(story.canonical_url) < _rank(theirs)
    return story if is_plainer else replace(story, canonical_url=theirs)


def _rank(url: str) -> tuple[bool, bool, int]:
    """Plain addresses first: no variant of a page, the safe scheme, few characters."""
    return (url_key(url) != story_key(url), not url.startswith("https:"), len(url))


def _with_other_parameters(connection: sqlite3.Connection, url: str) -> list[str]:
    """Known addresses of the path, one of which has all parameters of the other, and more."""
    path, _, query = url.partition("?")
    # U+0040 follows "?": everything between is the path with some query.
    rows = connection.execute(
        "SELECT url FROM addresses WHERE story IS NOT NULL AND url > ?1 || '?' AND url < ?1 || '@'"
        " ORDER BY url LIMIT ?2",
        (path, _SPELLINGS),
    )
    mine = set(parse_qsl(query, keep_blank_values=True))
    found = [path, *variants(path)] if mine else []
    for (other,) in rows:
        theirs = set(parse_qsl(urlsplit(other).query, keep_blank_values=True))
        if mine < theirs or theirs < mine:
            found.append(str(other))
    return found
