"""The record that stands where a forgotten exchange stood: a metadata record with its id; pure.

Its block says that something was captured then, and that it was removed, when and why. It keeps the
address, and nothing of what was sent or came: no head, no digest (a digest proves a text to him who
has it), no length.
"""

from __future__ import annotations

from datetime import datetime

from archive.model import Capture
from archive.times import fine_stamp, parse
from archive.warc import fields
from archive.warc.digests import digest
from archive.warc.records import WARC_FIELDS, Record

REMOVED = "removed by `backissue forget`"  # in `Capture.error`: there is nothing to be read


def record(capture: Capture, warcinfo_id: str, at: datetime, reason: str | None) -> Record:
    """The record for `capture`, whose exchange is removed; `at` is when it was asked for."""
    purpose = capture.purpose
    block = fields.written(
        [
            ("forgotten", fine_stamp(at)),
            ("reason", reason),
            ("hopsFromSeed", purpose.hops or None),
            ("method", capture.method),
            ("source", purpose.source),
            ("kind", purpose.kind.value),
            ("run", purpose.run),
            ("visit", purpose.visit),
        ]
    )
    named = (
        ("WARC-Type", "metadata"),
        ("WARC-Record-ID", capture.record_id),
        ("WARC-Target-URI", capture.url),
        ("WARC-Date", fine_stamp(capture.captured_at)),
        ("WARC-Warcinfo-ID", warcinfo_id),
        ("WARC-Block-Digest", digest(block)),
    )
    return Record("metadata", capture.record_id, named, WARC_FIELDS, b"", block)


def is_tombstone(block: bytes) -> bool:
    """Whether the block of a metadata record is one of these."""
    return block.startswith(b"forgotten:")


def capture(named: dict[str, str], block: bytes) -> Capture:
    """The capture that was removed, as far as its tombstone tells; its place is not known here.

    `named` are the record's fields, names in lower case.
    """
    said = fields.read(block)
    return Capture(
        url=named["warc-target-uri"],
        method=said.get("method", "GET"),
        purpose=fields.purpose_in(said),
        captured_at=parse(named["warc-date"]),
        record_id=named["warc-record-id"],
        at=None,
        status=None,
        mime=None,
        size=0,
        digest=None,
        entity_digest=None,
        error=REMOVED,
    )
