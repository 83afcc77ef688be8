"""How a text is cut into words, the same for every script and spelling of quotes.

Scripts that are written without spaces give one word a character: Han, Kana, Thai, Lao, Khmer,
Burmese, Tibetan. Everything else gives runs of letters and digits; figures keep their separators
(`1,077.45`, `9:30`, `2025-09-02`), so that one figure is one word.
"""

from __future__ import annotations

import re
import unicodedata

_UNSPACED = (
    "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff"
)
# Every alternative consumes one class of characters greedily: no backtracking on hostile text.
_WORD = re.compile(rf"[{_UNSPACED}]|\d+(?:[.,:/\u2013-]\d+)*|[^\W\d_{_UNSPACED}][^\W_{_UNSPACED}]*")
_UNSPACED_ONE = re.compile(rf"[{_UNSPACED}]")
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
_LIMIT = 200_000  # characters read of one story


def folded(text: str) -> list[str]:
    """The words of `text`: NFKC, case folded, spelled figures as digits.

    At most the first 200,000 characters are read.
    """
    found = _WORD.findall(_normal(text).casefold())
    return list(map(_SPELLED.get, found, found))


def printed(text: str) -> list[re.Match[str]]:
    """The words of `text` as they stand there, with their places, NFKC."""
    return list(_WORD.finditer(_normal(text)))


def standing(text: str) -> list[str]:
    """The words of `printed`, folded as `folded` does."""
    return [_SPELLED.get(w, w) for w in map(str.casefold, _WORD.findall(_normal(text)))]


def unspaced(word: str) -> bool:
    """Whether `word` is a character of a script without spaces."""
    return len(word) == 1 and _UNSPACED_ONE.match(word) is not None


def _normal(text: str) -> str:
    text = text[:_LIMIT]
    return text if text.isascii() else unicodedata.normalize("NFKC", text)
