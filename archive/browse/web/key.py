"""The key in the paths of what snapshots embed: other sites, which cannot know it, embed nothing.

A snapshot has no origin, so what it loads must be open to other origins; without a key in its path
any page on the web could ask this server for an image and learn whether its reader archived it.
"""

from __future__ import annotations

import hashlib
from typing import Any

from archive.browse.answering import Asking
from archive.browse.web.place import Place


def key_of(datasette: Any) -> str:
    """16 hexadecimal digits that last as long as the server's secret."""
    signed: str = datasette.sign("snapshots", "backissue")
    return hashlib.sha256(signed.encode()).hexdigest()[:16]


def place_of(asking: Asking, url: str, moment: str) -> Place:
    """Where the references of the page or sheet at `url` lead on this server."""
    root = str(asking.datasette.urls.path("/web/"))
    return Place(url, moment, root, key_of(asking.datasette))
