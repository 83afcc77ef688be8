"""How a text is cut into words, the same for every script and spelling of quotes.

Scripts that are written without spaces give a word a character (Han, Kana) or a syllable's letters
with their signs (Thai, Lao, Khmer, Burmese). Everything else gives runs of letters, signs and
digits; figures keep their separators (`1,077.45`, `9:30`, `2025-09-02`), so that one figure is one
word.
"""

from __future__ import annotations

import re
import unicodedata

_IDEOGRAPHS = (
    "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_SYLLABLES = "\u0e00-\u0e4f\u0e5a-\u0ecf\u0eda-\u0eff\u1000-\u103f\u104a-\u109f\u1780-\u17df"
_LEADING = "\u0e40-\u0e44\u0ec0-\u0ec4"  # vowels of Thai and Lao that stand before their consonant
_TRAILING = "\u0e30\u0e32\u0e33\u0e45\u0eb0\u0eb2\u0eb3"  # and after it, though they are letters
_STACKING = "\u1039\u17d2"  # joins a consonant below another
_UNSPACED = _IDEOGRAPHS + _SYLLABLES


def _signs() -> str:
    """A regular expression's class of vowel signs and accents, which are no letters to `re`."""
    found: list[list[int]] = []
    for code in (*range(0x0300, 0x2100), *range(0xA000, 0xABFF)):
        if unicodedata.category(chr(code)) in ("Mn", "Mc"):
            if found and found[-1][1] == code - 1:
                found[-1][1] = code
            else:
                found.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in found)


_SIGNS = _signs()
_FIGURE = r"\d+(?:[.,:/\u2013-]\d+)*"
# Every alternative consumes one class of characters greedily: no backtracking on hostile text.
_WORD = re.compile(rf"{_FIGURE}|[{_IDEOGRAPHS}]|[^\W\d_{_UNSPACED}][^\W_{_UNSPACED}]*")
_SIGNED_WORD = re.compile(
    rf"{_FIGURE}|[{_IDEOGRAPHS}]"
    rf"|[{_LEADING}]?(?![{_LEADING}{_SIGNS}])[{_SYLLABLES}]"
    rf"(?:[{_STACKING}][\u1000-\u1021\u1780-\u17a2]|[{_SIGNS}{_TRAILING}])*"
    rf"(?:[\u1000-\u1021]\u103a[{_SIGNS}]*)*"
    rf"|[^\W\d_{_UNSPACED}](?:[^\W_{_UNSPACED}]|[{_SIGNS}])*"
)
LOWEST_UNSPACED = "\u0e00"  # no word that begins below is of such a script
_HAS_SIGNS = re.compile(rf"[{_SIGNS}{_SYLLABLES}]")
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
    text = _normal(text).casefold()
    found = _pattern(text).findall(text)
    return list(map(_SPELLED.get, found, found))


def printed(text: str) -> list[re.Match[str]]:
    """The words of `text` as they stand there, with their places, NFKC."""
    text = _normal(text)
    return list(_pattern(text).finditer(text))


def standing(text: str) -> list[str]:
    """The words of `printed`, folded as `folded` does."""
    text = _normal(text)
    return [_SPELLED.get(w, w) for w in map(str.casefold, _pattern(text).findall(text))]


def unspaced(word: str) -> bool:
    """Whether `word` is a character or a syllable of a script without spaces."""
    return word >= LOWEST_UNSPACED and _UNSPACED_ONE.match(word) is not None


def _pattern(text: str) -> re.Pattern[str]:
    return _SIGNED_WORD if not text.isascii() and _HAS_SIGNS.search(text) else _WORD


def _normal(text: str) -> str:
    text = text[:_LIMIT]
    return text if text.isascii() else unicodedata.normalize("NFKC", text)
