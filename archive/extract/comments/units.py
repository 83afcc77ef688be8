"""Finds the elements that hold one comment each, among all that speak of comments."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from lxml.html import HtmlElement

from archive.extract.comments import vocabulary as words
from archive.extract.comments.address import Story
from archive.extract.comments.fields import Fields
from archive.extract.comments.fields import read as read_fields
from archive.extract.comments.holding import Holding
from archive.extract.comments.query import Strings
from archive.extract.text import word_set
from archive.extract.tree import Inventory

_STEM = re.compile(
    r"(?i)omment|omen[tz]|forum|reacti|reacci|yorum|disqus|leser|posting|reviews|bewertung|rezension"
)
_BOXES = word_set(
    """
    div li section article aside ol ul dl dt dd table tbody tr td form footer header details center
    blockquote noscript
    """
)
_COMMENT_LINKS = Strings(
    ".//a[contains(@href,'#')][not(ancestor::p or ancestor::blockquote)]/@href"
)
_COMMENTS = re.compile(r"\bcomments\b")
_COMMENT_TYPE = re.compile(r"schema\.org/(?:User)?Comments?\b", re.IGNORECASE)
_NUMBERED = re.compile(r"[-_]?\d[\w-]*$")
_VARYING = re.compile(r"[-_ ]?(?:tbl)?(?:even|odd|alternate|alt|first|last|parent|new)$")
_MOST_UNITS = 3000
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


Family = list[tuple[HtmlElement, ...]]


@lru_cache(maxsize=16384)
def _may_speak(names: str) -> bool:
    return _STEM.search(names) is not None


def labelled(page: Inventory) -> list[HtmlElement]:
    """Elements whose class, id or itemtype may speak of comments, in reading order."""
    found: set[HtmlElement] = set()
    for tag in _BOXES:
        for element in page.tagged(tag):
            get = element.get
            identity, names, kind = get("id"), get("class"), get("itemtype")
            if not (
                (names and _may_speak(names))
                or (identity and _STEM.search(identity))
                or (kind and _may_speak(kind))
            ):
                continue
            if words.COMMENT.search(words.label(element)) or _COMMENT_TYPE.search(kind or ""):
                found.add(element)
    if not found:
        return []
    return [element for element in page.every if element in found][: 10 * _MOST_UNITS]


def find(
    speaking: Sequence[HtmlElement], story: Story, holds_story: Holding, *, fetched: datetime | None
) -> list[Unit]:
    """The comments on this story among the elements that speak of comments, in reading order."""
    families = _of_this(_families(speaking), story, holds_story)
    best = _best(families, fetched)
    if best is None:
        best = _best(_of_this(_unlabelled_families(speaking), story, holds_story), fetched)
    if best is None:
        return []
    members = _with_relatives(best, families, fetched)
    return _read(members, fetched)


def _families(speaking: Sequence[HtmlElement]) -> list[Family]:
    grouped: dict[tuple[str, str], Family] = defaultdict(list)
    surroundings = _Surroundings()
    for element in speaking:
        key = _key(element)
        if not key or surroundings.are_elsewhere(element):
            continue
        label = words.label(element)
        other = words.PING.search(label) or words.STORY.search(label) or words.WIDGET.search(label)
        if not other:
            grouped[(str(element.tag), key)].append(_run(element))
    return [family[:_MOST_UNITS] for family in grouped.values()]


def _key(element: HtmlElement) -> str | None:
    """What elements of one family share: the first word that speaks of a whole comment."""
    if _COMMENT_TYPE.search(element.get("itemtype") or ""):
        return "schema.org"
    if element.tag in ("dt", "form"):
        return "dt" if element.tag == "dt" else None
    names = (element.get("class") or "").split()[:20]
    for name in names:
        if kind := _kind(name):
            return kind
    identity = element.get("id") or ""
    if any(c.isdigit() for c in identity):
        return _kind(identity)
    return None


def _kind(name: str) -> str | None:
    """A class or id without numbers and "odd", "first", if it names whole comments."""
    word = words.plain(name)
    stem = _VARYING.sub("", _NUMBERED.sub("", word.partition("--")[0] or word)).strip("- ")
    found = words.COMMENT.search(stem)
    if not found or "comment-author-" in word:  # WordPress names the writer in a class
        return None
    if words.BEFORE.search(stem[: found.start()]) or words.PART.search(stem[found.end() :]):
        return None
    if _is_part_of_block(name):
        return None
    return stem


def _is_part_of_block(name: str) -> bool:
    """Whether `comments__title` names a part in the way of BEM, and no entry of a list."""
    part = words.plain(name.partition("__")[2])
    return bool(part and words.PART.search(part) and not words.ENTRY.search(part))


def _run(element: HtmlElement) -> tuple[HtmlElement, ...]:
    """A `dt` with the `dd`s that follow it; any other element alone."""
    if element.tag != "dt":
        return (element,)
    parts = [element]
    following = element.getnext()
    while following is not None and following.tag == "dd" and len(parts) < 8:
        parts.append(following)
        following = following.getnext()
    return tuple(parts)


class _Surroundings:
    """Tells which elements lie in a box of comments on all kinds of stories."""

    def __init__(self) -> None:
        self._known: dict[HtmlElement, bool] = {}

    def are_elsewhere(self, element: HtmlElement) -> bool:
        """By the nearest element round it whose label speaks of such a box or of a thread."""
        way: list[HtmlElement] = []
        found = False
        current = element.getparent()
        while current is not None and current.tag not in ("body", "html"):
            if current in self._known:
                found = self._known[current]
                break
            way.append(current)
            label = words.label(current)
            if words.ELSEWHERE.search(label) and not _COMMENTS.search(current.get("id") or ""):
                found = True
                break
            if words.THREAD.search(label):
                break
            current = current.getparent()
        self._known.update(dict.fromkeys(way, found))
        return found


def _of_this(families: Sequence[Family], story: Story, holds_story: Holding) -> list[Family]:
    """The families that hold no part of the story and belong to none but this one."""
    return [
        family
        for family in families
        if not any(holds_story(parts[0]) for parts in _sample(family))
        and not _is_foreign(family, story)
        and not _is_byline(family)
    ]


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


def _best(families: Sequence[Family], fetched: datetime | None) -> Family | None:
    """The family with most real comments; of equal ones the outermost, which holds the replies."""
    best: tuple[float, Family] | None = None
    for family in families:
        score = _worth(family, fetched)
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


def _worth(family: Family, fetched: datetime | None) -> float:
    """Members times the share of a sample that reads as a comment; 0 when too few do."""
    heads = {parts[0] for parts in family}
    least = _ENOUGH if len(family) > 1 else _ENOUGH_ALONE
    sample = _sample(family)
    good: list[int] = []
    for looked, parts in enumerate(sample):
        fields = read_fields(parts, heads.difference(parts), fetched=fetched, hasty=True)
        if fields.text and fields.evidence >= least:
            good.append(fields.evidence)
        if (len(good) + len(sample) - 1 - looked) * 2 < len(sample):
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


def _with_relatives(best: Family, families: Sequence[Family], fetched: datetime | None) -> Family:
    """`best` and the comments of other families beside or below it, as replies often are."""
    members = list(best)
    for family in families:
        if family is best:
            continue
        heads = {parts[0] for parts in members}
        beside = [parts for parts in family if _is_beside(parts[0], heads)]
        if beside and _worth(beside, fetched):
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


def _unlabelled_families(speaking: Sequence[HtmlElement]) -> list[Family]:
    """Repeated elements in lists that speak of comments, when no comment does so itself."""
    grouped: dict[tuple[str, str], Family] = defaultdict(list)
    surroundings = _Surroundings()
    for area in speaking:
        label = words.label(area)
        if (
            not words.THREAD.search(label)
            or words.STORY.search(label)
            or surroundings.are_elsewhere(area)
        ):
            continue
        for element in area.iter("li", "div", "article", "section", "tr"):
            name = next(iter((element.get("class") or "").split()), "")
            grouped[(str(element.tag), _NUMBERED.sub("", name))].append((element,))
            if len(grouped) > 200:
                break
    unique = []
    for family in grouped.values():
        seen = {parts[0]: parts for parts in family[:_MOST_UNITS]}
        if any("form" in words.label(e) for e in list(seen)[:3]):
            continue
        unique.append(list(seen.values()))
    return unique


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
