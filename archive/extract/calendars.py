"""Reads days as only some of the world prints them: other scripts, other orders, other years.

The names of the months in scripts whose letters carry marks, which no word of a pattern holds,
are those of dateparser's tables (which are CLDR's, with the forms that are in use). They are
loaded when a page in such a script prints a date.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from importlib import import_module

from archive.extract.months import MONTHS, NUMBERS

# first character, last, languages
_LANGUAGES = (
    (0x0530, 0x058F, ("hy",)), (0x0590, 0x05FF, ("he",)), (0x0600, 0x06FF, ("ar", "fa", "ur")),
    (0x0900, 0x097F, ("hi", "mr", "ne")), (0x0980, 0x09FF, ("bn",)), (0x0A00, 0x0A7F, ("pa",)),
    (0x0A80, 0x0AFF, ("gu",)), (0x0B80, 0x0BFF, ("ta",)), (0x0C00, 0x0C7F, ("te",)),
    (0x0C80, 0x0CFF, ("kn",)), (0x0D00, 0x0D7F, ("ml",)), (0x0D80, 0x0DFF, ("si",)),
    (0x0E00, 0x0E7F, ("th",)), (0x0E80, 0x0EFF, ("lo",)), (0x1000, 0x109F, ("my",)),
    (0x10A0, 0x10FF, ("ka",)), (0x1780, 0x17FF, ("km",)),
)  # fmt: skip
_SCRIPTS = re.compile("[\u0530-\u06ff\u0900-\u109f\u10a0-\u10ff\u1780-\u17ff]")
_THAI = re.compile("[\u0e00-\u0e7f]")
_MARKS_OF_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BETWEEN = r"(\D{2,30}?)"
_ORDERS = (
    (re.compile(rf"(?<!\d)(\d{{1,2}}){_BETWEEN}(\d{{4}}|\d\d(?![\d:]))(?!\d)"), (2, 1, 0)),
    (re.compile(rf"(?<!\d)(\d{{4}}){_BETWEEN}(\d{{1,2}})(?!\d)"), (0, 1, 2)),
    (re.compile(r"(\D{3,30}?)(\d{1,2})\D{1,3}(\d{4})(?!\d)"), (2, 0, 1)),
)
# "month of", "year", and the names of eras
_FILLING = re.compile(r"พ\.ศ|ค\.ศ|เดือน|ខែ|ឆ្នាំ|\bए|में|\.|[\u200c\u200d]")
_EDGES = " \t\n\u00a0,،.;:|·-–/"
_VIETNAMESE = re.compile(r"(?<!\d)(\d{1,2})\s+tháng\s+(\d{1,2})(?:,|,? năm)?\s+(\d{4})(?!\d)", re.I)
# the year, the day, the month: in Latvian and Kazakh
_YEAR_DAY = re.compile(r"(?<!\d)(\d{4})(?:\. gada| ж\.| жыл\w*) (\d{1,2})\.?[ -]([^\W\d_]{3,12})")
_ERA = re.compile(r"(?:令和|平成)(\d{1,2}|元)年[)）]?\s?(\d{1,2})月\s?(\d{1,2})日")
_ERAS = {"令": 2018, "平": 1988}  # the year before its first
_BUDDHIST = 543  # years before the common era
_FIRST_BUDDHIST = 2450

Found = tuple[date, int, int]


def common_year(year: int) -> int:
    """A year of the common era; those that only the Buddhist era has reached are of that."""
    return year - _BUDDHIST if _FIRST_BUDDHIST <= year < 2700 else year


def find_elsewhere(text: str, language: str | None = None) -> Found | None:
    """A day in a text in which no usual form is found, and where: (day, start, end)."""
    if (" gada " in text or " ж" in text) and (found := _YEAR_DAY.search(text)):
        number = MONTHS.get(found[3].lower())
        return _found(found, int(found[1]), number, int(found[2]))
    if text.isascii():
        return None
    if "tháng" in text.lower() and (found := _VIETNAMESE.search(text)):
        return _found(found, int(found[3]), int(found[2]), int(found[1]))
    if ("令和" in text or "平成" in text) and (found := _ERA.search(text)):
        year = _ERAS[found[0][0]] + (1 if found[1] == "元" else int(found[1]))
        return _found(found, year, int(found[2]), int(found[3]))
    script = _SCRIPTS.search(text)
    return _in_script(text, ord(script[0]), language) if script else None


def without_marks(text: str) -> str:
    """`text` with blanks for the marks of direction that stand between the parts of a date."""
    return text if text.isascii() else _MARKS_OF_DIRECTION.sub(" ", text)


def _in_script(text: str, letter: int, language: str | None) -> Found | None:
    tags = next((tags for first, last, tags in _LANGUAGES if first <= letter <= last), ())
    for pattern, order in _ORDERS:
        for match in pattern.finditer(text):
            year, month, day = (match.groups()[at] for at in order)
            number = _month(month, sorted(tags, key=lambda tag: tag != language))
            if number is None:
                continue
            if len(year) == 2:
                if _THAI.search(month) is None:
                    continue
                year = f"25{year}"  # Thai papers leave out the century of the Buddhist year
            return _found(match, int(year), number, int(day))
    return None


def _month(text: str, tags: list[str]) -> int | None:
    """The month that is all that stands between two numbers, or one half of a pair of names."""
    for part in text.split("/"):
        name = _FILLING.sub("", part).strip(_EDGES).casefold()
        for table in (MONTHS, *map(_months_in, tags)) if name else ():
            if name in table:
                return table[name]
    return None


@cache
def _months_in(tag: str) -> dict[str, int]:
    """The months' names in one of the languages above."""
    from dateparser import data as tables  # when such a script is printed

    info = import_module(f"{tables.__name__}.date_translation_data.{tag}").info
    return {
        _FILLING.sub("", name).casefold(): number
        for english, number in NUMBERS.items()
        for name in info.get(english, ())
    }


def _found(match: re.Match[str], year: int, month: int | None, day: int) -> Found | None:
    try:
        return date(common_year(year), month or 0, day), match.start(), match.end()
    except ValueError:
        return None
