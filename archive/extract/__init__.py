"""Reads a news page: bytes in, a story or a clear "no story" out; pure."""

from __future__ import annotations

from dataclasses import dataclass

from archive.errors import PageError
from archive.extract.reading import read
from archive.model import Page, Reading

__all__ = ["Explained", "explain", "extract"]


@dataclass(frozen=True, slots=True)
class Explained:
    """One block of a page: its role, why it has it, its text and where it stands."""

    role: str
    why: str
    text: str
    path: str  # tags and classes from the story's element down


def extract(page: Page) -> Reading:
    """Reads one page: a story with its comment thread, or the reason why there is none.

    Raises PageError for a page beyond the limits of `decode.LARGEST`, and nothing else.
    """
    try:
        return read(page)[0]
    except (RecursionError, MemoryError) as error:
        raise PageError(f"{page.url}: nested too deep or too large to be read") from error


def explain(page: Page) -> tuple[Explained, ...]:
    """Every block of the story's region with its role; empty when the page is no story."""
    facts = read(page)[1]
    if facts is None:
        return ()
    return tuple(
        Explained(
            str(entry.role),
            entry.why,
            entry.text or entry.block.text,
            " > ".join(facts.region.chain(entry.block)),
        )
        for entry in facts.judged
    )
