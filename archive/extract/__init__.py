"""Reads a news page: bytes in, a story or a clear "no story" out; pure."""

from __future__ import annotations

from archive.extract.blocks import blocks_of
from archive.extract.body import judge
from archive.extract.decode import text_of
from archive.extract.meta import read_head
from archive.extract.region import find_region
from archive.extract.sections import sections_of
from archive.extract.structured import read_stated
from archive.extract.tree import parse
from archive.model import Page, Reading, Story

__all__ = ["extract"]


def extract(page: Page) -> Reading:
    """Reads one page; raises PageError when it is beyond the limits, and nothing else."""
    from archive.extract.comments import read_comments

    root = parse(text_of(page))
    if root is None:
        return Reading(None, "empty page")
    thread, held = read_comments(root, page)
    head = read_head(root)
    stated = read_stated(root, page.url)
    blocks = blocks_of(root, leave_out=held)
    region = find_region(blocks, stated.body)
    if region is None:
        return Reading(None, "no running text", thread)
    headline = stated.headlines[0] if stated.headlines else (head.first("og:title") or head.title)
    if headline is None:
        return Reading(None, "no headline", thread)
    judged = judge(region, headline)
    story = Story(page.url, page.url, headline, sections=sections_of(judged))
    return Reading(story, None, thread)
