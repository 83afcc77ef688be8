"""Hand-made WARC records that share no code with the archive's writer, for tests of `verify`."""

from __future__ import annotations

import base64
import gzip
import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

NAME = "news-20261120083015-00000-server.warc.gz"
DATE = "2026-11-20T08:30:15.123456Z"
LATER = "2026-11-21T09:00:00.5Z"
URI = "https://paper.example/ferry"
PAGE = b"<!doctype html><title>The Ferry</title><p>The ferry is late again.</p>" * 20
HTTP = "application/http; msgtype="
FIELDS = "application/warc-fields"
PROFILES = "http://netpreserve.org/warc/1.1/revisit/"
ABOUT = (
    b"software: backissue/test\r\nformat: WARC File Format 1.1\r\nconformsTo: https://example/\r\n"
    b"robots: obey\r\nhostname: server\r\nhttp-header-user-agent: test\r\n"
)


def uid(name: str) -> str:
    """A record id that is the same in every run."""
    digits = hashlib.md5(name.encode()).hexdigest()
    parts = digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]
    return f"<urn:uuid:{'-'.join(parts)}>"


def sha256(block: bytes) -> str:
    return "sha256:" + base64.b32encode(hashlib.sha256(block).digest()).decode()


@dataclass
class Rec:
    """One record; length and block digest are right unless `fields` says them."""

    kind: str
    name: str
    block: bytes
    fields: dict[str, str | list[str] | None] = field(default_factory=dict)
    version: str = "WARC/1.1"
    tail: bytes = b"\r\n\r\n"

    @property
    def id(self) -> str:
        return uid(self.name)

    def raw(self) -> bytes:
        said: dict[str, str | list[str] | None] = {
            "WARC-Type": self.kind,
            "WARC-Record-ID": self.id,
            "WARC-Date": DATE,
            "WARC-Block-Digest": sha256(self.block),
            "Content-Length": str(len(self.block)),
            **self.fields,
        }
        lines = [self.version]
        for name, value in said.items():
            values = value if isinstance(value, list) else [value]
            lines += [f"{name}: {one}" for one in values if one is not None]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.block + self.tail


def warcinfo(name: str = NAME) -> Rec:
    return Rec("warcinfo", "info", ABOUT, {"WARC-Filename": name, "Content-Type": FIELDS})


def exchange(
    name: str, body: bytes = PAGE, head: bytes | None = None, *, method: bytes = b"GET"
) -> list[Rec]:
    """Request, response and metadata record of one exchange."""
    if head is None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n" % len(body)
    uri = f"{URI}/{name}"
    common = {"WARC-Target-URI": uri, "WARC-Warcinfo-ID": uid("info")}
    asked = b"%s /ferry/%s HTTP/1.1\r\nHost: paper.example\r\n\r\n" % (method, name.encode())
    answer = {"Content-Type": HTTP + "response", "WARC-Payload-Digest": sha256(body)}
    entity = dechunked(body) if b"chunked" in head.lower() else body
    told = b"method: %s\r\nkind: story\r\nentityDigest: %s\r\n" % (method, sha256(entity).encode())
    return [
        Rec(
            "request",
            f"{name} asked",
            asked,
            common
            | {
                "Content-Type": HTTP + "request",
                "WARC-Concurrent-To": uid(f"{name} answer"),
                "WARC-IP-Address": "93.184.216.34",
            },
        ),
        Rec("response", f"{name} answer", head + b"\r\n" + body, common | answer),
        Rec(
            "metadata",
            f"{name} about",
            told,
            common
            | {
                "Content-Type": FIELDS,
                "WARC-Concurrent-To": [uid(f"{name} answer"), uid(f"{name} asked")],
            },
        ),
    ]


def revisit(name: str, of: Rec, *, unmodified: bool = False) -> list[Rec]:
    """The records of a later exchange whose response is a revisit of `of`."""
    head = of.block.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    asked, answer, about = exchange(name)
    answer.kind, answer.block = "revisit", b"" if unmodified else head
    answer.fields |= {
        "WARC-Profile": PROFILES
        + ("server-not-modified" if unmodified else "identical-payload-digest"),
        "WARC-Refers-To": of.id,
        "WARC-Refers-To-Target-URI": of.fields["WARC-Target-URI"],
        "WARC-Refers-To-Date": DATE,
        "WARC-Payload-Digest": of.fields["WARC-Payload-Digest"],
    }
    if unmodified:
        answer.fields["Content-Type"] = None
    else:
        answer.fields["WARC-Truncated"] = "length"
    for one in (asked, answer, about):
        one.fields["WARC-Date"] = LATER
    return [asked, answer, about]


def announcement(sequence: int, *records: str) -> Rec:
    """The metadata record of a transaction that takes these captures in."""
    lines = [b"announcement: 1", b"sequence: %d" % sequence, b"at: " + DATE.encode(), b"reader: 1"]
    lines += [b'entry: {"kind":"capture","record":"%s"}' % one.encode() for one in records]
    refers = {"WARC-Refers-To": uid("info"), "WARC-Warcinfo-ID": uid("info")}
    block = b"".join(line + b"\r\n" for line in lines)
    return Rec("metadata", f"told {sequence}", block, {"Content-Type": FIELDS, **refers})


def chunked(body: bytes, step: int = 97) -> bytes:
    pieces = (body[at : at + step] for at in range(0, len(body), step))
    framed = (b"%x;note=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return b"".join(framed) + b"0\r\nX-Trailer: yes\r\n\r\n"


def dechunked(body: bytes) -> bytes:
    out, rest = b"", body
    while rest:
        line, _, rest = rest.partition(b"\r\n")
        size = int(line.partition(b";")[0] or b"0", 16)
        if not size:
            break
        out, rest = out + rest[:size], rest[size + 2 :]
    return out


def sound() -> list[Rec]:
    """A file of every kind of record, with nothing wrong."""
    coded = gzip.compress(PAGE, mtime=0)
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\nContent-Encoding: gzip\r\n"
    plain = exchange("plain")
    cut = exchange("cut", PAGE[:500], b"HTTP/1.1 200 OK\r\nContent-Length: 1400\r\n")
    cut[1].fields["WARC-Truncated"] = "disconnect"
    gone = exchange("gone", b"", b"HTTP/1.1 204 No Content\r\nContent-Length: 20\r\n")
    asked = exchange("asked", b"", b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n", method=b"HEAD")
    return [
        warcinfo(),
        *plain,
        *exchange("chunks", chunked(coded), head),
        *cut,
        *gone,
        *asked,
        *revisit("again", plain[1]),
        *revisit("same", plain[1], unmodified=True),
        announcement(1, plain[1].id),
    ]


def packed(records: Sequence[Rec]) -> bytes:
    return b"".join(gzip.compress(one.raw(), 6, mtime=0) for one in records)


def write(folder: Path, records: Sequence[Rec], name: str = NAME) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    gz = name.endswith(".gz")
    path.write_bytes(packed(records) if gz else b"".join(one.raw() for one in records))
    return path


def borders(raw: bytes) -> list[int]:
    """Where each gzip member begins, and the end."""
    places, rest = [0], raw
    while rest:
        unpacker = zlib.decompressobj(31)
        unpacker.decompress(rest)
        rest = unpacker.unused_data
        places.append(len(raw) - len(rest))
    return places
