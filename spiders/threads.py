"""A story's comments, completed by further answers of the site."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from archive.extract.comments import merge, next_addresses
from archive.model import Thread
from archive.urls import same_site

_MOST_ANSWERS = 100  # further answers for one story


async def complete(
    first: Thread, story_url: str, ask: Callable[[str], Awaitable[Thread | None]]
) -> Thread:
    """All comments of a story: what its page shows and what `ask` brings.

    `ask` gives None for an address that could not be read. Addresses on another site than the
    story's are not asked for: a page may name any. The result is `whole` only if nothing that was
    named is missing.
    """
    threads, read, failed = [first], {story_url}, set[str]()
    for _ in range(_MOST_ANSWERS):
        wanted = [url for url in next_addresses(threads, read, failed) if url not in read | failed]
        if not wanted:
            break
        url = wanted[0]
        thread = await ask(url) if same_site(url, story_url) else None
        if thread is None:
            failed.add(url)
        else:
            read.add(url)
            threads.append(thread)
    return merge(threads, read=read)
