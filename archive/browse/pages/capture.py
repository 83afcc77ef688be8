"""The capture page: what was kept of one exchange, shown as text and never run."""

from __future__ import annotations

import shlex
import sqlite3

from archive.browse import stored
from archive.browse.page import Answer, Download, Page, Query, missing
from archive.browse.questions import mementos
from archive.browse.questions import story as questions
from archive.errors import CaptureMissing
from archive.places import body_place, place


def capture(conn: sqlite3.Connection, query: Query) -> Page:
    """The record's facts, the headers and the beginning of the body."""
    capture_id = query.number("capture")
    found = questions.capture(conn, capture_id)
    if found is None:
        return missing(f"There is no capture number {capture_id} in this archive.")
    at = place(found)
    shown, why = None, None
    stone = mementos.forgotten(conn, found["url"], found["record_id"])
    if stone is not None:
        why = f"The content was removed from this archive. {stone['reason'] or ''}"
    elif at is None:
        why = found["error"] or "No answer came, so there are no bytes."
    else:
        try:
            shown = stored.shown(query.folder, at, body_place(found))
        except (CaptureMissing, OSError) as error:
            why = str(error)
    context = {"capture": found, "shown": shown, "why": why, "command": command(found)}
    return Page("capture.html", context)


def command(capture: dict[str, object]) -> str | None:
    """A command line that prints the record with nothing but standard tools."""
    if capture["warc"] is None:
        return None
    file = shlex.quote(f"warc/{capture['warc']}")
    offset = int(str(capture["offset"])) + 1
    return f"tail -c +{offset} {file} | head -c {capture['length']} | gunzip"


def raw(conn: sqlite3.Connection, query: Query) -> Answer:
    """The body as a download of bytes without a type, so that no browser shows it as a page."""
    capture_id = query.number("capture")
    found = questions.capture(conn, capture_id)
    at = place(found) if found else None
    if found is None or at is None:
        return missing(f"There are no bytes of a capture number {capture_id} in this archive.")
    stone = mementos.forgotten(conn, found["url"], found["record_id"])
    if stone is not None:
        return Page("removed.html", {"stone": stone}, status=451)
    try:
        body = stored.body(query.folder, at, body_place(found))
        return Download(body, f"capture-{capture_id}.bin")
    except (CaptureMissing, OSError) as error:
        return Page("failed.html", {"why": str(error)}, status=404)
