"""What a rebuild came to: figures, what is damaged, and what reads otherwise now, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from archive.rebuild.applying import Applied
from archive.rebuild.compare import Differences

# What a reader notices: (words, table, columns any of which may differ).
_KINDS = (
    ("another headline", "stories", ("headline",)),
    ("another text", "revisions", ("text_digest",)),
    ("another source line", "revisions", ("source_line", "credit", "credit_outlet", "credit_date")),
    ("other authors", "revisions", ("authors",)),
    ("other dates", "revisions", ("published", "modified")),
    ("another group or relation", "stories", ("story_group", "relation", "repeats")),
)


@dataclass(frozen=True, slots=True)
class Report:
    """`rows` counts each table now; `differences` is None when there was no old database to read.

    `damaged` are files and why they could not be read to their end, `missing` files that the old
    database tells of and their exchanges, `kept` where the old database is.
    """

    applied: Applied
    rows: Mapping[str, int]
    differences: Differences | None
    damaged: tuple[tuple[str, str], ...] = ()
    missing: tuple[tuple[str, int], ...] = ()
    left: int = 0  # exchanges and runs that had not been announced
    readers: tuple[int, ...] = ()  # versions of the extractor that the old revisions were read by
    seconds: float = 0.0
    kept: Path | None = None

    @property
    def whole(self) -> bool:
        """Whether every file was there and could be read, and everything could be written."""
        faults = self.damaged or self.missing or self.applied.lost or self.applied.faults
        return not faults


def changes(differences: Differences) -> list[tuple[str, int]]:
    """How many stories, revisions or comments differ, by what differs; those that do."""
    found = [
        ("newly a story", differences.of("stories").added),
        ("no longer a story", differences.of("stories").missing),
    ]
    for words, table, columns in _KINDS:
        changed = differences.of(table).columns
        found.append((words, max(changed.get(column, 0) for column in columns)))
    edits = differences.of("revisions")
    found.append(("revisions more", edits.added))
    found.append(("revisions fewer", edits.missing))
    said = differences.of("comments")
    found.append(("comments more, fewer or other", said.added + said.missing + said.changed))
    return [(words, count) for words, count in found if count]
