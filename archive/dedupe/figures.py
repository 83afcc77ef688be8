"""Which words state a fact that cannot be put otherwise: figures and names."""

from __future__ import annotations

import re

# Spelled figures up to twelve that news texts use for digits. "One" is left out in all of them: it
# is an article or a pronoun as often as a figure.
_SPELLED = {
    word: str(value)
    for value, spelled in {
        2: "two zwei deux dos due dois twee två два две",
        3: "three drei trois tres tre três drie три",
        4: "four vier quatre cuatro quattro quatro fyra четыре",
        5: "five fünf cinq cinco cinque vijf fem пять",
        6: "six sechs seis sei zes шесть",
        7: "seven sieben sept siete sette sete zeven семь",
        8: "eight acht huit ocho otto oito восемь",
        9: "nine neun neuf nueve nove negen девять",
        10: "ten zehn dix diez dieci dez tien десять",
        11: "eleven elf onze once undici одиннадцать",
        12: "twelve zwölf douze doce dodici twaalf двенадцать",
    }.items()
    for word in spelled.split()
}
_HAN = frozenset("零〇一二三四五六七八九十百千万億亿兆两")
_ENDS = frozenset(".!?:;…。！？\n\"“”„«»‹›'‘’([•*–—-")
_TITLED = 0.3  # with more capitals than this among the words, a capital marks no name (German)


def stated(match: re.Match[str], folded: str) -> str | None:
    """The figure a word states, spelled ones as digits; None when it is no figure."""
    if folded[0].isdigit() or folded in _HAN:
        return folded
    return _SPELLED.get(folded)


def facts(matches: list[re.Match[str]], folded: list[str]) -> tuple[dict[int, str], int]:
    """The places of figures and names among the words, with what they state; how many figures.

    A name is a word with a capital that does not open a sentence. Where a language or a layout
    gives most words a capital, and where a script has none, only figures are facts.
    """
    found: dict[int, str] = {}
    names: list[int] = []
    capitals = 0
    for place, (match, word) in enumerate(zip(matches, folded, strict=True)):
        figure = word if word[0].isdigit() or word in _HAN else _SPELLED.get(word)
        if figure is not None:
            found[place] = figure
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
