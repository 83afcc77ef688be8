"""The story document: the one JSON shape in which stories leave, from a page or from the tables.

docs/story.schema.json says what it is like, docs/story-document.md what each field means.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from archive.model import Comment, Image, Locator, Reading, Revisit, Section, SourceLine, Story
from archive.moments import DAY, moment, stated

if TYPE_CHECKING:  # the tables' modules cost 70 ms that `parse` does not pay
    from archive.query import CaptureRow, StoryRow

Document = dict[str, Any]

_SURROGATES = re.compile("[\ud800-\udfff]")


def from_reading(
    reading: Reading, *, url: str | None = None, source: str | None = None
) -> Document:
    """The document of one page that was only read; nothing is stored, so it has no captures.

    A page that holds no story gives a document of nulls and empty lists with `why` added; readers'
    posts on it are its comments all the same.
    `url` is the address that a person gave for the page, None when nobody said.
    """
    if reading.story is None:
        why = reading.why or "no story was found on the page"
        comments = _comments(reading.thread.comments)
        return {**nothing(url, why, reading.canonical_url), "comments": comments}
    return from_story(reading.story, url=url, source=source)


def from_story(story: Story, *, url: str | None = None, source: str | None = None) -> Document:
    """The document of a story that is not stored."""
    return {
        "url": _text(url) or _text(story.url) or _text(story.canonical_url),
        "canonical_url": _text(story.canonical_url),
        "source": source,
        "outlet": _text(story.outlet),
        "headline": _text(story.headline),
        "lead": _text(story.lead),
        "sections": _sections(story.sections),
        "source_line": _source_line(story.source_line),
        "authors": _texts(story.authors),
        "published": stated(story.published),
        "modified": stated(story.modified),
        "language": _text(story.language),
        "topics": _texts(story.topics),
        "images": _images(story.images),
        "comments": _comments(story.comments),
        **_unstored(),
    }


def from_row(row: StoryRow) -> Document:
    """The document of a stored story as it stands now."""
    return {
        "url": row.url,
        "canonical_url": row.url,
        "source": row.source,
        "outlet": _text(row.outlet),
        "headline": _text(row.headline),
        "lead": _text(row.lead),
        "sections": _sections(row.sections),
        "source_line": _source_line(row.source_line),
        "authors": _texts(row.authors),
        "published": moment(row.published),
        "modified": moment(row.modified),
        "language": _text(row.language),
        "topics": _texts(row.topics),
        "images": _images(row.images),
        "comments": _comments(row.comments),
        "revision": row.revision,
        "group": row.group,
        "relation": row.relation,
        "repeats": row.repeats,
        "gone": row.gone,
        "captures": [_capture(capture) for capture in row.captures],
    }


def nothing(url: str | None, why: str, canonical_url: str | None = None) -> Document:
    """The document of a page without a story: nulls, empty lists, and the reason."""
    empty = from_story(Story(url=url or "", canonical_url=canonical_url or "", headline=""))
    return {**empty, "why": why}


def line(document: Mapping[str, Any]) -> bytes:
    """One line of JSON Lines: UTF-8, newline at the end, whatever a hostile page put into it."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return _SURROGATES.sub("\ufffd", text).encode() + b"\n"


def _unstored() -> Document:
    return {
        "revision": 1,
        "group": None,
        "relation": None,
        "repeats": None,
        "gone": None,
        "captures": [],
    }


def _text(text: str | None) -> str | None:
    return text or None


def _texts(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if text]


def _sections(sections: Iterable[Section]) -> list[Document]:
    return [
        {
            "heading": _text(section.heading),
            "paragraphs": _texts(section.paragraphs),
            "published": section.published,
        }
        for section in sections
    ]


def _source_line(line: SourceLine | None) -> Document | None:
    if line is None or not line.text:
        return None
    return {
        "text": line.text,
        "credit": _text(line.credit),
        "outlet": _text(line.outlet),
        "date": line.date if line.date and DAY.fullmatch(line.date) else None,
    }


def _images(images: Iterable[Image]) -> list[Document]:
    return [
        {"url": image.url, "caption": _text(image.caption), "credit": _text(image.credit)}
        for image in images
    ]


def _comments(comments: Iterable[Comment]) -> list[Document]:
    return [
        {
            "id": comment.id,
            "parent": _text(comment.parent),
            "author": _text(comment.author),
            "published": moment(comment.published),
            "text": comment.text,
        }
        for comment in comments
    ]


def _capture(capture: CaptureRow) -> Document:
    return {
        "captured_at": capture.captured_at,
        **_place(capture.at),
        "digest": capture.digest,
        "revisit": _revisit(capture.revisit),
    }


def _revisit(revisit: Revisit | None) -> Document | None:
    return None if revisit is None else {"profile": revisit.profile, **_place(revisit.at)}


def _place(at: Locator | None) -> Document:
    if at is None:
        return {"warc": None, "offset": None, "length": None}
    return {"warc": at.warc, "offset": at.offset, "length": at.length}
