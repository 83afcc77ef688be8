"""Parses a page once and reads the tree's text."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from archive.extract.text import clean

_SURROGATE = re.compile("[\ud800-\udfff]")


def parse(text: str) -> HtmlElement | None:
    """The document element; None when there is nothing to parse.

    UTF-8 bytes are handed over, so that no label in the page counts any more. Without
    `huge_tree` libxml2 cuts very deep trees and very long text nodes short.
    """
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    source = text.encode("utf-8", "replace")
    if not source.strip():
        return None
    root = _document(source, parser)
    if root is not None and any(_too_deep(entry) for entry in parser.error_log):
        # unclosed tags by the hundred: libxml2 stops at depth 256, or 2048 when it is told to
        root = _document(source, HTMLParser(encoding="utf-8", remove_comments=True, huge_tree=True))
    return root


def _document(source: bytes, parser: HTMLParser) -> HtmlElement | None:
    try:
        return document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None


def _too_deep(entry: etree._LogEntry) -> bool:
    return entry.type_name == "ERR_RESOURCE_LIMIT"


def line(element: HtmlElement) -> str:
    """All text below an element on one line."""
    return clean(" ".join(element.itertext()))


def inline_text(element: HtmlElement) -> str:
    """Text below an element as printed: inline elements add no space."""
    return clean("".join(element.itertext()))
