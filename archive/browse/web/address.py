"""The grammar of /web addresses: a moment, the form that is wanted, an archived address; pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

from archive.urls import address, canonical

EXACT = "id_"  # the stored body as it came; the names of forms are those of other archives
FRAME = "mp_"  # the page made safe, for the frame below the bar
EMBED = "im_"  # an image, a font or a film within a snapshot
SHEET = "cs_"  # a style sheet within a snapshot, its references rewritten

_SCHEME = re.compile(r"(https?):/*", re.IGNORECASE)
_CODED_SCHEME = re.compile(r"https?%3a(?:%2f){1,2}", re.IGNORECASE)
_LINE_ENDS = re.compile(r"[\t\n\r]")
_FIRST = "00000101000000"  # what the missing digits of a moment are taken for
_UNFIT = "%:/?&=;@+$,!~*'()[]|-._"  # stay as they are in a path; "#" and blanks never do


def web_path(moment: str, form: str, url: str) -> str:
    """The path of a form of `url` at a moment of 14 digits (or `*`)."""
    return f"/web/{moment}{form}/{quoted(url)}"


def quoted(url: str) -> str:
    """`url` fit to stand at the end of a path: what is percent-encoded stays so."""
    return quote(url, safe=_UNFIT, encoding="utf-8", errors="replace")


def digits(stored: str) -> str:
    """The 14 digits of a stored time: `20260102030405` of `2026-01-02T03:04:05Z`."""
    return re.sub(r"[^0-9]", "", stored)[:14]


def moment_of(given: str) -> datetime | None:
    """The instant that 4 to 14 digits name, its beginning where they are few; None for none."""
    try:
        return datetime.strptime(given + _FIRST[len(given) :], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def asked_address(tail: str, query: str) -> str:
    """The archived address at the end of a path, as it was sent, with the query string after it.

    A server before ours may have made one slash of two; a whole address may be percent-encoded.
    """
    if _CODED_SCHEME.match(tail):
        tail = unquote(tail)
    joined = f"{tail}?{query}" if query else tail
    found = _SCHEME.match(joined)
    if found is None:
        return f"http://{joined.lstrip('/')}"
    return f"{found[1].lower()}://{joined[found.end() :]}"


def spellings(url: str) -> tuple[str, ...]:
    """The ways to write `url` under which it may be archived, the likeliest first.

    As it is, as a crawl asks for it, with its parameters sorted; then `respelled`.
    """
    plain = url.partition("#")[0]
    asked = address(plain) or plain
    return tuple(dict.fromkeys((plain, asked, canonical(plain), *respelled(asked))))


def respelled(url: str) -> tuple[str, ...]:
    """`url` with the other scheme, with or without the last slash, with or without `www.`."""
    parts = _split(url)
    if parts is None or parts.scheme not in ("http", "https"):
        return (url,)
    bare = parts.netloc.removeprefix("www.")
    other = "http" if parts.scheme == "https" else "https"
    slash = parts.path[:-1] if parts.path.endswith("/") else parts.path + "/"
    hosts = (parts.netloc, bare if bare != parts.netloc else f"www.{bare}")
    return tuple(
        urlunsplit((scheme, host, path or "/", parts.query, ""))
        for host in hosts
        for path in (parts.path, slash)
        for scheme in (parts.scheme, other)
    )


def resolved(reference: str, base: str) -> str | None:
    """What a link on a page at `base` leads to, as a crawl would ask; None for no web address."""
    try:
        joined = urljoin(base, _LINE_ENDS.sub("", reference.strip("\x00 ")))
    except ValueError:
        return None
    found = address(joined)
    return None if found is None else undotted(found)


def undotted(url: str) -> str:
    """`url` without dot segments: a browser takes them away, and they must not lead out of /web."""
    parts = _split(url)
    if parts is None:
        return url
    path = re.sub(r"%2e", ".", parts.path, flags=re.IGNORECASE)
    if "/." in path and not path.startswith("//"):
        path = urlsplit(urljoin(f"{parts.scheme}://{parts.netloc}/", path)).path or "/"
        while path.startswith(("/../", "/./")) or path in ("/..", "/."):
            path = "/" + path.partition("/")[2].partition("/")[2]
        return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))
    return url


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None
