"""Names the role of every block of a page, also of those outside the story; for people to see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from archive.extract.blocks import Block, blocks_of
from archive.extract.dates import is_only_a_date
from archive.extract.marks import Mark, names_of
from archive.extract.phrases import PARTICULARS
from archive.extract.reading import Facts
from archive.extract.roles import BODY, Judged, Role
from archive.extract.text import key
from archive.model import Story

_CHAIN = 8  # elements of a path that are shown
_TITLE = 8  # letters and digits: less is in any headline
_LINE = 160  # characters: particulars are lines, not paragraphs
_PICTURE = Mark.CAPTION | Mark.FIGURE
_CUT = Mark.FURNITURE | Mark.ASIDE | Mark.FOOT | Mark.HIDDEN | Mark.BOX | Mark.HEAD


@dataclass(frozen=True, slots=True)
class Explained:
    """One block of a page: its role, why it has it, its text and where it stands."""

    role: Role
    why: str
    text: str
    path: str  # tags and classes of the nearest elements around it, the outermost first

    @property
    def kept(self) -> bool:
        """Whether the block is text of the story or one of its named parts."""
        return self.role in BODY or self.role in _PARTS


_PARTS = frozenset({Role.HEADLINE, Role.LEAD, Role.SOURCE, Role.COMMENT})


def explained(facts: Facts, story: Story | None) -> tuple[Explained, ...]:
    """All blocks of the page in document order, those of comments included."""
    judged = {(entry.block.frame.element, entry.block.text): entry for entry in facts.judged}
    comments = {element for area in facts.area for element in area.iter()}
    return tuple(
        _explained(block, judged.get((block.frame.element, block.text)), comments, facts, story)
        for block in blocks_of(facts.root, whole=True)
    )


def _explained(
    block: Block, entry: Judged | None, comments: set[object], facts: Facts, story: Story | None
) -> Explained:
    if block.frame.element in comments:
        role, why = Role.COMMENT, "in the readers' thread"
    else:
        role, why = next(_reasons(block, entry, facts, story))
    text = entry.text if entry is not None and entry.text else block.text
    return Explained(role, why, text, " > ".join(_path(block)))


def _reasons(
    block: Block, entry: Judged | None, facts: Facts, story: Story | None
) -> Iterator[tuple[Role, str]]:
    """The role with its reason; the first that is given counts."""
    inside = entry is not None and entry.role in BODY
    folded = key(block.text)
    if story is not None and not inside:
        if len(folded) >= _TITLE and folded in key(story.headline):
            yield Role.HEADLINE, "says what the page states as its headline"
        if story.lead and len(folded) > 20 and folded in key(story.lead):
            yield Role.LEAD, "standfirst"
        if story.source_line is not None and folded == key(story.source_line.text):
            yield Role.SOURCE, "at one of the text's two ends"
    if entry is not None:
        yield entry.role, entry.why or "like the other blocks of the text"
    if block.marks & _PICTURE:
        yield Role.CAPTION, f"markup: {names_of(block.marks & _PICTURE)}"
    if block.size < _LINE and is_only_a_date(block.text):
        yield Role.DATELINE, "a date alone"
    if block.size < _LINE and (block.marks & Mark.BYLINE or PARTICULARS.match(block.text)):
        yield Role.BYLINE, "markup" if block.marks & Mark.BYLINE else "wording"
    if block.marks & _CUT:
        yield Role.FURNITURE, f"markup: {names_of(block.marks & _CUT)}"
    if block.link_share > 0.8:
        yield Role.FURNITURE, "nothing but links"
    yield Role.OUTSIDE, f"not in the story's element, {facts.region.main.signature()}"


def _path(block: Block) -> list[str]:
    steps: list[str] = []
    at = block.frame
    while at.parent is not None and len(steps) < _CHAIN:
        steps.append(at.signature())
        at = at.parent
    return steps[::-1]
