"""Finds when a story was published and changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from lxml.html import HtmlElement

from archive.extract.blocks import Block
from archive.extract.dates import Moment, read_iso, read_printed
from archive.extract.meta import Head
from archive.extract.structured import Stated
from archive.extract.tree import Inventory

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
)
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
    near: Iterable[Block],
    fetched: datetime | None,
) -> tuple[str | None, str | None]:
    """(published, modified) as the story document writes them.

    Structured data first, then meta, then `time` elements by the story, then what is printed
    there (`near`). A clock time without a zone takes the zone from another place that states the
    same wall time, and is cut to its day when there is none.
    """
    near = list(near)
    times = page.tagged("time")[:60]
    limit = fetched + timedelta(hours=1) if fetched else None
    candidates = [m for m in _published(stated, head, times, near) if _not_later(m, limit)]
    published = _whole(candidates)
    changes = [m for m in _modified(stated, head, times) if _not_later(m, limit)]
    modified = _whole(changes)
    if published and modified and _before(modified, published):
        modified = None
    return (
        published.written() if published else None,
        modified.written() if modified else None,
    )


def _published(
    stated: Stated, head: Head, times: list[HtmlElement], near: list[Block]
) -> Iterator[Moment]:
    values = [stated.published]
    for name in _PUBLISHED:
        values += head.meta.get(name, [])[:2]
    values += [value for _, value in head.props.get("datepublished", [])[:2]]
    yield from (m for m in map(_value, values) if m)
    yield from _times(times, near)
    for block in near:
        if len(block.text) <= 160 and any(map(str.isdigit, block.text)):
            moment = read_printed(block.text)
            if moment:
                yield moment


def _value(text: str | None) -> Moment | None:
    if not text:
        return None
    return read_iso(text) or (read_printed(text) if len(text) < 60 else None)


def _modified(stated: Stated, head: Head, times: list[HtmlElement]) -> Iterator[Moment]:
    values = [stated.modified]
    for name in _MODIFIED:
        values += head.meta.get(name, [])[:2]
    values += [value for _, value in head.props.get("datemodified", [])[:2]]
    yield from (m for m in map(_value, values) if m)
    for element in times:
        names = (element.get("class") or "").split()
        if "updated" in names and "published" not in names:
            moment = read_iso(element.get("datetime"))
            if moment:
                yield moment


def _times(elements: list[HtmlElement], near: list[Block]) -> Iterator[Moment]:
    """`time` elements: those said to be of the publication first, then those near the story."""
    for element in elements:
        said = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
        if element.get("pubdate") is not None or "publish" in said:
            moment = _value(element.get("datetime") or element.text)
            if moment:
                yield moment
    frames = {block.frame.element for block in near}
    for element in elements:
        holder = (
            element
            if element in frames
            else next((up for up in element.iterancestors() if up in frames), None)
        )
        if holder is not None:
            moment = read_iso(element.get("datetime")) or _value("".join(element.itertext())[:100])
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
