"""Finds and prints the text of a comment."""

from __future__ import annotations

import re
from collections.abc import Collection

from lxml.html import HtmlElement

from archive.extract.comments import vocabulary as words
from archive.extract.comments.own import Own
from archive.extract.comments.printing import printed, short
from archive.extract.comments.when import without_moment

_PARAGRAPHS = frozenset({"p", "blockquote", "ul", "ol", "pre"})
_FURNITURE = frozenset({"header", "footer", "nav", "button"})
_NO_BODY = frozenset({"a", "button", "time"})
_ACTING = frozenset({"a", "span", "p", "div", "li"})
_LONGEST_ASIDE = 200  # characters; what is longer is text, whatever its label
_LONGEST_ACTION = 40
_LONGEST_JOINER = 100
# What is left of a line of links: "|+1"; a reader's own "+1" has no bar beside it.
_BAR = re.compile(r"\s*(?:\+\d{1,4}\s*)?\|[|\s]*(?:\+\d{1,4})?[|\s]*|\s*")
_NOT_DISPLAYED = re.compile(r"display\s*:\s*none")


def find(own: Own, author: HtmlElement | None, stamp: HtmlElement | None) -> HtmlElement | None:
    """The element labelled as the text that does not hold the author; None when there is none.

    One that does not hold the time either goes first, then the one with most text.
    """
    best: tuple[bool, int, int, HtmlElement] | None = None
    for element in own.elements:
        traits = own.traits(element)
        if not traits.text or traits.not_body or traits.trimming or element.tag in _NO_BODY:
            continue
        if element in own.parts and element.tag != "dd":
            continue
        if element is author or element is stamp:
            continue
        if any(own.traits(ancestor).trimming for ancestor in own.ancestors(element)):
            continue
        if next(element.iter("textarea"), None) is not None:
            continue
        if author is not None and (own.within(author, element) or own.within(element, author)):
            continue
        if stamp is not None and own.within(element, stamp):
            continue
        apart = stamp is None or not own.within(stamp, element)
        size = len(render(own, element, () if stamp is None else (stamp,)))
        rank = (apart, size, own.order(element))
        if size and (best is None or rank > best[:3]):
            best = (*rank, element)
    return best[3] if best else None


def text(own: Own, body: HtmlElement | None, places: Collection[HtmlElement]) -> str:
    """The comment's text: its body, else its paragraphs, else all but `places` and furniture."""
    lines = _lines(own, body, places).split("\n")
    while len(lines) > 1 and _BAR.fullmatch(lines[-1]):
        lines.pop()
    return "\n".join(lines)


def _lines(own: Own, body: HtmlElement | None, places: Collection[HtmlElement]) -> str:
    if body is not None:
        return render(own, body, places)
    paragraphs = (render(own, paragraph, places) for paragraph in _paragraphs(own, places))
    if found := "\n".join(filter(None, paragraphs)):
        return found
    lines = "\n".join(render(own, part, places) for part in own.parts).split("\n")
    return "\n".join(line for line in lines if not _is_joiner(line))


def render(own: Own, element: HtmlElement, places: Collection[HtmlElement]) -> str:
    """The text below an element without `places`, other comments and what is no text."""

    def leave(inner: HtmlElement) -> bool:
        if inner in places or inner in own.nested or inner.tag in _FURNITURE:
            return True
        if is_unseen(inner):
            return True
        if own.traits(inner).aside and _is_short(inner, _LONGEST_ASIDE):
            return True
        if inner.tag not in _ACTING or len(inner) > 3:
            return False
        return short(inner, _LONGEST_ACTION).casefold() in words.ACTIONS

    return printed(element, leave)


def is_linked(own: Own, body: HtmlElement | None, said: str) -> bool:
    """Whether most of the text is a link, as in a teaser or a box of recent comments."""
    places = own.parts if body is None else (body,)
    if body is not None and any(a.tag == "a" for a in own.ancestors(body)):
        return True
    size = 0
    for place in places:
        for element in own.below(place):
            if element.tag == "a":
                line = render(own, element, ()).replace("\n", " ")
                if line in said and not line.startswith(("http:", "https:", "www.")):
                    size += len(line)
    return size > 20 and size > 0.7 * len(said)


def is_unseen(element: HtmlElement) -> bool:
    """Whether the page itself hides an element."""
    if words.UNSEEN.intersection((element.get("class") or "").split()):
        return True
    style = element.get("style")
    return bool(style and _NOT_DISPLAYED.search(style[:200])) or element.get("hidden") is not None


def _paragraphs(own: Own, places: Collection[HtmlElement]) -> list[HtmlElement]:
    """Outermost paragraphs that hold neither author nor time and lie in no furniture."""
    found: list[HtmlElement] = []
    for element in own.elements:
        if element.tag not in _PARAGRAPHS or element in own.parts:
            continue
        if any(own.within(element, p) or element is p or own.within(p, element) for p in places):
            continue
        if found and own.within(element, found[-1]):
            continue
        round_it = (element, *own.ancestors(element))
        if not any(e.tag in _FURNITURE or own.traits(e).aside or is_unseen(e) for e in round_it):
            found.append(element)
    return found


def _is_joiner(line: str) -> bool:
    """Whether a line is only what stood between author and time: "on", "at", "|"."""
    return len(line) < _LONGEST_JOINER and bool(words.JOINERS.match(without_moment(line)))


def _is_short(element: HtmlElement, limit: int) -> bool:
    size = 0
    for piece in element.itertext():
        size += len(piece.strip())
        if size >= limit:
            return False
    return True
