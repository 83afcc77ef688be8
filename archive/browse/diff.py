"""Tells two revisions of a text apart, paragraph by paragraph and word by word; pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_TOKEN = re.compile(r"\s+|\w+(?:['’\-.,:]\w+)*|[^\w\s]")  # 4.1, don't and north-east are words
_SHORT = 24  # characters
# difflib's worst case is cubic in the places where the texts agree (a word said a thousand times).
# What would go beyond these bounds is shown as replaced whole.
_EFFORT_ONCE = 10_000  # a paragraph of 500 words of prose has about 5,000 such places
_EFFORT_IN_ALL = 100_000
_MOST_LIKENESS_PAIRS = 900
_ALIKE = 0.45


class Op(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    OLD = "old"  # only in the earlier revision
    NEW = "new"  # only in the later one


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a revision: `role` is headline, lead, byline, heading, paragraph, source line."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text within a block."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One block, or two that stand for each other, as pieces in reading order."""

    role: str
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Whether anything in the block differs."""
        return any(piece.op is not Op.SAME for piece in self.pieces)

    def side(self, op: Op) -> tuple[Piece, ...]:
        """The pieces of one revision: OLD gives the earlier one's, NEW the later one's."""
        return tuple(piece for piece in self.pieces if piece.op in (Op.SAME, op))


class _Effort:
    """How much comparing is left to do, in places where the two sides agree."""

    def __init__(self) -> None:
        self._left = _EFFORT_IN_ALL

    def allows(self, old: Sequence[Hashable], new: Sequence[Hashable]) -> bool:
        """Whether these may be compared; if so, it is counted as done."""
        here, there = Counter(old), Counter(new)
        cost = sum(here[one] * there[one] for one in here.keys() & there.keys())
        if cost > min(_EFFORT_ONCE, self._left):
            return False
        self._left -= cost
        return True


def changes(old: Sequence[Block], new: Sequence[Block]) -> tuple[Change, ...]:
    """All blocks of both revisions in order, those that stand for each other as one Change.

    The texts of the SAME and OLD pieces are the old blocks, of the SAME and NEW ones the new.
    """
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    found = [_whole(block, Op.SAME) for block in old[:head]]
    found += _middle(middle_old, middle_new, _Effort())
    found += [_whole(block, Op.SAME) for block in old[len(old) - tail :]]
    return tuple(found)


def _common(old: Sequence[object], new: Sequence[object]) -> int:
    length = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        length += 1
    return length


def _middle(old: Sequence[Block], new: Sequence[Block], effort: _Effort) -> list[Change]:
    if not effort.allows(old, new):
        return _replaced(old, new)
    found: list[Change] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for op, start, end, other_start, other_end in matcher.get_opcodes():
        if op == "equal":
            found += [_whole(block, Op.SAME) for block in old[start:end]]
        else:
            found += _paired(old[start:end], new[other_start:other_end], effort)
    return found


def _paired(old: Sequence[Block], new: Sequence[Block], effort: _Effort) -> list[Change]:
    """Blocks that differ: those that are alike become one change, the rest stand alone."""
    found: list[Change] = []
    at_old = at_new = 0
    for index, other in _alike(old, new):
        found += _replaced(old[at_old:index], new[at_new:other])
        found.append(_word_by_word(old[index], new[other], effort))
        at_old, at_new = index + 1, other + 1
    return found + _replaced(old[at_old:], new[at_new:])


def _alike(old: Sequence[Block], new: Sequence[Block]) -> list[tuple[int, int]]:
    """The pairs of blocks, rising on both sides, whose likeness adds up to most."""
    if not old or not new or len(old) * len(new) > _MOST_LIKENESS_PAIRS:
        return []
    words = [_bag(block) for block in new]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    likeness = [
        [_likeness(one, block, bag) for block, bag in zip(new, words, strict=True)] for one in old
    ]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            pair = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] else 0.0
            best[i][j] = max(pair, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if likeness[i][j] and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _bag(block: Block) -> frozenset[str]:
    return frozenset(block.text.lower().split())


def _likeness(one: Block, other: Block, other_words: frozenset[str]) -> float:
    """0 for blocks that have nothing to do with each other, else the share of words in common."""
    if one.role != other.role:
        return 0.0
    if one.role not in ("paragraph", "heading"):
        return 1.0  # there is one headline, one lead …: they stand for each other
    words = _bag(one)
    share = 2 * len(words & other_words) / max(len(words) + len(other_words), 1)
    return share if share >= _ALIKE else 0.0


def _word_by_word(old: Block, new: Block, effort: _Effort) -> Change:
    before, after = _TOKEN.findall(old.text), _TOKEN.findall(new.text)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    old_middle, new_middle = before[head : len(before) - tail], after[head : len(after) - tail]
    pieces = [Piece(Op.SAME, "".join(before[:head]))]
    if effort.allows(*([t for t in side if not t.isspace()] for side in (old_middle, new_middle))):
        pieces += _tokens(old_middle, new_middle)
    else:
        pieces += _two("".join(old_middle), "".join(new_middle))
    pieces.append(Piece(Op.SAME, "".join(before[len(before) - tail :])))
    return Change(new.role, _joined(pieces))


def _tokens(old: list[str], new: list[str]) -> list[Piece]:
    pieces = []
    matcher = SequenceMatcher(str.isspace, old, new, autojunk=False)
    for op, start, end, other_start, other_end in matcher.get_opcodes():
        if op == "equal":
            pieces.append(Piece(Op.SAME, "".join(old[start:end])))
            continue
        pieces.append(Piece(Op.OLD, "".join(old[start:end])))
        pieces.append(Piece(Op.NEW, "".join(new[other_start:other_end])))
    return pieces


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Without empty pieces, and readable: what stayed, but is lost among changes, joins them.

    As in the semantic clean-up of diff-match-patch: a short stretch that stayed is given up when
    the changes on both of its sides are longer than it is.
    """
    kept = [piece for piece in pieces if piece.text]
    joined: list[Piece] = []
    old, new = "", ""
    for index, piece in enumerate(kept):
        if piece.op is Op.SAME and not _lost(piece.text, old, new, kept[index + 1 : index + 3]):
            joined += [*_two(old, new), piece]
            old, new = "", ""
            continue
        old += "" if piece.op is Op.NEW else piece.text
        new += "" if piece.op is Op.OLD else piece.text
    return tuple(joined + _two(old, new))


def _lost(text: str, old: str, new: str, following: list[Piece]) -> bool:
    before = max(len(old), len(new))
    after = max((len(piece.text) for piece in following if piece.op is not Op.SAME), default=0)
    if not before or not after:
        return False
    return text.isspace() or len(text) <= min(before, after, _SHORT)


def _two(old: str, new: str) -> list[Piece]:
    return [Piece(op, text) for op, text in ((Op.OLD, old), (Op.NEW, new)) if text]


def _replaced(old: Sequence[Block], new: Sequence[Block]) -> list[Change]:
    return [_whole(block, Op.OLD) for block in old] + [_whole(block, Op.NEW) for block in new]


def _whole(block: Block, op: Op) -> Change:
    return Change(block.role, (Piece(op, block.text),))
