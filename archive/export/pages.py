"""The list of pages in a WACZ: a line for each text that a story had, where its page is there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from archive import db
from archive.export.chosen import Selection

_HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "Stories"}

# The capture that showed a revision first; of a story whose revisions were all first seen outside
# of the selection, its earliest page in it.
_PAGES = """
SELECT captures.url, captures.captured_at, revisions.headline, revisions.lead
FROM revisions JOIN captures ON captures.id = revisions.capture
JOIN shown ON shown.id = captures.id
UNION ALL
SELECT captures.url, min(captures.captured_at), stories.headline, stories.lead
FROM shown JOIN captures USING (id) JOIN stories ON stories.id = captures.story
WHERE captures.kind = 'story' AND captures.outcome IN ('new', 'revised', 'unchanged')
    AND (captures.status = 200 OR captures.profile IS NOT NULL)
    AND NOT EXISTS (
        SELECT 1 FROM revisions JOIN shown AS s ON s.id = revisions.capture
        WHERE revisions.story = stories.id
    )
GROUP BY stories.id
ORDER BY 2, 1
"""


class Pages:
    """The pages of a selection whose captures were really written, noted one by one."""

    def __init__(self, selection: Selection) -> None:
        self._connection: sqlite3.Connection = selection.connection
        self._path = db.database_path(self._connection)
        with db.in_words(self._path):
            self._connection.execute("CREATE TEMP TABLE shown (id INTEGER PRIMARY KEY)")
        self.count = 0
        self.main: tuple[str, str] | None = None  # address and time, when there is one page to see

    def note(self, record_id: str) -> None:
        """This capture is in the export."""
        with db.in_words(self._path):
            self._connection.execute(
                "INSERT OR IGNORE INTO shown SELECT id FROM captures WHERE record_id = ?",
                (record_id,),
            )

    def lines(self) -> Iterator[bytes]:
        """`pages.jsonl` of WACZ 1.1.1: a heading line, then url, ts, title and text by time."""
        yield _line(_HEADER)
        with db.in_words(self._path):
            rows = self._connection.execute(_PAGES)
        for number, (url, captured_at, headline, lead) in enumerate(rows, 1):
            self.count = number
            moment = f"{captured_at[:19]}Z"  # to the second, as in the index
            alone = number == 1 or (self.main is not None and self.main[0] == url)
            self.main = (url, moment) if alone else None
            page = {"id": str(number), "url": url, "ts": moment, "title": headline}
            yield _line({**page, "text": lead} if lead else page)


def _line(fields: dict[str, str]) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode() + b"\n"
