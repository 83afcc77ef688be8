"""Cuts what is left in boxes that show other stories or pictures: teasers, labels, captions."""

from __future__ import annotations

import re
from collections import Counter

from archive.extract.blocks import Frame
from archive.extract.ground import Ground
from archive.extract.phrases import READ_ALSO
from archive.extract.roles import BODY, Judged, Role
from archive.extract.ways import path

_LABEL = 80  # characters of a label
_TITLE = 200  # characters of a linked title
_GALLERY = 4  # captions in a box of pictures
_LED = frozenset({"nothing but links", "linked heading"})
_ENDS = re.compile(r"[.!?…。！？][\"'“”’»)\]]*$")
_INTRODUCES = re.compile(r"[:：]\W*$")
_ALSO = re.compile(r"^\W*(?:also|more|related|see|read|watch|subscribe|links?)\b", re.I)


def clear_boxes(judged: list[Judged], ground: Ground) -> None:
    """Changes roles in place."""
    if any(entry.role is Role.READ_ALSO for entry in judged):
        _drop_cards(judged, ground)
        _drop_labels(judged)
    if sum(entry.role is Role.CAPTION for entry in judged) >= _GALLERY:
        _drop_gallery(judged, ground)


def _drop_cards(judged: list[Judged], ground: Ground) -> None:
    """Text below a linked title in one item of a list is a teaser, where two and more are so."""
    found: list[Judged] = []
    titled: Frame | None = None  # the item whose title was read last
    for entry in judged:
        if not entry.block.frame.item and not titled:
            continue
        item = _item(entry.block.frame)
        if entry.role is Role.READ_ALSO and entry.why in _LED and len(entry.block.text) < _TITLE:
            titled = item
        elif item is None or item is not titled:
            titled = None
        elif entry.role in BODY and not ground.usual(entry.block):
            found.append(entry)
    for entry in found if len(found) > 1 else ():
        entry.role, entry.why = Role.READ_ALSO, "teaser below a linked title"


def _item(frame: Frame) -> Frame | None:
    """The item of a list that a block stands in; the parts of a `dl` are one."""
    at: Frame | None = frame
    while at is not None and at.item:
        if at.tag == "li":
            return at
        if at.tag in {"dt", "dd"}:
            return at.parent
        at = at.parent
    return None


def _drop_labels(judged: list[Judged]) -> None:
    """A label that ends with a colon goes with the links below it."""
    for at in range(len(judged) - 2, -1, -1):
        entry, after = judged[at], judged[at + 1]
        if after.role is not Role.READ_ALSO or entry.role not in BODY or entry.block.level:
            continue
        text = entry.block.text
        if len(text) > _LABEL or not _INTRODUCES.search(text):
            continue
        several = at + 2 < len(judged) and judged[at + 2].role is Role.READ_ALSO
        if _ALSO.match(text) or READ_ALSO.match(text) or (several and len(text) < _LABEL // 2):
            entry.role, entry.why = Role.READ_ALSO, "label above links"


def _drop_gallery(judged: list[Judged], ground: Ground) -> None:
    """Labels and headings in a box that otherwise holds the captions of its pictures."""
    captions: Counter[Frame] = Counter()
    texts: Counter[Frame] = Counter()
    for entry in judged:
        shown, said = entry.role is Role.CAPTION, entry.role in BODY and not _label(entry)
        if shown or said:
            for frame in path(entry.block.frame, ground.region.main):
                captions[frame] += shown
                texts[frame] += said
    for entry in judged:
        if entry.role in BODY and _label(entry):
            for frame in path(entry.block.frame, ground.region.main):
                if captions[frame] >= _GALLERY and not texts[frame]:
                    entry.role, entry.why = Role.BOX, "label in a box of pictures"
                    break


def _label(entry: Judged) -> bool:
    text = entry.block.text
    return entry.role is Role.HEADING or (len(text) <= _LABEL and not _ENDS.search(text))
