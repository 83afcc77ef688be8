"""What a stored answer said of itself, and what of that a browser of today is told; pure."""

from __future__ import annotations

import re

from archive.warc.head import Head

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_UNFIT = re.compile(r"[^\t\x20-\x7e\x80-\xff]")
_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,100}/[A-Za-z0-9!#$&^_.+-]{1,100}")
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_MOST, _LONGEST, _ROOM = 100, 4000, 32_000  # headers, characters of one, of all: browsers' limits
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF8", "image/gif"), (b"\xff\xd8\xff", "image/jpeg"),
    (b"wOF2", "font/woff2"), (b"wOFF", "font/woff"), (b"OTTO", "font/otf"),
    (b"\x00\x01\x00\x00\x00", "font/ttf"), (b"\x00\x00\x01\x00", "image/x-icon"),
)  # fmt: skip
_PASSIVE = ("image/", "font/", "audio/", "video/", "application/font", "application/x-font")
# What a browser shows without building a document out of it.
_PLAIN = ("text/plain", "text/css", "text/csv", "text/javascript", "application/javascript",
          "application/json")  # fmt: skip


def original_headers(head: Head) -> list[tuple[str, str]]:
    """The archived headers under names that no browser obeys, the status line among them."""
    line = f"{head.status or ''} {head.reason}".strip()
    told, room = [], _ROOM
    for name, value in [("Status", line), *head.headers][:_MOST]:
        kept = _UNFIT.sub(" ", value)[:_LONGEST]
        room -= len(name) + len(kept)
        if room > 0 and _TOKEN.fullmatch(name):
            told.append((f"x-archive-orig-{name.lower()}", kept))
    return told


def content_type(head: Head) -> str:
    """The archived type with its charset, rebuilt; `application/octet-stream` for none."""
    said = head.get("Content-Type") or ""
    found = _TYPE.match(said.strip())
    if found is None:
        return "application/octet-stream"
    charset = _CHARSET.search(said)
    return found[0].lower() + (f"; charset={charset[1]}" if charset else "")


def charset(head: Head) -> str | None:
    """The charset that the Content-Type names."""
    found = _CHARSET.search(head.get("Content-Type") or "")
    return found[1] if found else None


def is_passive(media_type: str) -> bool:
    """Whether a browser shows it as a picture, a font, a sound or a film and nothing more."""
    return media_type.startswith(_PASSIVE)


def sniffed(media_type: str, start: bytes) -> str:
    """The type of an image or font that was sent without one that says so."""
    if is_passive(media_type):
        return media_type
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in _MAGIC if start.startswith(magic)), media_type)


def may_open(media_type: str) -> bool:
    """Whether a tab may show it: as a picture or as text, never as a document of its own."""
    bare = media_type.partition(";")[0]
    return bare in _PLAIN or (
        bare.startswith(("image/", "audio/", "video/")) and not bare.startswith("image/svg")
    )


def shown_status(status: int | None) -> int:
    """The archived status where it means nothing but itself, else 200."""
    if status is None or status == 304 or not (status == 200 or 203 <= status < 600):
        return 200
    return 200 if status in (205, 206, 300, 304, 401, 407, 416, 426) else status


def file_name(url: str, media_type: str) -> str:
    """A name for the bytes on disk, from the address' last part."""
    last = url.partition("?")[0].rstrip("/").rpartition("/")[2]
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", last)[-80:].strip(".-") or "page"
    if media_type.startswith("text/html") and not name.endswith((".html", ".htm")):
        name += ".html"
    return name
