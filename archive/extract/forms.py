"""Finds boxes that a reader fills in: calls for newsletters, searches, surveys, in any language."""

from __future__ import annotations

from lxml.html import HtmlElement

from archive.extract.region import Region

_WRITTEN = frozenset({"", "text", "email", "tel", "search", "password"})  # types of a field
_MOST_TEXT = 1200  # characters in a box; more is a form that a system lays round the whole page
_MOST_FIELDS = 20  # that are looked at
_BOXES = frozenset({"div", "section", "form", "aside", "fieldset"})


def boxes_of(region: Region) -> frozenset[HtmlElement]:
    """The outermost element round each field of the region's that holds little text."""
    main = region.main.element
    found: set[HtmlElement] = set()
    fields = [f for f in main.iter("input") if (f.get("type") or "").lower() in _WRITTEN]
    for field in fields[:_MOST_FIELDS]:
        box = None
        at = field.getparent()
        while at is not None and at is not main and at not in found:
            if _holds_much(at):
                break
            box = at if at.tag in _BOXES else box
            at = at.getparent()
        if box is not None:
            found.add(box)
    return frozenset(found)


def _holds_much(element: HtmlElement) -> bool:
    """Whether an element's text is longer than a box's; no more of it is read than tells."""
    size = 0
    for text in element.itertext():
        size += len(text)
        if size > _MOST_TEXT:
            return True
    return False
