"""Finds the elements that hold one comment each, among all that speak of comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from lxml.html import HtmlElement

from archive.extract.comments.address import Story, story
from archive.extract.comments.families import (
    Family,
    called_comments,
    repeated_in_threads,
    round_texts,
    round_times,
)
from archive.extract.comments.fields import Fields
from archive.extract.comments.fields import read as read_fields
from archive.extract.comments.holding import Holding
from archive.extract.comments.query import Strings
from archive.extract.tree import Inventory
from archive.model import Page

_COMMENT_LINKS = Strings(
    ".//a[contains(@href,'#')][not(ancestor::p or ancestor::blockquote)]/@href"
)
_SAMPLE = 4
_ENOUGH = 4  # points of evidence: an author or a time, and one thing more
_ENOUGH_ALONE = 5  # for a comment that has no like beside it


@dataclass(frozen=True, slots=True)
class Unit:
    """One comment's place: an element, or a `dt` and the `dd`s after it, and what is read there."""

    parts: tuple[HtmlElement, ...]
    fields: Fields

    @property
    def element(self) -> HtmlElement:
        return self.parts[0]


@dataclass(frozen=True)
class Setting:
    """The page that comments are looked for on."""

    elements: Inventory
    page: Page
    holds_story: Holding

    @cached_property
    def story(self) -> Story:
        """Where the story lives; seldom asked for, and addresses are slow to take apart."""
        return story(self.elements, self.page)


def find(speaking: Sequence[HtmlElement], setting: Setting) -> list[Unit]:
    """The comments on this story among the elements that speak of comments, in reading order."""
    families = called_comments(speaking)
    best = _best(families, setting)
    if best is None:
        best = _best(repeated_in_threads(speaking), setting)
    if best is None:
        best = _best([round_texts(setting.elements, speaking)], setting)
    if best is None:
        return []
    if len(best) == 1:
        best = _best([round_times(best[0][0])], setting) or best
    members = _with_relatives(best, families, setting)
    return _read(members, setting.page.fetched)


def _is_byline(family: Family) -> bool:
    """Whether a lone element names the story's author, beside a link to the comments."""
    if len(family) > 1:
        return False
    links = (link for part in family[0] for link in part.iter("a"))
    return any("author" in (link.get("rel") or "").split() for link in links)


def _sample(family: Family) -> Family:
    return family[:: max(1, len(family) // _SAMPLE)][:_SAMPLE]


def _is_foreign(family: Family, story: Story) -> bool:
    """Whether the permalinks of most comments lead to other stories."""
    sample = _sample(family)
    foreign = sum(
        any(story.is_foreign(href) for part in parts for href in _COMMENT_LINKS(part)[:20])
        for parts in sample
    )
    return foreign * 2 > len(sample)


def _best(families: Sequence[Family], setting: Setting) -> Family | None:
    """The family with most real comments; of equal ones the outermost, which holds the replies."""
    best: tuple[float, Family] | None = None
    for family in families:
        score = _worth(family, setting)
        if score and (best is None or _is_better(score, family, *best)):
            best = (score, family)
    return best[1] if best else None


def _is_better(score: float, family: Family, best_score: float, best: Family) -> bool:
    """A lone outer element is the whole area; several are comments with their replies inside."""
    if _holds(family, best):
        return score >= 0.7 * best_score and len(family) > 1
    if _holds(best, family):
        return score > best_score / 0.7 or len(best) == 1
    return score > 1.1 * best_score


def _worth(family: Family, setting: Setting) -> float:
    """Members times the share of a sample that reads as a comment; 0 when too few do.

    And when they hold a part of the story, or belong to another one: that is dear to tell.
    """
    sample = _sample(family)
    if not family or any(setting.holds_story(parts[0]) for parts in sample):
        return 0.0
    heads = {parts[0] for parts in family}
    least = _ENOUGH if len(family) > 1 else _ENOUGH_ALONE
    good: list[int] = []
    for looked, parts in enumerate(sample):
        nested = heads.difference(parts)
        fields = read_fields(parts, nested, fetched=setting.page.fetched, hasty=True)
        if fields.text and fields.evidence >= least:
            good.append(fields.evidence)
        if (len(good) + len(sample) - 1 - looked) * 2 < len(sample):
            return 0.0
    if _is_foreign(family, setting.story) or _is_byline(family):
        return 0.0
    return len(family) * len(good) / len(sample) * (1 + sum(good) / len(good) / 100)


def _is_comment(fields: Fields) -> bool:
    return bool(fields.text) and fields.evidence >= _ENOUGH


def _fields(
    parts: tuple[HtmlElement, ...], heads: set[HtmlElement], fetched: datetime | None
) -> Fields:
    return read_fields(parts, heads.difference(parts), fetched=fetched)


def _holds(outer: Family, inner: Family) -> bool:
    """Whether the members of `inner` lie in those of `outer`, no more than one in each."""
    heads = {parts[0] for parts in outer}
    holders = [next((a for a in parts[0].iterancestors() if a in heads), None) for parts in inner]
    held = [holder for holder in holders if holder is not None]
    return len(held) * 2 > len(inner) and len(set(held)) == len(held)


def _with_relatives(best: Family, families: Sequence[Family], setting: Setting) -> Family:
    """`best` and the comments of other families beside or below it, as replies often are."""
    members = list(best)
    for family in families:
        if family is best:
            continue
        heads = {parts[0] for parts in members}
        beside = [parts for parts in family if _is_beside(parts[0], heads)]
        if beside and _worth(beside, setting):
            members.extend(beside)
    return members


def _is_beside(element: HtmlElement, heads: set[HtmlElement]) -> bool:
    if element in heads or any(ancestor in heads for ancestor in element.iterancestors()):
        return False
    if any(below in heads for below in element.iter()):
        return False
    for _, around in zip(range(2), element.iterancestors(), strict=False):
        if any(sibling in heads for sibling in around):
            return True
    return False


def _read(members: Family, fetched: datetime | None) -> list[Unit]:
    heads = {parts[0] for parts in members}
    order = {parts[0]: parts for parts in members}
    root = next(iter(order)).getroottree().getroot()
    units = []
    for element in root.iter():
        parts = order.pop(element, None)
        if parts:
            fields = _fields(parts, heads, fetched)
            if _is_comment(fields) or (fields.text and fields.author and fields.numbered):
                units.append(Unit(parts, fields))
        if not order:
            break
    return units
