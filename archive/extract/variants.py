"""Finds other forms of a page that may hold more of its story: AMP, print."""

from __future__ import annotations

from urllib.parse import urljoin

from archive.extract.tree import Inventory
from archive.model import Story

THIN = 50  # words; fewer are hardly a whole story, and each further form costs the site a request


def variants_of(url: str, page: Inventory, story: Story | None) -> tuple[str, ...]:
    """Addresses of the AMP and the print form, in this order; none where the story is not thin."""
    if story is not None and sum(len(text.split()) for text in story.paragraphs) >= THIN:
        return ()
    amp: list[str] = []
    printed: list[str] = []
    for link in page.tagged("link"):
        rel = (link.get("rel") or "").lower().split()
        href = (link.get("href") or "").strip()
        if not href:
            continue
        try:
            target = str(urljoin(url, href))
        except ValueError:
            continue
        if "amphtml" in rel:
            amp.append(target)
        elif "alternate" in rel and (link.get("media") or "").strip().lower() == "print":
            printed.append(target)
    return tuple(dict.fromkeys(one for one in (*amp[:1], *printed[:1]) if one != url))
