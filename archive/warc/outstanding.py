"""What a writer has put into its files that the tables do not know yet; pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping


class Outstanding:
    """Records by their ids, each with its file and the offset at which its exchange begins.

    From them comes how far each file is settled: all that begins before is announced. A start after
    a crash reads a file from there.
    """

    def __init__(self) -> None:
        self._begins: dict[str, tuple[str, int]] = {}
        self._ends: dict[str, int] = {}

    def add(self, record: str, warc: str, begin: int, end: int) -> None:
        """A record was written; its exchange takes the bytes from `begin` to `end`."""
        self._begins[record] = (warc, begin)
        self._ends[warc] = end

    def remove(self, records: Collection[str]) -> None:
        """These are in the tables now."""
        for record in records:
            self._begins.pop(record, None)

    def settled(self, records: Collection[str]) -> Mapping[str, int]:
        """How far each file will be settled when these have been removed."""
        going = frozenset(records)
        far = dict(self._ends)
        for record, (warc, begin) in self._begins.items():
            if record not in going:
                far[warc] = min(far[warc], begin)
        return far

    def left_in(self, warc: str) -> bool:
        """Whether anything in a file is outstanding."""
        return any(name == warc for name, _ in self._begins.values())

    def close(self, warc: str) -> None:
        """Nothing more comes into a file, and nothing in it is outstanding."""
        self._ends.pop(warc, None)
