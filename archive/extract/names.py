"""Cleans names of authors: people, one by one, without roles, outlets and addresses."""

# ruff: noqa: E501 - tables of words and patterns read worse when they are broken

from __future__ import annotations

import re

from archive.extract.agencies import is_agency
from archive.extract.text import clean, key, word_set

_BY = re.compile(
    r"^\W*(?:(?:written|story|report|reported|words|article|review|analysis|opinion|column|posted|published|text|texte|texto|testo|tekst|interview|redaktion|autor(?:en|in)?|author|auteur|ein (?:beitrag|artikel|gastbeitrag|kommentar)"
    r"|eine analyse|aktualisiert|reportage|exclusive)\s*(?:by|von|:|par|por|di|door|av)?\s*:?\s+(?=\S)|(?:by|von|par|por|di|da|door|av|af|fra|от|tekst|szerző|yazan|oleh|na|writes)\s*:?\s+)",
    re.I,
)
_SPLIT = re.compile(
    r"\s*(?:,\s*(?:and|und|et|y|e|og|och|en|i)\s+|[,;|•·/、，،&]|\s(?:and|und|et|y|og|och|ve|&|with|mit)\s|\sи\s|\sі\s|\si\s(?=[A-ZČŠŽ])|\se\s(?=[A-Z])|\sen\s(?=[A-Z]))\s*"
)
_TAIL = re.compile(
    r"\s*(?:[(\[<{].*|[–—|•·]\s.*|\s-\s.*|,?\s+(?:für|for|pour|para|voor|in|aus|from|reports?|reporting|Updated|Published|Last|is an?|ist|has been|joined)\s.*"
    r"|,?\s*(?:https?:|www\.|@|\S+@\S+).*)$"
)
_ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|journalist|writer|staff|contributor|columnist|producer|redakteur(?:in)?|redaktion|korrespondent(?:in)?"
    r"|journaliste|periodista|redactor|redacción|rédaction|redazione|chef|team|desk|newsroom|admin|administrator|webdesk|bureau|news|online|digital|guest|author|senior|political|sports?)\b",
    re.I,
)
_KOREAN = re.compile(r"^([가-힣]{2,4})\s*(?:\S*기자|특파원|논설위원|앵커|PD)")
_NOT_NAME = re.compile(
    r"https?:|www\.|@|(?:^|\s)\d|[<>{}=\\]|\s\S+\.(?:com|de|org|net|co)\b|/", re.I
)


_NO_NAMES = word_set(
    """
    von by par por di facebook twitter instagram linkedin email e-mail whatsapp youtube
    nachrichten news nachrichtenagentur agentur agenturen agencies min minuten minutes
    redaktion admin administrator staff author autor red gastautor guest editor follow share
    online anonymous unknown user the
    """
)


def split_names(text: str) -> list[str]:
    """Names in a printed byline or a field that may hold several of them."""
    text = clean(text)[:400]
    if not text or text.startswith(("http://", "https://", "//", "/")):
        return []
    text = re.sub(r",\s+in\s.*$", "", _BY.sub("", text, count=1))
    korean = _KOREAN.match(text)
    if korean and "," not in text:
        return [korean[1]] if len(text) < 20 and "외" not in text else [text]
    inverted = re.fullmatch(r"([A-ZÀ-Þ][\w'’-]+), ([A-ZÀ-Þ][\w'’.-]+(?: [A-Z]\.?)?)", text)
    if inverted and not is_agency(inverted[2]) and not is_agency(inverted[1]) and len(text) < 40:
        return [text]
    names = []
    for part in _SPLIT.split(text):
        name = tidy_name(part)
        if name:
            names.append(name)
    return list(dict.fromkeys(names))


def tidy_name(text: str) -> str | None:
    """One name, or None when the text cannot be one."""
    name = _BY.sub("", text.strip(), count=1)
    name = _TAIL.sub("", name).strip(" \t.,;:|–—-*\"“”„'’‘") if len(name) > 3 else name.strip()
    name = re.sub(r"\s+(?:Jr|Sr)$", r"\g<0>.", name)
    if not name or len(name) > 60 or len(name.split()) > 6 or _NOT_NAME.search(name):
        return None
    if not any(c.isalpha() for c in name) or name.casefold() in _NO_NAMES:
        return None
    return name


def is_role(name: str) -> bool:
    """Whether what stands between commas is a role and no name: "Senior Reporter"."""
    return bool(_ROLE.search(name)) and len(name.split()) <= 5


def is_outlet(name: str, outlets: tuple[str, ...]) -> bool:
    """Whether a name is the site's own, or that of a news agency."""
    folded = key(name)
    if not folded:
        return True
    if is_agency(name):
        return True
    return any(
        folded == k
        or (len(k) > 3 and (folded.startswith(k) or (k.startswith(folded) and len(folded) > 4)))
        for k in map(key, outlets)
    )
