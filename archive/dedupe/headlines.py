"""What a headline is about: its telling words without the label in front of it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archive.dedupe import words

# `UPDATE 1-`, `BREAKING:`, `Live blog:`, `(CORRECTED)`: at most two words, then a mark.
_LABEL = re.compile(r"^\W{0,3}\w{2,15}(?: \w{1,15})?(?:\)|\]|:| ?\||-(?=[A-Z ])| [-–—](?= ))\s*")
# How newsrooms mark a new version in the headline, in the languages of the big agencies.
_MARK = re.compile(
    r"^\W{0,3}(?:update[d]?|upd|corrected|correction|correct|refile|repeat|rpt|wrapup|"
    r"aktualisiert|aktualisierung|korrektur|mise à jour|actualisé|corrigé|rectificatif|"
    r"actualizaci[oó]n|actualizado|correcci[oó]n|aggiornamento|aggiornato|atualiza[cç][aã]o|"
    r"обновлено|обновление|уточнение|исправление|更新|更正|続報)(?![^\W\d_])",
    re.IGNORECASE,
)
_STEM = 5  # letters; inflected endings come after them
_TELLING = 4  # letters; shorter words are mostly the same in all headlines


def subject(headline: str) -> frozenset[str]:
    """The stems of a headline's telling words, a label in front left out."""
    bare = _LABEL.sub("", headline[:500], count=1)
    return stems(words.folded(bare)) or stems(words.folded(headline[:500]))


def marked(headline: str) -> bool:
    """Whether a headline says that what follows is a correction, a repeat or a new version."""
    return _MARK.match(headline) is not None


def stems(folded: Iterable[str]) -> frozenset[str]:
    """First letters of the telling words: figures whole, pairs of characters without spaces."""
    folded = list(folded)
    if max(folded, default="") < words.LOWEST_UNSPACED:
        telling = [word for word in set(folded) if len(word) >= _TELLING or word[0].isdigit()]
        return frozenset([w if w[0].isdigit() else w[:_STEM] for w in telling])
    found: set[str] = set()
    before = ""
    for word in folded:
        if words.unspaced(word):
            if before:
                found.add(before + word)
            before = word
            continue
        before = ""
        if word[0].isdigit():
            found.add(word)
        elif len(word) >= _TELLING:
            found.add(word[:_STEM])
    return frozenset(found)


def alike(a: frozenset[str], b: frozenset[str]) -> float | None:
    """Share (0–1) of the shorter headline's words in the other; None when one says nothing.

    A headline of one or two telling words counts as three: a name in common is no agreement.
    """
    if not a or not b:
        return None
    return len(a & b) / max(3, min(len(a), len(b)))


def one(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether one headline says all that the other says."""
    return bool(a and b) and (a <= b or b <= a)


def contradict(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether each of two headlines has a figure that the other lacks: game 22 and game 11."""
    return all(any(word[0].isdigit() for word in rest) for rest in (a - b, b - a))
