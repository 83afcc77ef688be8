"""Rewrites the references of archived CSS, token by token, so that it asks nobody but us; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import tinycss2
from tinycss2.ast import ParseError, StringToken, URLToken
from tinycss2.bytes import decode_stylesheet_bytes
from tinycss2.serializer import serialize_string_value

from archive.browse.web.address import EMBED, SHEET
from archive.browse.web.place import NOWHERE, Place

LARGEST = 4_000_000  # characters of a sheet that are read
_REFERS = ("url", "src")
_HOLDS_STRINGS = ("image-set", "-webkit-image-set", "image", "cross-fade", "-webkit-cross-fade")
_DROPPED_RULES = ("charset", "namespace")  # a namespace is named by an address that nobody asks
_FAULTS = ("bad-string", "eof-in-string", "eof-in-url")  # written, they would be more than one
_RUNS = ("expression",)  # scripts in old browsers


def sheet(css: str, place: Place) -> str:
    """A style sheet whose every reference leads to our paths, or nowhere.

    Nesting beyond what Python can follow makes it empty. Text in it cannot end a `<style>`.
    """
    tokens = tinycss2.parse_component_value_list(css[:LARGEST], skip_comments=True)
    try:
        written: str = tinycss2.serialize(list(_rewritten(tokens, place)))
    except RecursionError:
        return ""
    return written.replace("</", "<\\/")


def declarations(css: str, place: Place) -> str:
    """The same for the value of a style attribute."""
    if not ("(" in css or "\\" in css or "@" in css):
        return css  # nearly all: nothing can refer anywhere
    return sheet(css, place)


def sheet_of_bytes(body: bytes, content_charset: str | None, place: Place) -> str:
    """A captured style sheet, decoded as CSS Syntax 3 §3.2 says."""
    text, _ = decode_stylesheet_bytes(body[: LARGEST * 2], content_charset)
    return sheet(text, place)


def _rewritten(tokens: Sequence[Any], place: Place, *, strings: bool = False) -> Iterator[Any]:
    """The tokens with their references changed; `strings` says that strings are references."""
    rule = ""  # the at-rule whose prelude is being read
    for part in tokens:
        kind = part.type
        if kind == "at-keyword":
            rule = part.lower_value
        elif rule and (part == ";" or kind == "{} block"):
            dropped, rule = rule in _DROPPED_RULES, ""
            if dropped:
                continue
        if rule in _DROPPED_RULES:
            continue
        form = SHEET if rule == "import" else EMBED
        if kind == "url" or (kind == "string" and (strings or rule == "import")):
            yield _reference(part, part.value, place, form)
        elif kind == "string":  # written anew: one without an end would take in what follows
            written = f'"{serialize_string_value(part.value)}"'
            yield StringToken(part.source_line, part.source_column, part.value, written)
        elif kind == "function":
            yield from _function(part, place, form)
        elif kind == "error" and part.kind in _FAULTS:
            if part.kind == "bad-string":
                yield ParseError(part.source_line, part.source_column, "bad-url", "")
        else:
            if kind in ("{} block", "[] block", "() block"):
                part.content[:] = list(_rewritten(part.content, place, strings=strings))
            yield part


def _function(token: Any, place: Place, form: str) -> Iterator[Any]:
    name = token.lower_name
    if name in _RUNS:
        return
    if name in _REFERS:
        inner = next((part for part in token.arguments if part.type == "string"), None)
        yield _reference(token, inner.value if inner else "", place, form)
        return
    holds = name in _HOLDS_STRINGS
    token.arguments[:] = list(_rewritten(token.arguments, place, strings=holds))
    yield token


def _reference(token: Any, value: str, place: Place, form: str) -> URLToken:
    path = (place.embedded(value, form) if value.strip() else None) or NOWHERE
    written = f'url("{serialize_string_value(path)}")'
    return URLToken(token.source_line, token.source_column, path, written)
