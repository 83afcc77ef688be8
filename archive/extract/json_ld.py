"""Parses a page's JSON-LD into nodes, whatever state its JSON is in."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from archive.extract.tree import Inventory

_MOST_CHARACTERS = 2_000_000  # of one script
_MOST_NODES = 3_000
_DEEPEST = 12
_TRAILING = re.compile(r",\s*([}\]])")
_OPENS = re.compile(r"(?://)?\s*(?:<!\[CDATA\[|<!--)")
_CLOSES = re.compile(r"(?://)?\s*(?:\]\]>|-->)\s*;?\s*$")
_END = 60  # characters in which a closing mark stands
ARTICLES = re.compile(
    r"(?:article|blogposting|report|newsitem|posting|creativework|liveblog|review|recipe|qapage|story)$",
    re.I,
)

Node = dict[str, Any]


def nodes_of(page: Inventory) -> Iterator[Node]:
    """All JSON-LD nodes of a page, also of scripts whose JSON is broken."""
    count = 0
    for script in page.tagged("script"):
        kind = script.get("type")
        if not kind or "ld+json" not in kind.lower():
            continue
        text = script.text or ""
        if len(text) > _MOST_CHARACTERS:
            continue
        for value in _values(text):
            for node in _walk(value, 0):
                yield node
                count += 1
                if count >= _MOST_NODES:
                    return


def _values(text: str) -> list[Any]:
    """The JSON values of a script; common faults are mended."""
    text = text.strip().rstrip(";").strip()
    if not text:
        return []
    try:
        return [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        mended = _unwrapped(text)
    for mend in (str, _without_trailing_commas, html.unescape):
        try:
            return [json.loads(mend(mended), strict=False)]
        except (ValueError, RecursionError):
            continue
    pieces = _pieces(mended)
    whole = any(
        ARTICLES.search(k) for piece in pieces for n in _walk(piece, 0) for k in kinds_of(n)
    )
    return pieces if whole else [*pieces, *_salvaged(mended)]


def _unwrapped(text: str) -> str:
    """A script without the CDATA marks and comment signs of XHTML round it."""
    if opening := _OPENS.match(text):
        text = text[opening.end() :]
    return text[:-_END] + _CLOSES.sub("", text[-_END:])


def _without_trailing_commas(text: str) -> str:
    return _TRAILING.sub(r"\1", text)


_STATED = r'"{}"\s*:\s*(?:"((?:[^"\\]|\\.){{1,500}})"|([^"\s,{{}}\[\]]{{1,100}}))'
_SALVAGE = {
    name: re.compile(_STATED.format(name)) for name in ("headline", "datePublished", "dateModified")
}
_TYPE = re.compile(r'"@type"\s*:\s*"(\w*(?:Article|Posting))"')
_AUTHOR = re.compile(
    r'"(?:author|creator)"\s*:\s*(?:[\[{][^{}\[\]]{0,300}?"name"\s*:\s*)?"([^"]{1,200})"'
)


def _salvaged(text: str) -> list[Any]:
    """The plainest properties of an article whose JSON no parser takes (values without quotes)."""
    kind = _TYPE.search(text)
    if kind is None:
        return []
    node: Node = {"@type": kind[1]}
    for name, pattern in _SALVAGE.items():
        if found := pattern.search(text):
            node[name] = found[1] or found[2]
    if author := _AUTHOR.search(text):
        node["author"] = author[1]
    return [node]


def _pieces(text: str) -> list[Any]:
    """Several values one after the other, or the good ones before a fault."""
    decoder = json.JSONDecoder(strict=False)
    found: list[Any] = []
    at = 0
    for _ in range(20):
        starts = [i for i in (text.find("{", at), text.find("[", at)) if i >= 0]
        if not starts:
            break
        start = min(starts)
        try:
            value, at = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            at = start + 1
            continue
        found.append(value)
    return found


def _walk(value: Any, depth: int) -> Iterator[Node]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for part in value[:500]:
            yield from _walk(part, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "subjectOf", "itemReviewed"):
            part = value.get(name)
            if isinstance(part, dict | list):
                yield from _walk(part, depth + 1)


def kinds_of(node: Node) -> tuple[str, ...]:
    """A node's types in lower case, without their vocabulary."""
    kinds = node.get("@type")
    many = kinds if isinstance(kinds, list) else [kinds]
    return tuple(k.rsplit("/", 1)[-1].lower() for k in many[:10] if isinstance(k, str))
