"""The addresses in a style sheet, a `<style>` element or a `style` attribute.

tinycss2 splits the text into tokens (CSS Syntax Level 3); which of them are addresses is told here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

import tinycss2
from tinycss2.ast import Node
from tinycss2.bytes import decode_stylesheet_bytes

from archive.model import Page
from archive.requisites.model import Requisite, absolute, once

MOST = 100  # addresses of one sheet
LARGEST = 2 * 1024 * 1024  # bytes of a sheet that are read
_FONTS = (".woff2", ".woff", ".ttf", ".otf")  # the best first; browsers take one
_SETS = frozenset({"image-set", "-webkit-image-set"})


def in_style(page: Page) -> tuple[Requisite, ...]:
    """What a fetched style sheet needs."""
    text, _ = decode_stylesheet_bytes(page.body[:LARGEST], _charset(page.content_type))
    return in_text(text, page.url)


def in_text(text: str, base: str) -> tuple[Requisite, ...]:
    """What CSS needs, in order: imported sheets, images, of each font face the best form."""
    lower = text.lower()
    if not any(mark in lower for mark in ("url(", "@import", "image-set", "\\")):
        return ()
    tokens = tinycss2.parse_component_value_list(text, skip_comments=True)
    return once(_found(tokens, base), MOST)


def _found(tokens: Sequence[Node], base: str) -> Iterator[Requisite]:
    """One level after the other, without recursion: brackets may be nested by the thousand."""
    levels = deque([(tokens, "")])
    while levels:
        level, within = levels.popleft()
        rule, fonts = "", list[str]()
        for token in level:
            kind = token.type
            if kind == "at-keyword":
                rule = token.lower_value
            elif kind == "literal" and token.value == ";":
                rule = ""
            elif kind == "{} block":
                levels.append((token.content, rule))
                rule = ""
            elif kind in ("() block", "[] block"):
                levels.append((token.content, within))
            elif kind == "function" and token.lower_name != "url":
                levels.append((token.arguments, token.lower_name))
            elif (written := _written(token, rule, within)) is not None:
                url = absolute(written, base)
                if url is not None and within == "font-face":
                    fonts.append(url)
                elif url is not None:
                    yield Requisite(url, is_style=rule == "import")
        yield from _best(fonts)


def _written(token: Node, rule: str, within: str) -> str | None:
    """The address that a token stands for, as it is written."""
    if rule == "namespace":  # a name, nothing to ask for
        return None
    value: str | None = None
    if token.type == "url":
        value = token.value
    elif token.type == "function":
        value = next((one.value for one in token.arguments if one.type == "string"), None)
    elif token.type == "string" and (rule == "import" or within in _SETS):
        value = token.value
    return value


def _best(fonts: Sequence[str]) -> Iterator[Requisite]:
    """The form of a font that browsers take; a face names up to five."""
    for ending in _FONTS:
        for url in fonts:
            if urlsplit(url).path.lower().endswith(ending):
                yield Requisite(url)
                return
    yield from map(Requisite, fonts[:1])


def _charset(content_type: str | None) -> str | None:
    _, marked, after = (content_type or "").lower().partition("charset=")
    return after.split(";")[0].strip(" \"'") or None if marked else None
