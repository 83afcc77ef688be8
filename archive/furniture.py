"""Tells furniture that got into a story's text from the story: what rotates is no edit; pure.

A counter, a ticker, "5 minutes ago", the quote of the day, a newsletter box or an advertisement
stands at one place of the page and is another at every visit. So a difference is furniture when
the story around it stands, the page's own time of change stands, and at each place where the two
texts differ as many short passages are in place of others that have to do neither with each other
nor with the story; or a short line with a figure, which no sentence of the story is. An edit
changes a passage, adds one or takes one away: it seldom puts a stranger in the place of a stranger.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from difflib import SequenceMatcher

from archive.dedupe import figures, headlines, words
from archive.dedupe.limits import DEFAULT
from archive.dedupe.telling import moment

_STANDS = 0.6  # share of the words of either text that is untouched
_LABEL = 8  # words of a line with a figure: a counter, a ticker, the weather
_BOX = 40  # words of a newsletter box, a quote, an advertisement
_STRANGE = 0.35  # share of a passage's telling words that the story may have all the same
_ALIKE = 0.6  # share of two passages' telling words from which one is a version of the other
_FEWEST = 2  # telling words by which a passage is seen to be a stranger
_NAME = 3  # letters; an initial is no name
_JUST_NOW = timedelta(minutes=2)
_MOST = 400  # passages; beyond that nothing is furniture
_FIGURE = re.compile(r"\d+(?:[.,:/\u202f\u00a0 -]\d+)*")
_SENTENCE = re.compile(r"[.!?…。！？।؟][\"'”’»)\]]*$")


def is_rotation(headline: str, old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether two texts, block by block as a reader meets them, differ in furniture alone."""
    if max(len(old), len(new)) > _MOST:
        return False
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    kept = [
        text for block in matcher.get_matching_blocks() for text in old[block.a :][: block.size]
    ]
    standing = sum(_length(text) for text in kept)
    if standing < _STANDS * max(sum(map(_length, old)), sum(map(_length, new))):
        return False
    story = _Story(headline, kept)
    for op, a, b, c, d in matcher.get_opcodes():
        if op == "equal":
            continue
        if b - a != d - c:
            return False
        pairs = zip(old[a:b], new[c:d], strict=True)
        if not all(_rotates(one, other, story) for one, other in pairs):
            return False
    return True


def time_stands(old: str | None, old_seen: str, new: str | None, new_seen: str) -> bool:
    """Whether a page says of itself that it did not change between two visits, or says nothing.

    A time of change that is both times the moment of the visit is made with the page.
    """
    if old == new:
        return True
    ages = [_age(stated, seen) for stated, seen in ((old, old_seen), (new, new_seen))]
    return all(age is not None and abs(age) < _JUST_NOW for age in ages)


def _age(stated: str | None, seen: str) -> timedelta | None:
    at, then = moment(stated or ""), moment(seen)
    return then - at if at is not None and then is not None else None


def moved_figures(old: str, new: str) -> bool:
    """Whether nothing but figures differs between two lines."""
    return _FIGURE.sub("0", old) == _FIGURE.sub("0", new)


class _Story:
    """What two texts of a story have in common: what a passage of it would speak of."""

    def __init__(self, headline: str, kept: Sequence[str]) -> None:
        folded = words.folded(" ".join((headline, *kept)))
        self.words = frozenset(folded)
        self.telling = _stems(folded)
        numbers = sum(word[0].isdigit() for word in folded)
        self.is_table = numbers > DEFAULT.dense * len(folded)

    def knows(self, text: str) -> bool:
        """Whether a passage has a name of the story, or many of its telling words."""
        said = figures.stated(words.printed(text), words.standing(text))
        names = {fact for place, fact in said.facts.items() if place in said.names}
        if any(len(name) >= _NAME and name in self.words for name in names):
            return True
        telling = _telling(text)
        return len(telling & self.telling) > _STRANGE * len(telling)


def _rotates(old: str, new: str, story: _Story) -> bool:
    """Whether one passage in place of another is furniture."""
    longest = max(_length(old), _length(new))
    if longest <= _LABEL and (_FIGURE.search(old) or _FIGURE.search(new)) and not story.is_table:
        is_label = not (_SENTENCE.search(old) or _SENTENCE.search(new))
        if is_label or (moved_figures(old, new) and not story.knows(new)):
            return True
    fewest = min(len(_telling(old)), len(_telling(new)))
    if longest > _BOX or fewest < _FEWEST or _are_alike(old, new):
        return False
    return not story.knows(old) and not story.knows(new)


def _are_alike(old: str, new: str) -> bool:
    one, two = _telling(old), _telling(new)
    return len(one & two) > _ALIKE * min(len(one), len(two))


def _telling(text: str) -> frozenset[str]:
    return _stems(words.folded(text))


def _stems(folded: list[str]) -> frozenset[str]:
    """Stems without figures and without the short ones, which say how and not what."""
    found = headlines.stems(folded)
    return frozenset(s for s in found if not s[0].isdigit() and (len(s) > 4 or not s.isascii()))


def _length(text: str) -> int:
    return len(words.folded(text))
