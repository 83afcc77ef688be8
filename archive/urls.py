"""One address, many spellings: which form is asked for, which forms are the same, which site it is.

w3lib does the parsing, quoting and ordering (WHATWG and RFC 3986), tldextract the registered
domain; both come with Scrapy. Which parameters only say how a reader came is the ClearURLs rules'
business, as clean-links carries them. (courlan's expression matches beginnings, so `gallery=12`,
`eid=7` and `uid=…` would go too and two stories become one; Unalix is of 2021; detrack's list has
`context`; url-sanitize and url-unwrap come without rules.)
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from ipaddress import ip_address
from itertools import product
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url, safe_url_string

if TYPE_CHECKING:
    from collections.abc import Callable

    from tldextract import TLDExtract

LONGEST = 2083  # characters; what browsers and Scrapy's URLLENGTH_LIMIT allow

# What the rules leave (a test holds this list against them): Firefox's query stripping list, the
# documented campaign parameters of European analytics (Piano, AT Internet, comScore, Matomo),
# session ids, WordPress's reply link.
_TRACKING = re.compile(
    r"(?:piwik|matomo|stm)_\w+"
    r"|pk_(?:campaign|kwd|keyword|source|medium|content|cid)"
    r"|at_(?:medium|campaign|custom\d|link_\w+|ptr_name|format|bbc_team)"
    r"|ns_(?:mchannel|source|campaign|linkname|fee)"
    r"|gclsrc|gbraid|wbraid|ysclid|ttclid|li_fat_id|igshid|igsh|_hsmi|xtor|smid|smtyp|mbid|ftag"
    r"|icid|ncid|ocid|phpsessid|jsessionid|replytocom",
    re.IGNORECASE,
)
# What may tell one page from another and mostly does not: dropped to compare, never to ask.
_MANNER = re.compile(
    r"ref|ref_?src|ito|partner|feature|share|s?rc|amp|amp_\w+|outputtype|print|printable|mobile"
    r"|(?:ns|at)_\w+",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"(?:www\d?|m|mobile|amp)\.")
_VARIANT = re.compile(r"(?:/(?:amp|print|index\.(?:html?|php)))+/?$|/+$")
_EXTENSION = re.compile(r"\.(?:amp|print)(?=\.html?$|$)")
_SESSION = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x20\x7f]")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


def address(url: str, base: str | None = None) -> str | None:
    """The form in which `url` is asked for, or None when it is nothing to ask for.

    Absolute (relative to `base`), http or https, percent-encoded, host in lower case and IDNA;
    without fragment, user name, default port and tracking parameters. The order of the other
    parameters is kept: a few sites answer by it.
    """
    if len(url) > LONGEST:
        return None
    try:
        parts = urlsplit(safe_url_string(urljoin(base, url.strip()) if base else url.strip()))
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not host or _CONTROL.search(host):
        return None
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _PORTS[parts.scheme]:
        netloc = f"{netloc}:{port}"
    path = _SESSION.sub("", parts.path) or "/"
    query = _without_tracking(parts.scheme, netloc, path, parts.query)
    cleaned = urlunsplit((parts.scheme, netloc, path, query, ""))
    return cleaned if len(cleaned) <= LONGEST else None


@lru_cache(maxsize=1024)  # a visit asks for the keys of one address several times
def canonical(url: str) -> str:
    """The one spelling of an address: `address`, dot segments resolved, parameters sorted.

    Two stories never have the same canonical form unless a server would have to be odd to tell
    them apart. What cannot be parsed is returned as it is, without its fragment.
    """
    cleaned = address(url)
    if cleaned is None:
        return url.strip().partition("#")[0]
    try:
        return canonicalize_url(cleaned)
    except ValueError:
        return cleaned


def url_key(url: str) -> str:
    """What spellings of one page have in common: scheme, `www.`, last slash, `index.html` gone.

    For guessing that two addresses are the same page (`example.com/a`), not for asking.
    """
    parts = urlsplit(canonical(url))
    host = parts.netloc.removeprefix("www.")
    path = _INDEX.sub("/", parts.path).rstrip("/")
    return f"{host}{path}?{parts.query}" if parts.query else f"{host}{path}"


def story_key(url: str) -> str | None:
    """What the addresses of one story have in common; None for a front page or no address at all.

    As `url_key`, and without what makes a variant of a page: `m.`, `amp.`, `/amp`, `/print`, and
    parameters that mostly say how a reader came. For comparing two stories' addresses. A front
    page is no story's address: whoever names it (a wrong rel=canonical) is not believed.
    """
    try:
        parts = urlsplit(canonical(url.encode("utf-8", "replace").decode()))
        name, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if not name:
        return None
    path = _EXTENSION.sub("", _VARIANT.sub("", parts.path))
    named = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode(sorted(one for one in named if not _MANNER.fullmatch(one[0])))
    if not path and not query:
        return None
    where = _PREFIX.sub("", name, count=1) + (f":{port}" if port is not None else "")
    return where + path + (f"?{query}" if query else "")


def variants(url: str) -> tuple[str, ...]:
    """The addresses under which sites show the story at `url` again, as `address` spells them.

    Both schemes; the host with and without its prefixes; the path with and without a last slash,
    `amp` and `print`. `url` itself is not among them.
    """
    key = story_key(url)
    if key is None:
        return ()
    where, _, query = key.partition("?")
    name, _, path = where.partition("/")
    hosts = (name, *(f"{prefix}.{name}" for prefix in ("www", "m", "mobile", "amp")))
    stem, dot, ending = path.rpartition(".")
    named = [f"{stem}.{kind}{dot}{ending}" for kind in ("amp", "print") if dot]
    paths = (path, f"{path}/", *(f"{path}/{kind}{end}" for kind, end in product(_KINDS, ("", "/"))))
    asked = f"?{query}" if query else ""
    endings = [f"/{one}{asked}" for one in (*paths, *named)]
    starts = [f"{scheme}://{host}" for scheme, host in product(_PORTS, hosts)]
    spelled = [start + ending for start in starts for ending in endings]
    return tuple([one for one in spelled if one != url])


_KINDS = ("amp", "print")


def host(url: str) -> str:
    """Host and port of `url`, without `www.`; empty when there is none."""
    parts = _split(url)
    return "" if parts is None else parts.netloc.rpartition("@")[2].lower().removeprefix("www.")


def site(url: str) -> str:
    """The registered domain (`example.co.uk`); host and port for an IP address or a bare name."""
    parts = _split(url)
    if parts is None or not parts.hostname:
        return ""
    return _registered(parts.hostname) or parts.netloc.rpartition("@")[2].lower()


def same_site(one: str, other: str) -> bool:
    """Whether both addresses are below one registered domain."""
    a, b = _split(one), _split(other)
    if a is None or b is None or not a.hostname or not b.hostname:
        return False
    if a.netloc == b.netloc:
        return True
    # Every registered domain ends with two labels of the host: where these differ, the list of
    # suffixes need not be looked at, and mostly not be loaded (0.2 s).
    if _end(a.hostname) != _end(b.hostname) and a.netloc.isascii() and b.netloc.isascii():
        return False
    return site(one) == site(other)


def _end(name: str) -> list[str]:
    return name.rstrip(".").split(".")[-2:]


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _without_tracking(scheme: str, netloc: str, path: str, query: str) -> str:
    if not query:
        return ""
    kept = (p for p in query.split("&") if p and not _TRACKING.fullmatch(p.partition("=")[0]))
    left = "&".join(kept)
    if not left:
        return ""
    try:
        cleared = urlsplit(_clear()(urlunsplit((scheme, netloc, path, left, ""))))
    except ValueError:
        return left
    # Some rules rewrite a shop's whole address; what is asked for stays the page that was meant.
    return cleared.query if (cleared.netloc, cleared.path) == (netloc, path) else left


@cache
def _clear() -> Callable[[str], str]:
    # Imported late (100 ms), when the first address with parameters comes.
    from clean_links.clean import clean_url  # type: ignore[import-untyped]

    clear: Callable[[str], str] = clean_url
    return clear


@lru_cache(maxsize=4096)
def _registered(name: str) -> str | None:
    try:
        ip_address(name)
    except ValueError:
        found = _suffixes()(name)
        if found.domain and found.suffix:
            # A private suffix (github.io) parts its users' sites from each other.
            return f"{found.domain}.{found.suffix}"
        # The list's own rule for what it does not know: the last label is a suffix.
        return ".".join(name.split(".")[-2:]) if "." in name else None
    return None


@cache
def _suffixes() -> TLDExtract:
    # Imported late (90 ms); the list that came with the package: no download, no cache folder.
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
