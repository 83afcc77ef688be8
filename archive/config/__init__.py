"""The configuration of an archive: `backissue.toml` as frozen dataclasses."""

from archive.config.model import Browse, Config, Crawl, Source, WarcFiles

__all__ = ["Browse", "Config", "Crawl", "Source", "WarcFiles"]
