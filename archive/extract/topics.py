"""Finds what a story is filed under."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

from archive.extract.meta import Head
from archive.extract.structured import Stated
from archive.extract.text import clean, key
from archive.extract.tree import inline_text

_MOST = 40


def find_topics(
    stated: Stated, head: Head, held: HtmlElement, taken: tuple[str, ...]
) -> tuple[str, ...]:
    """Sections, then keywords, then rel=tag links in the element that holds the story (`held`)."""
    found: list[str] = [*stated.sections]
    found += head.every("article:section", "section", "cxenseparse:section")
    found += stated.keywords
    found += head.every("article:tag")
    for value in head.every("news_keywords", "keywords")[:2]:
        found += re.split(r"[,;|]", value)
    tagged = (link for link in held.iter("a") if "tag" in (link.get("rel") or "").split())
    found += map(inline_text, islice(tagged, _MOST))
    away = {key(name) for name in taken}
    once: dict[str, str] = {}
    for topic in map(clean, found):
        folded = key(topic)
        if folded and folded not in away and 1 < len(topic) <= 60:
            once.setdefault(folded, topic)
    return tuple(list(once.values())[:_MOST])
