"""Reads comments that a page states as schema.org data in JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from archive.extract.comments.identity import hashed, number
from archive.extract.comments.query import Elements
from archive.extract.comments.rest import text_of_markup
from archive.extract.comments.when import moment
from archive.extract.text import clean, clean_lines
from archive.model import Comment, Page

_SCRIPTS = Elements("//script[@type='application/ld+json']")
_TYPES = frozenset({"Comment", "UserComments"})
_LARGEST = 2_000_000  # characters of one script
_DEEPEST = 60
_MOST = 3000


def comments(root: HtmlElement, page: Page) -> tuple[Comment, ...]:
    """Comments stated in JSON-LD; replies are `comment`s of a Comment or name a `parentItem`."""
    if page.body and b'"Comment"' not in page.body and b"\x00" not in page.body[:200]:
        return ()  # the bytes tell sooner than the tree; UTF-16 has zeros between them
    found: dict[str, Comment] = {}
    for script in _SCRIPTS(root)[:10]:
        if '"Comment"' not in (script.text or ""):
            continue
        try:
            stated = json.loads((script.text or "")[:_LARGEST], strict=False)
        except (ValueError, RecursionError):
            continue
        for comment in _walk(stated):
            found.setdefault(comment.id, comment)
            if len(found) >= _MOST:
                break
    return tuple(
        c if c.parent in found else Comment(c.id, None, c.author, c.published, c.text)
        for c in found.values()
    )


def _walk(stated: Any) -> Iterator[Comment]:
    stack: list[tuple[Any, str | None, int]] = [(stated, None, 0)]
    while stack:
        value, parent, depth = stack.pop()
        if depth > _DEEPEST:
            continue
        if isinstance(value, list):
            stack.extend((entry, parent, depth + 1) for entry in reversed(value))
        elif isinstance(value, dict):
            stated_type = value.get("@type")
            types = stated_type if isinstance(stated_type, list) else [stated_type]
            comment = (
                _comment(value, parent) if any(t == c for t in types for c in _TYPES) else None
            )
            if comment is not None:
                yield comment
                parent = comment.id
            stack.extend(
                (v, parent, depth + 1)
                for k, v in reversed(value.items())
                if isinstance(v, (dict, list)) and k not in ("author", "parentItem")
            )


def _comment(value: dict[str, Any], parent: str | None) -> Comment | None:
    text = value.get("text") or value.get("commentText") or value.get("description")
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
