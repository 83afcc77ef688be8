"""Which words state a fact that cannot be put otherwise: figures and names."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HAN = frozenset("零〇一二三四五六七八九十百千万億亿兆两")
_ENDS = frozenset(".!?:;…。！？\n\"“”„«»‹›'‘’([•*–—-")
_TITLED = 0.3  # with more capitals than this among the words, a capital marks no name (German)


@dataclass(frozen=True, slots=True)
class Stated:
    """Places of words that state something, among the words of a text.

    `facts` are figures and names with the word itself; `names` are all words with a capital that
    do not open a sentence, in German its nouns too; `figures` is how many figures there are.
    """

    facts: dict[int, str]
    names: frozenset[int]
    figures: int


def stated(matches: list[re.Match[str]], folded: list[str]) -> Stated:
    """What a text states.

    Where a language or a layout gives most words a capital, and where a script has none, only
    figures are facts.
    """
    facts: dict[int, str] = {}
    names: list[int] = []
    capitals = 0
    for place, (match, word) in enumerate(zip(matches, folded, strict=True)):
        if word[0].isdigit() or word in _HAN:
            facts[place] = word
        elif match.group()[0].isupper():
            capitals += 1
            at = match.start()
            before = match.string[max(0, at - 2) : at].strip(" ")
            if before and before[-1] not in _ENDS:
                names.append(place)
    figures = len(facts)
    if capitals <= _TITLED * (len(folded) - figures):
        facts.update((place, folded[place]) for place in names)
    return Stated(facts, frozenset(names), figures)
