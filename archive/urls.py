"""One address, many spellings: which form is asked for, which forms are the same, which site it is.

w3lib does the parsing, quoting and ordering (WHATWG and RFC 3986), tldextract the registered
domain; both come with Scrapy. Only the list of tracking parameters is ours: courlan's expression
also matches names that tell stories apart (`gallery=12`, `eid=7`, `uid=…`, for it matches
beginnings), so two stories would become one.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url, safe_url_string

if TYPE_CHECKING:
    from tldextract import TLDExtract

LONGEST = 2083  # characters; what browsers and Scrapy's URLLENGTH_LIMIT allow

# Parameters that say how a reader came, never what is shown: Firefox's query stripping list, the
# documented campaign parameters of common analytics packages, session ids, WordPress's reply link.
_TRACKING = re.compile(
    r"(?:utm|mtm|piwik|matomo|hmb|stm)_\w+"
    r"|pk_(?:campaign|kwd|keyword|source|medium|content|cid)"
    r"|at_(?:medium|campaign|custom\d|link_\w+|ptr_name|format|bbc_team)"
    r"|ns_(?:mchannel|source|campaign|linkname|fee)"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|li_fat_id"
    r"|igshid|igsh|mc_[ce]id|mkt_tok|_hsenc|_hsmi|__hs\w+|hsctatracking|vero_(?:id|conv)"
    r"|oly_(?:anon|enc)_id|wickedid|rb_clickid|s_cid|ml_subscriber(?:_hash)?|_openstat"
    r"|_ga|_gl|icid|ncid|ocid|cmpid|xtor|smid|smtyp|mbid|ftag|echobox|__twitter_impression"
    r"|phpsessid|jsessionid|replytocom",
    re.IGNORECASE,
)
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
    cleaned = urlunsplit((parts.scheme, netloc, path, _without_tracking(parts.query), ""))
    return cleaned if len(cleaned) <= LONGEST else None


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
    return site(one) == site(other) != ""


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _without_tracking(query: str) -> str:
    if not query:
        return ""
    kept = (p for p in query.split("&") if p and not _TRACKING.fullmatch(p.partition("=")[0]))
    return "&".join(kept)


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
