"""Finds the memento that a /web address asks for, or says what the archive has instead."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from archive.browse.answering import Asking
from archive.browse.page import Page, Redirect
from archive.browse.questions import mementos
from archive.browse.questions.ask import Row
from archive.browse.web import memento as link_format
from archive.browse.web.address import asked_address, digits, moment_of, web_path

NEARBY = 12


@dataclass(frozen=True, slots=True)
class Found:
    """A memento, the times `around` it, and the address that was asked for."""

    memento: Row
    around: dict[str, str | None]
    url: str

    @property
    def moment(self) -> str:
        """Its time as 14 digits."""
        return digits(self.memento["captured_at"])

    def headers(self, home: str) -> dict[str, str]:
        """Memento-Datetime and Link (RFC 7089 §2)."""
        url, at = self.memento["url"], self.memento["captured_at"]
        links = link_format.relations(home, url)
        links += link_format.memento_links(home, url, at, self.around)
        return {"memento-datetime": link_format.http_date(at), "link": ", ".join(links)}


def wanted_url(asking: Asking) -> str:
    """The archived address at the end of the path that was asked for."""
    return asked_address(asking.query.path["url"], asking.query.question)


async def find(asking: Asking, *, exactly: str | None = None) -> Found | Page | Redirect:
    """The memento of the path's moment and address.

    When another time or spelling is the closest there is, `exactly`, a form, asks for a redirect
    to that; None takes it as it is. A Page says that there is nothing, and what there is instead.
    """
    url, given = wanted_url(asking), asking.query.path["moment"]
    moment = moment_of(given)
    if moment is None:
        return await nothing(asking, url, f"{given} is no time: year, month, day, hour and so on.")
    stone = await asking.ask(lambda conn: mementos.forgotten_at(conn, url, moment))
    if stone is not None:
        return removed(stone)
    found = await nearest(asking, url, moment)
    if found is None:
        return await nothing(asking, url)
    if exactly is not None:
        path = web_path(found.moment, exactly, found.memento["url"])
        if not _is_here(asking, path):
            return Redirect(path)
    return found


def _found(conn: sqlite3.Connection, url: str, moment: datetime | None) -> Found | None:
    memento = mementos.closest(conn, url, moment)
    if memento is None:
        return None
    return Found(memento, mementos.neighbours(conn, memento), url)


async def nearest(asking: Asking, url: str, moment: datetime | None) -> Found | None:
    """The memento of `url` nearest to `moment`, the newest for None; None for none."""
    return await asking.ask(lambda conn: _found(conn, url, moment))


async def closest(asking: Asking) -> Found | None:
    """The memento nearest to the path's moment, whatever its time; None for none."""
    moment = moment_of(asking.query.path["moment"])
    return await nearest(asking, wanted_url(asking), moment) if moment else None


def _is_here(asking: Asking, path: str) -> bool:
    """Whether `path` is the one that was asked for."""
    query = asking.query
    here = f"{query.here}?{query.question}" if query.question else query.here
    return here.endswith(path)


async def nothing(asking: Asking, url: str, why: str | None = None) -> Page:
    """The page for an address that is not archived: what of its host is, and what was tried."""

    def asked(conn: sqlite3.Connection) -> Page:
        stone = mementos.forgotten(conn, url, None)
        if stone is not None:
            return removed(stone)
        context = {
            "url": url,
            "why": why,
            "tried": mementos.tried(conn, url),
            "nearby": mementos.nearby(conn, url, NEARBY),
        }
        return Page("unarchived.html", context, status=404)

    return await asking.ask(asked)


def removed(tombstone: Row) -> Page:
    """The page for what was removed by law (RFC 7725)."""
    return Page("removed.html", {"stone": tombstone}, status=451)
