"""Reads the zone of a clock time: an offset from Greenwich, or the name of a zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

_MINUTES_EAST = """
    utc=0 gmt=0 z=0 bst=60 west=60 cet=60 mez=60 cest=120 mesz=120 eet=120 eest=180 msk=180
    ist=330 est=-300 edt=-240 cst=-360 cdt=-300 mst=-420 mdt=-360 pst=-480 pdt=-420 jst=540
    kst=540 aest=600 aedt=660 sast=120 hkt=480 sgt=480 wib=420 wita=480 wit=540 eat=180 pkt=300
    awst=480 acst=570 acdt=630 nzst=720 nzdt=780 myt=480 trt=180 brt=-180 akst=-540 akdt=-480
"""
_ZONES = {name: int(east) for name, _, east in (z.partition("=") for z in _MINUTES_EAST.split())}
# In America the same short name is used in winter and in summer.
_AMERICAN = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}
_FARTHEST = timedelta(hours=14)
# What may follow a clock time: "GMT+7", "(UTC+02:00)", "+0530"; else the name of a zone.
OFFSET_OR_NAME = (
    r"\(?(?:(?:(?:UTC|GMT)\s?([+\-−]\d{1,2}(?::?\d{2})?)(?![\d./])|([+\-−]\d{1,2}:?\d{2})\b)"
    r"|([a-z]{2,4})\b(?!\s?[+\-−]\d))"
)


def offset(text: str) -> timezone | None:
    """The zone of "Z", "+05:30", "-0300", "+7"; None for what is farther than any zone."""
    text = text.upper().replace("−", "-")
    if text in {"Z", "UTC", "GMT"}:
        return UTC
    digits = re.sub(r"\D", "", text)
    hours, minutes = (digits, "0") if len(digits) < 3 else (digits[:-2], digits[-2:])
    shift = timedelta(hours=int(hours or 0), minutes=int(minutes))
    if shift > _FARTHEST:
        return None
    return timezone(-shift if text.startswith("-") else shift)


def named_zone(name: str) -> timezone | None:
    """The zone that a name stands for, in any case; None for a name that is not known."""
    east = _ZONES.get(name.lower())
    return None if east is None else timezone(timedelta(minutes=east))


def american_zone(name: str, clock: datetime) -> timezone | None:
    """The offset of "ET", "CT", "MT" and "PT" at a naive clock time; None for other names."""
    place = _AMERICAN.get(name.lower())
    if place is None:
        return None
    try:
        east = clock.replace(tzinfo=ZoneInfo(place)).utcoffset()
    except KeyError:  # the machine has no table of zones
        return None
    return None if east is None else timezone(east)
