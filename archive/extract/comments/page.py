"""Reads the comments that a story's page shows."""

from __future__ import annotations

from lxml.html import HtmlElement

from archive.extract.comments import identity, parents, units
from archive.extract.comments import vocabulary as words
from archive.extract.comments.units import Unit
from archive.model import Comment, Page, Thread


def read(root: HtmlElement, page: Page) -> tuple[Thread, tuple[HtmlElement, ...]]:
    """The thread as far as this page shows it, and the elements of the comment area."""
    speaking = units.labelled(root)
    if not speaking:
        return Thread(), ()
    found = units.find(speaking, fetched=page.fetched)
    return Thread(comments(found)), ()


def comments(found: list[Unit]) -> tuple[Comment, ...]:
    kept = [u for u in found if u.fields.text and not is_ping(u) and not is_pending(u)]
    ids = identity.ids(kept)
    answers = parents.answered([u.element for u in kept], ids)
    return tuple(
        Comment(i, parent, u.fields.author, u.fields.published, u.fields.text)
        for i, parent, u in zip(ids, answers, kept, strict=True)
    )


def is_ping(unit: Unit) -> bool:
    if words.PING.search(words.label(unit.element)):
        return True
    text = unit.fields.text.lower()
    return text.startswith(("pingback:", "trackback:")) or (
        text.startswith(("[…]", "[...]", "[&#8230;]")) and text.endswith(("[…]", "[...]"))
    )


def is_pending(unit: Unit) -> bool:
    return False
