"""Answers with stored bytes: exactly, or as a part of a snapshot."""

from __future__ import annotations

from collections.abc import Iterator

from archive.browse import headers
from archive.browse.answering import Asking
from archive.browse.page import Answer, Page, Redirect, Stream
from archive.browse.web import coding, labels, lookup
from archive.browse.web.address import EMBED, EXACT, SHEET, moment_of, resolved, web_path
from archive.browse.web.content import Content, Forgotten, content
from archive.browse.web.css import LARGEST, sheet_of_bytes
from archive.browse.web.key import key_of, place_of
from archive.browse.web.lookup import Found
from archive.browse.web.workshop import SHARED
from archive.errors import BackIssueError, CaptureMissing

_A_DAY = "private, max-age=86400"  # not longer: what is forgotten must go from caches too
_CROSSING = {
    # Only this server's snapshots know the key; their origin is none, so it is another than ours.
    "cross-origin-resource-policy": "cross-origin",
    "access-control-allow-origin": "*",
}


async def exact(asking: Asking) -> Answer:
    """The stored body of the closest capture, as it came; another time is redirected to."""
    found = await lookup.find(asking, exactly=EXACT)
    if not isinstance(found, Found):
        return found
    try:
        kept = await content(asking, found.memento)
    except Forgotten as gone:
        return lookup.removed(gone.tombstone)
    except CaptureMissing as error:
        return Page("failed.html", {"why": str(error)}, status=404)
    media_type = labels.content_type(kept.labels)
    told = {
        "content-type": media_type,
        "content-security-policy": headers.BYTES,
        # a browser refuses a sandboxed tab that asks to be alone
        "cross-origin-opener-policy": "unsafe-none",
        "x-dns-prefetch-control": "off",
        "cache-control": _A_DAY,
        **found.headers(asking.query.home),
    }
    if not labels.may_open(media_type):
        name = labels.file_name(found.memento["url"], media_type)
        told["content-disposition"] = f'attachment; filename="{name}"'
    status = labels.shown_status(kept.labels.status)
    target = await onward(asking, found, kept, EXACT)
    if status in (301, 302, 303, 307, 308):
        status = 302 if target else 200
        told |= {"location": asking.query.home + target} if target else {}
    return _streamed(asking, kept, status, told)


async def embedded(asking: Asking) -> Answer:
    """An image, font, sound or film for a snapshot: the closest capture, whatever its time."""
    kept = await _part(asking, EMBED)
    if not isinstance(kept, Content):
        return kept
    kind = labels.sniffed(labels.content_type(kept.labels), kept.start)
    if not labels.is_passive(kind) and kept.media_type != "application/octet-stream":
        return _absent(asking)
    told = _told(asking, kind) | {"content-security-policy": headers.BYTES}
    return _streamed(asking, kept, 200, told)


async def sheet(asking: Asking) -> Answer:
    """A style sheet for a snapshot, its references rewritten."""
    kept = await _part(asking, SHEET)
    if not isinstance(kept, Content):
        return kept
    if kept.media_type not in ("text/css", "text/plain", "application/octet-stream"):
        return _absent(asking)
    place = place_of(asking, lookup.wanted_url(asking), asking.query.path["moment"])
    try:
        body = await kept.body(LARGEST)
        css = await SHARED.run(sheet_of_bytes, body, labels.charset(kept.labels), place)
    except BackIssueError:
        return _absent(asking)
    told = _told(asking, "text/css; charset=utf-8")
    return Stream(200, list(told.items()), iter((css.encode("utf-8", "replace"),)))


async def _part(asking: Asking, form: str) -> Content | Answer:
    """The content of something within a snapshot; a redirect or a short 404 when there is none."""
    found = await lookup.closest(asking)
    if found is None:
        return _absent(asking)
    try:
        kept = await content(asking, found.memento)
    except BackIssueError:
        return _absent(asking)
    status = kept.labels.status or 0
    if 300 <= status < 400 and (
        target := await onward(asking, found, kept, form + asking.query.path["key"])
    ):
        return Redirect(target, _CROSSING if _has_key(asking) else {})
    return kept if status < 400 else _absent(asking)


async def onward(asking: Asking, found: Found, kept: Content, form: str) -> str | None:
    """The path of what an archived redirect led to; None for no redirect, or to nothing archived.

    A redirect from one spelling to another that was not captured would lead back to itself.
    """
    target = redirected_to(found, kept)
    if target is None:
        return None
    there = await lookup.nearest(asking, target, moment_of(found.moment))
    if there is None or there.memento["id"] == found.memento["id"]:
        return None
    return web_path(there.moment, form, there.memento["url"])


def redirected_to(found: Found, kept: Content) -> str | None:
    """The address that an archived redirect led to; None when it is none."""
    location = kept.labels.get("Location")
    if location is None or not 300 <= (kept.labels.status or 0) < 400:
        return None
    return resolved(location, found.memento["url"])


def _has_key(asking: Asking) -> bool:
    return asking.query.path["key"] == key_of(asking.datasette)


def _told(asking: Asking, kind: str) -> dict[str, str]:
    told = {"content-type": kind, "cache-control": _A_DAY}
    return told | (_CROSSING if _has_key(asking) else {})


def _absent(asking: Asking) -> Stream:
    told = _told(asking, "text/plain; charset=utf-8") | {"cache-control": "no-cache"}
    return Stream(404, list(told.items()), iter((b"not in this archive\n",)))


def _streamed(asking: Asking, kept: Content, status: int, told: dict[str, str]) -> Stream:
    """`kept` with the headers `told`, whole or in the part that was asked for."""
    pieces, length, given = kept.pieces, kept.length, asking.query.headers
    if coding.is_kept(kept.codings, kept.start, given.get("accept-encoding", "")):
        told = told | {"content-encoding": ", ".join(kept.codings)}
    elif kept.codings:
        pieces, length = coding.unpacked(pieces, kept.codings, kept.start), None
    if kept.codings:
        told = told | {"vary": "accept-encoding"}
    if length is not None and status == 200:
        status, told, pieces = _ranged(given.get("range", ""), length, told, pieces)
    elif length is not None and status != 204:
        told = told | {"content-length": str(length)}
    original = labels.original_headers(kept.labels)
    return Stream(status, [*told.items(), *original], pieces if status != 204 else iter(()))


def _ranged(
    header: str, length: int, told: dict[str, str], pieces: Iterator[bytes]
) -> tuple[int, dict[str, str], Iterator[bytes]]:
    told = told | {"accept-ranges": "bytes", "content-length": str(length)}
    wanted = coding.asked_range(header, length)
    if wanted is None:
        return 200, told, pieces
    first, last = wanted
    told["content-length"] = str(last - first + 1)
    if first > last:
        told["content-range"] = f"bytes */{length}"
        return 416, told, iter(())
    told["content-range"] = f"bytes {first}-{last}/{length}"
    return 206, told, coding.part(pieces, first, last)
