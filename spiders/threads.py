"""A story's comments, completed by further answers of the site."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from archive.model import Thread
from archive.threads import conversation


async def complete(
    first: Thread, story_url: str, ask: Callable[[str], Awaitable[Thread | None]]
) -> Thread:
    """All comments of a story: what its page shows and what `ask` brings.

    `ask` gives None for an address that could not be read.
    """
    talk = conversation(first, story_url)
    try:
        url = next(talk)
        while True:
            url = talk.send(await ask(url))
    except StopIteration as end:
        thread: Thread = end.value
        return thread
