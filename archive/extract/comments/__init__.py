"""Reader comments: the thread a story's page shows, and the further answers that complete it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lxml.html import HtmlElement

from archive.extract.comments.page import read
from archive.model import Page, Thread

__all__ = ["merge", "next_addresses", "read_comments", "read_listing"]


def read_comments(root: HtmlElement, page: Page) -> tuple[Thread, tuple[HtmlElement, ...]]:
    """The comments on a story's page and the elements that hold the comment area."""
    return read(root, page)


def read_listing(page: Page) -> Thread:
    """The comments of one further answer: REST listing, comment page or comment feed."""
    return Thread(whole=False)


def merge(threads: Sequence[Thread], *, read: Collection[str]) -> Thread:
    """One thread out of the answers of one story."""
    return threads[0] if threads else Thread()


def next_addresses(
    threads: Sequence[Thread], read: Collection[str], failed: Collection[str]
) -> tuple[str, ...]:
    """What to fetch next to complete the thread; empty when done."""
    return ()
