"""A story's comments, completed by further answers: who is asked next, and when it is enough; pure.

The crawl asks the site, `backissue rebuild` asks the captures; both hold the same conversation, so
the thread they come to is the same.
"""

from __future__ import annotations

from collections.abc import Generator

from archive.extract.comments import merge, next_addresses
from archive.model import Thread
from archive.urls import same_site

_MOST_ANSWERS = 100  # further answers for one story


def conversation(first: Thread, story_url: str) -> Generator[str, Thread | None, Thread]:
    """Yields the addresses to ask, takes what each answered, returns the completed thread.

    `first` is what the story's page shows. None stands for an address that could not be read.
    Addresses on another site than the story's are not asked for: a page may name any. The result is
    `whole` only if nothing that was named is missing.
    """
    threads, read, failed = [first], {story_url}, set[str]()
    for _ in range(_MOST_ANSWERS):
        wanted = [url for url in next_addresses(threads, read, failed) if url not in read | failed]
        if not wanted:
            break
        url = wanted[0]
        thread = (yield url) if same_site(url, story_url) else None
        if thread is None:
            failed.add(url)
        else:
            read.add(url)
            threads.append(thread)
    return merge(threads, read=read)
