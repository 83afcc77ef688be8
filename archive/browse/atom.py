"""Writes an Atom feed (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree  # only writes here: nothing foreign is parsed

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
_NAMESPACE = "http://www.w3.org/2005/Atom"
# Characters that XML 1.0 has no way to write, not even escaped.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `updated` is an ISO 8601 time, `link` absolute. The summary is plain text."""

    id: str
    title: str
    link: str
    updated: str
    author: str
    summary: str


def feed(*, title: str, home: str, path: str, updated: str, entries: Iterable[Entry]) -> bytes:
    """The feed of a page at `home` + `path` as UTF-8."""
    root = ElementTree.Element("feed", {"xmlns": _NAMESPACE})
    _text(root, "title", title)
    _text(root, "id", home + path)
    _text(root, "updated", updated)
    ElementTree.SubElement(root, "link", {"rel": "self", "href": home + path})
    ElementTree.SubElement(root, "link", {"href": home + "/"})
    for entry in entries:
        element = ElementTree.SubElement(root, "entry")
        _text(element, "id", entry.id)
        _text(element, "title", entry.title)
        _text(element, "updated", entry.updated)
        ElementTree.SubElement(element, "link", {"href": entry.link})
        _text(ElementTree.SubElement(element, "author"), "name", entry.author)
        _text(element, "summary", entry.summary)
    written: str = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'.encode()


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = _UNWRITABLE.sub("�", text)
