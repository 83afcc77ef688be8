"""Holds records against each other: ids, pairs, revisits and their originals, indexes of entities.

Each rule is a question whose rows are the offenders. Records belong together when they lie on one
shelf: the files of an archive, those named on the command line, or those of one package.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.verify.findings import SHOWN, Finding, Tally

_IDENTICAL = "http://netpreserve.org/warc/1.[01]/revisit/identical-payload-digest"
_UNMODIFIED = "http://netpreserve.org/warc/1.[01]/revisit/server-not-modified"


@dataclass(frozen=True, slots=True)
class Relation:
    """`among`: which records r are looked at; `bad`: what must not be; `what`: words of it."""

    rule: str
    among: str
    bad: str
    what: str


_REQUEST = "q.shelf = r.shelf AND q.type = 'request' AND q.uri = r.uri AND q.date = r.date"
# a request that names the record, or that it names; all words are of this module
_ASKED = (
    "EXISTS (SELECT 1 FROM partners p JOIN records q ON q.id = p.record"  # noqa: S608 - ours
    f" WHERE p.partner = r.id AND p.shelf = r.shelf AND {_REQUEST} AND %(also)s)"
    " OR EXISTS (SELECT 1 FROM partners p JOIN records q ON q.id = p.partner"
    f" WHERE p.record = r.id AND p.shelf = r.shelf AND {_REQUEST} AND %(also)s)"
)
_ASKED_AT_ALL = _ASKED % {"also": "true"}
_ASKED_HEAD = _ASKED % {"also": "q.method = 'HEAD'"}

_TABLE = (
    Relation(
        "id-once",
        "r.id != ''",
        """EXISTS (SELECT 1 FROM records o WHERE o.id = r.id AND o.shelf = r.shelf
                   AND o.rowid < r.rowid)""",
        "r.id",
    ),
    Relation(
        "warcinfo-there",
        "r.warcinfo IS NOT NULL",
        """NOT EXISTS (SELECT 1 FROM records o WHERE o.id = r.warcinfo AND o.shelf = r.shelf
                       AND o.type = 'warcinfo')""",
        "r.warcinfo",
    ),
    Relation(
        "pairs",
        "r.type IN ('response', 'revisit') AND r.http",
        f"NOT ({_ASKED_AT_ALL})",
        "r.type || ' of ' || r.uri || ': no request with its URI and date names it'",
    ),
    Relation(
        "framing",
        "r.bodiless AND r.truncated IS NULL AND coalesce(r.status, 0) NOT IN (204, 304)",
        f"NOT ({_ASKED_HEAD})",
        "r.uri || ': the body is missing, no WARC-Truncated'",
    ),
    Relation(
        "revisit-fields",
        "r.type = 'revisit'",
        f"""coalesce(r.profile, '') NOT GLOB '{_IDENTICAL}'
            AND coalesce(r.profile, '') NOT GLOB '{_UNMODIFIED}'
            OR r.refers IS NULL OR r.refers_uri IS NULL OR r.refers_date IS NULL
            OR r.payload IS NULL AND r.profile NOT GLOB '{_UNMODIFIED}'""",
        """'profile ' || coalesce(r.profile, 'none') || ', refers to ' || coalesce(r.refers, 'none')
           || ' ' || coalesce(r.refers_uri, 'no URI') || ' ' || coalesce(r.refers_date, 'no date')
        """,
    ),
    Relation(
        "revisit-original",
        "r.type = 'revisit'",
        """NOT EXISTS (SELECT 1 FROM records o WHERE o.id = r.refers AND o.shelf = r.shelf
               AND o.type IN ('response', 'resource') AND o.uri = r.refers_uri
               AND o.date = r.refers_date AND (r.payload IS NULL OR o.payload = r.payload))""",
        """coalesce(r.uri, '') || ': ' || CASE WHEN EXISTS
               (SELECT 1 FROM records o WHERE o.id = r.refers AND o.shelf = r.shelf)
           THEN 'another URI, date, digest or type than ' ELSE 'not here: ' END
           || coalesce(r.refers, 'nothing')""",
    ),
    Relation(
        "revisit-bare",
        f"r.type = 'revisit' AND r.profile GLOB '{_IDENTICAL}'",
        "NOT r.bare OR coalesce(r.truncated, '') != 'length'",
        """CASE WHEN r.bare THEN 'WARC-Truncated is ' || coalesce(r.truncated, 'not there')
           ELSE 'there is a body' END""",
    ),
    Relation(
        "revisit-304",
        f"r.type = 'revisit' AND r.profile GLOB '{_UNMODIFIED}'",
        "r.status != 304",
        "'status ' || r.status",
    ),
)


def relate(connection: sqlite3.Connection, tally: Tally, *, quick: bool = False) -> None:
    """Ask all questions; with `quick` only those that need no block."""
    names = _names(connection)
    for one in _TABLE:
        if quick and one.rule in ("framing", "revisit-bare", "revisit-304"):
            continue
        [looked] = connection.execute(
            f"SELECT count(*) FROM records r WHERE {one.among}"  # noqa: S608 - a table of ours
        ).fetchone()
        offenders = connection.execute(
            f"SELECT r.file, r.offset, {one.what} FROM records r"  # noqa: S608 - a table of ours
            f" WHERE ({one.among}) AND ({one.bad})"
        )
        _count(tally, names, one.rule, looked, offenders)
    _partners(connection, tally, names)
    if not quick:
        _entities(connection, tally, names)


def _partners(connection: sqlite3.Connection, tally: Tally, names: dict[int, str]) -> None:
    [looked] = connection.execute("SELECT count(*) FROM partners").fetchone()
    offenders = connection.execute(
        "SELECT p.file, p.offset, 'not here: ' || p.partner FROM partners p WHERE NOT EXISTS"
        " (SELECT 1 FROM records o WHERE o.id = p.partner AND o.shelf = p.shelf)"
    )
    _count(tally, names, "partners", looked, offenders)


def _entities(connection: sqlite3.Connection, tally: Tally, names: dict[int, str]) -> None:
    """What a metadata record says of the body without chunks, against what was computed."""
    both = (
        "FROM records m JOIN partners p ON p.record = m.id AND p.shelf = m.shelf"
        " JOIN records r ON r.id = p.partner AND r.shelf = p.shelf"
        " WHERE m.type = 'metadata' AND r.type = 'response'"
        " AND m.entity IS NOT NULL AND r.entity IS NOT NULL"
    )
    [looked] = connection.execute(f"SELECT count(*) {both}").fetchone()
    offenders = connection.execute(
        f"SELECT m.file, m.offset, m.entity || ' for ' || r.uri {both} AND m.entity != r.entity"
    )
    _count(tally, names, "entity-digest", looked, offenders)


def _count(
    tally: Tally, names: dict[int, str], rule: str, looked: int, offenders: sqlite3.Cursor
) -> None:
    found, first = 0, list[Finding]()
    for file, offset, what in offenders:
        found += 1
        if len(first) < SHOWN:
            first.append(Finding(rule, names[file], offset, str(what)[:300]))
    tally.count(rule, looked, found, first)


def _names(connection: sqlite3.Connection) -> dict[int, str]:
    return dict(connection.execute("SELECT file, name FROM files").fetchall())
