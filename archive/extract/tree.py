"""Parses a page once and reads the tree's text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import dropwhile

from lxml import etree
from lxml.html import HtmlElement

from archive.extract.text import clean

# lxml.html's own lookup asks Python for the class of every element; this one does not.
_CLASSES = etree.ElementDefaultClassLookup(element=HtmlElement)


_LONG = 6_000  # bytes of a tag
_LONG_TAG = re.compile(rb"<[A-Za-z][^<>]{6000,}")
# The same with "<" and ">" in the values of attributes, where they are no ends of the tag.
_TAG = re.compile(rb"<[A-Za-z](?:[^<>=]++|=\s*+\"[^\"]*+\"|=\s*+'[^']*+'|=)*+")
_MANY = 10_000  # "=" of a page; one in two or three belongs to an attribute
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_MOST_ATTRIBUTES = 500
_HEAD = frozenset(
    {
        "title",
        "meta",
        "link",
        "base",
        "script",
        "style",
        "noscript",
        "template",
        "basefont",
        "object",
    }
)


def parse(markup: str | bytes) -> HtmlElement | None:
    """The document element; None when there is nothing to parse.

    Bytes are UTF-8. That is what libxml2 is told, so that no label in the page counts any more.
    """
    source = markup.encode("utf-8", "replace") if isinstance(markup, str) else markup
    if _may_have_long_tag(source):
        source = _LONG_TAG.sub(_tamed, source)
    if source.count(b"=") > _MANY:
        source = _TAG.sub(_tamed, source)
    if not source.strip():
        return None
    root, whole = _document(source, huge=False)
    # unclosed tags by the hundred: libxml2 stops at depth 256, or 2048 when it is told to
    root = root if whole else _document(source, huge=True)[0]
    if root is not None:
        _open_body(root)
    return root


def _open_body(root: HtmlElement) -> None:
    """Take what is no head out of the head: libxml2 lets HTML 5's elements stand there.

    A page need not write `<body>`: the first element that is not for the head opens it (HTML,
    §13.2.6.4.4 "in head").
    """
    head = root.find("head")
    if head is None:
        return
    strays = list(dropwhile(lambda one: one.tag in _HEAD, head))
    if not strays:
        return
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    for at, stray in enumerate(strays):
        body.insert(at, stray)


def _may_have_long_tag(source: bytes) -> bool:
    """Whether a long tag stands where `_LONG` bytes have no ">"; a usual page has few such places.

    Most of those are scripts, and the pattern is quick where no "<" is.
    """
    start, most = 0, len(source) - _LONG
    while start < most:
        end = source.rfind(b">", start, start + _LONG + 1)
        if end < 0:
            end = source.find(b">", start)
            end = end if end >= 0 else len(source)
            if _LONG_TAG.search(source, start, end):
                return True
        start = end + 1
    return False


def _tamed(tag: re.Match[bytes]) -> bytes:
    """A tag with hundreds of attributes without them: libxml2 compares each with each."""
    if len(tag[0]) < _LONG:
        return tag[0]
    bare = _QUOTED.sub(b"", tag[0])
    return tag[0] if len(bare.split()) < _MOST_ATTRIBUTES else bare.split()[0]


def _document(source: bytes, *, huge: bool) -> tuple[HtmlElement | None, bool]:
    parser = etree.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,  # nobody asks for elements by id
        huge_tree=huge,
    )
    parser.set_element_class_lookup(_CLASSES)
    try:
        root = etree.fromstring(source, parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None, True
    whole = all(entry.type_name != "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    return root if isinstance(root, HtmlElement) else None, whole


@dataclass(slots=True)
class Inventory:
    """All elements of a page in reading order, gathered in one pass: each pass of lxml's is dear.

    To hold them is a gain too: lxml makes an element's Python object anew when nobody does.
    """

    every: list[HtmlElement]
    _by_tag: dict[str, list[HtmlElement]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        by_tag = self._by_tag
        for element in self.every:
            tag = element.tag
            if tag in by_tag:
                by_tag[tag].append(element)
            else:
                by_tag[tag] = [element]

    def tagged(self, tag: str) -> list[HtmlElement]:
        """The elements of one tag."""
        return self._by_tag.get(tag, [])


def inventory(root: HtmlElement) -> Inventory:
    """What `root` holds, itself included."""
    return Inventory(list(root.iter()))


def inline_text(element: HtmlElement) -> str:
    """Text below an element as printed: inline elements add no space."""
    return clean("".join(element.itertext()))
