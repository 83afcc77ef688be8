"""Reads a news page: bytes in, a story or a clear "no story" out; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.errors import PageError
from archive.extract.reading import read
from archive.model import Page, Reading

if TYPE_CHECKING:
    from archive.extract.explaining import Explained

__all__ = ["explain", "extract"]


def extract(page: Page) -> Reading:
    """Reads one page: a story with its comment thread, or the reason why there is none.

    Raises PageError for a page beyond the limits of `decode`, and nothing else.
    """
    try:
        return read(page)[0]
    except (RecursionError, MemoryError) as error:
        raise PageError(f"{page.url}: nested too deep or too large to be read") from error


def explain(page: Page) -> tuple[Explained, ...]:
    """Every block of the page with its role; empty when the page is no story.

    Raises PageError as `extract` does.
    """
    from archive.extract.explaining import explained  # for people, so not for every page

    try:
        reading, facts = read(page)
        return () if facts is None else explained(facts, reading.story)
    except (RecursionError, MemoryError) as error:
        raise PageError(f"{page.url}: nested too deep or too large to be read") from error
