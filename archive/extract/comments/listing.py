"""Tells apart what a further answer is: REST listing, comment feed or comment page."""

from __future__ import annotations

from archive.errors import PageError
from archive.extract.comments import feed, page, rest
from archive.extract.decode import text_of
from archive.extract.tree import parse
from archive.model import Page, Thread

NOTHING = Thread(whole=False)


def read(answer: Page) -> Thread:
    """The comments of one further answer; an empty thread that is not whole for anything else."""
    try:
        text = text_of(answer)
    except PageError:
        return NOTHING
    start = text.lstrip("\ufeff \t\r\n")[:600]
    if start.startswith(("[", "{")):
        return rest.read(text, answer.url)
    if start.startswith("<") and feed.is_feed(start):
        return feed.read(text)
    root = parse(text)
    if root is None:
        return NOTHING
    return page.read_further(root, answer)
