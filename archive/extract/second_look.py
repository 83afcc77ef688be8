"""Judges blocks again by the roles of those around them."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from archive.extract.blocks import Frame
from archive.extract.ground import Ground
from archive.extract.repeats import drop_pull_quotes, drop_repeats
from archive.extract.roles import BODY, Judged, Role
from archive.extract.ways import path

BOLD_LINE = "bold line"
OTHER_STORY = "an article of its own in the article"
_INTRODUCES = re.compile(r"[:：]\W*$")
_SENTENCE = re.compile(r"[.!?…][\"'“”’»)]*$")
_BROKEN = 40  # characters of a sentence's first part
_TAG = 40  # characters of a label below a heading
_SHORT = 160  # characters of a line that introduces something


def look_again(judged: list[Judged], ground: Ground) -> None:
    """Changes roles in place."""
    _lower_subtitles(judged)
    _drop_teasers(judged, ground)
    _drop_titles_of_lists(judged)
    _drop_empty_headings(judged, ground)
    drop_pull_quotes(judged, ground)
    _drop_introductions(judged)
    drop_repeats(judged, ground)
    _join_broken(judged)


def _lower_subtitles(judged: list[Judged]) -> None:
    """A bold line right below a heading is its second line, not a heading of its own.

    Only a label, as a price or a place, may stand between the two; where most bold lines stand
    elsewhere they are all headings.
    """
    bold = [entry for entry in judged if entry.why == BOLD_LINE]
    below: list[Judged] = []
    headed = False
    for entry in judged if bold else ():
        if entry.role is Role.HEADING and entry.block.level:
            headed = True
        elif entry.why == BOLD_LINE and headed:
            below.append(entry)
        elif len(entry.block.text) > _TAG and entry.role in BODY:
            headed = False
    for entry in below if 2 * len(below) > len(bold) else ():
        entry.role, entry.why = Role.PARAGRAPH, "second line of a heading"


def _drop_teasers(judged: list[Judged], ground: Ground) -> None:
    """Headings in a wrapper whose other blocks were all cut: titles of teasers and boxes."""
    boxed: list[tuple[Judged, Frame]] = []
    for entry in judged:
        if entry.role is Role.HEADING and entry.block.level:
            box = ground.box(entry.block)
            if box is not None:
                boxed.append((entry, box))
    if not boxed:
        return
    holds: Counter[Frame] = Counter()
    keeps: Counter[Frame] = Counter()
    for entry in judged:
        text = entry.role in BODY and entry.role is not Role.HEADING
        for frame in path(entry.block.frame, ground.region.main):
            holds[frame] += 1
            keeps[frame] += text
    for entry, box in boxed:
        if holds[box] > 1 and not keeps[box]:
            entry.role, entry.why = Role.OUTSIDE, "title of a box that was cut"


def _drop_titles_of_lists(judged: list[Judged]) -> None:
    """A heading right above a list of other stories is the list's."""
    for entry, one, other in zip(judged, judged[1:], judged[2:], strict=False):
        led = one.role is other.role is Role.READ_ALSO
        if entry.role is Role.HEADING and led and one.block.frame.item and other.block.frame.item:
            entry.role, entry.why = Role.READ_ALSO, "title of a list of other stories"


def _join_broken(judged: list[Judged]) -> None:
    """Joins a sentence that an advert in the text's own element broke."""
    one: Judged | None = None
    for entry in judged:
        if entry.role is not Role.PARAGRAPH:
            one = None if entry.role in BODY else one
            continue
        text = entry.block.text
        if one is not None and one.block.frame is entry.block.frame and text[0].islower():
            before = one.text or one.block.text
            if before[-1].isalpha() and _SENTENCE.search(text) and len(before) >= _BROKEN:
                one.text = f"{before} {text}"
                entry.role, entry.why = Role.BOX, "second part of a broken sentence"
                continue
        one = entry


def _drop_empty_headings(judged: list[Judged], ground: Ground) -> None:
    """A heading with no text after it, before the next one of its rank or the end, is none.

    Three and more of a kind among the paragraphs are a list of things, each with its picture; a
    bold line that heads nothing is a paragraph.
    """
    follows: int | None = None  # the rank of what comes next: 99 for text
    links = False  # whether links to other pages stand under the heading
    for entry in reversed(judged):
        if entry.role is Role.HEADING:
            rank = entry.block.level or 7
            chain = ground.chains[entry.block]
            listed = (
                entry.block.level and ground.headings[chain] >= 3 and chain[:-1] in ground.homes
            )
            if (follows is None or follows <= rank) and (links or not listed):
                if entry.block.level or links or not ground.usual(entry.block):
                    entry.role, entry.why = Role.OUTSIDE, "heading without text"
                else:
                    entry.role, entry.why = Role.PARAGRAPH, "bold line that heads nothing"
                    follows = 99
            else:
                follows = rank
            links = False
        elif entry.role in BODY:
            follows, links = 99, False
        elif entry.role is Role.READ_ALSO:
            links = True


def _drop_introductions(judged: list[Judged]) -> None:
    """A line that ends with a colon goes with the teaser of another story that it introduces."""
    for entry, after in pairwise(judged):
        if after.role is Role.READ_ALSO and after.why == OTHER_STORY and entry.role in BODY:
            text = entry.block.text
            if len(text) < _SHORT and not entry.block.level and _INTRODUCES.search(text):
                entry.role, entry.why = Role.READ_ALSO, "introduces another story"
