"""Two texts of one story side by side: what was kept, what was added, what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cached_property

from archive import notices
from archive.dedupe import headlines, words
from archive.dedupe.limits import DEFAULT

_LONG = 80  # words of a text of which most can be missing
_CUT = 0.45  # share of a text that a teaser before a wall leaves at most
_OF_IT = 0.8  # of what is left, this much was there before
_FOREIGN = 0.3  # of what stands there, less than this was there before
_SLIPS = 3  # words that a small fix changes
_EDITED = 0.5  # likeness of the letters of a word and its mended form
_STANDS = 0.9  # share of the old text that a live post leaves as it was
_CLOCKS = 2  # paragraphs that open with a time of day, from which a story is told live
_MOST = 6000  # words that are compared
_EFFORT = 2_000_000  # places where two texts agree, beyond which order is not looked at


class Pair:
    """Both texts as paragraphs with space folded; numbers are words."""

    def __init__(self, before: Sequence[str], after: Sequence[str]) -> None:
        self._before, self._after = before, after
        self._old = words.folded("\n".join(before))[:_MOST]
        self._new = words.folded("\n".join(after))[:_MOST]
        there = set(before)
        self.added = [text for text in after if text not in there]  # paragraphs

    @property
    def longer(self) -> int:
        """Words of the longer text, at least one."""
        return max(len(self._old), len(self._new), 1)

    @cached_property
    def kept(self) -> int:
        """Words of the old text that stand in the new one, in order."""
        if self._is_toilsome:
            return (Counter(self._old) & Counter(self._new)).total()
        return sum(block.size for block in self._matcher.get_matching_blocks())

    @property
    def is_cut(self) -> bool:
        """Whether what is left is little, and nearly all of it was there before."""
        return self._lost_most and self.kept >= _OF_IT * len(self._new)

    def is_wall(self, headline: str) -> bool:
        """Whether something short that is not about the story stands in its place."""
        if not self._lost_most or self.kept >= _FOREIGN * len(self._new):
            return False
        subject = headlines.subject(headline)
        said = headlines.stems(self._new)
        return len(subject & said) < DEFAULT.about * len(subject)

    def is_live_post(self, headline: str) -> bool:
        """Whether paragraphs were added, hardly any changed, to a story told as it happens."""
        if not self.added or self.kept < _STANDS * len(self._old):
            return False
        if len(self._new) <= len(self._old):
            return False
        clocks = sum(map(notices.opens_with_a_clock, self._after))
        told = clocks >= _CLOCKS and any(map(notices.opens_with_a_clock, self.added))
        return told or notices.is_live(headline)

    @property
    def is_typo(self) -> bool:
        """Whether a few words changed a few of their letters, and no figure."""
        if self._is_toilsome or self.longer - self.kept > _SLIPS:
            return False
        for op, a, b, c, d in self._matcher.get_opcodes():
            old, new = " ".join(self._old[a:b]), " ".join(self._new[c:d])
            if op == "equal":
                continue
            if any(letter.isdigit() for letter in old + new):
                return False
            if op == "replace" and SequenceMatcher(None, old, new).ratio() < _EDITED:
                return False
        return True

    @cached_property
    def _matcher(self) -> SequenceMatcher[str]:
        return SequenceMatcher(None, self._old, self._new, autojunk=False)

    @cached_property
    def _is_toilsome(self) -> bool:
        """Whether one word is said so often that comparing in order would take minutes."""
        here, there = Counter(self._old), Counter(self._new)
        return sum(here[one] * there[one] for one in here.keys() & there.keys()) > _EFFORT

    @property
    def _lost_most(self) -> bool:
        return len(self._old) >= _LONG and len(self._new) < _CUT * len(self._old)
