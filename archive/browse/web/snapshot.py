"""Makes an archived page fit to be seen: no script, every reference ours; pure."""

from __future__ import annotations

import re
from html import escape

from archive.browse.web import css, gate
from archive.browse.web.address import SHEET
from archive.browse.web.parts import Inline, Linked, apart, references
from archive.browse.web.place import Place
from archive.extract.decode import text_of
from archive.model import Page

_VIEWPORT = re.compile(r"[\w\s=,.;-]{1,200}")
_MEDIA = re.compile(r"[\w\s(),:.<>=/-]{1,300}")
_MARKED = "[data-unarchived]{cursor:help!important}"


def snapshot(text: str, place: Place, missing: frozenset[str]) -> str:
    """The page as HTML of our own making.

    `missing` are the addresses, of those that `parts.references` found, that are not archived.
    """
    parts = apart(text, place.base, lambda address: address != "" and address not in missing)
    place = place.at(parts.base)
    return "".join(
        (
            "<!doctype html>" if parts.standards else "",
            f"<html{_attributes(parts.html, place)}><head>",
            '<meta charset="utf-8"><meta name="robots" content="noindex">',
            _viewport(parts.viewport),
            f'<title>{escape(parts.title)}</title><base target="_top">',
            *(_sheet(sheet, place) for sheet in parts.sheets),
            f"<style>{_MARKED}</style></head>",
            f"<body{_attributes(parts.body, place)}>",
            gate.passed(parts.markup, place, parts.own_tags),
            "</body></html>",
        )
    )


def _viewport(content: str) -> str:
    if not _VIEWPORT.fullmatch(content):
        return ""
    return f'<meta name="viewport" content="{escape(content)}">'


def _sheet(sheet: Linked | Inline, place: Place) -> str:
    fits = _MEDIA.fullmatch(sheet.media)
    media = f' media="{escape(sheet.media)}"' if fits else ""
    if isinstance(sheet, Inline):
        return f"<style{media}>{css.sheet(sheet.css, place)}</style>"
    path = place.embedded(sheet.reference, SHEET)
    return f'<link rel="stylesheet" href="{escape(path)}"{media}>' if path else ""


def _attributes(attributes: dict[str, str], place: Place) -> str:
    """Those of `<html>` and `<body>`, which the gate, made for pieces of pages, does not see."""
    written = []
    for name, value in attributes.items():
        if name == "style":
            value = css.declarations(value, place)
        elif name == "background":
            value = place.embedded(value) or ""
        if re.fullmatch(r"[a-z][a-z0-9-]*", name):
            written.append(f' {name}="{escape(value)}"')
    return "".join(written)


def page_references(page: Page) -> frozenset[str]:
    """The addresses that the page links to or shows; raises PageError when it is too large."""
    return references(text_of(page), page.url)


def page_snapshot(page: Page, place: Place, missing: frozenset[str]) -> str:
    """`snapshot` of a captured page; raises PageError when it is too large."""
    return snapshot(text_of(page), place, missing)
