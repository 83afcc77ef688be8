"""Turns a page's bytes into UTF-8 whatever its labels say."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_LE
from contextlib import suppress

from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    resolve_encoding,
    to_unicode,
)

from archive.errors import PageError
from archive.model import Page

LARGEST = 16 * 1024 * 1024  # bytes; no news page comes near, and libxml2 needs ten times that
MOST_TAGS = 600_000  # a tree of them takes 400 MB; a page of news has some thousands
_BOMS = (BOM_UTF8, BOM_UTF16_LE, BOM_UTF16_BE, BOM_UTF32_LE, b"\x00\x00\xfe\xff")
# What the bytes themselves tell, and codecs of Python that no page is written in: some raise errors
# on any text, and punycode takes hours for a long one.
_NEVER = frozenset(
    {
        *("utf-8", "utf-16", "utf-16-le", "utf-16-be"),
        *("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"),
    }
)
_HIGH = re.compile(rb"[\x80-\xff]")


def text_of(page: Page) -> str:
    """As `utf8_of`, as text."""
    return utf8_of(page).decode("utf-8", "replace")


def utf8_of(page: Page) -> bytes:
    """The page in UTF-8, without NULs; raises PageError beyond `LARGEST` and `MOST_TAGS`.

    Order: byte order mark; UTF-8 when the bytes are valid UTF-8 with other than ASCII in them
    (a wrong label is commoner than a page in another encoding that happens to be valid UTF-8);
    Content-Type header; meta or XML declaration; UTF-8, then Windows-1252.
    """
    body = page.body
    if len(body) > LARGEST:
        raise PageError(f"{page.url}: page of {len(body)} bytes, more than {LARGEST} are not read")
    source = (
        body if _is_utf8(body) else _decoded(body, page.content_type).encode("utf-8", "replace")
    )
    if len(source) > 3 * MOST_TAGS and (tags := source.count(b"<")) > MOST_TAGS:
        raise PageError(f"{page.url}: page of {tags} tags, more than {MOST_TAGS} are not read")
    return source.replace(b"\x00", b"") if b"\x00" in source else source


def _is_utf8(body: bytes) -> bool:
    """Whether the bytes are what is wanted already, as those of most pages are."""
    if body.startswith(_BOMS) or _wide(body[:200]):
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    # ISO-2022-JP is ASCII by its bytes; one byte is looked for ten times as fast as two
    return b"\x1b" not in body or b"\x1b$" not in body


def _decoded(body: bytes, content_type: str | None) -> str:
    if body.startswith(_BOMS):
        encoding, bom = read_bom(body)
        if encoding and bom:
            return to_unicode(body[len(bom) :], encoding)
    wide = _wide(body[:200])
    if wide:
        return body.decode(wide, "replace")
    declared = http_content_type_encoding(content_type) or html_body_declared_encoding(body)
    return _declared(body, declared)


def _declared(body: bytes, declared: str | None) -> str:
    encoding = resolve_encoding(declared) if declared else None
    if encoding and encoding.replace("_", "-") not in _NEVER:
        with suppress(LookupError, UnicodeError):  # "hex", which is no encoding of text
            return to_unicode(body, encoding)
    # Said to be UTF-8, or not said: a few broken bytes in UTF-8, or a Western single-byte page.
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken * 4 > len(_HIGH.findall(body)):
        return to_unicode(body, "cp1252")
    return text


def _wide(start: bytes) -> str | None:
    """UTF-16 without a byte order mark: every second byte of markup is zero."""
    if b"\x00" not in start:
        return None
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd * 2 > len(start) * 0.6 and even == 0:
        return "utf-16-le"
    if even * 2 > len(start) * 0.6 and odd == 0:
        return "utf-16-be"
    return None
