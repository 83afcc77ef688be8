"""All captures of an address: for readers, as a TimeMap, and the TimeGate that picks one."""

from __future__ import annotations

from datetime import datetime

from archive.browse.answering import Asking
from archive.browse.page import Answer, Page, Redirect, Stream
from archive.browse.questions import mementos
from archive.browse.web import lookup
from archive.browse.web import memento as link_format
from archive.browse.web.address import digits, moment_of, web_path

SHOWN = 500  # captures on a page for readers
LISTED = 10_000  # mementos of one TimeMap


async def timegate(asking: Asking) -> Answer:
    """The memento nearest to the request's Accept-Datetime, the newest without one: RFC 7089 §4."""
    url = lookup.wanted_url(asking)
    wanted = asking.query.headers.get("accept-datetime")
    moment = link_format.accepted(wanted) if wanted else None
    if wanted and moment is None:
        why = f"“{wanted[:80]}” is no time that HTTP knows."
        return Page("failed.html", {"why": why}, status=400)
    found = await lookup.nearest(asking, url, moment)
    if found is None:
        return await lookup.nothing(asking, url)
    told = {"vary": "accept-datetime", "link": found.headers(asking.query.home)["link"]}
    return Redirect(web_path(found.moment, "", found.memento["url"]), told)


async def timemap(asking: Asking) -> Answer:
    """All mementos of an address in link format, LISTED at a time: RFC 7089 §5."""
    since = _since(asking)
    asked = lookup.wanted_url(asking)
    url = await asking.ask(lambda conn: mementos.listed_spelling(conn, asked))
    if url is None:
        return await lookup.nothing(asking, asked)
    rows = await asking.ask(lambda conn: mementos.history(conn, url, since, LISTED + 1))
    around = await asking.ask(lambda conn: mementos.ends(conn, url))
    following = rows[LISTED]["captured_at"] if len(rows) > LISTED else None
    lines = link_format.timemap(
        asking.query.home, url, rows[:LISTED], following=following, around=around
    )
    told = [("content-type", link_format.LINK_FORMAT), ("cache-control", "no-cache")]
    return Stream(200, told, (line.encode("ascii", "replace") for line in lines))


async def captures(asking: Asking) -> Answer:
    """The list of an address' captures for readers, oldest first."""
    since, asked = _since(asking), lookup.wanted_url(asking)
    url = await asking.ask(lambda conn: mementos.listed_spelling(conn, asked))
    if url is None:
        return await lookup.nothing(asking, asked)
    rows = await asking.ask(lambda conn: mementos.history(conn, url, since, SHOWN + 1))
    context = {
        "url": url,
        "captures": rows[:SHOWN],
        "total": await asking.ask(lambda conn: mementos.total(conn, url)),
        "following": digits(rows[SHOWN]["captured_at"]) if len(rows) > SHOWN else None,
        "nearby": [
            other
            for other in await asking.ask(lambda conn: mementos.nearby(conn, url, lookup.NEARBY))
            if other != url
        ],
    }
    return Page("captures.html", context)


async def entrance(asking: Asking) -> Answer:
    """Where a reader types an address."""
    url = asking.query.text("url")
    return Redirect(web_path("*", "", url)) if url else Page("web.html")


def _since(asking: Asking) -> str:
    """The time from which on captures are listed; the beginning of time for none."""
    given = asking.query.path.get("moment") or ""
    moment: datetime | None = moment_of(given) if given else None
    return mementos.second(moment)[0] if moment else ""
