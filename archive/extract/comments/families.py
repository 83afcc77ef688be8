"""Groups the elements that may hold one comment each: those alike in what they are called."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

from lxml.html import HtmlElement

from archive.extract.comments import vocabulary as words
from archive.extract.comments.printing import short
from archive.extract.comments.when import is_moment
from archive.extract.text import word_set
from archive.extract.tree import Inventory

Family = list[tuple[HtmlElement, ...]]  # for each comment its elements: one, or a dt with its dds

# One of these is in every name that speaks of comments; ten times as fast as a pattern.
_STEMS = (
    *("omment", "oment", "omenz", "forum", "reacti", "reacci", "yorum", "disqus", "leser"),
    *("posting", "reviews", "bewertung", "rezension"),
)
_BOXES = word_set(
    """
    div li section article aside ol ul dl dt dd table tbody tr td form footer header details center
    blockquote noscript
    """
)
_COMMENTS = re.compile(r"\bcomments\b")
_COMMENT_TYPE = re.compile(r"schema\.org/(?:User)?Comments?\b", re.IGNORECASE)
_NUMBERED = re.compile(r"[-_]?\d[\w-]*$")
_VARYING = re.compile(r"[-_ ]?(?:tbl)?(?:even|odd|alternate|alt|first|last|parent|new)$")
MOST_UNITS = 3000
_LONGEST_NAMES = 400  # characters of an element's classes
_MOST_TIMES = 500  # that a lone area is taken apart at
_TEXT_NAME = re.compile(r"(?<![a-z])comments?[- ]?(?:text|body|content|message)(?![a-z])")


@lru_cache(maxsize=16384)
def _may_speak(names: str) -> bool:
    names = names.lower()
    return any(stem in names for stem in _STEMS)


def labelled(page: Inventory) -> list[HtmlElement]:
    """Elements whose class, id or itemtype may speak of comments, in reading order."""
    found: set[HtmlElement] = set()
    for tag in _BOXES:
        for element in page.tagged(tag):
            get = element.get
            identity, names, kind = get("id"), get("class"), get("itemtype")
            if not (
                (names and _may_speak(names))
                or (identity and _may_speak(identity))
                or (kind and _may_speak(kind))
            ):
                continue
            if words.COMMENT.search(words.label(element)) or _COMMENT_TYPE.search(kind or ""):
                found.add(element)
    if not found:
        return []
    return [element for element in page.every if element in found][: 10 * MOST_UNITS]


def called_comments(speaking: Sequence[HtmlElement]) -> list[Family]:
    """Elements that their class, id or type calls a comment each, by tag and that name."""
    grouped: dict[tuple[str, str], Family] = defaultdict(list)
    surroundings = _Surroundings()
    for element in speaking:
        key = _key(element)
        if not key or surroundings.are_elsewhere(element):
            continue
        label = words.label(element)
        other = words.PING.search(label) or words.STORY.search(label) or words.is_widget(label)
        if not other:
            grouped[(str(element.tag), key)].append(_run(element))
    return [family[:MOST_UNITS] for family in grouped.values()]


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


def repeated_in_threads(speaking: Sequence[HtmlElement]) -> list[Family]:
    """Repeated elements in lists that speak of comments, when no comment does so itself."""
    grouped: dict[tuple[str, str], Family] = defaultdict(list)
    surroundings = _Surroundings()
    searched: set[HtmlElement] = set()
    for area in speaking:
        label = words.label(area)
        if (
            not words.THREAD.search(label)
            or words.STORY.search(label)
            or words.is_widget(label)
            or surroundings.are_elsewhere(area)
            or not searched.isdisjoint(area.iterancestors())
        ):
            continue
        searched.add(area)
        for element in area.iter("li", "div", "article", "section", "tr"):
            name = next(iter((element.get("class") or "")[:_LONGEST_NAMES].split()), "")
            grouped[(str(element.tag), _NUMBERED.sub("", name))].append((element,))
            if len(grouped) > 200:
                break
    unique = []
    for family in grouped.values():
        seen = {parts[0]: parts for parts in family[:MOST_UNITS]}
        if len(seen) < 2:
            continue
        if any("form" in words.label(e) for e in list(seen)[:3]):
            continue
        unique.append(list(seen.values()))
    return unique


def round_texts(elements: Inventory, speaking: Sequence[HtmlElement]) -> Family:
    """What lies round each text that is called a comment's, when nothing else is called so."""
    classes = ((p, p.get("class")) for p in elements.tagged("p"))
    texts = [p for p, names in classes if names and _TEXT_NAME.search(words.plain(names))]
    texts.extend(element for element in speaking if _TEXT_NAME.search(words.label(element)))
    return _round(texts)


def round_times(area: HtmlElement) -> Family:
    """What lies round each time in a lone element, which may be the area of several comments."""
    times: dict[str, HtmlElement] = {}
    for element in area.iter("time", "span", "div", "small", "em", "p", "abbr", "a"):
        if element.tag == "time" or words.TIME.search(words.label(element)):
            line = short(element, 40)
            if line and is_moment(line):
                times.setdefault(line, element)  # the outermost of those that print it
        if len(times) >= _MOST_TIMES:
            break
    return _round(list(times.values()))


def _round(marks: list[HtmlElement]) -> Family:
    marks = marks[:MOST_UNITS]
    if len(marks) < 2:
        return []
    held = Counter(ancestor for mark in marks for ancestor in mark.iterancestors())
    return [(_widest(mark, held),) for mark in marks if not held[mark]]


def _widest(mark: HtmlElement, held: Counter[HtmlElement]) -> HtmlElement:
    """The outermost element round a mark that holds no other."""
    widest = mark
    for ancestor in mark.iterancestors():
        if held[ancestor] > 1:
            break
        widest = ancestor
    return widest
