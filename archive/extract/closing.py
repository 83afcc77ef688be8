"""Takes the source line out of a story's blocks, where it stands at one of its two ends."""

# ruff: noqa: E501 - tables of words and patterns read worse when they are broken

from __future__ import annotations

import re

from archive.extract.agencies import is_agency
from archive.extract.marks import Mark
from archive.extract.names import split_names
from archive.extract.roles import BODY, Judged, Role
from archive.extract.source_line import (
    read_byline,
    read_closing,
    read_dateline,
    read_label,
    read_worded,
)
from archive.extract.structured import Stated
from archive.extract.text import key
from archive.extract.zones import Zones
from archive.model import SourceLine

_REACH = 6  # blocks from the end of the text
_OPENING = 4  # blocks at its beginning
_RIGHTS = re.compile(
    r"\ball rights? reserved|alle rechte|tous droits|todos los derechos|todos os direitos|tutti i diritti|alle rechten",
    re.I,
)
_IS = re.compile(
    r"(?:,? (?:\(\w+\) )?(?:is|was|has|writes|covers|reports|works|joined|ist|war|arbeitet|schreibt"
    r"|berichtet|est|es|è|é|är|er|jest)\b|\s*[|–—,:] )"
)


def take_source_line(
    judged: list[Judged], zones: Zones, stated: Stated, names: tuple[str, ...] = ()
) -> SourceLine | None:
    """The source line; its block gets its role, a line at a paragraph's end is cut off there.

    `names` are the site's.
    """
    body = [at for at, entry in enumerate(judged) if entry.role in BODY]
    if not body:
        return None
    opening = _opening(judged, body[:_OPENING])
    return (
        _below(judged, body[-1])
        or _shared(judged[body[-1]], names)
        or opening
        or _after(zones)
        or _above(judged, body[0], zones)
        or _stated_agency(judged[: body[0]], zones, stated)
        or read_dateline(judged[body[0]].block.text)
    )


def _opening(judged: list[Judged], body: list[int]) -> SourceLine | None:
    """A paragraph that says in words, among the first, whom the text is from."""
    for at in body:
        entry = judged[at]
        text = entry.block.text
        line = read_worded(text) if not entry.block.level else None
        if line is None and at == body[0] and not entry.block.level:
            line = read_byline(text)
        if line is not None:
            entry.role, entry.why = Role.SOURCE, "source line above the text"
            return line
    return None


def _below(judged: list[Judged], last: int) -> SourceLine | None:
    """From the end upwards, past lines that lead to other stories."""
    found: SourceLine | None = None
    body_seen = 0
    for entry in reversed(judged[: last + _REACH + 1]):
        if entry.role in BODY:
            body_seen += 1
        if body_seen > 5:
            break
        if entry.block.level or (entry.role is Role.CAPTION and "markup" in entry.why):
            continue
        line = _take(entry)
        if line is not None:
            found = line if found is None or _fuller(line, found) else found
    return found


def _shared(last: Judged, names: tuple[str, ...]) -> SourceLine | None:
    """The last line where it is "one outlet / another" and one of them is the site itself."""
    text = last.block.text
    one, slash, other = (part.strip() for part in text.partition("/"))
    own = {key(name) for name in names} - {""}
    if not slash or len(text) > 60 or last.block.level or not own & {key(one), key(other)}:
        return None
    outlet = other if key(one) in own else one
    last.role, last.why = Role.SOURCE, "the site's name and another's"
    return SourceLine(text, outlet=outlet)


def _take(entry: Judged) -> SourceLine | None:
    text = entry.block.text
    line = read_closing(text) if "\n" not in text else None
    if line is not None and _own_notice(line):
        if entry.role in BODY:
            entry.role, entry.why = Role.FURNITURE, "notice of the rights in the page"
        return None
    if line is not None:
        entry.role, entry.why = Role.SOURCE, "source line"
        return line
    if entry.role in BODY and "\n" in text:
        rest, _, tail = text.rpartition("\n")
        line = read_closing(tail)
        if line is not None:
            entry.text = rest
        return line
    return None


def _fuller(one: SourceLine, other: SourceLine) -> bool:
    def parts(line: SourceLine) -> int:
        return sum(p is not None for p in (line.credit, line.outlet, line.date))

    return parts(one) > parts(other)


def _after(zones: Zones) -> SourceLine | None:
    for block in zones.after[:8]:
        if block.level or len(block.text) > 200:
            continue
        if block.marks & (Mark.ASIDE | Mark.COMMENTS):
            continue
        if block.marks & Mark.FOOT and "©" in block.text:
            continue  # the site's own notice
        line = read_closing(block.text)
        if line is not None and not _own_notice(line):
            return line
    return None


def _own_notice(line: SourceLine) -> bool:
    """A © of no agency that reserves all rights: the site's own, whatever its company's name."""
    return line.credit is None and _RIGHTS.search(line.text) is not None


def _above(judged: list[Judged], first: int, zones: Zones) -> SourceLine | None:
    """A byline that names an agency instead of a person, or a label like "Source:"."""
    for block in [*zones.before, *(entry.block for entry in judged[:first])]:
        if block.level or len(block.text) > 80 or block.marks & (Mark.CAPTION | Mark.FIGURE):
            continue
        line = read_byline(block.text) or read_label(block.text)
        if line is not None:
            return line
    return None


def _stated_agency(above: list[Judged], zones: Zones, stated: Stated) -> SourceLine | None:
    """The agency that structured data names as author, when it is printed above the text."""
    for person in stated.authors[:3]:
        if not is_agency(person.name, strict=True):
            continue
        for block in [*zones.before, *(entry.block for entry in above)]:
            if len(block.text) <= 80 and key(person.name) in key(block.text) and not block.level:
                return SourceLine(person.name, credit=person.name)
    return None


def drop_biographies(judged: list[Judged], authors: tuple[str, ...]) -> None:
    """Cuts the authors' names above the text, and what is said of them below it: "X is a …"."""
    names = {key(name) for name in authors}
    for entry in [entry for entry in judged if entry.role in BODY][:3]:
        said = (
            split_names(entry.block.text.replace("/", ", ")) if len(entry.block.text) < 90 else []
        )
        if said and all(key(name) in names for name in said):
            entry.role, entry.why = Role.BYLINE, "the authors' names"
    left = 4
    for entry in reversed(judged):
        if entry.role not in BODY:
            continue
        left -= 1
        if left < 0 or entry.block.level:
            return
        text = entry.block.text
        if len(text) < 700 and any(_about(text, name) for name in authors if len(name) > 5):
            entry.role, entry.why = Role.BIOGRAPHY, "about the author"


def _about(text: str, name: str) -> bool:
    at = text.find(name)
    return 0 <= at <= 40 and bool(_IS.match(text[at + len(name) : at + len(name) + 60]))
