"""Finds a story's pictures with caption and credit."""

# ruff: noqa: E501 - tables of words and patterns read worse when they are broken

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml.html import HtmlElement

from archive.extract.meta import Head
from archive.extract.structured import Stated
from archive.extract.text import clean
from archive.extract.tree import inline_text
from archive.model import Image

_MOST = 40
_CREDIT = re.compile(
    r"(?:^|[\s|(\[–—.])\s*(?:photo(?:graph|s)?|picture|image|foto|bild|fotograf|crédits?|credit|credits|quelle|©|\(c\))\s*(?:by|de|von|:|courtesy(?: of)?|\s)\s*:?\s*(?P<credit>[^|]{2,100}?)\s*[)\]]?\.?$",
    re.I,
)
_ICONS = (
    *("avatar", "icon", "logo", "sprite", "pixel", "spacer", "blank", "emoji", "1x1"),
    *("placeholder", "smiley"),
)


def find_images(stated: Stated, head: Head, held: HtmlElement, url: str) -> tuple[Image, ...]:
    """The page's own lead picture, then those in the element that holds the story (`held`)."""
    found: dict[str, Image] = {}
    for image in (*_in_text(held, url), *_stated(stated, head, url)):
        name = _name(image.url)
        known = found.get(name)
        if known is None:
            found[name] = image
        elif known.caption is None and image.caption:
            found[name] = Image(known.url, image.caption, known.credit or image.credit)
        if len(found) >= _MOST:
            break
    return tuple(found.values())


def _stated(stated: Stated, head: Head, url: str) -> Iterator[Image]:
    values: list[tuple[str, str | None, str | None]] = list(stated.images[:1])
    if not values:
        values = [(v, None, None) for v in head.meta.get("og:image", [])[:1]]
    for address, caption, credit in values:
        whole = _address(address, url)
        if whole and not _is_icon(whole):
            yield Image(whole, caption, credit)


def _in_text(held: HtmlElement, url: str) -> Iterator[Image]:
    for element in list(held.iter("img"))[:200]:
        source = element.get("src") or ""
        if not source or source.startswith("data:"):
            source = (
                next(
                    (
                        element.get(n) or ""
                        for n in (
                            "data-src",
                            "data-lazy-src",
                            "data-original",
                            "data-srcset",
                            "srcset",
                        )
                        if element.get(n)
                    ),
                    "",
                )
                .split(",")[0]
                .split(" ")[0]
            )
        address = _address(source, url)
        if not address or _is_icon(address) or _small(element):
            continue
        caption, credit = _caption(element)
        yield Image(address, caption, credit)


def _is_icon(address: str) -> bool:
    address = address.lower()
    return any(name in address for name in _ICONS)


def _small(element: HtmlElement) -> bool:
    for name in ("width", "height"):
        value = element.get(name) or ""
        if len(value) < 3 and value.isdecimal() and int(value) < 80:
            return True
    return False


def _caption(element: HtmlElement) -> tuple[str | None, str | None]:
    holder = element
    for _ in range(6):
        up = holder.getparent()
        if up is None:
            return None, None
        holder = up
        if holder.tag == "figure" or "wp-caption" in (holder.get("class") or ""):
            break
    else:
        return None, None
    for part in holder.iter("figcaption", "p", "div", "span"):
        if part.tag == "figcaption" or "caption" in (part.get("class") or "").lower():
            text = inline_text(part)
            if text:
                return split_credit(text[:1000])
    return None, None


def split_credit(text: str) -> tuple[str | None, str | None]:
    """(caption, credit) of a caption that ends with "Photo: X"."""
    match = _CREDIT.search(text)
    if match is None:
        return text, None
    caption = clean(text[: match.start()]).strip(" |–—(")
    return caption or None, match["credit"].strip(" .")


def _address(value: str, url: str) -> str | None:
    value = value.strip()
    if not value or len(value) > 2000:
        return None
    if value.startswith(("https://", "http://")) and "[" not in value:
        return value  # nearly all; joining takes longer than all else here
    try:
        whole = urljoin(url, value)
    except ValueError:
        return None
    return whole if whole.startswith(("http://", "https://")) else None


def _name(url: str) -> str:
    """The same picture in another size has the same name."""
    name = url.split("?")[0].rsplit("/", 1)[-1]
    return re.sub(r"[-_]\d{2,4}x\d{2,4}(?=\.)", "", name) or url
