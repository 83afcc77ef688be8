"""The frozen shapes that pass from stage to stage; no I/O.

schedule → crawl → Exchange → capture → Capture → extract → Reading (Story, Thread) → dedupe → store

Times are ISO 8601 strings where a page stated them: `2025-09-02T06:00:00Z`, or a bare day
`2025-09-02` when the page says no more. A story's `published` keeps what else the page says: the
site's offset where its day is not that of UTC, a clock time whose zone nobody tells; the tables
hold instants and days (`archive.moments`). Unknown is None or an empty tuple, never invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO


class Kind(StrEnum):
    """What a fetch was for; written into the WARC's metadata record and the captures table."""

    STORY = "story"  # a page that may hold a story
    PAGE = "page"  # a further page of a story that is printed on several
    COMMENTS = "comments"  # a further page, listing or feed of a story's comments
    FEED = "feed"  # RSS, Atom or JSON Feed
    SITEMAP = "sitemap"  # sitemap, news sitemap or sitemap index
    FRONT = "front"  # front or section page, read for links
    ROBOTS = "robots"
    REQUISITE = "requisite"  # style, image or font of a story page


class Truncated(StrEnum):
    """Why a response is not whole (WARC 1.1 §5.13)."""

    LENGTH = "length"
    TIME = "time"
    DISCONNECT = "disconnect"
    UNSPECIFIED = "unspecified"


# ---- capture


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why a request was made: what the metadata record says beside the bytes."""

    source: str | None = None
    kind: Kind = Kind.STORY
    run: str | None = None  # identifies the run, so that rebuild can group captures
    visit: str | None = None  # identifies one visit to a story: its page and comment pages
    via: str | None = None  # the address that led here
    hops: str = ""  # hopsFromSeed of WARC 1.1: L link, R redirect, E embed, P prerequisite


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came back, as bytes on the wire; the writer turns it into records.

    `response_head` ends with the blank line; `response_body` is the block after it, framing and
    content coding kept; a large one is a temporary file, read from its start. Both are empty when
    nothing came; then `error` says why. `request` is empty when not even that was sent.
    """

    url: str
    method: str
    request: bytes
    response_head: bytes
    response_body: bytes | BinaryIO
    started: datetime
    elapsed_ms: int
    purpose: Purpose = field(default_factory=Purpose)
    ip: str | None = None
    protocols: tuple[str, ...] = ("http/1.1",)  # and e.g. "tls/1.3"
    cipher: str | None = None
    truncated: Truncated | None = None
    error: str | None = None  # class and message, one line
    informational: bytes = b""  # 1xx responses that came before
    stray: bytes = b""  # bytes after the end of the message
    leading: bytes = b""  # bytes before its status line


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a record's gzip member lies: file name below `warc/`, byte offset, byte length."""

    warc: str
    offset: int
    length: int


class Profile(StrEnum):
    """Why a response is stored as a revisit record (WARC 1.1 §6.7), without its body."""

    IDENTICAL = "identical-payload-digest"
    NOT_MODIFIED = "server-not-modified"


@dataclass(frozen=True, slots=True)
class Revisit:
    """What a revisit record refers to: the original's record id, and where its response lies.

    `at` is None where only the id is known yet (read in bulk, without the tables).
    """

    profile: Profile
    original: str
    at: Locator | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """One exchange as it was stored. `at` is None when no response came (request record only).

    For a revisit `at` is the revisit record, and the body is that of `revisit.at`; status, headers
    and digests are still those that came over the wire now.
    """

    url: str
    method: str
    purpose: Purpose
    captured_at: datetime
    record_id: str  # of the response (or request) record: `<urn:uuid:…>`
    at: Locator | None
    status: int | None
    mime: str | None  # media type of the Content-Type header, lower case
    size: int  # bytes of the response body as it came
    digest: str | None  # payload digest as recorded: `sha256:BASE32`
    entity_digest: str | None  # sha256 of the entity body: chunk framing removed
    etag: str | None = None
    last_modified: str | None = None
    location: str | None = None  # Location header, as sent
    truncated: Truncated | None = None
    error: str | None = None
    elapsed_ms: int = 0
    revisit: Revisit | None = None

    @property
    def is_page(self) -> bool:
        """Whether there is something to read: a 2xx answer that came without a failure.

        A part (206), which nobody asked for, is none: it would pass for a story that was cut.
        The crawl and `rebuild` both go by this, so that they read the same captures.
        """
        came = self.status is not None and 200 <= self.status < 300 and self.status != 206
        return came and self.at is not None and self.error is None


# ---- extract


@dataclass(frozen=True, slots=True)
class Rule:
    """CSS selectors that a user gives for one layout of a stubborn site; each is optional.

    The layout was served from the ISO day `since` until the day before `until`.
    """

    since: str | None = None
    until: str | None = None
    headline: str | None = None
    lead: str | None = None
    body: str | None = None  # the text's elements, or what holds them
    remove: str | None = None  # taken off the page before it is read
    authors: str | None = None
    published: str | None = None
    source_line: str | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """What a site's stories were found to share: numbers of texts, and of places in the markup.

    Learned from earlier stories of the site (`archive.store.templates`); `edition` grows with each
    change, so that it can be told by what a page was read.
    """

    edition: int = 0
    texts: frozenset[int] = frozenset()
    places: frozenset[int] = frozenset()


UNLEARNED = Template()


@dataclass(frozen=True, slots=True)
class Guide:
    """What is known of a source's pages before one of them is read."""

    rules: tuple[Rule, ...] = ()
    template: Template = UNLEARNED


UNGUIDED = Guide()


@dataclass(frozen=True, slots=True)
class Page:
    """What extraction reads: the entity body, content coding removed."""

    url: str
    body: bytes
    content_type: str | None = None  # the whole Content-Type header
    fetched: datetime | None = None  # nothing on a page is believed to be later than this
    guide: Guide = UNGUIDED  # of the page's source


@dataclass(frozen=True, slots=True)
class Section:
    heading: str | None
    paragraphs: tuple[str, ...] = ()
    published: str | None = None  # of a live blog's post


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Who the text is from, as printed, and the parts that could be told apart."""

    text: str
    credit: str | None = None
    outlet: str | None = None
    date: str | None = None  # ISO day


@dataclass(frozen=True, slots=True)
class Image:
    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """One reader comment. `parent` is the `id` of the comment it answers."""

    id: str
    parent: str | None
    author: str | None
    published: str | None
    text: str  # paragraphs and line breaks as "\n"


@dataclass(frozen=True, slots=True)
class Thread:
    """The comments of one story as far as one answer shows them, and where the rest is.

    `whole` is True when the answer itself shows that nothing is missing. `pages` are further
    comment pages of the site, `listings` are machine-readable ones that hold all of them (the
    better way when both are there), in order of preference.
    """

    comments: tuple[Comment, ...] = ()
    whole: bool = True
    declared: int | None = None  # how many the page says there are
    pages: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    url: str
    canonical_url: str
    headline: str
    outlet: str | None = None
    lead: str | None = None
    sections: tuple[Section, ...] = ()
    source_line: SourceLine | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    language: str | None = None  # BCP 47, lower case primary tag
    topics: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    comments: tuple[Comment, ...] = ()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """All paragraphs of the body in reading order."""
        return tuple(p for section in self.sections for p in section.paragraphs)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one page was understood as: a story with its comment thread, or a reason why not."""

    story: Story | None
    why: str | None = None  # "no story": the reason in words a person understands
    thread: Thread = field(default_factory=Thread)
    canonical_url: str | None = None
    pages: tuple[str, ...] = ()  # further pages of the story, in order
    variants: tuple[str, ...] = ()  # AMP and print forms, where the page itself shows little
    sketch: tuple[int, ...] = ()  # sampled shingles of the text, for dedupe
    traits: tuple[tuple[int, int], ...] = ()  # text and place of each block, to learn from
    given_up: bool = False  # the page was not read: it, or somebody, killed its parser twice


GIVEN_UP = Reading(
    None, why="the parser process died on this page; its capture is kept", given_up=True
)


# ---- a visit: what the crawl hands to the store


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to a story's address: its page, the redirects before it, its comment pages.

    `reading` is None when no page came (304, 404, an error); `capture.status` and `.error` tell.
    `thread` is the merged thread of all comment pages; `thread.whole` is True only when every
    page or listing that was named has been read, so that a missing comment is known to be gone.
    """

    source: str
    run: str
    address: str  # as it was asked for
    capture: Capture  # the last exchange: the page itself
    others: tuple[Capture, ...] = ()  # redirects before it, comment pages after it
    reading: Reading | None = None
    thread: Thread | None = None
    comments: bool = True  # whether comment pages were to be read (`Source.comments`)
    guide: Guide = UNGUIDED  # by which its pages were read
