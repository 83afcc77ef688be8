"""Cleans text and compares texts."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

_INVISIBLE_RE = re.compile(
    "[\u00ad\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LETTERS = re.compile(r"[^\W_]+")
# Translating is ten times as fast as a pattern, and most texts are ASCII.
_ASCII_SIGNS = {code: None for code in range(128) if not chr(code).isalnum()}
# Scripts written without spaces between words: a character there says as much as two or three.
_DENSE = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]"
)
_WORD = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
    r"|[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)


def clean(text: str | None) -> str:
    """One line: single spaces, no invisible or control characters."""
    if not text:
        return ""
    if not text.isascii():
        text = _INVISIBLE_RE.sub("", text)
    text = " ".join(text.split())
    return text if text.isprintable() else " ".join(_CONTROL.sub("", text).split())


def clean_lines(text: str) -> str:
    """Like `clean` for each line; empty lines go."""
    return "\n".join(line for line in map(clean, text.split("\n")) if line)


@lru_cache(maxsize=1024)  # each step of the reading asks for the key of the same blocks
def key(text: str | None) -> str:
    """Letters and digits only, folded: what must agree for two texts to be the same."""
    if not text:
        return ""
    if text.isascii():
        return text.translate(_ASCII_SIGNS).lower()
    return "".join(_LETTERS.findall(unicodedata.normalize("NFKC", text))).casefold()


def words(text: str) -> list[str]:
    """Folded words; single characters in scripts without spaces."""
    return _WORD.findall(text.casefold())


def length(text: str) -> int:
    """Characters, those of dense scripts counted twice more."""
    size = len(text)
    return size if text.isascii() else size + 2 * len(_DENSE.findall(text))


def likeness(one: str, other: str) -> float:
    """Dice coefficient of the two bags of words: 0 apart, 1 the same words."""
    a, b = _bag(one), _bag(other)
    if not a or not b:
        return 0.0
    return 2 * _shared(a, b) / (a.total() + b.total())


def contained(part: str, whole: str) -> float:
    """Which share of the words of `part` occurs in `whole`."""
    a = _bag(part)
    return _shared(a, _bag(whole)) / a.total() if a else 0.0


@lru_cache(maxsize=64)
def _bag(text: str) -> Counter[str]:
    return Counter(words(text[:4000]))


def _shared(one: Counter[str], other: Counter[str]) -> int:
    return sum(min(count, other[word]) for word, count in one.items() if word in other)


def word_set(text: str) -> frozenset[str]:
    """The words of a table written as running text."""
    return frozenset(text.split())


def word_pairs(table: str) -> frozenset[tuple[str, str]]:
    """Pairs of words from lines "a b | c d": each word of the left with each of the right."""
    rows = (line.split("|") for line in table.splitlines() if line.strip())
    return frozenset((one, other) for a, b in rows for one in a.split() for other in b.split())
