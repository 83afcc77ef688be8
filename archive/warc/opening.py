"""Opens a WarcWriter as an archive's configuration wants it."""

from __future__ import annotations

from archive import __version__
from archive.config.model import Config
from archive.folder import WARCS
from archive.warc.originals import Originals
from archive.warc.write import WarcWriter

NO_REQUESTS = "none: announcements alone, no request was sent"


def open_warcs(
    config: Config,
    *,
    user_agent: str = NO_REQUESTS,
    robots: str = NO_REQUESTS,
    originals: Originals | None = None,
) -> WarcWriter:
    """A writer into the archive in `config.folder`; no file is made before the first append.

    `user_agent` and `robots` are those of a crawl; who writes announcements alone asks no server,
    and the warcinfo says so in their place.
    """
    return WarcWriter(
        config.folder / WARCS,
        prefix="backissue",
        software=f"backissue/{__version__}",
        operator=config.operator,
        user_agent=user_agent,
        robots=robots,
        max_size=config.warc.max_size_mb * 1_000_000,
        max_age_s=config.warc.max_age_hours * 3600,
        compression=config.warc.compression,
        originals=originals,
    )
