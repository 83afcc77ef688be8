"""Reads by a user's rule: CSS selectors take the place of what would be found without them.

A selector that matches nothing has no effect, so a rule that a new layout made useless costs
nothing; `backissue parse --rules` shows how much each one matches.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import cast

from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from archive.extract.blocks import Block, Frame
from archive.extract.dates import read_iso, read_printed
from archive.extract.decode import utf8_of
from archive.extract.names import split_names
from archive.extract.region import Region
from archive.extract.roles import BODY, Judged, Role
from archive.extract.source_line import read_closing
from archive.extract.tree import inline_text, parse
from archive.model import Page, Rule, SourceLine, Story

_DAYS = frozenset({"since", "until"})


@dataclass(frozen=True, slots=True)
class Ruled:
    """What a rule selects on one page: elements by the rule's keys."""

    elements: dict[str, list[HtmlElement]]

    def first(self, key: str) -> HtmlElement | None:
        """The first element of a key."""
        return next(iter(self.elements.get(key, [])), None)

    def texts(self, key: str) -> list[str]:
        """The texts of a key's elements, without empty ones."""
        return [text for e in self.elements.get(key, []) if (text := inline_text(e))]


def rule_for(rules: Iterable[Rule], at: datetime | None) -> Rule | None:
    """The first rule whose days hold the day `at`; without a day, the first that has no end."""
    day = at.date().isoformat() if at is not None else None
    for rule in rules:
        if day is None:
            if rule.until is None:
                return rule
        elif (rule.since or "") <= day and (rule.until is None or day < rule.until):
            return rule
    return None


def apply(root: HtmlElement, page: Page) -> Ruled | None:
    """What the page's rule selects, `remove` taken off the tree; None when no rule is for it."""
    rule = rule_for(page.guide.rules, page.fetched)
    if rule is None:
        return None
    selectors = {f.name: getattr(rule, f.name) for f in fields(rule) if f.name not in _DAYS}
    found = {
        key: cast(list[HtmlElement], CSSSelector(selector, translator="html")(root))
        for key, selector in selectors.items()
        if selector
    }
    for element in found.get("remove", []):
        if element.getparent() is not None:
            element.drop_tree()
    return Ruled(found)


def matches(page: Page) -> tuple[tuple[str, int], ...]:
    """(key, elements) of the rule that holds for a page; nothing when none does."""
    root = parse(utf8_of(page))
    ruled = apply(root, page) if root is not None else None
    if ruled is None:
        return ()
    return tuple((key, len(found)) for key, found in ruled.elements.items())


def region_of(blocks: list[Block], ruled: Ruled) -> Region | None:
    """The blocks in the rule's body; None when it selects none."""
    inside = {inner for element in ruled.elements.get("body", []) for inner in element.iter()}
    chosen = [block for block in blocks if block.frame.element in inside]
    if not chosen:
        return None
    main = _common([block.frame for block in chosen])
    return Region(main, chosen, {block.order for block in chosen}, aligned=False)


def judged_by(judged: list[Judged]) -> list[Judged]:
    """The blocks of a rule's body, with those that would be cut kept, for the user said so."""
    for entry in judged:
        if entry.role not in BODY and entry.role is not Role.HEADLINE:
            entry.role, entry.why = _by_shape(entry.block), f"rule; else {entry.role}"
    return judged


def overruled(story: Story, ruled: Ruled, limit: datetime | None) -> Story:
    """The story with what the rule selects in the place of what was found."""
    headline = next(iter(ruled.texts("headline")), None)
    lead = " ".join(ruled.texts("lead")) or None
    authors = tuple(dict.fromkeys(n for text in ruled.texts("authors") for n in split_names(text)))
    line = next(iter(ruled.texts("source_line")), None)
    published = _moment(ruled.first("published"), story.language, limit)
    return replace(
        story,
        headline=headline or story.headline,
        lead=lead or story.lead,
        authors=authors or story.authors,
        source_line=(read_closing(line) or SourceLine(line)) if line else story.source_line,
        published=published or story.published,
    )


def _common(frames: list[Frame]) -> Frame:
    """The nearest frame that holds all of these."""
    ways = [_way(frame) for frame in frames]
    held = ways[0][0]
    for steps in zip(*ways, strict=False):
        if any(step is not steps[0] for step in steps):
            break
        held = steps[0]
    return held if held.parent is None or len(frames) > 1 else held.parent


def _way(frame: Frame) -> list[Frame]:
    steps: list[Frame] = []
    at: Frame | None = frame
    while at is not None:
        steps.append(at)
        at = at.parent
    return steps[::-1]


def _by_shape(block: Block) -> Role:
    if block.level:
        return Role.HEADING
    if block.frame.item:
        return Role.ITEM
    if block.frame.quote:
        return Role.QUOTE
    return Role.CELL if block.frame.cell else Role.PARAGRAPH


def _moment(
    element: HtmlElement | None, language: str | None, limit: datetime | None
) -> str | None:
    """When the element says; nothing that lies after `limit`."""
    if element is None:
        return None
    stated = element.get("datetime") or element.get("content")
    moment = read_iso(stated) or read_printed(inline_text(element), language=language)
    if moment is None or (limit is not None and moment.day > limit.date()):
        return None
    return moment.written()
