"""Knows which elements of a page hold a part of the story itself, so that none is a comment."""

from __future__ import annotations

from lxml.html import HtmlElement

from archive.extract.tree import Inventory

_TEXT_TAGS = ("div", "section", "article", "span", "main", "td")


class Holding:
    """The elements round the story's headline, its text, its main element.

    A headline that speaks of comments is the heading of the thread. Gathered once a page: to ask
    each element what is below it is dear.
    """

    def __init__(self, page: Inventory) -> None:
        signs = [h1 for h1 in page.tagged("h1") if "omment" not in _identity(h1)]
        signs.extend(page.tagged("main"))
        for tag in _TEXT_TAGS:
            signs.extend(e for e in page.tagged(tag) if e.get("itemprop") == "articleBody")
        self._holders: set[HtmlElement] = set()
        for sign in signs:
            for ancestor in sign.iterancestors():
                if ancestor in self._holders:
                    break
                self._holders.add(ancestor)

    def __call__(self, element: HtmlElement) -> bool:
        """Whether a part of the story lies below `element`."""
        return element in self._holders


def _identity(element: HtmlElement) -> str:
    return f"{element.get('id') or ''} {element.get('class') or ''}"
