"""One key for the addresses of one story: what scheme, host prefix and tracking add is dropped."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

_HOST = re.compile(r"^(?:www\d?|m|mobile|amp)\.")
_VARIANT = re.compile(r"(?:/(?:amp|print|index\.(?:html?|php)))+/?$|/+$")
_EXTENSION = re.compile(r"\.amp(?=\.html?$|$)")
# Parameters that say how a reader came, never what he reads.
_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|ref|ref_?src|cmpid|ito|"
    r"ns_\w+|at_\w+|amp|outputtype|share|s?rc|smid|partner|feature|xtor)$",
    re.IGNORECASE,
)


def key(url: str) -> str | None:
    """`host/path?query` by which one story's addresses are equal; None for a front page or none.

    A front page is no story's address: whoever names it (a wrong rel=canonical) is not believed.
    """
    try:
        parts = urlsplit(url.encode("utf-8", "replace").decode().strip())
        host = (parts.hostname or "").lower().rstrip(".")
        port = parts.port
    except ValueError:
        return None
    if not host:
        return None
    path = _EXTENSION.sub("", _VARIANT.sub("", parts.path))
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.match(name)
    ]
    if not path and not query:
        return None
    where = _HOST.sub("", host) + (f":{port}" if port not in (None, 80, 443) else "")
    return where + path + (f"?{urlencode(sorted(query))}" if query else "")
