"""What is kept of the times that pages state, which may lack a zone or a clock time."""

from __future__ import annotations

import re
from datetime import datetime

from archive import times

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def moment(text: str | None) -> str | None:
    """A time as the tables and documents give it: an instant with Z, a bare day, or None.

    A time without a zone says no instant, so only its day is kept.
    """
    if not text:
        return None
    if DAY.fullmatch(text):
        return text
    try:
        parsed = datetime.fromisoformat(text)
        return times.stamp(parsed) if parsed.tzinfo else parsed.date().isoformat()
    except (ValueError, OverflowError):
        return None


def stated(text: str | None) -> str | None:
    """A time as the page states it: as `moment`, and what the tables have no place for.

    Where the site's own day is another than UTC's the instant has the site's offset
    (`2025-12-19T01:00:00+05:30`); a clock time whose zone nobody tells stays without one.
    """
    plain = moment(text)
    if text is None or plain is None or DAY.fullmatch(text):
        return plain
    parsed = datetime.fromisoformat(text).replace(microsecond=0)
    same_day = parsed.tzinfo is not None and parsed.date().isoformat() == plain[:10]
    return plain if same_day else parsed.isoformat()
