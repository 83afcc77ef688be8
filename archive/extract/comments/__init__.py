"""Reader comments: the thread a story's page shows, and the further answers that complete it.

The caller reads the page, then fetches what `next_addresses` names until it names nothing:

    threads = [read_comments(root, page)[0]]
    read, failed = set(), set()
    while addresses := next_addresses(threads, read, failed):
        for address in addresses:
            answer = fetch(address)             # a Page; None when it was refused or none came
            if answer is None:
                failed.add(address)
            else:
                threads.append(read_listing(answer))
                read.add(address)
    thread = merge(threads, read=read)

An address that redirected is read under the name it was asked by. One that was refused (401, 403,
404) belongs in `failed`, so that `merge` does not take its silence for an empty page.
"""

from __future__ import annotations

from lxml.html import HtmlElement

from archive.extract.comments import listing as listings
from archive.extract.comments import page as shown
from archive.extract.comments.merging import MOST_ADDRESSES, merge, next_addresses
from archive.extract.tree import Inventory, inventory
from archive.model import Page, Thread

__all__ = ["MOST_ADDRESSES", "merge", "next_addresses", "read_comments", "read_listing"]


def read_comments(
    root: HtmlElement, page: Page, elements: Inventory | None = None
) -> tuple[Thread, tuple[HtmlElement, ...]]:
    """The comments on a story's page and the elements that hold the comment area.

    `elements` are those of `root`, when the caller has gathered them already.
    `Thread.whole` says that nothing on the page hints at more; `listings` and `pages` are only
    named when something is, or may be, missing.
    """
    return shown.read(root, page, elements or inventory(root))


def read_listing(page: Page) -> Thread:
    """The comments of one further answer: REST listing, comment feed or comment page.

    Told apart by content. An answer that is none of these gives an empty thread, not whole.
    """
    return listings.read(page)
