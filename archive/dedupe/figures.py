"""Which words state a fact that cannot be put otherwise: figures and names."""

from __future__ import annotations

import re

_HAN = frozenset("零〇一二三四五六七八九十百千万億亿兆两")
_ENDS = frozenset(".!?:;…。！？\n\"“”„«»‹›'‘’([•*–—-")
_TITLED = 0.3  # with more capitals than this among the words, a capital marks no name (German)


def facts(matches: list[re.Match[str]], folded: list[str]) -> tuple[dict[int, str], int]:
    """The places of figures and names among the words, with what they state; how many figures.

    A name is a word with a capital that does not open a sentence. Where a language or a layout
    gives most words a capital, and where a script has none, only figures are facts.
    """
    found: dict[int, str] = {}
    names: list[int] = []
    capitals = 0
    for place, (match, word) in enumerate(zip(matches, folded, strict=True)):
        if word[0].isdigit() or word in _HAN:
            found[place] = word
        elif match.group()[0].isupper():
            capitals += 1
            at = match.start()
            before = match.string[max(0, at - 2) : at].strip(" ")
            if before and before[-1] not in _ENDS:
                names.append(place)
    number = len(found)
    if names and capitals <= _TITLED * (len(folded) - number):
        found.update((place, folded[place]) for place in names)
    return found, number
