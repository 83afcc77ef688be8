"""Finds when a story was published and changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice

from lxml.html import HtmlElement

from archive.extract.blocks import Block
from archive.extract.dates import Moment, read_iso
from archive.extract.meta import Head
from archive.extract.printed_dates import (
    by_address,
    date_in,
    dates_above,
    dates_elsewhere,
    day_in_address,
)
from archive.extract.structured import Stated
from archive.extract.tree import Inventory
from archive.extract.zones import Zones

_FARTHEST = timedelta(hours=14)  # of local time from UTC
_QUARTER = timedelta(minutes=15)  # offsets are multiples of it

_PUBLISHED = (
    "article:published_time",
    "article:published",
    "og:published_time",
    "datepublished",
    "date.created",
    "parsely-pub-date",
    "sailthru.date",
    "publish-date",
    "publish_date",
    "pubdate",
    "publishdate",
    "publication_date",
    "article.published",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "cxenseparse:recs:publishtime",
    "date",
    "article_date_original",
    "originalpublicationdate",
    "published_time",
    "ptime",
    "creation_date",
    "rnews:datepublished",
    "cxenseparse:publishtime",
    "vr:published_time",
    "article:publish_time",
    "published-date",
    "pub_date",
    "datecreated",
    "displaydate",
)
_PARSELY = re.compile(r'"pub_date":\s*"([^"]{8,40})"')  # JSON in one meta element
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "article:modified",
    "datemodified",
    "dcterms.modified",
    "article:updated_time",
    "last-modified",
    "lastmod",
    "modified_time",
    "dc.date.modified",
    "date.modified",
    "last_updated_date",
)


def read_published(
    stated: Stated,
    head: Head,
    page: Inventory,
    zones: Zones,
    fetched: datetime | None,
    opening: Sequence[Block] = (),
    url: str = "",
) -> tuple[str | None, str | None]:
    """(published, modified), the first as the page states it (`Moment.stated`).

    Structured data first, then meta, then what is printed by the story (`printed_dates`), whose
    first blocks are `opening`, last the day in its address. A clock time without a zone takes the
    zone from another place that states the same wall time; an instant in UTC takes the offset of
    the site from a place that states it there.
    """
    limit = fetched + timedelta(hours=1) if fetched else None
    times = page.tagged("time")[:60]
    data = [m for m in _data(stated, head) if _not_later(m, limit)]
    if _is_settled(data):
        published: Moment | None = data[0]
    else:
        printed = [m for m in dates_above(times, zones, opening) if _not_later(m, limit)]
        if not data:
            less_sure = dates_elsewhere(times, zones, opening)
            printed = printed or list(islice((m for m in less_sure if _not_later(m, limit)), 1))
            printed = [m for m in by_address(printed, url) if _not_later(m, limit)]
        elif printed and _is_outvoted(data[0], printed[0], url):
            data = []
        published = _chosen([*data, *printed])
    modified = _whole([m for m in _modified(stated, head, times) if _not_later(m, limit)])
    if published and modified and _before(modified, published):
        modified = None
    return (
        published.stated() if published else None,
        modified.written() if modified else None,
    )


def _data(stated: Stated, head: Head) -> Iterator[Moment]:
    values = [stated.published]
    for name in _PUBLISHED:
        values += head.meta.get(name, [])[:2]
    values += [value for _, value in head.props.get("datepublished", [])[:2]]
    values += [
        m[1] for text in head.meta.get("parsely-page", [])[:1] for m in _PARSELY.finditer(text)
    ]
    yield from (m for m in map(date_in, values) if m)


def _is_settled(data: list[Moment]) -> bool:
    """Whether nothing that is printed can add to what the data says: it has the site's offset."""
    return bool(data and data[0].clock is not None and data[0].clock.utcoffset())


def _is_outvoted(told: Moment, printed: Moment, url: str) -> bool:
    """Whether the printed date and the address agree on another day than the data."""
    day = day_in_address(url)
    return day == printed.day and abs((told.day - printed.day).days) > 1


def _chosen(candidates: list[Moment]) -> Moment | None:
    first = _whole(candidates)
    return _at_home(first, candidates) if first is not None and first.instant else first


def _at_home(first: Moment, others: list[Moment]) -> Moment:
    """An instant in UTC with the offset in which another place states it, or prints its clock."""
    if first.clock is None or first.clock.utcoffset():
        return first
    for other in others:
        clock = other.clock
        if clock is None or clock.utcoffset() == timedelta():
            continue
        offset = clock.utcoffset()
        if offset is None:
            offset = clock.replace(second=0) - first.clock.replace(tzinfo=None, second=0)
            if abs(offset) > _FARTHEST or offset % _QUARTER:
                continue
        local = first.clock.astimezone(timezone(offset))
        if abs(local.replace(tzinfo=None) - clock.replace(tzinfo=None)) < timedelta(minutes=1):
            return Moment(local.date(), local)
    return first


def _modified(stated: Stated, head: Head, times: list[HtmlElement]) -> Iterator[Moment]:
    values = [stated.modified]
    for name in _MODIFIED:
        values += head.meta.get(name, [])[:2]
    values += [value for _, value in head.props.get("datemodified", [])[:2]]
    yield from (m for m in map(date_in, values) if m)
    for element in times:
        names = (element.get("class") or "").split()
        if "updated" in names and "published" not in names:
            moment = read_iso(element.get("datetime"))
            if moment:
                yield moment


def _whole(candidates: list[Moment]) -> Moment | None:
    """The first candidate; its zone from a later one with the same wall time or day."""
    if not candidates:
        return None
    first = candidates[0]
    if first.instant:
        return first
    return next((other for other in candidates[1:] if _tells_zone(other, first)), first)


def _tells_zone(other: Moment, first: Moment) -> bool:
    """Whether `other` is the moment `first`, with its zone: same day, same minute, another hour."""
    if other.clock is None or other.instant is None:
        return False
    if first.clock is None:
        return other.day == first.day
    apart = abs((other.instant.replace(tzinfo=None) - first.clock).total_seconds())
    return apart < 14 * 3600 and first.clock.minute == other.clock.minute


def _not_later(moment: Moment, limit: datetime | None) -> bool:
    if limit is None:
        return True
    instant = moment.instant
    if instant:
        return instant <= limit
    return datetime(
        moment.day.year, moment.day.month, moment.day.day, tzinfo=UTC
    ) <= limit + timedelta(hours=14)


def _before(one: Moment, other: Moment) -> bool:
    a, b = one.instant, other.instant
    if a and b:
        return a < b
    return one.day < other.day
