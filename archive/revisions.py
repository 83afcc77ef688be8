"""Tells whether a story's text changed between two visits, and how; pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

from archive.model import Story

# The extractor's version, written into each revision: raised whenever the same bytes may read
# otherwise, so that a story that only reads otherwise is not taken for an edited one. It stands
# here, not beside the extractor, because the store must not import that.
READER = 1

_SPACE = re.compile(r"\s+")
_CORRECTION = re.compile(
    r"\b(correct(?:ion|ed)|clarification|erratum|korrektur|berichtigung|correctif|rectificatif"
    r"|correcci[oó]n|fe de erratas|rettelse|korrigering|исправлен\w*)\b",
    re.IGNORECASE,
)


class Change(StrEnum):
    """How a revision differs from the one before it."""

    FIRST = "first"
    HEADLINE = "headline"  # nothing but the headline
    TYPO = "typo"  # a few letters
    CORRECTION = "correction"  # with a notice that says so
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
    return [_SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip() for text in texts]


def change(
    old_headline: str, old: tuple[str, ...], new_headline: str, new: tuple[str, ...]
) -> Change:
    """What kind of edit leads from the old text to the new; each as `reading_order` gives it."""
    before, after = _folded(old), _folded(new)
    if before == after:
        return Change.HEADLINE
    words_before, words_after = _words(before), _words(after)
    matcher = SequenceMatcher(None, words_before, words_after, autojunk=False)
    kept = sum(block.size for block in matcher.get_matching_blocks())
    if _is_cut(kept, len(words_before), len(words_after)):
        return Change.CUT
    fresh = [text for text in after if text not in before]
    if any(_CORRECTION.search(text) for text in fresh):
        return Change.CORRECTION
    longer = max(len(words_before), len(words_after), 1)
    if kept < 0.3 * longer:
        return Change.REWRITE
    different = longer - kept
    if different <= 3 and old_headline == new_headline:
        return Change.TYPO
    return Change.UPDATE


def _is_cut(kept: int, before: int, after: int) -> bool:
    """Whether what is left is little, and all of it was there before."""
    return before >= 80 and after < 0.45 * before and kept >= 0.8 * after


def _words(texts: list[str]) -> list[str]:
    # A page of hostile length must not make the comparison quadratic.
    return " ".join(texts).split()[:6000]
