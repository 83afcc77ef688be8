"""Tells whether a story's text changed between two visits, and how; pure."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum

from archive import notices
from archive.model import Story
from archive.textpair import Pair

# The extractor's version, written into each revision: raised whenever the same bytes may read
# otherwise, so that a story that only reads otherwise is not taken for an edited one. It stands
# here, not beside the extractor, because the store must not import that.
READER = 3

_HARDLY = 0.3  # share of the longer text below which hardly anything is left


class Change(StrEnum):
    """How a revision differs from the one before it."""

    FIRST = "first"
    HEADLINE = "headline"  # nothing but the headline
    CREDIT = "credit"  # nothing but the source line
    TYPO = "typo"  # a few letters
    CORRECTION = "correction"  # with a notice that says so
    LIVE = "live"  # a post added to a story that is told as it happens
    UPDATE = "update"  # text added or replaced
    REWRITE = "rewrite"  # hardly anything left
    CUT = "cut"  # most of the text is missing: a wall or a failure, not an edit


def text_digest(story: Story) -> str:
    """`sha256:` over everything that is text of the story.

    Space and Unicode form do not count, nor whether the lead stands once or twice.
    """
    line = story.source_line.text if story.source_line else ""
    joined = "\x1e".join(_folded([story.headline, *reading_order(story), "\x1d", line]))
    return "sha256:" + hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()


def reading_order(story: Story) -> tuple[str, ...]:
    """Lead, sub-headings and paragraphs as a reader meets them, each once."""
    texts = [story.lead] if story.lead else []
    for section in story.sections:
        texts += [section.heading] if section.heading else []
        texts += section.paragraphs
    return once(texts)


def once(texts: Sequence[str]) -> tuple[str, ...]:
    """The same texts without a lead that is the opening paragraph too."""
    return tuple(texts[1:] if len(texts) > 1 and texts[0] == texts[1] else texts)


def _folded(texts: Iterable[str]) -> list[str]:
    return [" ".join(unicodedata.normalize("NFC", text).split()) for text in texts]


def change(
    old_headline: str, old: tuple[str, ...], new_headline: str, new: tuple[str, ...]
) -> Change:
    """What kind of edit leads from the old text to the new; each as `reading_order` gives it."""
    before, after = _folded(old), _folded(new)
    one_headline = _folded([old_headline]) == _folded([new_headline])
    if before == after:
        return Change.CREDIT if one_headline else Change.HEADLINE
    pair = Pair(before, after)
    if notices.any_notice(pair.added):
        return Change.CORRECTION
    if pair.is_cut or pair.is_wall(old_headline):
        return Change.CUT
    if pair.kept < _HARDLY * pair.longer:
        return Change.REWRITE
    if pair.is_live_post(new_headline):
        return Change.LIVE
    return Change.TYPO if one_headline and pair.is_typo else Change.UPDATE
