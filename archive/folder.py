"""Names of what lies in an archive's folder; the database's stands in `archive.db`."""

from __future__ import annotations

CONFIG = "backissue.toml"
WARCS = "warc"
LOGS = "logs"
