"""Whether the search index holds exactly the words of the stories, without writing anything.

SQLite's own check of FTS5 is a write statement (until 3.44, which knows it as a pragma), and an
archive may be on a read-only disk or in use. So the texts are indexed once more, in the scratch
database, and the two vocabularies compared: every term, in how many stories, how often.
"""

from __future__ import annotations

import sqlite3

from archive import db
from archive.verify.findings import SHOWN, Finding, Tally

_MAKE = """
CREATE VIRTUAL TABLE main.fresh USING fts5(
    headline, lead, body, comments, content = '', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO main.fresh (rowid, headline, lead, body, comments)
    SELECT id, headline, lead, body, comments FROM a.story_texts;
CREATE VIRTUAL TABLE temp.fresh_words USING fts5vocab(main, fresh, col);
CREATE VIRTUAL TABLE temp.stored_words USING fts5vocab(a, story_search, col);
"""
_DROP = "DROP TABLE temp.fresh_words; DROP TABLE temp.stored_words; DROP TABLE main.fresh;"
_DIFFER = """
SELECT term, col, 'missing' FROM
    (SELECT * FROM temp.fresh_words EXCEPT SELECT * FROM temp.stored_words)
UNION ALL
SELECT term, col, 'too much' FROM
    (SELECT * FROM temp.stored_words EXCEPT SELECT * FROM temp.fresh_words)
"""
_STORIES = """
SELECT id, 'is not in it' FROM a.stories
WHERE id NOT IN (SELECT id FROM a.story_search_docsize)
UNION ALL
SELECT id, 'is in it, but not there' FROM a.story_search_docsize
WHERE id NOT IN (SELECT id FROM a.stories)
"""


def look_at_search(connection: sqlite3.Connection, tally: Tally) -> None:
    """Compare the index of the archive attached as `a` with one made anew; raises sqlite3.Error."""
    [looked] = connection.execute("SELECT count(*) FROM a.stories").fetchone()
    stories = [
        Finding("search-index", db.NAME, None, f"story {story} {what}")
        for story, what in connection.execute(_STORIES)
    ]
    tally.count("search-index", looked, len(stories), stories)
    if stories:
        return  # the words differ then, of course
    for statement in _MAKE.split(";\n"):
        connection.execute(statement)
    found, first = 0, list[Finding]()
    for term, column, what in connection.execute(_DIFFER):
        found += 1
        if len(first) < SHOWN:
            said = f"the word {term!r} in {column}: counted otherwise ({what})"
            first.append(Finding("search-index", db.NAME, None, said[:300]))
    tally.count("search-index", 0, found, first)
