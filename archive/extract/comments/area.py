"""Finds the part of a page that is about comments, and the count it states."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from lxml.html import HtmlElement

from archive.extract.comments import vocabulary as words
from archive.extract.comments.holding import Holding
from archive.extract.comments.printing import short, shown
from archive.extract.comments.query import Elements
from archive.extract.comments.structured import linked_data
from archive.extract.tree import Inventory

_NOUN = (
    r"(?:comments?|kommentare?n?|commentaires?|comentarios?|comentários?|commenti|commento|reacties"
    r"|reactions?|réactions?|reaktionen|responses?|replies|thoughts?|gedanken|meinungen|opiniones"
    r"|antworten|komentarz[ey]|komentarzy|kommentarer|комментари\w*|yorum|réponses?|respuestas)"
)
_NUMBER = r"(\d{1,3}(?:[.,\u202f\xa0]\d{3})+|\d{1,6})"
_COUNTED = re.compile(
    rf"(?<![\d.,/:]){_NUMBER}\s+(?:\w+\s)?{_NOUN}\b|\b{_NOUN}\s*[:(\[–-]+\s*{_NUMBER}\b"
    rf"|^{_NOUN}\s+{_NUMBER}$",
    re.IGNORECASE,
)
_ONE = re.compile(rf"^(?:one|ein|une?|uno?|um)\s+(?:\w+\s)?{_NOUN}\b", re.IGNORECASE)
_COUNT_ATTRIBUTES = (
    "data-count",
    "data-comment-count",
    "data-comments-count",
    "data-total",
    "data-num-comments",
)
_OWN_NAME = re.compile(
    r"^(?:comments|kommentare|commentaires|comentarios|komentarze|respond|disqus-thread"
    r"|fb-comments|commentform|comment-form|commentlist|comment-list|comment-respond"
    r"|(?:post|article|news|reader|user)-comments|leserkommentare|(?:product|customer|user|reader|buyer|recipe)-reviews|wp-block-(?:post-)?comments\S*"
    r"|comments?-?(?:area|list|section|wrap|wrapper|container|box|form|block|template|respond"
    r"|thread|holder|stream|inner|content))(?:-?\d+)?$"
)
_HEADING_TAG = re.compile("h[2-6]|div|p|header")
_JSON_COUNT = re.compile(r'"commentCount"\s*:\s*"?(\d{1,7})\b')
_SCRIPTED = re.compile(
    r"^\W*(?:load|show|view|see|read|open|display|join|afficher|voir|lire|mostrar|ver|leer|mostra"
    rf"|leggi|toon|lees|pokaż|visa|vis)\b.{{0,30}}(?:{_NOUN}|discussion|conversation)"
    rf"|^\W*(?:alle )?{_NOUN} (?:anzeigen|laden|lesen|einblenden|öffnen|tonen)",
    re.IGNORECASE,
)
_EMBED = re.compile(
    r"(?<![a-z])(?:disqus|fb-comments|coral|viafoura|vf-|spotim|spot-im|openweb|vuukle|hyvor"
    r"|isso-thread|remark42|commento|giscus|utterances|livefyre|fyre|graphcomment|insticator)"
)
_UNLOADED = Elements(".//button | .//a | .//iframe | .//div[@data-url or @data-src]")


def around(
    units: Sequence[HtmlElement], speaking: Sequence[HtmlElement], holds_story: Holding
) -> tuple[HtmlElement, ...]:
    """The outermost elements of the comment area that hold no other part of the story."""
    found: list[HtmlElement] = []
    if units:
        found.extend(_thread(units, holds_story))
    for element in speaking:
        if _is_area(element, holds_story):
            found.append(element)
    found = _outermost(found)
    for element in tuple(found):
        heading = _heading_before(element)
        if heading is not None:
            found.append(heading)
    return tuple(_outermost(found))


def declared(
    elements: Inventory, areas: Sequence[HtmlElement], units: Collection[HtmlElement]
) -> int | None:
    """How many comments the page says there are; None when it does not say."""
    for area in areas:
        for name in _COUNT_ATTRIBUTES:
            value = area.get(name)
            if value and value.isascii() and value.isdigit() and len(value) < 8:
                return int(value)
    for area in areas:
        count = _headed_count(area, units)
        if count is not None:
            return count
    texts = (text[:500_000] for text in linked_data(elements) if "commentCount" in text)
    stated = {int(number) for text in texts for number in _JSON_COUNT.findall(text)}
    return stated.pop() if len(stated) == 1 else None


def is_scripted(areas: Sequence[HtmlElement]) -> bool:
    """Whether a comment area shows nothing of its own but means to load comments by script."""
    for area in areas:
        label = words.label(area)
        if _EMBED.search(label):
            return True
        if "respond" in label or area.tag == "form" or len(shown(area)) > 3000:
            continue
        for element in _UNLOADED(area)[:40]:
            if element.tag == "iframe" or element.get("data-url") or element.get("data-src"):
                return True
            if element.tag in ("button", "a") and _SCRIPTED.search(shown(element)[:80]):
                return True
    return False


def _thread(units: Sequence[HtmlElement], holds_story: Holding) -> list[HtmlElement]:
    """The common ancestor of the comments, widened while it is still about comments only."""
    common = _common(units)
    if (
        common is None
        or common.tag in ("body", "html")
        or (common not in units and holds_story(common))
    ):
        return list(units)
    size = _size(common)
    if sum(_size(unit) for unit in _outermost(units)) < 0.35 * size:
        return list(units)
    widest = common
    for level, ancestor in enumerate(common.iterancestors()):
        if level > 5 or ancestor.tag in ("body", "html", "main") or holds_story(ancestor):
            break
        if _size(ancestor) > 1.5 * size + 2500:
            break
        if words.COMMENT.search(words.label(ancestor)) or words.THREAD.search(
            words.label(ancestor)
        ):
            widest = ancestor
    return [widest]


def _common(units: Sequence[HtmlElement]) -> HtmlElement | None:
    """The lowest element that holds all units; the unit itself when there is one only."""
    common = [units[0], *units[0].iterancestors()]
    for unit in units[1:]:
        around = {unit, *unit.iterancestors()}
        common = [element for element in common if element in around]
    return common[0] if common else None


def _is_area(element: HtmlElement, holds_story: Holding) -> bool:
    """Whether an element calls itself the place of comments and holds no story."""
    if element.tag in (
        "a",
        "span",
        "li",
        "article",
        "main",
        "h1",
        "button",
        "input",
        "time",
        "i",
        "svg",
    ):
        return False
    names = [*(element.get("class") or "").split()[:12], element.get("id") or ""]
    if not any(_OWN_NAME.match(name.lower().replace("_", "-")) for name in names):
        return False
    if words.ELSEWHERE.search(words.label(element)) or holds_story(element):
        return False
    long = sum(len(shown(p)) > 300 for p in element.iter("p"))
    return long < 4


def _outermost(found: Sequence[HtmlElement]) -> list[HtmlElement]:
    chosen = dict.fromkeys(found)
    return [e for e in chosen if not any(a in chosen for a in e.iterancestors())]


def _heading_before(area: HtmlElement) -> HtmlElement | None:
    """A heading right before the area that speaks of comments."""
    before = area.getprevious()
    if before is None or not isinstance(before.tag, str):
        return None
    if not _HEADING_TAG.fullmatch(before.tag):
        return None
    return before if re.search(_NOUN, short(before, 100), re.IGNORECASE) else None


def _headed_count(area: HtmlElement, units: Collection[HtmlElement]) -> int | None:
    stack = [area]
    looked = 0
    while stack and looked < 300:
        element = stack.pop()
        if not isinstance(element.tag, str) or element.tag in ("form", "script", "style", "nav"):
            continue
        if element in units:
            continue
        looked += 1
        if element.tag not in ("ol", "ul", "table") and len(element) < 8:
            count = _count(short(element, 160))
            if count is not None:
                return count
        stack.extend(reversed(element))
    return None


def _count(text: str) -> int | None:
    if not text:
        return None
    if _ONE.match(text):
        return 1
    found = _COUNTED.search(text)
    if not found:
        return None
    digits = re.sub(r"\D", "", next(g for g in found.groups() if g))
    return int(digits) if len(digits) < 8 else None


def _size(element: HtmlElement) -> int:
    return len(shown(element))
