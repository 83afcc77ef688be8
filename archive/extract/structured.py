"""Reads what a page says of its story in JSON-LD and microdata."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from archive.extract.text import clean
from archive.extract.tree import Inventory

_MOST_CHARACTERS = 2_000_000  # of one script
_MOST_NODES = 3_000
_DEEPEST = 12
_ARTICLES = re.compile(
    r"(?:article|blogposting|report|newsitem|posting|creativework|liveblog|review|recipe|qapage|story)$",
    re.I,
)
_PAGES = frozenset({"webpage", "itempage", "collectionpage", "searchresultspage", "profilepage"})
_TRAILING = re.compile(r",\s*([}\]])")
_CDATA = re.compile(r"^\s*(?://)?\s*(?:<!\[CDATA\[|<!--)|(?://)?\s*(?:\]\]>|-->)\s*;?\s*$")
_TAG = re.compile(r"<[^<>]{1,2000}>")
_BREAKING = re.compile(r"</(?:p|div|li|h[1-6])\s*>|<br\s*/?>", re.I)

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone or something named as an author."""

    name: str
    organization: bool = False


@dataclass(frozen=True, slots=True)
class Stated:
    """What structured data says of the page's story."""

    kinds: tuple[str, ...] = ()  # lower-case types of the node that was chosen
    headlines: tuple[str, ...] = ()
    description: str | None = None
    body: str | None = None
    authors: tuple[Person, ...] = ()
    published: str | None = None
    modified: str | None = None
    sections: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    publisher: str | None = None
    images: tuple[tuple[str, str | None, str | None], ...] = ()  # address, caption, credit
    language: str | None = None
    url: str | None = None
    posts: tuple[tuple[str | None, str | None, str | None], ...] = ()  # headline, text, time
    page_kinds: frozenset[str] = frozenset()  # types of all nodes of the page


def read_stated(page: Inventory, url: str) -> Stated:
    """The story's node among all JSON-LD nodes; microdata fills what it leaves out."""
    nodes = list(_nodes(page))
    kinds = frozenset(kind for node in nodes for kind in _kinds(node))
    by_id = {n["@id"]: n for n in nodes if isinstance(n.get("@id"), str) and len(n) > 1}
    story = _story(nodes, url)
    return _stated(story, by_id, kinds) if story else Stated(page_kinds=kinds)


def _nodes(page: Inventory) -> Iterator[Node]:
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
    mended = _CDATA.sub("", text)
    for attempt in (text, mended, _TRAILING.sub(r"\1", mended)):
        try:
            return [json.loads(attempt, strict=False)]
        except (ValueError, RecursionError):
            continue
    if "&quot;" in mended:
        try:
            return [json.loads(html.unescape(mended), strict=False)]
        except (ValueError, RecursionError):
            pass
    return _pieces(mended)


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


def _kinds(node: Node) -> tuple[str, ...]:
    kinds = node.get("@type")
    many = kinds if isinstance(kinds, list) else [kinds]
    return tuple(k.rsplit("/", 1)[-1].lower() for k in many[:10] if isinstance(k, str))


def _story(nodes: list[Node], url: str) -> Node | None:
    """The node that speaks of this page's story: an article, best with this page's address."""
    best, best_score = None, 0.0
    for node in nodes:
        kinds = _kinds(node)
        article = any(_ARTICLES.search(kind) for kind in kinds)
        if not article and _PAGES.isdisjoint(kinds):
            continue
        score = 10.0 if article else 0.5
        if any(kind.endswith("newsarticle") for kind in kinds):
            score += 2
        for name, worth in _WORTH:
            if node.get(name):
                score += worth
        if _same_address(node, url):
            score += 3
        if score > best_score:
            best, best_score = node, score
    return best


_WORTH = (("headline", 3.0), ("datePublished", 2.0), ("articleBody", 1.0), ("author", 1.0))


def _same_address(node: Node, url: str) -> bool:
    place = url.split("://", 1)[-1].rstrip("/")
    entity = node.get("mainEntityOfPage")
    for value in (node.get("url"), entity, node.get("@id")):
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and place and place in value:
            return True
    return False


def _stated(node: Node, by_id: dict[str, Node], kinds: frozenset[str]) -> Stated:
    own = _kinds(node)
    article = any(_ARTICLES.search(kind) for kind in own)
    headlines = [_text(node.get("headline"))]
    if article:
        headlines += [_text(node.get("name")), _text(node.get("alternativeHeadline"))]
    publisher = _resolved(node.get("publisher") or node.get("sourceOrganization"), by_id)
    return Stated(
        kinds=own,
        headlines=tuple(dict.fromkeys(h for h in headlines if h)),
        description=_text(node.get("description")) or _text(node.get("abstract")),
        body=_body(node),
        authors=tuple(_people(node.get("author") or node.get("creator"), by_id)),
        published=_when(node.get("datePublished")) or _when(node.get("dateCreated")),
        modified=_when(node.get("dateModified")),
        sections=tuple(_texts(node.get("articleSection"))),
        keywords=tuple(_texts(node.get("keywords"))),
        publisher=_text(publisher.get("name")) if isinstance(publisher, dict) else _text(publisher),
        images=tuple(_images(node.get("image"), by_id)),
        language=_language(node.get("inLanguage")),
        url=_text(node.get("url")),
        posts=tuple(_posts(node)),
        page_kinds=kinds,
    )


def _resolved(value: Any, by_id: dict[str, Node]) -> Any:
    """A node in place of a mere reference to it."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict) and "name" not in value:
        return by_id.get(str(value.get("@id")), value)
    return value


def _text(value: Any) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if not isinstance(value, str):
        return None
    value = value[:20_000]
    if "&" in value:
        value = html.unescape(value)
        if "&" in value and ";" in value:  # "&amp;#8230;": escaped once by an editor's form too
            value = html.unescape(value)
    if "<" in value:
        value = _TAG.sub(" ", value)
    return clean(value) or None


def _body(node: Node) -> str | None:
    body = node.get("articleBody") or node.get("reviewBody") or node.get("text")
    if isinstance(body, list):
        body = "\n".join(part for part in body if isinstance(part, str))
    if not isinstance(body, str):
        updates = node.get("liveBlogUpdate")
        if not isinstance(updates, list):
            return None
        parts = [u.get("articleBody") for u in updates[:500] if isinstance(u, dict)]
        body = "\n".join(part for part in parts if isinstance(part, str))
    body = html.unescape(body) if "&" in body else body
    if "<" in body:
        body = _TAG.sub("", _BREAKING.sub("\n", body))
    return body.strip() or None


def _posts(node: Node) -> Iterator[tuple[str | None, str | None, str | None]]:
    """The posts of a live blog."""
    updates = node.get("liveBlogUpdate")
    for post in updates[:500] if isinstance(updates, list) else ():
        if isinstance(post, dict):
            text = _text(post.get("articleBody"))
            yield _text(post.get("headline")), text, _when(post.get("datePublished"))


def _when(value: Any) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value")
    return clean(value) or None if isinstance(value, str) and len(value) < 100 else None


def _texts(value: Any) -> list[str]:
    found: list[str] = []
    for part in value[:200] if isinstance(value, list) else [value]:
        text = _text(part)
        if not text:
            continue
        pieces = re.split(r"[,;|]", text) if text.count(",") > 1 or ";" in text else [text]
        found += [piece.strip() for piece in pieces if piece.strip()]
    return list(dict.fromkeys(found))


def _people(value: Any, by_id: dict[str, Node]) -> Iterator[Person]:
    parts = value if isinstance(value, list) else [value]
    for part in parts[:40]:
        node = _resolved(part, by_id)
        if isinstance(node, dict):
            names = node.get("name")
            organization = any("organi" in kind for kind in _kinds(node))
            for name in names if isinstance(names, list) else [names]:
                text = _text(name)
                if text:
                    yield Person(text, organization)
        else:
            text = _text(node)
            if text:
                yield Person(text)


def _images(value: Any, by_id: dict[str, Node]) -> Iterator[tuple[str, str | None, str | None]]:
    for part in (value if isinstance(value, list) else [value])[:10]:
        node = _resolved(part, by_id) if isinstance(part, dict) and "url" not in part else part
        if isinstance(node, str):
            yield node, None, None
        elif isinstance(node, dict):
            address = node.get("url") or node.get("contentUrl")
            if isinstance(address, list) and address:
                address = address[0]
            if isinstance(address, str):
                credit = _text(node.get("creditText")) or _text(node.get("copyrightHolder"))
                yield address, _text(node.get("caption")), credit


def _language(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    if isinstance(value, list) and value:
        value = value[0]
    return clean(value) if isinstance(value, str) and len(value) < 40 else None
