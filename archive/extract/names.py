"""Cleans names of authors: people, one by one, without roles, outlets and addresses."""

# ruff: noqa: E501 - tables of words and patterns read worse when they are broken

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile

from archive.extract.agencies import is_agency
from archive.extract.eastern_names import names_with_office
from archive.extract.months import MONTHS
from archive.extract.name_words import (
    ACTIONS,
    DAY_NAME,
    DEGREES,
    FIRM,
    LEADING,
    NO_NAMES,
    PAPERS,
    ROLE_BEHIND,
    ROLES,
    TEAMS,
    TRAILING,
)
from archive.extract.text import clean, key

_BY = re.compile(
    r"^\W*(?:(?:written|story|report|reported|words|article|review|analysis|opinion|column|posted|published|text|texte|texto|testo|tekst|interview|autor(?:en|in|es|a)?|authors?|auteurs?|ein (?:beitrag|artikel|gastbeitrag|kommentar)"
    r"|eine analyse|aktualisiert|reportage|exclusive|erstellt|veröffentlicht|geschrieben|publié|escrito|scritto)\s*(?:by|von|:|par|por|di|door|av)?\s*:?\s+(?=\S)|redaktion\s*:\s*|(?:by|von|par|por|di|da|door|av|af|fra|от|tekst|szerző|yazan|oleh|na|nga|writes)\s*:?\s+"
    r"|(?:作者|記者|文|撰文|编辑|編輯|بقلم|كتب|автор|текст|מאת|tác giả)\s*[:：／/]\s*|(?:取材・)?文[・＝=]\s*|מאת\s+)",
    re.I,
)
_LINK_BEHIND = re.compile(r"(?<=[a-zß-ÿ])(?:Twitter|Facebook|Follow|Email|Instagram|LinkedIn)$")
_GLUED = re.compile(
    r"^(?:by|von|par|por)(?=[A-ZÀ-Þ])"
)  # "byDaisy Moraa": the word has its own element
# "Photos by Tom Lee": who took the pictures did not write the story
_PICTURES = re.compile(
    r"^(?:fotos?|photos?|photography|bild(?:er)?|pictures?|illustrations?|grafik|video|фото|摄影|攝影|撮影|사진)"
    r"\s*(?:\b(?:by|von|de|di|par|por)\s|[:：＝/／])",
    re.I,
)
_BESIDES = re.compile(r"\((?:avec|with|mit|con|com|med|et)\s+([^()]+)\)", re.I)
_SPLIT = re.compile(
    r"\s*(?:,\s*(?:and|und|et|y|e|og|och|en|i)\s+|[,;|•·/、，،&]|\s(?:and|und|et|y|og|och|ve|&|with|mit)\s|\sи\s|\sі\s|\si\s(?=[A-ZČŠŽ])|\se\s(?=[A-Z])|\sen\s(?=[A-Z]))\s*"
)
_TAIL = re.compile(
    r"\s*(?:[(\[<{](?![^()\[\]]{1,12}[)\]]\s+[A-ZÀ-Þ]).*|[–—|•·]\s.*|\s-\s.*|,?\s+(?:für|for|pour|para|voor|in|aus|from|reports?|reporting|[Ss]pecial (?:to|for)|For(?=\s[A-Z]{2})|(?:Fotos?|Photos?|Bild(?:er)?)(?:\s+(?:by|von)|:)|Updated|Published|Last|is an?|ist|has been|joined)\s.*"
    r"|,?\s*(?:https?:|www\.|@|\S+@\S+).*)$"
)
_BRACKETS = re.compile(r"\s\(([^()]+)\)")
_EDGES = " \t.,;:|–—-*\"“”„'’‘"
_NOT_NAME = re.compile(
    r"https?:|www\.|@|(?:^|\s)\d|：|\d-\d|[<>{}=\\]|\s\S+\.(?:com|de|org|net|co)\b|/", re.I
)


def split_names(text: str, outlets: tuple[str, ...] = ()) -> list[str]:
    """Names in a printed byline or a field that may hold several of them.

    `outlets` are the site's names: one of them is not split, nor left at the end of a name.
    """
    text = clean(text)[:400].strip()
    if not text or text.startswith(("http://", "https://", "//", "/")):
        return []
    if (folded := key(text)) and folded in map(key, outlets):
        return [text]
    if ";" in text:
        parts = (split_names(part, outlets) for part in text.split(";"))
        return list(dict.fromkeys(name for names in parts for name in names))
    text = ROLE_BEHIND.sub("", _BESIDES.sub(r", \1", _GLUED.sub("", text)))
    text = re.sub(r",\s+in\s.*$", "", _BY.sub("", text, count=1))
    if not text.isascii() and (found := names_with_office(text)):
        return found
    inverted = re.fullmatch(r"([A-ZÀ-Þ][\w'’-]+), ([A-ZÀ-Þ][\w'’.-]+(?: [A-Z]\.?)?)", text)
    if inverted and len(text) < 40 and not any(map(_is_no_first_name, inverted.groups())):
        return [text]
    names = [tidy_name(part, outlets) for part in _SPLIT.split(text)]
    return list(dict.fromkeys(name for name in names if name))


def split_all(values: Iterable[str], outlets: tuple[str, ...]) -> list[str]:
    """The names in several bylines or fields."""
    return [name for value in values for name in split_names(value, outlets)]


def _is_no_first_name(word: str) -> bool:
    return is_agency(word) or word.rstrip(".").lower() in DEGREES


def tidy_name(text: str, outlets: tuple[str, ...] = ()) -> str | None:
    """One name, or None when the text cannot be one."""
    name = _BY.sub("", _GLUED.sub("", text.strip()), count=1)
    if _PICTURES.match(name):
        return None
    if "(" in name and (said := _BRACKETS.search(name)) and is_agency(said[1]):
        name = name[: said.start()]
    name = _TAIL.sub("", name).strip(_EDGES) if len(name) > 3 else name.strip()
    name = _LINK_BEHIND.sub("", _before_digits(name))
    name = _without_role(LEADING.sub("", name, count=1))
    name = _without_outlet(name, outlets)
    while (shorter := TRAILING.sub("", name)) != name:
        name = shorter
    name = re.sub(r"\s+(?:Jr|Sr)$", r"\g<0>.", name)
    if name.endswith(")") and "(" not in name:
        name = name.rstrip(") ")
    if not name or len(name) > 60 or len(name.split()) > 6 or _NOT_NAME.search(name):
        return None
    return None if _is_nobody(name) else name


def _before_digits(name: str) -> str:
    """A name without the day behind it: "Mia Sand March 18 at 3:57 PM"."""
    found = re.search(r"\s\d", name)
    if found is None:
        return name
    parts = name[: found.start()].split()
    while len(parts) > 1 and parts[-1].strip(".,").lower() in MONTHS:
        parts.pop()
    return " ".join(parts) if len(parts) > 1 else name


def _is_nobody(name: str) -> bool:
    folded = name.casefold()
    first = folded.split()[0] if folded else ""
    if sum(map(str.isalpha, name)) < (2 if name.isascii() else 1) or folded in NO_NAMES:
        return True
    if first.replace(".", "") in DEGREES or DAY_NAME.fullmatch(name):
        return True
    return not ACTIONS.isdisjoint(folded.replace(":", "").split()) or "{{" in name


def _without_role(name: str) -> str:
    """A name without the role behind it: "Mia Sand Senior Harbour Correspondent"."""
    parts = name.split()
    if len(parts) < 3 or parts[-1].lower() not in ROLES - TEAMS:
        return name
    at = next(n for n, part in enumerate(parts) if n >= 2 and part.lower() in ROLES)
    if at > 2 and parts[at - 1].isupper() and not parts[at - 2].isupper():
        at -= 1  # the outlet: "Mia Sand QTV Executive News Editor"
    return " ".join(parts[:at])


def _without_outlet(name: str, outlets: tuple[str, ...]) -> str:
    """A name without that of the site or an agency behind it: "Brian Hall QUAY TODAY"."""
    parts = name.split()
    for count in range(min(4, len(parts) - 2), 0, -1):
        tail = " ".join(parts[-count:])
        if key(tail) in {key(outlet) for outlet in outlets} or is_agency(tail, strict=True):
            return " ".join(parts[:-count])
    return name


def is_role(name: str) -> bool:
    """Whether what stands between commas is a role and no name: "Senior Reporter"."""
    parts = re.findall(r"[^\W\d_]+", name.lower())
    return len(parts) <= 5 and not (ROLES | TEAMS).isdisjoint(parts)


def is_outlet(name: str, outlets: tuple[str, ...]) -> bool:
    """Whether a name is the site's own, a firm's, or that of a news agency."""
    folded = key(name)
    if not folded or is_agency(name) or FIRM.search(name):
        return True
    first, *more = name.casefold().split()
    if more and more[-1] in PAPERS:
        return True
    for outlet in outlets:
        k = key(outlet)
        if more and first == outlet.casefold() and len(first) > 1:
            return True  # a department: "Quay Television"
        if folded == k or (len(k) > 3 and _is_like(folded, k)):
            return True
        if " " in outlet and f" {outlet.casefold()} " in f" {name.casefold()} ":
            return True
    return False


def until_outlet(names: list[str], outlets: tuple[str, ...]) -> list[str]:
    """The names in a byline before the outlet's: behind it stands the place where they are."""
    return list(takewhile(lambda name: not is_outlet(name, outlets), names)) or names


def _is_like(name: str, outlet: str) -> bool:
    return name.startswith(outlet) or (outlet.startswith(name) and len(name) > 4)
