"""A snapshot for readers: the bar with what is known of it, and the frame that shows it."""

from __future__ import annotations

from html import escape

from archive.browse import headers
from archive.browse.answering import Asking
from archive.browse.page import Answer, Page, Redirect, Stream
from archive.browse.pages.capture import command
from archive.browse.questions import mementos
from archive.browse.questions import story as stories
from archive.browse.questions.ask import Row
from archive.browse.stored import as_text
from archive.browse.web import labels, lookup
from archive.browse.web.address import EMBED, EXACT, FRAME, digits, web_path
from archive.browse.web.bytes import onward, redirected_to
from archive.browse.web.content import Content, Forgotten, content
from archive.browse.web.key import key_of, place_of
from archive.browse.web.lookup import Found
from archive.browse.web.snapshot import page_references, page_snapshot
from archive.browse.web.workshop import SHARED
from archive.errors import CaptureMissing, PageError
from archive.extract.decode import LARGEST
from archive.model import Page as Archived

_PAGES = ("text/html", "application/xhtml+xml")
_SHOWN_TEXT = 256 * 1024  # bytes of a text that are shown


async def snapshot(asking: Asking) -> Answer:
    """The bar with what is known of a capture, and below it what the capture shows."""
    found = await lookup.find(asking, exactly="")
    if not isinstance(found, Found):
        return found
    why, kept = None, None
    try:
        kept = await content(asking, found.memento)
        if target := await onward(asking, found, kept, ""):
            return Redirect(target, found.headers(asking.query.home))
    except Forgotten as gone:
        return lookup.removed(gone.tombstone)
    except CaptureMissing as error:
        why = str(error)
    led_to = redirected_to(found, kept) if kept else None
    way = "redirect" if led_to else _way(kept) if kept else "missing"
    context = {
        "memento": found.memento,
        "around": {name: time and digits(time) for name, time in found.around.items()},
        "moment": found.moment,
        "way": way,
        "why": why,
        "led_to": led_to,
        "kind": labels.content_type(kept.labels) if kept else "",
        "status": kept.labels.status if kept else None,
        "text": await _text(kept) if kept and way == "text" else "",
        "command": command(found.memento),
        "frame": web_path(found.moment, FRAME, found.memento["url"]),
        "picture": web_path(found.moment, EMBED + key_of(asking.datasette), found.memento["url"]),
        "exact": web_path(found.moment, EXACT, found.memento["url"]),
        **await _about(asking, found.memento),
    }
    told = {"content-security-policy": headers.AROUND, **found.headers(asking.query.home)}
    return Page("snapshot.html", context, status=404 if kept is None else 200, headers=told)


async def _text(kept: Content) -> str:
    body = await kept.body(_SHOWN_TEXT)
    return as_text(body, labels.content_type(kept.labels))


async def _about(asking: Asking, memento: Row) -> dict[str, object]:
    """What the tables say around a memento: its story, how often it was captured, its original."""
    story = memento["story"]
    return {
        "total": await asking.ask(lambda conn: mementos.total(conn, memento["url"])),
        "story": await asking.ask(lambda conn: stories.story(conn, story)) if story else None,
        "original": await asking.ask(lambda conn: mementos.original(conn, memento))
        if memento["profile"]
        else None,
    }


def _way(kept: Content) -> str:
    """How a capture is shown: as a page in a frame, a picture, a text, or as a file to save."""
    kind = kept.media_type
    if kind in _PAGES:
        return "page"
    if labels.sniffed(kind, kept.start).startswith("image/"):
        return "picture"
    is_text = kind.startswith("text/") or kind.endswith(("xml", "json", "javascript"))
    return "text" if is_text else "file"


async def frame(asking: Asking) -> Answer:
    """The archived page itself, made safe, with a policy under which nothing runs."""
    found = await lookup.find(asking, exactly=FRAME)
    if not isinstance(found, Found):
        return found
    try:
        kept = await content(asking, found.memento)
        body = await kept.body(LARGEST + 1)
        page = Archived(found.memento["url"], body, kept.labels.get("Content-Type"))
        asked = await SHARED.run(page_references, page)
        known = await asking.ask(lambda conn: mementos.known(conn, asked))
        place = place_of(asking, page.url, found.moment)
        html = await SHARED.run(page_snapshot, page, place, asked - known)
    except Forgotten as gone:
        return lookup.removed(gone.tombstone)
    except (CaptureMissing, PageError) as error:
        # within the frame: a page of ours may not stand in one
        html = f"<!doctype html><title>No snapshot</title><p>{escape(str(error))}"
    told = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": headers.SNAPSHOT,
        "x-frame-options": "SAMEORIGIN",
        "cross-origin-opener-policy": "unsafe-none",
        "x-dns-prefetch-control": "off",
        "cache-control": "no-cache",
        **found.headers(asking.query.home),
    }
    return Stream(200, list(told.items()), iter((html.encode("utf-8", "replace"),)))
