"""A small archive whose WARC file is hand-made and whose rows are plain SQL, for `verify`."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from verify_records import DATE, NAME, Rec, announcement, borders, exchange, sound, write

from archive.db import open_writer

STORY = "https://paper.example/ferry/plain"


def build(folder: Path, records: Sequence[Rec] | None = None) -> Path:
    """An archive of the sound file, with a row for each of its captures and one story."""
    made = list(records or whole())
    path = write(folder / "warc", made)
    with closing(open_writer(folder)) as connection:
        connection.execute(
            "INSERT INTO sources (name, url, schedule, added_at)"
            " VALUES ('paper', 'https://paper.example/', 'adaptive', ?)",
            (DATE,),
        )
        _captures(connection, made, path)
        _story(connection)
    return path


def whole() -> list[Rec]:
    """The sound file, an exchange that nobody answered, and all of it announced."""
    records = sound()[:-1]
    asked, _, about = exchange("silent")
    asked.fields["WARC-Concurrent-To"] = None
    about.fields["WARC-Concurrent-To"] = asked.id
    about.block = b"method: GET\r\nkind: story\r\nerror: TimeoutError\r\n"
    answers = [one.id for one in records if one.kind in ("response", "revisit")]
    return [
        *records,
        asked,
        about,
        announcement(1, *answers[:3]),
        announcement(2, *answers[3:], asked.id),
    ]


def change(folder: Path, *statements: str) -> None:
    """Change an archive's rows behind everybody's back."""
    with closing(sqlite3.connect(folder / "backissue.db", isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def _captures(connection: sqlite3.Connection, records: Sequence[Rec], path: Path) -> None:
    places = borders(path.read_bytes())
    told = {one.name.removesuffix(" about"): one.block for one in records}
    for one, start, end in zip(records, places, places[1:], strict=False):
        if one.kind in ("response", "revisit"):
            entity = told[one.name.split()[0]].partition(b"entityDigest: ")[2].split(b"\r\n")[0]
            _capture(connection, one, (path.name, start, end - start), entity.decode())
        elif one.name == "silent asked":
            _capture(connection, one, (None, None, None), None)
        elif one.name.startswith("told "):
            connection.execute(
                "INSERT INTO announcements (record_id, sequence, at, entries, warc, offset, length)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    one.id,
                    int(one.name.split()[1]),
                    DATE,
                    one.block.count(b"entry:"),
                    path.name,
                    start,
                    end - start,
                ),
            )


def _capture(
    connection: sqlite3.Connection,
    one: Rec,
    place: tuple[str | None, int | None, int | None],
    entity: str | None,
) -> None:
    status = one.block.split(b" ")[1] if one.block.startswith(b"HTTP/") else None
    profile = one.fields.get("WARC-Profile")
    connection.execute(
        "INSERT INTO captures (url, source, kind, method, status, captured_at, size, digest,"
        " entity_digest, record_id, warc, offset, length, truncated, profile, original)"
        " VALUES (?, 'paper', 'story', 'GET', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            one.fields["WARC-Target-URI"],
            int(status) if status else None,
            one.fields.get("WARC-Date", DATE),
            len(one.block.partition(b"\r\n\r\n")[2]) if place[0] else 0,
            one.fields.get("WARC-Payload-Digest"),
            entity,
            one.id,
            *place,
            one.fields.get("WARC-Truncated") if one.kind == "response" else None,
            str(profile).rpartition("/")[2] if profile else None,
            one.fields.get("WARC-Refers-To"),
        ),
    )


def _story(connection: sqlite3.Connection) -> None:
    row = connection.execute("SELECT id FROM captures WHERE url = ?", (STORY,)).fetchone()
    if row is None:
        return
    capture = row[0]
    connection.execute(
        "INSERT INTO stories (id, source, url, headline, published, published_is_known, first_seen,"
        " last_seen, last_changed, words, revisions, comments) VALUES"
        " (1, 'paper', ?1, 'The Ferry', ?2, 0, ?2, ?2, ?2, 6, 1, 1)",
        (STORY, DATE),
    )
    connection.execute(
        "INSERT INTO revisions (id, story, number, seen_at, capture, kind, headline, text_digest,"
        " reader) VALUES (1, 1, 1, ?, ?, 'new', 'The Ferry', 'x', 1)",
        (DATE, capture),
    )
    connection.execute("UPDATE stories SET revision = 1")
    connection.execute(
        "INSERT INTO sections (revision, position, text) VALUES (1, 0, 'The ferry is late again.')"
    )
    connection.execute(
        "INSERT INTO comments (story, key, position, published, published_is_known, text,"
        " first_seen, capture) VALUES (1, 'c1', 0, ?1, 1, 'Typical.', ?1, ?2)",
        (DATE, capture),
    )
    connection.execute("INSERT INTO story_search(story_search) VALUES ('rebuild')")


__all__ = ["NAME", "STORY", "build", "change", "whole"]
