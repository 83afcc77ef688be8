"""News agencies by the names that source lines and bylines give them."""

# ruff: noqa: E501 - tables of words and patterns read worse when they are broken

from __future__ import annotations

import re

from archive.extract.text import word_set

# Wire agencies of the world: short names that a source line uses, and full names.
NAMES = """
AFP|Agence France-Presse|Agence France Presse; AP|Associated Press|The Associated Press; Reuters|Thomson Reuters;
dpa|dpa-infocom|dpa-AFX|dpa infocom GmbH|Deutsche Presse-Agentur|dpa/lnw|dpa/tmn; APA|Austria Presse Agentur;
SDA|Keystone-SDA|Keystone-ATS|ATS|sda-ats|Schweizerische Depeschenagentur; SID|Sport-Informations-Dienst; epd|KNA;
AFX|AWP|ddp|dapd; EFE|Agencia EFE|Europa Press|EP; ANSA|Adnkronos|AGI|LaPresse|Askanews|Italpress; LUSA|Lusa;
Belga|Agence Belga; ANP; TT|TT Nyhetsbyrån; NTB; Ritzau|Ritzaus Bureau; STT|Lehtikuva; PAP|Polska Agencja Prasowa; ČTK|CTK; TASR|SITA;
MTI; Agerpres|Mediafax; BTA|БТА; Tanjug|Beta|Hina|FoNet|SRNA|STA; AMNA|ANA-MPA|ΑΠΕ-ΜΠΕ|ΑΠΕ; TASS|ТАСС|ITAR-TASS|ИТАР-ТАСС; RIA Novosti|РИА Новости|Interfax|Интерфакс;
Ukrinform|Укринформ|Укрінформ|УНИАН|УНІАН|UNIAN|Interfax-Ukraine; Anadolu|Anadolu Agency|Anadolu Ajansı|AA|DHA|İHA|IHA|Demirören Haber Ajansı|İhlas Haber Ajansı|ANKA;
PA|PA Media|Press Association|The Press Association; Canadian Press|The Canadian Press|La Presse canadienne|CP; AAP|Australian Associated Press; NZPA;
UPI|United Press International; Bloomberg|Bloomberg News; Xinhua|新华社|新華社|China News Service|中新社|中新网; Kyodo|Kyodo News|共同通信|共同; Jiji|Jiji Press|時事通信|時事; AFP時事;
Yonhap|Yonhap News Agency|연합뉴스|뉴시스|뉴스1|Newsis|News1; CNA|中央社; PTI|Press Trust of India|ANI|IANS|UNI; APP; UNB|BSS; Antara|ANTARA News|Bernama; VNA|TTXVN|TNA;
IRNA|ISNA|Mehr|Fars|Tasnim; WAM|SPA|KUNA|QNA|MENA|Petra; SAPA|African News Agency|ANA; NAN|News Agency of Nigeria|PANA|Nampa|ZBC|New Ziana|BOPA|MAP;
Télam|Telam|Agência Brasil|Estadão Conteúdo|Folhapress|Notimex|Prensa Latina|Andina|ABI|Agencia Uno; Inter Press Service|IPS|CNS|RNS|KUOW; Agenturen|Agentur|agencies|Agencies|Wires|wire services|agences|agencias|agenzie|agências;
StatPoint|Getty; The Conversation; ProPublica; RFE/RL|Radio Free Europe/Radio Liberty; VOA|Voice of America; Deutsche Welle|DW; Keystone
"""


def _fold(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace("’", "'").split())


AGENCIES: frozenset[str] = frozenset(
    _fold(name) for line in NAMES.split(";") for name in line.strip().split("|") if name.strip()
)
# Names that are ordinary words or initials elsewhere: they count only beside another sign.
AMBIGUOUS: frozenset[str] = word_set(
    """
    ep pa tt cp aa ani uni app ana nan map sta beta mehr fars spa mena agi ips dw abi apa cns
    rns petra agentur getty keystone ats sita
    """
)
# Abbreviations that people write in capitals; in lower case they are words.
_CAPITALS = re.compile(r"^[A-ZČÅİ]{2,5}$")


def is_agency(name: str, *, strict: bool = False) -> bool:
    """Whether a name is that of a news agency; `strict` leaves out ambiguous short names."""
    name = name.strip(" \t.,;:()[]„“”\"'*–—-")
    folded = _fold(name)
    if folded not in AGENCIES:
        return False
    if folded in AMBIGUOUS:
        return not strict and bool(_CAPITALS.match(name))
    return True


def only_agencies(text: str) -> bool:
    """Whether a text is a list of agency names, perhaps with initials: "APA/sda/dpa"."""
    parts = [
        p
        for p in re.split(r"\s*(?:/|,|;|\+|&|\bund\b|\band\b|\bet\b|\by\b|\s[–—-]\s)\s*", text)
        if p
    ]
    if not parts or len(parts) > 6:
        return False
    agencies = sum(is_agency(p) for p in parts)
    if not agencies or (len(parts) == 1 and not is_agency(parts[0], strict=True)):
        return False
    return all(
        is_agency(p) or re.fullmatch(r"[a-zà-ÿ]{2,5}|red|red\.|[A-Z][a-z]{1,3}", p.strip(" .()"))
        for p in parts
    )
