"""Finds the story in a page's data where its elements hold none: articleBody, script state."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from archive.extract.blocks import Block, blocks_of
from archive.extract.region import Region, find_region, prose
from archive.extract.text import clean
from archive.extract.tree import parse

_LEAST = 400  # characters of a text that is worth taking
_LARGEST = 4_000_000  # characters of one script
# One without an end is found too, or each quotation mark in it would be looked behind.
_STRING = re.compile(r'"([^"\\]*+(?:\\.[^"\\]*+)*+)(?:"|\\?\Z)', re.S)
_BETWEEN = re.compile(r"\n+|\{/?[a-z][a-z-]*\}")  # lines, and what a template left in the text
_CLOSED = re.compile(r"\{/([a-z][a-z-]*)\}")  # a closing tag that a template has changed
_MARKUP = re.compile(r"<(?:p|br)\b", re.I)
_TITLE = re.compile(r'"(?:headline|title)"\s*:\s*"([^"\\]{8,300}(?:\\.[^"\\]{0,300}){0,40})"')
_PUBLISHED = re.compile(
    r'"(?:date_?)?(?:publish(?:ed)?|pub|deploy|issue[d]?|release[d]?|first_?publish(?:ed)?)'
    r'_?(?:date|dt|time|at|on)?"\s*:\s*"?(\d[^",}\\]{7,34})',
    re.I,
)
_DOTTED = re.compile(r"^(\d{4})[./](\d\d)[./](\d\d)")
_NEAR = 6_000  # characters around the text in which its title and its date stand


@dataclass(frozen=True, slots=True)
class Embedded:
    """A story's text that a script holds as markup, and the title and the date beside it."""

    blocks: list[Block]
    region: Region
    title: str | None
    published: str | None = None


def too_little(region: Region | None, body: str | None) -> bool:
    """Whether the page's elements hold no story, or far less of it than is stated."""
    shown = sum(prose(block) for block in region.blocks) if region else 0.0
    stated = len(body or "")
    return shown < 200 or (stated >= _LEAST and shown < 0.3 * stated)


def from_body(body: str | None) -> tuple[list[Block], Region] | None:
    """The blocks of a stated articleBody; a line is a paragraph."""
    if not body or len(body) < _LEAST:
        return None
    lines = [line for line in map(clean, _BETWEEN.split(body)) if line]
    return _read("".join(f"<p>{_escaped(line)}</p>" for line in lines))


def from_scripts(root: HtmlElement) -> Embedded | None:
    """The longest piece of markup that stands as a string in a script of the page."""
    best, best_script, best_at = "", "", 0
    for script in root.iter("script"):
        text = script.text or ""
        if script.get("src") or not _LEAST <= len(text) <= _LARGEST:
            continue
        for match in _STRING.finditer(text):
            if match.end() - match.start() < max(_LEAST, len(best)):
                continue
            value = _decoded(match[1])
            if len(value) > len(best) and len(_MARKUP.findall(value)) >= 2:
                best, best_script, best_at = value, text, match.start()
    found = _read(_CLOSED.sub(r"</\1>", best)) if best else None
    if found is None:
        return None
    titles = _TITLE.findall(best_script[max(0, best_at - _NEAR) : best_at])
    title = clean(_decoded(titles[-1])) if titles else None
    return Embedded(*found, title, _date_beside(best_script, best_at, best_at + len(best)))


def _date_beside(script: str, start: int, end: int) -> str | None:
    """The date of publication that stands nearest before the text, else after it."""
    before = _PUBLISHED.findall(script, max(0, start - _NEAR), start)
    after = _PUBLISHED.findall(script, end, end + _NEAR)
    found = before[-1] if before else after[0] if after else None
    return _DOTTED.sub(r"\1-\2-\3", found) if found else None


def _decoded(literal: str) -> str:
    """The value of a JSON string literal; state in a string in a script is escaped twice."""
    for _ in range(2):
        try:
            value = json.loads(f'"{literal}"', strict=False)
        except ValueError:
            return ""
        if "\\u003c" not in value and '\\"' not in value:
            return str(value)
        literal = value
    return str(value)


def _read(markup: str) -> tuple[list[Block], Region] | None:
    root = parse(f"<html><body><div>{markup}</div></body></html>")
    if root is None:
        return None
    blocks = blocks_of(root)
    region = find_region(blocks, None)
    return (blocks, region) if region else None


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
