"""Holds the part of a page that belongs to one comment, and what its labels say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from lxml.html import HtmlElement

from archive.extract.comments import vocabulary as words
from archive.extract.comments.printing import SILENT

_MOST_ELEMENTS = 2000
_DIGIT = re.compile(r"\d")
_HOOK = re.compile(r"(?<!\S)(?:js|qa)-\S+")  # classes by which scripts and tests find elements
_QUOTED = frozenset({"blockquote", "q"})


class Traits(NamedTuple):
    """What the label of an element says about it."""

    author: bool
    not_author: bool
    time: bool
    text: bool
    not_body: bool
    aside: bool
    trimming: bool
    answerable: bool
    says: bool
    pending: bool


class Own:
    """The elements of one comment made of `parts`, without the subtrees of `nested` comments."""

    def __init__(self, parts: Sequence[HtmlElement], nested: Collection[HtmlElement]) -> None:
        self.parts = tuple(parts)
        self.nested = nested
        # Words of the comment's own label, as in `shareBarComment`, say nothing below it.
        neutral = frozenset(words.ASIDE.findall(words.label(self.parts[0])))
        self.elements: list[HtmlElement] = []
        self.labels: dict[HtmlElement, str] = {}
        self._span: dict[HtmlElement, tuple[int, int]] = {}
        for element in _walk(self.parts, nested):
            self.labels[element] = _without(words.label(element), neutral)
            self.elements.append(element)
            if len(self.elements) >= _MOST_ELEMENTS:
                break
        self._measure()

    def __contains__(self, element: HtmlElement) -> bool:
        return element in self.labels

    def order(self, element: HtmlElement) -> int:
        """Which element it is, in reading order."""
        return self._span[element][0]

    def within(self, element: HtmlElement, ancestor: HtmlElement) -> bool:
        """Whether `element` lies below `ancestor`; both belong to the comment."""
        start, end = self._span[ancestor]
        return start < self._span[element][0] <= end

    def below(self, ancestor: HtmlElement) -> list[HtmlElement]:
        """The elements below one, in reading order."""
        start, end = self._span[ancestor]
        return self.elements[start + 1 : end + 1]

    def traits(self, element: HtmlElement) -> Traits:
        return _traits(self.labels.get(element, ""))

    def has_digits(self) -> bool:
        """Whether a digit is printed anywhere, as every date has one."""
        return any(
            _DIGIT.search(element.text or "") or _DIGIT.search(element.tail or "")
            for element in self.elements
        )

    def ancestors(self, element: HtmlElement) -> Iterator[HtmlElement]:
        """The elements round one, up to but without the comment's own."""
        for ancestor in element.iterancestors():
            if ancestor in self.parts or ancestor not in self.labels:
                return
            yield ancestor

    def unquoted(self) -> list[HtmlElement]:
        """All elements but those of quotations."""
        quoted: set[HtmlElement] = set()
        for element in self.elements:
            if element.tag in _QUOTED or element.getparent() in quoted:
                quoted.add(element)
        return [e for e in self.elements if e not in quoted] if quoted else self.elements

    def _measure(self) -> None:
        last: dict[HtmlElement, int] = {}
        for place in range(len(self.elements) - 1, -1, -1):
            element = self.elements[place]
            end = max(place, last.get(element, place))
            self._span[element] = (place, end)
            parent = element.getparent()
            if parent is not None and element not in self.parts:
                last[parent] = max(end, last.get(parent, 0))


def _walk(
    parts: Collection[HtmlElement], without: Collection[HtmlElement]
) -> Iterator[HtmlElement]:
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


@lru_cache(maxsize=8192)
def _traits(label: str) -> Traits:
    bare = _HOOK.sub("", label)  # a hook may tell what an element is, not what it is not
    return Traits(
        author=bool(words.AUTHOR.search(label)),
        not_author=bool(words.NOT_AUTHOR.search(bare)),
        time=bool(words.TIME.search(label)),
        text=bool(words.TEXT.search(label)),
        not_body=bool(words.NOT_BODY.search(bare)),
        aside=bool(words.ASIDE.search(bare)),
        trimming=bool(words.TRIMMING.search(bare)),
        answerable=bool(words.ANSWERABLE.search(label)),
        says="says" in label.split() or "screen-reader" in label,
        pending=bool(words.PENDING.search(label)),
    )


def _without(label: str, neutral: frozenset[str]) -> str:
    return " ".join(w for w in label.split() if w not in neutral) if neutral else label
