"""Finds the lead: the standfirst that a page sets apart, or the opening paragraph."""

# ruff: noqa: E501 - tables of words and patterns read worse when they are broken

from __future__ import annotations

import re

from archive.extract.agencies import only_agencies
from archive.extract.blocks import Block, Frame
from archive.extract.dates import find_day
from archive.extract.edges import line_above
from archive.extract.marks import Mark
from archive.extract.phrases import FURNITURE, PARTICULARS, PICTURE, READ_ALSO, is_wall
from archive.extract.region import Region
from archive.extract.roles import BODY, Judged, Role
from archive.extract.text import contained, key, likeness
from archive.extract.ways import own_marks

_NOT = Mark.FURNITURE | Mark.BYLINE | Mark.FOOT | Mark.BOX
_NEVER = Mark.HIDDEN | Mark.COMMENTS | Mark.CAPTION | Mark.FIGURE
_NO_LEAD = {*BODY, Role.CAPTION, Role.HEADLINE, Role.BYLINE, Role.DATELINE}
_SENTENCE = re.compile(r"[.!?…。！？][\"'“”’»)]*$")
_LONGEST = 900
_LABELS = (PARTICULARS, FURNITURE, PICTURE, READ_ALSO)
# How a picture's caption begins.
_SHOWN = re.compile(
    r"^(?:in )?(?:this|these|an?|the above)\b.{0,40}?\b(?:images?|photos?|pictures?|photographs?) (?:of|shows?|taken|from|provided|released|was|were|by)\b"
    r"|^(?:auf )?dies(?:es|em|e) (?:bild|foto|aufnahme)\b|^(?:sur )?cette (?:image|photo)\b|^(?:en )?esta (?:imagen|foto)\b",
    re.I,
)
# What a page prints before its standfirst to say that it is one.
_NAMED = re.compile(
    r"^(?:summary|zusammenfassung|résumé|resumen|resumo|sommario|摘要|导读|核心提示)\s*[:：]\s*(?=\S)",
    re.I,
)


def find_lead(
    judged: list[Judged],
    before: list[Block],
    descriptions: list[str],
    region: Region,
    headlines: list[str],
) -> str | None:
    """The lead without a label; blocks in the body that are the standfirst get their role here.

    `before` are the blocks between the headline and the story's region; `headlines` all that the
    page states.
    """
    lead = _lead(judged, before, descriptions, region, headlines)
    return _NAMED.sub("", lead) if lead else None


def _lead(
    judged: list[Judged],
    before: list[Block],
    descriptions: list[str],
    region: Region,
    headlines: list[str],
) -> str | None:
    paragraphs = [j for j in judged if j.role in BODY and j.role is not Role.HEADING]
    if not paragraphs:
        return None
    first = next((j for j in paragraphs[:3] if _says(j.block)), paragraphs[0])
    opening = _opening(paragraphs, region)
    apart = _apart(judged, before, first.block.order)
    chosen = _standfirst(apart, descriptions, headlines, region.main)
    if chosen and not (opening and _is_kicker(chosen)):
        chosen += _points([b for b in apart if b.order >= region.blocks[0].order], chosen[-1])
        return " ".join(b.text.replace("\n", " ") for b in chosen)
    if opening:
        return " ".join((j.text or j.block.text).replace("\n", " ") for j in opening)
    if not _set_apart(first, paragraphs, region):
        return (first.text or first.block.text).replace("\n", " ")
    same = [first]
    frame = _lead_frame(first.block, region.main)
    for other in paragraphs[1:4]:
        if frame is None or _lead_frame(other.block, region.main) is not frame:
            break
        same.append(other)
    following = paragraphs[len(same) : len(same) + 1]
    if _lead_marked(first.block, region) and not any(_beside(first, other) for other in following):
        # its own look alone does not take a paragraph out of the run of paragraphs
        for entry in same:
            entry.role, entry.why = Role.LEAD, "standfirst"
    return " ".join((j.text or j.block.text).replace("\n", " ") for j in same)


def _says(block: Block) -> bool:
    """Whether a paragraph is more than a salutation or a label."""
    return block.size >= 25 or _SENTENCE.search(block.text) is not None


def _opening(paragraphs: list[Judged], region: Region) -> list[Judged]:
    """The paragraphs above the run of usual ones, where two to five of a kind stand only there."""
    kind = region.chain(paragraphs[0].block)
    same = [entry for entry in paragraphs if region.chain(entry.block) == kind]
    opening = paragraphs[: len(same)]
    rest = len(paragraphs) - len(same)
    if (
        not 2 <= len(same) <= 5
        or rest < 4
        or any(a is not b for a, b in zip(same, opening, strict=True))
    ):
        return []
    if sum(entry.block.size for entry in same) > _LONGEST or same[0].block.level:
        return []
    return same


def _is_kicker(chosen: list[Block]) -> bool:
    return len(chosen) == 1 and chosen[0].size < 40 and not _SENTENCE.search(chosen[0].text)


def _points(apart: list[Block], last: Block) -> list[Block]:
    """The points in a list between the standfirst and the text, with the label above them."""
    below = [b for b in apart if b.order > last.order]
    items = [b for b in below if b.frame.item and not b.links and b.size >= 25]
    if not 2 <= len(items) <= 6 or items[-1].order - items[0].order >= len(items):
        return []
    label = [b for b in below if b.order == items[0].order - 1]
    if any(b.marks & (_NEVER | _NOT | Mark.BYLINE) for b in (*label, *items)):
        return []
    return [*(b for b in label if b.text.endswith(":")), *items]


def _beside(one: Judged, other: Judged) -> bool:
    return one.block.frame.parent is other.block.frame.parent


def _apart(judged: list[Judged], before: list[Block], first: int) -> list[Block]:
    """Blocks above the first paragraph that are no part of the body."""
    taken = {j.block.order for j in judged if j.role in BODY}
    apart = {b.order: b for b in before if b.order not in taken and b.order < first}
    for entry in judged:
        if entry.block.order < first and entry.role not in _NO_LEAD:
            apart[entry.block.order] = entry.block
    return [apart[order] for order in sorted(apart)]


def _standfirst(
    apart: list[Block], descriptions: list[str], headlines: list[str], main: Frame
) -> list[Block]:
    """The block above the text that is most like a standfirst, with those that continue it."""
    best, best_score = None, 0.9
    for at, block in enumerate(apart):
        score = _score(block, descriptions, headlines)
        if score > best_score:
            best, best_score = at, score
    if best is None:
        return []
    chosen = [apart[best]]
    holder = _lead_frame(chosen[0], main)
    for other in apart[best + 1 : best + 6]:
        together = holder is not None and _lead_frame(other, main) is holder
        twin = (
            other.frame.parent is chosen[0].frame.parent
            and other.frame.signature() == chosen[0].frame.signature()
            and other.order == chosen[-1].order + 1
        )
        dated = other.size < 120 and find_day(other.text) is not None
        if not (together or twin) or dated or not _possible(other, headlines):
            break
        chosen.append(other)
    return chosen


def _possible(block: Block, headlines: list[str], *, described: bool = False) -> bool:
    """Whether a block may be a standfirst; one that a description repeats, wherever it stands."""
    own = bool(block.frame.own & Mark.LEAD)
    if not (12 if own else 25) <= block.size <= _LONGEST:
        return False
    if block.link_share >= 0.5 or block.level == 1 or block.marks & _NEVER:
        return False
    if block.marks & Mark.ASIDE and not (own or described):
        return False
    if block.marks & _NOT and not (own or described):
        return False
    if is_wall(block.text) or line_above(block.text) is not None:
        return False
    if len(block.text) < 160 and any(label.match(block.text) for label in _LABELS):
        return False
    if len(block.text) < 60 and only_agencies(block.text):
        return False
    if _SHOWN.match(block.text):
        return False
    folded = key(block.text)
    if block.level > 1 and "\n" in block.text:
        headlines = headlines[:1]  # lines below the headline; it may be the only heading there is
    return not any(folded == key(h) or likeness(h, block.text) > 0.6 for h in headlines)


def _score(block: Block, descriptions: list[str], headlines: list[str]) -> float:
    described = any(_same(block.text, text) for text in descriptions)
    if not _possible(block, headlines, described=described):
        return 0.0
    frame = block.frame
    score = 1.0 if block.marks & Mark.LEAD else 0.0
    if frame.own & Mark.LEAD:
        score = 3.0
    elif frame.parent is not None and frame.parent.own & Mark.LEAD:
        score = 2.0
    score += 2.5 * described
    if block.level:
        score += 1.5 if block.size >= 40 else 0.3
    elif block.all_bold or (block.size >= 50 and not block.links and _SENTENCE.search(block.text)):
        score += 1.0
    if block.marks & Mark.BYLINE:
        score -= 1.0
    return score


def _lead_frame(block: Block, main: Frame) -> Frame | None:
    frame = block.frame
    for _ in range(4):
        if frame is main:
            return None
        if frame.own & Mark.LEAD:
            return frame
        if frame.parent is None:
            return None
        frame = frame.parent
    return None


def _lead_marked(block: Block, region: Region) -> bool:
    return bool(own_marks(block.frame, region.main) & Mark.LEAD)


def _set_apart(first: Judged, paragraphs: list[Judged], region: Region) -> bool:
    """Whether the first paragraph is a standfirst: named so, or bold or large before plain text."""
    block = first.block
    if block.size > _LONGEST or len(paragraphs) < 2:
        return False
    marked = sum(_lead_marked(entry.block, region) for entry in paragraphs)
    if _lead_marked(block, region) and marked <= min(3, len(paragraphs) // 2 + 1):
        return True
    if block.all_bold and not paragraphs[1].block.all_bold:
        return True
    name = block.frame.element.get("class") or ""
    return "large-font" in name or "font-size-large" in name


def _same(text: str, description: str) -> bool:
    if likeness(text, description) >= 0.8:
        return True
    cut = description.rstrip(".… ")
    return len(cut) > 60 and (key(text).startswith(key(cut)) or contained(text, description) > 0.9)
