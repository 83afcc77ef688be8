"""Walks the part of a tree that belongs to one comment, and prints its text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from lxml.html import HtmlElement

from archive.extract.text import clean_lines

SILENT = frozenset(
    "script style template svg form textarea select option iframe object noscript canvas audio video map link head input".split()
)
_BLOCKS = frozenset(
    """p div li ul ol dl dt dd blockquote pre table tr section article header footer aside figure figcaption
    h1 h2 h3 h4 h5 h6 hr address details summary main nav center fieldset""".split()
)
_DEEPEST = 400  # levels; libxml2 stops at 256 unless told otherwise


def elements(parts: Collection[HtmlElement], without: Collection[HtmlElement]) -> Iterator[HtmlElement]:
    """The elements of `parts` in reading order, themselves included, without those subtrees."""
    for part in parts:
        stack = [part]
        while stack:
            element = stack.pop()
            if not isinstance(element.tag, str) or element.tag in SILENT:
                continue
            if element in without and element not in parts:
                continue
            yield element
            stack.extend(reversed(element))


def printed(
    element: HtmlElement, leave: Callable[[HtmlElement], bool], *, limit: int = 100_000
) -> str:
    """The text below `element`, paragraphs and breaks as newlines, without subtrees to `leave`."""
    out: list[str] = []
    size = 0
    stack: list[HtmlElement | str] = [element]
    while stack and size < limit:
        current = stack.pop()
        if isinstance(current, str):
            out.append(current)
            size += len(current)
            continue
        tag = current.tag
        if current is not element and current.tail:
            stack.append(_flat(current.tail))
        if not isinstance(tag, str) or tag in SILENT or (current is not element and leave(current)):
            continue
        if tag == "br":
            out.append("\n")
        elif tag == "img":
            out.append(_smiley(current))
        else:
            if tag in _BLOCKS:
                out.append("\n")
                stack.append("\n")
            stack.extend(reversed(current))
            if current.text:
                stack.append(_preformatted(current) if tag == "pre" else _flat(current.text))
    return clean_lines("".join(out))


def _flat(text: str) -> str:
    return text.replace("\n", " ").replace("\r", " ")


def _preformatted(element: HtmlElement) -> str:
    return element.text or ""


def _smiley(image: HtmlElement) -> str:
    kind = image.get("class") or ""
    return (image.get("alt") or "") if "smiley" in kind or "emoji" in kind or "emoticon" in kind else ""
