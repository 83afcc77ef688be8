"""Looks at one record while it streams by: its header, its block, and what they say together."""

from __future__ import annotations

from archive import journal
from archive.errors import CaptureMissing
from archive.verify import header as headers
from archive.verify.blocks import AnyBlock, Block, HttpBlock, TextBlock
from archive.verify.digests import Digest
from archive.verify.facts import Facts
from archive.verify.findings import Tally
from archive.verify.flow import Flow
from archive.verify.header import Header
from archive.warc import fields as warc_fields

_END = b"\r\n\r\n"
_WARC_FIELDS = "application/warc-fields"
_ALL_PAYLOAD = ("resource", "conversion", "metadata")
_SHORT = 64  # bytes of a cut body that need not look like a chunk yet


class RecordReader:
    """Reads records out of a flow and puts what it finds into a tally.

    With `quick`, headers are looked at and blocks are passed over.
    """

    def __init__(self, tally: Tally, file: str, *, quick: bool = False) -> None:
        self._tally = tally
        self._file = file
        self._quick = quick
        self._offset = 0

    def read(self, flow: Flow, offset: int) -> Facts | None:
        """The next record, which begins at `offset`; None when there is none, and no way on.

        Raises Broken when the bytes end or are damaged.
        """
        self._offset = offset
        raw = flow.head(headers.LIMIT)
        header = None if raw is None else headers.parse(raw)
        odd = () if header is None else header.odd
        there = header is not None and not odd
        self._check("header", there, *odd[:1] or ["no WARC record begins here"])
        if header is None:
            return None
        for rule, sound, said in headers.looks(header):
            self._check(rule, sound, said or "there is none")
        facts = facts_of(header, offset)
        whole = self._block(flow, header, facts)
        return facts if whole else None

    def _check(self, rule: str, sound: object, *what: object) -> bool:
        return self._tally.check(rule, sound, self._file, self._offset, *what)

    def _block(self, flow: Flow, header: Header, facts: Facts) -> bool:
        """Read the block and what closes the record; False when they are not where they should."""
        length = header.length
        if length is None:
            return self._check("length", False, "Content-Length is", header.get("content-length"))
        block = self._block_of(header)
        said = header.get("warc-block-digest")
        running = Digest(said) if said and not self._quick else None
        read = 0
        for piece in flow.pieces(length):
            read += len(piece)
            block.feed(piece)
            if running is not None:
                running.update(piece)
        end = flow.exactly(4)
        if not self._check(
            "length",
            read == length and end == _END,
            f"Content-Length is {length}, {read} bytes are there, then",
            end,
        ):
            return False
        if not self._quick:
            self._check("block-digest", running is not None and running.fits(), said or "none")
            self._look(block, facts)
        return True

    def _block_of(self, header: Header) -> Block:
        payload = header.get("warc-payload-digest")
        kind = header.type
        if self._quick or (kind == "revisit" and not (header.is_http and header.length)):
            return AnyBlock()  # a revisit's payload is its original's
        if kind == "warcinfo" or (kind == "metadata" and _is_fields(header)):
            return TextBlock(payload)
        if header.is_http and kind in ("request", "response"):
            return HttpBlock(payload, answer=kind == "response")
        if kind == "revisit":
            return HttpBlock(None, answer=True)
        bare = kind in _ALL_PAYLOAD and not _is_message(header)
        return AnyBlock(payload if bare else None)

    def _look(self, block: Block, facts: Facts) -> None:
        if facts.payload and facts.type != "revisit":
            self._check("payload-digest", block.payload_fits(), facts.payload)
        if facts.type == "metadata":
            self._metadata(block, facts)
        elif isinstance(block, TextBlock):
            self._warcinfo(block.text)
        elif isinstance(block, HttpBlock):
            facts.bare = block.size == 0
            facts.method = block.start.split(b" ", 1)[0].decode("latin-1")[:32]
            cut = facts.truncated is not None
            request = facts.type == "request"
            self._check("http-head", block.sound or (cut and not request), block.start[:60])
            if block.sound and not request and block.head is not None:
                facts.status = block.head.status
                if facts.type == "response":
                    self._response(block, facts)

    def _response(self, block: HttpBlock, facts: Facts) -> None:
        cut = facts.truncated is not None
        facts.size, facts.entity = block.size, block.entity_digest()
        if block.chunks is not None:
            given_up = facts.truncated == "unspecified"
            sound = not block.chunks.malformed or not block.size or (cut and block.size < _SHORT)
            what = "Transfer-Encoding is chunked, but the body is not in chunks"
            self._check("chunks-meant" if given_up else "chunks", sound, what)
        facts.bodiless = not block.whole and not block.size
        excused = cut or facts.status in (204, 304) or facts.bodiless
        due = "in chunks" if block.chunks is not None else f"{block.due} bytes"
        what = f"the body should be {due}, {block.size} bytes are there, no WARC-Truncated"
        self._check("framing", block.whole or excused, what)

    def _warcinfo(self, block: bytes) -> None:
        there = {name.lower() for name in warc_fields.read(block.replace(b"\n", b"\r\n"))}
        what = {"software", "format", "conformsto"}
        self._check("warcinfo-what", what <= there, "missing:", *sorted(what - there))
        who = {"robots", "http-header-user-agent"} - there
        who |= {"operator"} if not there & {"hostname", "operator"} else set()
        self._check("warcinfo-who", not who, "missing:", *sorted(who))

    def _metadata(self, block: Block, facts: Facts) -> None:
        tied = facts.partners or facts.refers or facts.uri
        if not isinstance(block, TextBlock):
            self._check("metadata", tied, "names no record and no URI")
            return
        text = block.text
        lines = text.decode("utf-8", "replace").splitlines()
        odd = next((line for line in lines if line.strip() and ":" not in line), None)
        sound = tied and odd is None and not block.cut
        why = "names no record and no URI" if not tied else "a line without a colon:"
        self._check("metadata", sound, "too long to be read" if block.cut else why, odd or "")
        if journal.is_announcement(text):
            self._announcement(text, facts)
        else:
            facts.entity = warc_fields.read(text).get("entityDigest")

    def _announcement(self, text: bytes, facts: Facts) -> None:
        try:
            facts.announced = journal.read(text)
        except (CaptureMissing, RecursionError) as error:
            self._check("announcement", False, str(error) or "nested too deeply")
            return
        told = facts.refers is not None and facts.refers == facts.warcinfo
        self._check("announcement", told, "refers to", facts.refers)


def _is_message(header: Header) -> bool:
    return (header.get("content-type") or "").lower().startswith("application/http")


def _is_fields(header: Header) -> bool:
    return (header.get("content-type") or "").replace(" ", "").lower() == _WARC_FIELDS


def facts_of(header: Header, offset: int) -> Facts:
    """What a header says of its record; what its block says is added later."""
    get = header.get
    return Facts(
        offset,
        header.type,
        header.id,
        uri=header.uri,
        date=get("warc-date"),
        is_http=header.is_http,
        payload=get("warc-payload-digest"),
        truncated=get("warc-truncated"),
        profile=get("warc-profile"),
        refers=get("warc-refers-to"),
        refers_uri=get("warc-refers-to-target-uri"),
        refers_date=get("warc-refers-to-date"),
        warcinfo=get("warc-warcinfo-id"),
        filename=get("warc-filename"),
        partners=tuple(header.fields.get("warc-concurrent-to", ())),
    )
