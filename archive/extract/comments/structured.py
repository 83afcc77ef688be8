"""Reads comments that a page states as schema.org data in JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from archive.extract.comments.identity import hashed, number
from archive.extract.comments.rest import text_of_markup
from archive.extract.comments.unique import unique
from archive.extract.comments.when import moment
from archive.extract.text import clean, clean_lines
from archive.extract.tree import Inventory
from archive.model import Comment

_COMMENTS = frozenset({"Comment", "UserComments"})
_REVIEWS = frozenset({"Review", "UserReview"})
_MOST_SCRIPTS = 20
_LARGEST = 2_000_000  # characters of one script
_DEEPEST = 60


def linked_data(elements: Inventory) -> Iterator[str]:
    """The texts of the page's JSON-LD scripts, the first ones of absurdly many."""
    stating = (s for s in elements.tagged("script") if "ld+json" in (s.get("type") or ""))
    for script in islice(stating, _MOST_SCRIPTS):
        if text := script.text:
            yield text


def comments(elements: Inventory) -> tuple[Comment, ...]:
    """Comments stated in JSON-LD; replies are `comment`s of a Comment or name a `parentItem`.

    Without any, the Reviews by several people, each with its day, as below a recipe or a book: they
    are its readers' words. A single one is the critic's, who is the story's author.
    """
    stated: list[Any] = []
    for text in linked_data(elements):
        if 'Comment"' in text or 'UserComments"' in text or 'Review"' in text:
            with suppress(ValueError, RecursionError):
                stated.append(json.loads(text[:_LARGEST], strict=False))
    if not stated:
        return ()
    comments = unique(_walk(stated, _COMMENTS))
    return comments or _by_readers(unique(_walk(stated, _REVIEWS)))


def _by_readers(reviews: tuple[Comment, ...]) -> tuple[Comment, ...]:
    several = len({review.author for review in reviews}) > 1
    dated = all(review.author and review.published for review in reviews)
    return reviews if several and dated else ()


def _walk(stated: Any, types: frozenset[str]) -> Iterator[Comment]:
    stack: list[tuple[Any, str | None, int]] = [(stated, None, 0)]
    while stack:
        value, parent, depth = stack.pop()
        if depth > _DEEPEST:
            continue
        if isinstance(value, list):
            stack.extend((entry, parent, depth + 1) for entry in reversed(value))
        elif isinstance(value, dict):
            comment = _comment(value, parent) if types & _types(value) else None
            if comment is not None:
                yield comment
                parent = comment.id
            stack.extend(
                (v, parent, depth + 1)
                for k, v in reversed(value.items())
                if isinstance(v, (dict, list)) and k not in ("author", "parentItem")
            )


def _types(value: dict[str, Any]) -> set[str]:
    """The names of an object's types without the vocabulary's own: "Comment"."""
    stated = value.get("@type")
    names = stated if isinstance(stated, list) else [stated]
    return {re.split("[/:#]", name)[-1] for name in names[:8] if isinstance(name, str)}


def _comment(value: dict[str, Any], parent: str | None) -> Comment | None:
    told = (value.get(key) for key in ("text", "commentText", "reviewBody", "description"))
    text = next((t for t in told if t), None)
    if not isinstance(text, str) or not text.strip():
        return None
    text = text_of_markup(text) if "<" in text or "&" in text else clean_lines(text)
    author = value.get("author") or value.get("creator")
    if isinstance(author, list):
        author = author[0] if author else None
    if isinstance(author, dict):
        author = author.get("name")
    said = clean(author) if isinstance(author, str) else None
    stated = value.get("dateCreated") or value.get("datePublished") or value.get("commentTime")
    published = moment(stated) if isinstance(stated, str) else None
    answered = value.get("parentItem")
    if isinstance(answered, dict):
        parent = _number(answered) or parent
    return (
        Comment(_number(value) or hashed(said, text), parent, said or None, published, text)
        if text
        else None
    )


def _number(value: dict[str, Any]) -> str | None:
    for name in ("@id", "identifier", "url"):
        stated = value.get(name)
        if isinstance(stated, str) and (found := number(stated.rpartition("#")[2][-60:])):
            return found
    return None
