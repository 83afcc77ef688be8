"""The gate that all archived markup passes: nh3 lets through what is listed here, nothing else.

nh3 (ammonia, html5ever) parses as browsers do, keeps what its lists name and writes it anew, so
that no browser can read another tree out of it. lxml's cleaner works from a list of what is bad,
on a tree that no browser makes; its own page warns of that.
"""

from __future__ import annotations

import nh3

from archive.browse.web import allowed, css, srcset
from archive.browse.web.place import Place

_LOADS = ("src", "poster", "background")
_LEADS = ("href", "xlink:href")


def passed(markup: str, place: Place, own_tags: frozenset[str] = frozenset()) -> str:
    """What of `markup` may be shown: no script, no handler, no frame, every reference ours."""

    def value_of(tag: str, name: str, value: str) -> str | None:
        return _value(tag, name, value, place)

    return nh3.clean(
        markup,
        tags=allowed.TAGS | allowed.own_tags(own_tags),
        clean_content_tags=allowed.GONE_WITH_CONTENT,
        attributes=allowed.ATTRIBUTES,
        attribute_filter=value_of,
        generic_attribute_prefixes={"data-", "aria-"},
        link_rel=None,
        url_schemes={"http", "https", "data"},
    )


def _value(tag: str, name: str, value: str, place: Place) -> str | None:
    if name in _LEADS:
        if tag in ("a", "area"):
            return place.linked(value)
        if tag == "image":
            return place.embedded(value)
        return value if value.startswith("#") else None
    if name in _LOADS:
        return place.embedded(value) if value.strip() else None
    if name == "srcset":
        return srcset.rewritten(value, place.embedded) or None
    if name == "target":
        return value if value == "_self" else None
    if name == "cite" or (name.startswith("data-") and ("/" in value or ":" in value)):
        return None
    if name == "style" or (tag in allowed.SVG_TAGS and "(" in value):
        return css.declarations(value, place)
    return value
