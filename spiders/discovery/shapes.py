"""What the shape of an address says: a story, a section, or something that is neither."""

from __future__ import annotations

import re
from enum import Enum
from urllib.parse import parse_qsl, unquote, urlsplit

from spiders.discovery.vocabulary import (
    LIST_PARAMETERS,
    LISTS,
    PERHAPS_TOOLS,
    STORY_FOLDERS,
    STORY_PARAMETERS,
    TOOLS,
)


class Shape(Enum):
    """`LIKELY`: a date, a long slug or an id. `POSSIBLE`: the link's text has to decide."""

    LIKELY = "likely"
    POSSIBLE = "possible"
    SECTION = "section"
    NEITHER = "neither"


_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|pdf|docx?|xlsx?|pptx?|odt|epub|csv|zip|gz|rar"
    r"|mp3|m4a|ogg|wav|aac|mp4|m4v|mov|webm|m3u8?|css|js|json|xml|rss|atom|txt|ics|apk|exe|woff2?)$",
    re.IGNORECASE,
)
_PAGE_FILE = re.compile(r"\.(?:html?|shtml?|php\d?|aspx?|jsp|jhtml|ece|stm|cms|do)$", re.IGNORECASE)

_DATED = re.compile(
    r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
    r"(?:[/-]?(?:0?[1-9]|[12]\d|3[01]))?(?:/|-|_)(?P<rest>[^?]*[^/?])",
    re.IGNORECASE,
)
_ONLY_DATE = re.compile(r"/(?:19|20)\d\d(?:/\d{1,2}){0,2}/?$")
_DATE_INSIDE = re.compile(
    r"(?<!\d)(?:19|20)\d\d[-_]?(?:0[1-9]|1[0-2])[-_]?(?:0[1-9]|[12]\d|3[01])(?!\d)"
)
_ID = re.compile(
    r"(?:^|[-_.a-z])\d{5,}(?:$|[-_.])|^[0-9a-f]{12,}$|-[0-9a-f]{8,}$|\d{6,}", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]{2,}|\d+")
_COMMENT_PAGE = re.compile(r"(?:^|&)cpage=\d")  # of a WordPress without permalinks
_PAGING = re.compile(r"^(?:page|seite|pagina|comment-page)-?\d*$")


def shape(url: str) -> Shape:
    """What kind of page `url` looks like; judged by its path and query alone."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    segments = [segment for segment in path.lower().split("/") if segment]
    if _FILE.search(path) or _is_tool(segments):
        return Shape.NEITHER
    if _COMMENT_PAGE.search(parts.query):
        return Shape.NEITHER
    if parts.query and (judged := _by_query(parts.query)) is not None:
        return judged
    if not segments:
        return Shape.SECTION
    if _ONLY_DATE.search(path):
        return Shape.NEITHER
    if _DATED.search(path):
        return Shape.LIKELY
    judged = _by_path(segments)
    if PERHAPS_TOOLS.isdisjoint(segments):
        return judged
    behind = PERHAPS_TOOLS.isdisjoint(segments[-2:])
    return Shape.LIKELY if behind and judged is Shape.LIKELY else Shape.NEITHER


def is_list(url: str) -> bool:
    """Whether the path says that a list of stories is here: `/category/…`, `/thema/…`."""
    segments = [segment for segment in unquote(urlsplit(url).path).lower().split("/") if segment]
    return not LISTS.isdisjoint(segments[:1] + segments[-2:-1])


def depth(url: str) -> int:
    """How many segments the path has."""
    return sum(1 for segment in urlsplit(url).path.split("/") if segment)


def _is_tool(segments: list[str]) -> bool:
    return any(
        segment in TOOLS or _PAGING.match(segment) or segment.startswith(("@", "~", "www."))
        for segment in segments
    )


def _by_query(query: str) -> Shape | None:
    for name, value in parse_qsl(query, max_num_fields=50) if query.count("&") < 50 else ():
        name = name.lower()
        if name in LIST_PARAMETERS:
            return Shape.NEITHER
        if name in STORY_PARAMETERS and any(character.isdigit() for character in value):
            return Shape.LIKELY
    return None


def _by_path(segments: list[str]) -> Shape:
    last = segments[-1]
    name = _PAGE_FILE.sub("", last)
    words = _WORD.findall(name)
    long_slug = sum(not word.isdigit() for word in words) >= 4
    if not LISTS.isdisjoint(segments[:1] + segments[-2:-1]):
        return Shape.POSSIBLE if long_slug and len(segments) > 2 else Shape.SECTION
    identified = any(map(_ID.search, (name, *segments[-2:-1])))
    if long_slug or identified or _DATE_INSIDE.search(last):
        return Shape.LIKELY
    numbered = any(segment.isdigit() for segment in segments[1:]) or name.isdigit()
    if len(segments) > 1 and set(segments[:-1]) & STORY_FOLDERS and (numbered or len(words) > 1):
        return Shape.LIKELY
    if len(words) >= 3 or (len(segments) > 1 and (len(words) >= 2 or numbered)):
        return Shape.POSSIBLE
    if len(segments) >= 3:
        return Shape.POSSIBLE
    return Shape.SECTION
