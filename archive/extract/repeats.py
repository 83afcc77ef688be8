"""Cuts what stands twice: pull quotes, copies of paragraphs and of the whole text."""

from __future__ import annotations

from collections import Counter

from archive.extract.ground import Ground
from archive.extract.roles import BODY, Judged, Role
from archive.extract.text import key

_MOST_PAIRS = 1_000_000  # of boxes and paragraphs that are compared
_RUNNING = frozenset({Role.PARAGRAPH, Role.QUOTE})
_LONG = 80  # characters of a paragraph that is not said twice
_WHOLE = 1500  # letters of a copy of the text in one piece
_MOST_COMPARED = 100_000_000  # letters of a long block, times blocks: a fifth of a second


def drop_pull_quotes(judged: list[Judged], ground: Ground) -> None:
    """A quotation or box that repeats a piece of the text is no text of its own."""
    body = [j for j in judged if j.role in BODY and j.role is not Role.HEADING]
    aside = [
        j
        for j in body
        if 20 <= len(j.block.text) < 400
        and j.role is not Role.CELL
        and not ground.usual(j.block)
        and ground.box(j.block)
    ]
    if not aside or len(aside) == len(body) or len(aside) * len(body) > _MOST_PAIRS:
        return
    usual = " ".join(key(j.block.text) for j in body if ground.usual(j.block))
    for entry in aside:
        folded = key(entry.block.text)
        if len(folded) > 20 and folded in usual:
            entry.role, entry.why = Role.BOX, "repeats a piece of the text"


def drop_repeats(judged: list[Judged], ground: Ground) -> None:
    """A paragraph that was read before is none elsewhere; nor is one that holds others together.

    Pages keep a second copy of the text in one piece, for those behind a wall or for a printer.
    """
    body = [
        j
        for j in judged
        if j.role in _RUNNING and len(j.block.text) >= _LONG and j.block.frame.tag != "pre"
    ]
    texts = [entry.block.text for entry in body]
    seen: set[str] = set()
    for entry, text in zip(body, texts, strict=True):
        if text in seen and not ground.usual(entry.block):
            entry.role, entry.why = Role.BOX, "repeats a paragraph"
        seen.add(text)
    if len(body) - len(seen) > 1:
        _drop_copy(judged, body, texts)
    _drop_held(body)


def _drop_copy(judged: list[Judged], body: list[Judged], texts: list[str]) -> None:
    """Where most of the text stands twice, as for a printer, that below the headline is kept."""
    counts = Counter(texts)
    twice = [entry for entry, text in zip(body, texts, strict=True) if counts[text] == 2]
    if len(twice) < 4 or 2 * len(twice) <= len(body):
        return
    first = twice[: len(twice) // 2]
    if {entry.block.text for entry in first} != {j.block.text for j in twice[len(first) :]}:
        return
    title = next((j.block.order for j in judged if j.role is Role.HEADLINE), -1)
    below = title > first[-1].block.order and title < twice[len(first)].block.order
    for entry in first if below else twice[len(first) :]:
        entry.role, entry.why = Role.BOX, "repeats the text"


def _drop_held(body: list[Judged]) -> None:
    """Cuts a block that holds most of the others in one piece."""
    longest = max((len(entry.block.text) for entry in body), default=0)
    if longest < _WHOLE:
        return
    keys = [key(entry.block.text) for entry in body]
    seen = set(keys)
    size = sum(map(len, keys))
    for entry, folded in zip(body, keys, strict=True):
        if len(folded) < _WHOLE or len(folded) < 0.25 * size:
            continue
        if len(folded) * len(seen) > _MOST_COMPARED:
            continue
        held = sum(len(other) for other in seen if other != folded and other in folded)
        if held > 0.5 * len(folded):
            entry.role, entry.why = Role.BOX, "repeats several paragraphs in one piece"
