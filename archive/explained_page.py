"""Draws how pages were read: an HTML page with each block in the colour of its role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from archive.extract.explaining import Explained
from archive.extract.roles import Role
from archive.model import Reading

# Hue in degrees. The story's own text is blue to green, its particulars are warm, the rest is grey.
_HUES: dict[Role, int] = {
    Role.HEADLINE: 265,
    Role.LEAD: 235,
    Role.PARAGRAPH: 205,
    Role.HEADING: 290,
    Role.ITEM: 190,
    Role.QUOTE: 175,
    Role.CELL: 160,
    Role.COMMENT: 130,
    Role.SOURCE: 35,
    Role.DATELINE: 50,
    Role.BYLINE: 20,
    Role.BIOGRAPHY: 5,
    Role.CAPTION: 80,
    Role.READ_ALSO: 340,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One page as it was read. `blocks` is empty when it holds no story."""

    label: str  # the file, or file and address
    reading: Reading
    blocks: tuple[Explained, ...]

    @property
    def counts(self) -> list[tuple[Role, int]]:
        """How many blocks have each role, in the order of the roles."""
        found = Counter(block.role for block in self.blocks)
        return [(role, found[role]) for role in Role if found[role]]


def drawn(pages: Iterable[Seen]) -> str:
    """One HTML document for all these pages; it runs no script and loads nothing."""
    made = Environment(
        loader=PackageLoader("archive"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return made.get_template("explained.html").render(
        pages=list(pages), hues=_HUES, roles=list(Role), slug=_slug
    )


def _slug(role: Role) -> str:
    return role.value.replace(" ", "-")
