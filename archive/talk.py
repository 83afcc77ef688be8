"""Holds a conversation that a pure generator leads: it yields addresses and takes their answers.

The crawl answers by asking the site (`archive.talk.hold_async`), a rebuild by looking into the
captures (`hold`); the generator is the same, and so is what it returns.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from typing import TypeVar

Answer = TypeVar("Answer")
Outcome = TypeVar("Outcome")


def hold(
    talk: Generator[str, Answer | None, Outcome], ask: Callable[[str], Answer | None]
) -> Outcome:
    """What `talk` returns; `ask` gives None for an address that could not be read."""
    try:
        url = next(talk)
        while True:
            url = talk.send(ask(url))
    except StopIteration as end:
        outcome: Outcome = end.value
        return outcome


async def hold_async(
    talk: Generator[str, Answer | None, Outcome], ask: Callable[[str], Awaitable[Answer | None]]
) -> Outcome:
    """The same, where answers are waited for."""
    try:
        url = next(talk)
        while True:
            url = talk.send(await ask(url))
    except StopIteration as end:
        outcome: Outcome = end.value
        return outcome
