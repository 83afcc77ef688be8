"""The sort key of an address in web archive indexes: `org,archive)/goo?a=1&b=2`; pure.

SURT (Sort-friendly URI Reordering Transform) as the Wayback machines write it: the rules of the
Internet Archive's DefaultIAURLCanonicalizer, which pywb, wabac.js, OutbackCDX and cdxj-indexer look
addresses up by. The Python package `surt` is under the AGPL and from 2019; keys of it are in the
tests.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, ip_address
from urllib.parse import SplitResult, quote_from_bytes, unquote_to_bytes, urlsplit

_PORTS = {"http": 80, "https": 443}
_WWW = re.compile(r"www\d*\.")
_DOTS = re.compile(r"\.{2,}")
# All of ASCII that shows, but for `#` and `%`.
_PLAIN = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"

# Session names in a query, and in a path of ASP.NET, by which one page has many addresses.
_QUERY_SESSIONS = tuple(
    re.compile(rf"^(.*)(?:{named})(?:&(.*))?$", re.IGNORECASE)
    for named in (
        r"jsessionid=[0-9a-z]{32}",
        r"phpsessid=[0-9a-z]{32}",
        r"sid=[0-9a-z]{32}",
        r"aspsessionid[a-z]{8}=[a-z]{24}",
        r"cfid=[^&]+&cftoken=[^&]+",
    )
)
_PATH_SESSION = re.compile(
    r"^(.*/)(?:\((?:[a-z]\([0-9a-z]{24}\))+\)|\([0-9a-z]{24}\))/([^?]+\.aspx.*)$",
    re.IGNORECASE,
)


def surt(url: str) -> str:
    """The key of an http or https address; what cannot be parsed is its own key."""
    try:
        parts = urlsplit(url)
        host = _host(parts)
    except ValueError:
        return url
    if parts.scheme not in _PORTS or not host:
        return url
    query = _query(parts.query)
    return f"{host}){_path(parts.path)}" + (f"?{query}" if query else "")


def _host(parts: SplitResult) -> str:
    """`org,archive` or `org,archive:8080`; an IPv4 address is turned round as well."""
    name, port = parts.hostname or "", parts.port
    name = _WWW.sub("", _DOTS.sub(".", name).strip("."), count=1) if name else ""
    if name.isdecimal():
        name = str(IPv4Address(int(name) & 0xFFFFFFFF))
    if not _is_ipv6(name):
        name = ",".join(reversed(name.split(".")))
    return name if port is None or port == _PORTS.get(parts.scheme) else f"{name}:{port}"


def _is_ipv6(name: str) -> bool:
    try:
        return ip_address(name).version == 6
    except ValueError:
        return False


def _path(path: str) -> str:
    kept: list[bytes] = []
    for part in _unescaped(path).split(b"/")[1:]:
        if part == b".." and kept:
            kept.pop()
        elif part != b".":
            kept.append(part)
    text = _escaped(b"/" + b"/".join(filter(None, kept))).lower()
    found = _PATH_SESSION.match(text)
    return found[1] + found[2] if found else text


def _query(query: str) -> str:
    text = _escaped(_unescaped(query))
    for session in _QUERY_SESSIONS:
        if found := session.match(text):
            text = found[1] + (found[2] or "")
    pairs = sorted(pair.split("=", 1) for pair in text.lower().split("&"))
    return "&".join(map("=".join, pairs))


def _unescaped(text: str) -> bytes:
    """`text` without percent escapes, those of escapes included."""
    raw = unquote_to_bytes(text)
    while (again := unquote_to_bytes(raw)) != raw:
        raw = again
    return raw


def _escaped(raw: bytes) -> str:
    return quote_from_bytes(raw, safe=_PLAIN)
