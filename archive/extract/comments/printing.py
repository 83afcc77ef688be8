"""Prints the text of a tree as its readers see it, paragraphs and breaks as newlines."""

from __future__ import annotations

from collections.abc import Callable

from lxml.html import HtmlElement

from archive.extract.text import clean, clean_lines

SILENT = frozenset(
    {"script", "style", "template", "svg", "form", "textarea", "select", "option", "iframe"}
    | {"object", "noscript", "canvas", "audio", "video", "map", "link", "head", "input", "title"}
)
_BLOCKS = frozenset(
    {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "pre", "table", "tr", "section"}
    | {"article", "header", "footer", "aside", "figure", "figcaption", "h1", "h2", "h3", "h4", "h5"}
    | {"h6", "hr", "address", "details", "summary", "main", "nav", "center", "fieldset"}
)
_LONGEST = 100_000  # characters of one comment


def printed(
    element: HtmlElement, leave: Callable[[HtmlElement], bool], *, limit: int = _LONGEST
) -> str:
    """The text below `element` without the subtrees to `leave`; smileys by their names."""
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
                stack.append(current.text if tag == "pre" else _flat(current.text))
    return clean_lines("".join(out))


def shown(element: HtmlElement) -> str:
    """All text below `element` on one line."""
    return clean("".join(element.itertext()))


def short(element: HtmlElement, limit: int) -> str:
    """All text below `element` on one line, or nothing when it is longer than `limit`."""
    pieces: list[str] = []
    size = 0
    for piece in element.itertext():
        size += len(piece.strip())
        if size > limit:
            return ""
        pieces.append(piece)
    text = clean("".join(pieces))
    return text if len(text) <= limit else ""


def _flat(text: str) -> str:
    return text.replace("\n", " ").replace("\r", " ")


def _smiley(image: HtmlElement) -> str:
    kind = image.get("class") or ""
    return (
        (image.get("alt") or "")
        if "smiley" in kind or "emoji" in kind or "emoticon" in kind
        else ""
    )
