"""Reads a page's head: title, meta elements, links; and microdata properties."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml.html import HtmlElement

from archive.extract.text import clean, word_set
from archive.extract.tree import Inventory, inline_text

_WANTED_PROPS = word_set(
    """
    headline name datepublished datemodified datecreated author description
    alternativeheadline articlesection keywords
    """
)


@dataclass(frozen=True, slots=True)
class Head:
    """Values by lower-case name, in document order."""

    title: str | None = None
    meta: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    props: dict[str, list[tuple[HtmlElement, str]]] = field(default_factory=dict)
    language: str | None = None

    def first(self, *names: str) -> str | None:
        """The first value of the first of these names that has one."""
        for name in names:
            for value in self.meta.get(name, ()):
                return value
        return None

    def every(self, *names: str) -> list[str]:
        """All values of these names, each once."""
        return list(dict.fromkeys(v for name in names for v in self.meta.get(name, ())))


def read_head(root: HtmlElement, page: Inventory) -> Head:
    """Meta, link and itemprop values of a page."""
    meta: dict[str, list[str]] = {}
    for element in page.tagged("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = clean((element.get("content") or "")[:20_000])
        if name and content:
            meta.setdefault(name.strip().lower()[:100], []).append(content)
            also = element.get("name")
            if also and also != name:
                meta.setdefault(also.strip().lower()[:100], []).append(content)
    links: dict[str, list[str]] = {}
    for element in page.tagged("link"):
        href = element.get("href")
        if href:
            for rel in (element.get("rel") or "").lower().split():
                links.setdefault(rel, []).append(href.strip())
    title = next((t for t in map(inline_text, page.tagged("title")) if t), None)
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    return Head(title, meta, links, _props(page), language or root.get("xml:lang"))


def _props(page: Inventory) -> dict[str, list[tuple[HtmlElement, str]]]:
    props: dict[str, list[tuple[HtmlElement, str]]] = {}
    for element in page.every:
        said = element.get("itemprop")
        if not said or element.tag == "meta":
            continue
        for name in said.lower().split():
            if name in _WANTED_PROPS and len(props.setdefault(name, [])) < 20:
                value = element.get("content") or element.get("datetime") or inline_text(element)
                props[name].append((element, clean(value[:20_000])))
    return props
