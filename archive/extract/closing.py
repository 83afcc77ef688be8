"""Takes the source line out of a story's blocks, where it stands at one of its two ends."""

from __future__ import annotations

from archive.extract.marks import Mark
from archive.extract.roles import BODY, Judged, Role
from archive.extract.source_line import read_byline, read_closing, read_dateline
from archive.extract.zones import Zones
from archive.model import SourceLine

_REACH = 6  # blocks from the end of the text


def take_source_line(
    judged: list[Judged], zones: Zones, outlets: tuple[str, ...]
) -> SourceLine | None:
    """The source line; its block gets its role, a line at a paragraph's end is cut off there."""
    body = [at for at, entry in enumerate(judged) if entry.role in BODY]
    if not body:
        return None
    found = _below(judged, body[-1])
    if found is None:
        found = _after(zones)
    if found is None:
        found = _above(judged, body[0], zones)
    if found is None:
        found = read_dateline(judged[body[0]].block.text)
    return found


def _below(judged: list[Judged], last: int) -> SourceLine | None:
    """From the end upwards, past lines that lead to other stories."""
    found: SourceLine | None = None
    body_seen = 0
    for entry in reversed(judged[: last + _REACH + 1]):
        if entry.role in BODY:
            body_seen += 1
        if body_seen > 3:
            break
        if entry.block.level or entry.role is Role.CAPTION:
            continue
        line = _take(entry)
        if line is not None:
            found = line if found is None or _fuller(line, found) else found
    return found


def _take(entry: Judged) -> SourceLine | None:
    text = entry.block.text
    line = read_closing(text) if "\n" not in text else None
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
        if (
            block.level
            or block.marks & (Mark.FOOT | Mark.ASIDE | Mark.COMMENTS)
            or len(block.text) > 200
        ):
            continue
        line = read_closing(block.text)
        if line is not None:
            return line
    return None


def _above(judged: list[Judged], first: int, zones: Zones) -> SourceLine | None:
    """A byline that names an agency instead of a person."""
    blocks = [*zones.before, *(entry.block for entry in judged[:first])]
    for block in blocks:
        if block.level or len(block.text) > 80 or block.marks & (Mark.CAPTION | Mark.FIGURE):
            continue
        line = read_byline(block.text)
        if line is not None:
            return line
    return None
