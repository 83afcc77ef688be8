"""Reads the time of a comment from the words and stamps that sites print."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from archive.extract.dates import Moment, find_day, read_iso, read_printed
from archive.extract.text import clean
from archive.times import stamp

_CLOCK = re.compile(
    r"(?<![\d.,/-])\d{1,2}\s?[:h]\s?\d\d(?::\d\d)?(?!\d)(?:\s*[ap]\.?\s?m\b\.?)?|(?<![\d.,/-])\d{1,2}\s?[ap]\.?m\b"
    r"|\b(?:um|kl\.?|klo|at|ore|às)\s\d{1,2}\.\d\d(?![.\d])|\b(?-i:[CE]E?S?T|UTC|GMT)\b|\bUhr\b",
    re.IGNORECASE,
)
_AGO_MARK = re.compile(
    r"\b(?:ago|vor|hace|il y a|há|fa|her|geleden|sedan|siden|för|atrás|temu|před|тому|назад)\b",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"(?:(?:vor|hace|il y a|há|för|for|před)\s+(?:etwa |ca\. |circa |environ )?)?"
    r"\b(\d{1,3}|an?|one|einer?|einem|une?|uma?)\s*"
    r"(s(?:econds?|ecs?|ekunden?)?|m(?:inutes?|ins?|inuten?|inutos?)?|h(?:ours?|rs?|oras?|eures?)?"
    r"|stunden?|std|uur|timer?|d(?:ays?|[ií]as?|agen)?|tage?n?|jours?|giorni|weeks?|wochen?|months?"
    r"|monat\w*|years?|y|mo|w|jahr\w*|mois|ans?|meses|a[ñn]os?)\b\.?"
    r"\s*(?:ago|her|fa|geleden|sedan|siden|atrás|temu)?",
    re.IGNORECASE,
)
_LONGEST = 300  # characters of a line with a time in it
_UNIX = re.compile(r"1\d{9}(?:\d{3})?")
_SHORT_AGE = re.compile(r"\d{1,3}\s?(?:y|yr|mo|w|d|h|m|min|s)")
_NO_DAY = ("mo", "w", "y", "ja", "a", "mes")  # weeks and longer say no day


@lru_cache(maxsize=512)
def moment(text: str | None, *, fetched: datetime | None = None) -> str | None:
    """The time in `text` as ISO 8601: with Z when a zone is stated, else local, else a bare day.

    A relative time ("vor 3 Stunden") counts back from `fetched` and gives no more than a day.
    """
    if not text:
        return None
    text = clean(text[:200])
    if not any(c.isdigit() for c in text):
        return None
    found = read_printed(text)
    return _written(found) if found else _relative(text, fetched)


def stamped(text: str | None) -> str | None:
    """The time in an attribute that is meant for machines."""
    if not text or not text.strip()[:1].isdigit():
        return None
    text = text.strip()
    if _UNIX.fullmatch(text):
        return stamp(datetime.fromtimestamp(int(text[:10]), UTC))
    found = read_iso(text)
    return _written(found) if found else moment(text)


def is_moment(text: str) -> bool:
    """Whether `text` reads as a time, even if it cannot be told which ("6y", "vor 3 Monaten")."""
    text = clean(text[:200])
    if _SHORT_AGE.fullmatch(text) or (_AGO_MARK.search(text) and _AGO.search(text)):
        return True
    # What needs dateparser is asked of elements that are labelled as times only: it is slow.
    return find_day(text) is not None


def is_age(text: str) -> bool:
    """Whether `text` is nothing but an age: "6y", "3 hours ago"."""
    return bool(_SHORT_AGE.fullmatch(text) or (_AGO_MARK.search(text) and _AGO.fullmatch(text)))


def without_moment(text: str) -> str:
    """`text` with its date and clock taken out."""
    text = text[:_LONGEST]
    for _ in range(2):
        found = find_day(text)
        if found is None:
            break
        text = f"{text[: found[1]]} {text[found[2] :]}"
    if _AGO_MARK.search(text):
        text = _AGO.sub(" ", text)
    return _CLOCK.sub(" ", text)


def _written(found: Moment) -> str:
    if found.clock is None or found.instant is not None:
        return found.written()
    return found.clock.isoformat()


def _relative(text: str, fetched: datetime | None) -> str | None:
    if fetched is None or not _AGO_MARK.search(text):
        return None
    found = _AGO.search(text)
    if not found:
        return None
    count = int(found[1]) if found[1].isdigit() else 1
    unit = found[2].lower()
    if unit.startswith(_NO_DAY) and not unit.startswith("an "):
        return None
    step = timedelta(days=1)
    if unit.startswith(("s", "sec", "sek")) and not unit.startswith("st"):
        step = timedelta(seconds=1)
    elif unit.startswith("m"):
        step = timedelta(minutes=1)
    elif unit.startswith(("h", "st", "u", "time")):
        step = timedelta(hours=1)
    return (fetched - count * step).date().isoformat()
