"""Takes a page apart into blocks of text, each with its place in the tree."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from archive.extract.marks import Mark, marks_of
from archive.extract.text import clean, length, word_set

_SKIP = word_set(
    """
    script style noscript template svg math iframe object embed applet select option optgroup
    textarea button input audio video canvas map head datalist meter progress title meta link
    base noframes frameset frame param source track rp rt
    """
)
_INLINE = word_set(
    """
    a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr
    output q ruby s samp small span strike strong sub sup time tt u var wbr picture amp-img rb
    hl highlight
    """
)
_LAYOUT = frozenset({"div", "section", "article", "main"})  # a cell that holds them lays out
_CELLS = frozenset({"td", "th"})
_ITEMS = frozenset({"li", "dd", "dt"})
_BOLD = frozenset({"b", "strong"})
_KINDS = {
    **dict.fromkeys(_SKIP, "skip"),
    **dict.fromkeys(_INLINE, "inline"),
    "br": "break",
    "nav": "menu",
}
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BOLD_NAMES = frozenset({"strong", "bold", "b", "font-bold", "fw-bold"})
_BREAK = "\0"
_LABEL = 120  # characters of a line that may be a sub-heading
_DEEPEST = 400  # levels; Python's own stack is the limit
_MOST = 20_000  # blocks of one page
_DIGITS = re.compile(r"\d+")
_APART = Mark.FURNITURE | Mark.HIDDEN | Mark.FOOT
_SENTENCE = 80  # characters; links are shorter
_TELLING = ("p", "h1", "h2", "h3", "h4", "time", "address", "span", "td", "dd", "blockquote")


@dataclass(slots=True, eq=False, init=False)
class Frame:
    """A block-level element on the way from the root to a block."""

    element: HtmlElement
    parent: Frame | None
    tag: str
    own: int
    marks: int  # own and inherited
    depth: int
    level: int  # of the heading it is in, else 0
    item: bool  # in a list
    quote: bool
    cell: bool
    sig: str | None

    def __init__(self, element: HtmlElement, tag: str, parent: Frame) -> None:
        own = marks_of(element, tag)
        self.element = element
        self.parent = parent
        self.tag = tag
        self.own = own
        self.marks = parent.marks | own
        self.depth = parent.depth + 1
        self.level = _HEADINGS.get(tag) or parent.level
        self.item = parent.item or tag in _ITEMS
        self.quote = parent.quote or tag == "blockquote"
        self.cell = tag in _CELLS or (parent.cell and tag not in _LAYOUT)
        self.sig = None

    @classmethod
    def outermost(cls, element: HtmlElement) -> Frame:
        """The frame round all others, whose own markup does not count."""
        frame = cls.__new__(cls)
        frame.element, frame.parent, frame.tag = element, None, "body"
        frame.own = frame.marks = Mark.NONE
        frame.depth = frame.level = 0
        frame.item = frame.quote = frame.cell = False
        frame.sig = None
        return frame

    def signature(self) -> str:
        """Tag and class without numbers."""
        if self.sig is None:
            name = self.element.get("class") or ""
            self.sig = (
                self.tag + "." + _DIGITS.sub("", " ".join(name.split())) if name else self.tag
            )
        return self.sig


@dataclass(slots=True, eq=False)
class Block:
    """A run of text without a block-level break in it."""

    frame: Frame
    order: int
    text: str  # "\n" where the page has a line break
    linked: int  # characters in links
    bold: int  # characters in bold
    links: int
    size: int = field(init=False)
    running: float | None = None  # memory of `region.prose`

    def __post_init__(self) -> None:
        self.size = length(self.text)

    @property
    def marks(self) -> int:
        return self.frame.marks

    @property
    def level(self) -> int:
        return self.frame.level

    @property
    def all_bold(self) -> bool:
        return self.bold >= 0.95 * len(self.text.replace("\n", "")) > 0

    @property
    def link_share(self) -> float:
        return self.linked / max(1, len(self.text))


def _measure(pieces: list[tuple[str, bool, bool]]) -> tuple[int, int]:
    """Characters in links and in bold."""
    linked = bold = 0
    for text, link, strong in pieces:
        if link or strong:
            size = len(" ".join(text.split()))
            if link:
                linked += size
            if strong:
                bold += size
    return linked, bold


class _Walk:
    def __init__(self, leave_out: Collection[HtmlElement], *, whole: bool) -> None:
        self.blocks: list[Block] = []
        self.leave_out = set(leave_out)
        self.whole = whole
        self.pieces: list[tuple[str, bool, bool]] = []  # text, in a link, in bold; "\0" is a break
        self.links = 0

    def flush(self, frame: Frame) -> None:
        """Ends the block that is being read, of one piece or more; it belongs to `frame`."""
        pieces = self.pieces
        links, self.pieces, self.links = self.links, [], 0
        if len(pieces) == 1:
            text = "" if pieces[0][0] is _BREAK else clean(pieces[0][0])
        elif (_BREAK, False, False) in pieces:
            self._broken(frame, pieces, links)
            return
        else:
            text = clean("".join([piece[0] for piece in pieces]))
        if text and len(self.blocks) < _MOST:
            linked, bold = _measure(pieces)
            self.blocks.append(Block(frame, len(self.blocks), text, linked, bold, links))

    def _broken(self, frame: Frame, pieces: list[tuple[str, bool, bool]], links: int) -> None:
        """Text with line breaks: two in a row end a paragraph."""
        paragraphs: list[list[tuple[str, int, int]]] = [[]]
        line: list[tuple[str, bool, bool]] = []
        for piece in [*pieces, (_BREAK, False, False)]:
            if piece[0] is not _BREAK:
                line.append(piece)
                continue
            text = clean("".join([part[0] for part in line]))
            if text:
                linked, bold = _measure(line)
                if len(text) <= _LABEL and bold >= 0.95 * len(text):
                    paragraphs += [[(text, linked, bold)], []]  # a sub-heading between breaks
                else:
                    paragraphs[-1].append((text, linked, bold))
            elif paragraphs[-1]:
                paragraphs.append([])
            line = []
        for lines in paragraphs:
            if lines and len(self.blocks) < _MOST:
                texts, in_links, in_bold = zip(*lines, strict=True)
                block = Block(
                    frame, len(self.blocks), "\n".join(texts), sum(in_links), sum(in_bold), links
                )
                self.blocks.append(block)
                links = 0

    def visit(self, element: HtmlElement, frame: Frame, link: bool, bold: bool, depth: int) -> None:
        text = element.text
        if text and (self.pieces or not text.isspace()):
            self.pieces.append((text, link, bold))
        leave_out = self.leave_out
        for child in element:
            tag = child.tag
            kind = _KINDS.get(tag)
            if kind == "skip" or (leave_out and child in leave_out):
                pass
            elif kind == "break":
                self.pieces.append((_BREAK, False, False))
            elif depth > _DEEPEST:
                self.pieces.append((" ".join(child.itertext()), link, bold))
            elif kind == "inline" and not (tag == "cite" and frame.quote):
                if tag == "a":  # the commonest
                    self.links += 1
                    self.visit(child, frame, True, bold, depth + 1)
                elif tag != "img":
                    self._inline(child, tag, frame, link, bold, depth)
            elif kind != "menu" or self.whole or not _is_menu(child):
                if self.pieces:
                    self.flush(frame)
                inner = Frame(child, tag, frame)
                if not inner.own & _APART or self.whole or not _only_links(child):
                    self.visit(child, inner, link, bold, depth + 1)
                    if self.pieces:
                        self.flush(inner)
            tail = child.tail
            if tail and (self.pieces or not tail.isspace()):
                self.pieces.append((tail, link, bold))

    def _inline(
        self, child: HtmlElement, tag: str, frame: Frame, link: bool, bold: bool, depth: int
    ) -> None:
        if (tag == "span" or tag == "small") and child.attrib:
            own = marks_of(child, tag)
            if own & Mark.HIDDEN:
                return
            names = (child.get("class") or "").split()
            if "br" in names and not child.text and not len(child):
                self.pieces.append((_BREAK, False, False))
                return
            bold = bold or not _BOLD_NAMES.isdisjoint(names)
        self.visit(child, frame, link, bold or tag in _BOLD, depth + 1)


def _is_menu(element: HtmlElement) -> bool:
    """A `nav` with neither a headline nor paragraphs: an unclosed one may hold the page."""
    return next(element.iter("h1", "p"), None) is None


def _only_links(element: HtmlElement) -> bool:
    """Whether an element that is marked as furniture has no text that might be of use.

    Two thirds of a usual page's blocks are in menus, footers and share bars. Those which hold an
    element that text stands in, or a sentence, are read all the same: the mark may err, and the
    particulars of a story stand in such places too.
    """
    if next(element.iter(*_TELLING), None) is not None:
        return False
    return all(len(text) < _SENTENCE for text in element.itertext())


def blocks_of(
    root: HtmlElement, *, leave_out: Collection[HtmlElement] = (), whole: bool = False
) -> list[Block]:
    """The blocks of a page in document order, without those in the elements to leave out.

    Menus and other furniture that hold nothing but links are passed by unless the page is wanted
    `whole`.
    """
    body = root.find("body")
    top = body if body is not None else root
    frame = Frame.outermost(top)
    walk = _Walk(leave_out, whole=whole)
    walk.visit(top, frame, False, False, 0)
    if walk.pieces:
        walk.flush(frame)
    return walk.blocks
