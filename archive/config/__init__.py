"""The one TOML file that says what to archive, when and how politely."""

from archive.config.load import load, loads
from archive.config.model import Browse, Config, Crawl, Source, WarcFiles

__all__ = ["Browse", "Config", "Crawl", "Source", "WarcFiles", "load", "loads"]
