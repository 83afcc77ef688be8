"""Reads what a page says of its story in JSON-LD and microdata."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from archive.extract.json_ld import ARTICLES, Node, kinds_of, nodes_of
from archive.extract.text import clean
from archive.extract.tree import Inventory

_PAGES = frozenset({"webpage", "itempage", "collectionpage", "searchresultspage", "profilepage"})
_MOST_PEOPLE = 40
_TAG = re.compile(r"<[^<>]{1,2000}>")
_BREAKING = re.compile(r"</(?:p|div|li|h[1-6])\s*>|<br\s*/?>", re.I)


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
    nodes = list(nodes_of(page))
    kinds = frozenset(kind for node in nodes for kind in kinds_of(node))
    by_id = {n["@id"]: n for n in nodes if isinstance(n.get("@id"), str) and len(n) > 1}
    story = _story(nodes, url)
    return _stated(story, by_id, kinds) if story else Stated(page_kinds=kinds)


def _story(nodes: list[Node], url: str) -> Node | None:
    """The node that speaks of this page's story: an article, best with this page's address."""
    best, best_score = None, 0.0
    for node in nodes:
        kinds = kinds_of(node)
        article = any(ARTICLES.search(kind) for kind in kinds)
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
    own = kinds_of(node)
    article = any(ARTICLES.search(kind) for kind in own)
    headlines = [_text(node.get("headline"))]
    if article:
        headlines += [_text(node.get("name")), _text(node.get("alternativeHeadline"))]
    publisher = _resolved(node.get("publisher") or node.get("sourceOrganization"), by_id)
    return Stated(
        kinds=own,
        headlines=tuple(dict.fromkeys(h for h in headlines if h)),
        description=_text(node.get("description")) or _text(node.get("abstract")),
        body=_body(node),
        authors=tuple(
            islice(_people(node.get("author") or node.get("creator"), by_id), _MOST_PEOPLE)
        ),
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
    for part in parts[:_MOST_PEOPLE]:
        node = _resolved(part, by_id)
        if isinstance(node, dict):
            names = node.get("name")
            organization = any("organi" in kind for kind in kinds_of(node))
            for name in names[:_MOST_PEOPLE] if isinstance(names, list) else [names]:
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
