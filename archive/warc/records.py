"""The shape of a WARC record, its id and address, and the first record of a file; pure."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from urllib.parse import quote

from archive.warc import fields
from archive.warc.digests import Body, digest

WARC_FIELDS = "application/warc-fields"

# What may stand in a URI as it is (RFC 3986); everything else is percent-encoded.
_URI_SAFE = "%:/?#[]@!$&'()*+,;=-._~"

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One WARC record: named fields, then a block of `head` and `body`.

    `coded` says that the body is compressed already, so that packing it again is wasted work.
    `content_type` is None for an empty block, which has none (WARC 1.1 §5.6).
    """

    type: str
    id: str
    fields: Fields
    content_type: str | None
    head: bytes
    body: Body = b""
    coded: bool = False


def record_id() -> str:
    """A fresh `<urn:uuid:…>`."""
    return f"<urn:uuid:{uuid.uuid4()}>"


def target_uri(url: str) -> str:
    """`url` as WARC-Target-URI wants it: ASCII, no fragment, nothing that is no URI character."""
    return quote(url.partition("#")[0], safe=_URI_SAFE)


def warcinfo(name: str, written: Fields, moment_stamp: str) -> Record:
    """The first record of the file that will be called `name`."""
    block = fields.written(written)
    own_id = record_id()
    named: Fields = (
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", own_id),
        ("WARC-Date", moment_stamp),
        ("WARC-Filename", name),
        ("WARC-Block-Digest", digest(block)),
    )
    return Record("warcinfo", own_id, named, WARC_FIELDS, b"", block)
