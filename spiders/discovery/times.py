"""Times as listings write them, in the one form that sorts: `2025-09-02T06:00:00Z` or a day."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from time import struct_time

from archive.times import stamp

_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?$")


def written(text: str | None) -> str | None:
    """W3C Datetime (https://www.w3.org/TR/NOTE-datetime) as sitemaps use it; None if it is not."""
    text = (text or "").strip()
    if day := _DAY.match(text):
        return text if day[3] else f"{text}-01"
    try:
        moment = datetime.fromisoformat(text)
        return stamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def from_struct(moment: struct_time | None) -> str | None:
    """A UTC `struct_time`, as feedparser gives it."""
    if moment is None:
        return None
    try:
        return stamp(datetime(*moment[:6], tzinfo=UTC))
    except (ValueError, OverflowError, TypeError):
        return None
