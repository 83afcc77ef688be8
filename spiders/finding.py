"""What a parser process runs to find links: a stored listing or page in, addresses out."""

from __future__ import annotations

from pathlib import Path

from archive.bounded import time_limit
from archive.config.model import Source
from archive.errors import CaptureMissing, PageError
from archive.model import Capture, Kind
from archive.reading import captured_page
from archive.requisites import Requisite, in_page, in_style
from spiders import discovery
from spiders.discovery import Finding


def find(folder: Path, capture: Capture, source: Source) -> Finding:
    """The links of a captured feed, sitemap or front page; none, and why, when it is not read."""
    try:
        with time_limit():
            page = captured_page(folder, capture)
            return discovery.find(page, capture.purpose.kind, source)
    except (PageError, CaptureMissing) as error:
        return Finding(why=str(error))
    except (MemoryError, RecursionError):
        return Finding(why="it needs more memory to read than any listing should")
    except Exception as error:  # a fault of ours must not cost the run
        return Finding(why=f"it could not be read ({type(error).__name__}); please report it")


def find_requisites(folder: Path, capture: Capture) -> tuple[Requisite, ...]:
    """What a captured story page or style needs; nothing when it cannot be read.

    An answer of 304 is read where the version that it confirms is stored.
    """
    try:
        with time_limit():
            page = captured_page(folder, capture)
            return in_page(page) if capture.purpose.kind is Kind.STORY else in_style(page)
    except Exception:  # a fault of ours too must not cost the story
        return ()
