"""Learns what a site's stories share, for the extractor to cut (archive.extract.recurring).

Counts are made as stories are written; what counts as furniture is settled when a run ends, so all
pages of a run are read by one Template, and a rebuild, which applies the same entries in the same
order, reads each page by the template it was read by at first.
"""

from __future__ import annotations

import sqlite3

from archive.model import UNLEARNED, Reading, Template

WINDOW = 200  # stories of a source that count; beyond it all counts are halved, so old ones fade
LEAST = 4  # stories that must have a text …
SHARE = 0.3  # … and their share: a bulletin's form and a stock phrase recur too, but seldom
PLACE_BLOCKS = 8  # times a place must have been seen before it is judged
PLACE_SHARE = 0.7  # of what stood there recurs


def learn(connection: sqlite3.Connection, source: str, reading: Reading) -> None:
    """Count the blocks of a story that is met for the first time."""
    connection.execute("UPDATE sources SET learned = learned + 1 WHERE name = ?", (source,))
    connection.executemany(
        "INSERT INTO recurring (source, text, place, stories) VALUES (?, ?, ?, 1)"
        " ON CONFLICT (source, text) DO UPDATE SET stories = stories + 1",
        [(source, text, place) for text, place in reading.traits],
    )


def unlearn(connection: sqlite3.Connection, source: str, reading: Reading) -> None:
    """Take a story out of the counts, as if it had never been met: its content is forgotten."""
    connection.execute("UPDATE sources SET learned = max(learned - 1, 0) WHERE name = ?", (source,))
    connection.executemany(
        "UPDATE recurring SET stories = stories - 1 WHERE source = ? AND text = ?",
        [(source, text) for text, _ in reading.traits],
    )
    connection.execute("DELETE FROM recurring WHERE source = ? AND stories <= 0", (source,))


def settle(connection: sqlite3.Connection, source: str) -> None:
    """Decide, at a run's end, what is furniture; another answer makes another edition."""
    before = _furniture(connection, source)
    learned = _faded(connection, source)
    connection.execute(
        "UPDATE recurring SET furniture = (stories >= ?) WHERE source = ?",
        (max(LEAST, SHARE * learned), source),
    )
    if _furniture(connection, source) != before:
        connection.execute("UPDATE sources SET edition = edition + 1 WHERE name = ?", (source,))


def _faded(connection: sqlite3.Connection, source: str) -> int:
    """How many stories count, after the halving of counts that have grown beyond the window."""
    (learned,) = connection.execute(
        "SELECT learned FROM sources WHERE name = ?", (source,)
    ).fetchone()
    by = 1
    while learned // by > WINDOW:
        by *= 2
    if by > 1:
        connection.execute(
            "UPDATE recurring SET stories = stories / ? WHERE source = ?", (by, source)
        )
        connection.execute("DELETE FROM recurring WHERE source = ? AND stories = 0", (source,))
        connection.execute("UPDATE sources SET learned = ? WHERE name = ?", (learned // by, source))
    return int(learned // by)


def template(connection: sqlite3.Connection, source: str) -> Template:
    """What is known of a source's pages; UNLEARNED for one that is new."""
    row = connection.execute("SELECT edition FROM sources WHERE name = ?", (source,)).fetchone()
    if row is None or not row[0]:
        return UNLEARNED
    texts, places = _furniture(connection, source)
    return Template(int(row[0]), texts, places)


def _furniture(
    connection: sqlite3.Connection, source: str
) -> tuple[frozenset[int], frozenset[int]]:
    texts = connection.execute(
        "SELECT text FROM recurring WHERE source = ? AND furniture", (source,)
    ).fetchall()
    if not texts:
        return frozenset(), frozenset()
    places = connection.execute(
        "SELECT place FROM recurring WHERE source = ? GROUP BY place"
        " HAVING sum(stories) >= ? AND sum(stories * furniture) >= ? * sum(stories)",
        (source, PLACE_BLOCKS, PLACE_SHARE),
    ).fetchall()
    return frozenset(row[0] for row in texts), frozenset(row[0] for row in places)
