"""An address that a page needs, and the form in which it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from w3lib.url import safe_url_string

from archive.urls import LONGEST


@dataclass(frozen=True, slots=True)
class Requisite:
    """`is_style` says that the page uses it as a style, which may need further addresses."""

    url: str
    is_style: bool = False


def absolute(url: str, base: str) -> str | None:
    """The address a browser would ask for; None for `data:`, `#part`, and what is no web address.

    Unlike a story's (`archive.urls.address`) its query stays whole: an image's size is in there.
    """
    stripped = url.strip()
    if not stripped or stripped.startswith("#") or len(stripped) > LONGEST:
        return None
    try:
        joined = safe_url_string(urljoin(base, stripped)).partition("#")[0]
        parts = urlsplit(joined)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return None
    return joined if len(joined) <= LONGEST else None


def once(found: Iterable[Requisite], most: int) -> tuple[Requisite, ...]:
    """The first `most` different addresses in order; a style if anything uses it as one."""
    kept: dict[str, Requisite] = {}
    for one in found:
        known = kept.get(one.url)
        if known is None and len(kept) >= most:
            break
        if known is None or (one.is_style and not known.is_style):
            kept[one.url] = one
    return tuple(kept.values())
