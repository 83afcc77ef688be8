"""Reads a story's comment feed (RSS or Atom), the newest ten or so comments."""

from __future__ import annotations

import re

from lxml import etree

from archive.extract.comments.identity import hashed
from archive.extract.comments.query import Elements
from archive.extract.comments.rest import text_of_markup
from archive.extract.comments.when import moment
from archive.extract.text import clean
from archive.model import Comment, Thread

_START = re.compile(
    r"^(?:<\?[^>]{0,400}>\s{0,40}|<!--.{0,400}?-->\s{0,40}|<!DOCTYPE rss[^>]{0,400}>\s{0,40}){0,4}"
    r"<(?:rss|feed|rdf:RDF)[\s>]",
    re.DOTALL | re.IGNORECASE,
)
_ENTRIES = Elements("//*[local-name()='item' or local-name()='entry']")
_FRAGMENT = re.compile(r"#(?:li-|div-)?(?:comment|c|r)-?(\d{1,24})$")
# WordPress writes the comment that is answered as a first paragraph of its own.
_IN_REPLY = re.compile(
    r"^\s*(?:<p[^>]*>)?\s*[^<>]{2,40}<a [^>]*href=[\"'][^\"'>]*#comment-(\d{1,24})[\"'][^>]*>"
    r".{0,200}?</a>\s*\.?\s*(?:</p>|\n\n)",
    re.DOTALL,
)
_PING_TITLE = re.compile(r"^\s*(?:pingback|trackback)\b", re.IGNORECASE)
_NAMED = re.compile(r"^(?:by|von|par|por|di|door|av|af|автор)\s*:\s*|\s*:$", re.IGNORECASE)
_DECLARATION = re.compile(r"^<\?xml[^>]*\?>")
_MOST_ENTRIES = 1000


def is_feed(start: str) -> bool:
    """Whether a document that starts like this is RSS, RDF or Atom."""
    return bool(_START.match(start))


def read(text: str) -> Thread:
    """The comments of the feed; never whole, for feeds stop at the newest few.

    Entries that lead to no comment (a feed of stories) are not comments.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        recover=True,
        huge_tree=False,
        dtd_validation=False,
        load_dtd=False,
    )
    source = _DECLARATION.sub("", text.lstrip("\ufeff \t\r\n"), count=1).encode("utf-8", "replace")
    try:
        root = etree.fromstring(source, parser)
    except (etree.XMLSyntaxError, ValueError):
        return Thread(whole=False)
    if root is None:
        return Thread(whole=False)
    found: dict[str, Comment] = {}
    for entry in _ENTRIES(root)[:_MOST_ENTRIES]:
        comment = _comment(entry)
        if comment is not None:
            found.setdefault(comment.id, comment)
    return Thread(tuple(reversed(found.values())), whole=False)


def _comment(entry: etree._Element) -> Comment | None:
    said: dict[str, str] = {}
    for child in entry:
        if isinstance(child.tag, str):
            name = etree.QName(child).localname
            value = child.get("href") if name == "link" and child.get("href") else _value(child)
            if name not in said or name == "encoded":
                said[name] = value or ""
    address = next(
        (said[n] for n in ("link", "guid", "id") if _FRAGMENT.search(said.get(n, "").strip())), None
    )
    if address is None or _PING_TITLE.match(said.get("title", "")):
        return None
    number = _FRAGMENT.search(address.strip())
    markup = (
        said.get("encoded")
        or said.get("content")
        or said.get("description")
        or said.get("summary")
        or ""
    )
    parent = None
    if answer := _IN_REPLY.match(markup[:2000]):
        parent = answer[1]
        markup = markup[answer.end() :]
    text = text_of_markup(markup if "<" in markup else markup.replace("\n", "<br>"))
    if not text or (text.startswith(("[…]", "[...]")) and text.endswith(("[…]", "[...]"))):
        return None
    author = clean(said.get("creator") or said.get("author") or "") or _NAMED.sub(
        "", clean(said.get("title"))
    )
    published = moment(
        said.get("pubDate") or said.get("published") or said.get("date") or said.get("updated")
    )
    own = number[1] if number else hashed(author, text)
    return Comment(own, parent, author or None, published, text)


def _value(element: etree._Element) -> str:
    """The text, or the markup of an Atom construct written as XHTML."""
    if len(element) and element.get("type") == "xhtml":
        return etree.tostring(element, encoding="unicode", with_tail=False)[:200_000]
    name = next(
        (c for c in element if isinstance(c.tag, str) and etree.QName(c).localname == "name"), None
    )
    return "".join(map(str, (element if name is None else name).itertext()))
