"""Finds what newsrooms print when they correct a story, and how they mark one told live."""

from __future__ import annotations

import re
from collections.abc import Iterable

# A notice opens its paragraph: "Correction: …", "Anm. d. Red.", 【訂正】. The same words inside a
# sentence are news of something else ("a correction on the stock market").
_OPENING = re.compile(
    r"^\W{0,4}(?:"
    r"(?:editor[’']?s['’]? |editorial |publisher[’']?s )(?:note|correction)|corrections?(?: and "
    r"clarifications?)?|corrected|clarifications?|erratum|errata|retraction|amendment"
    r"|korrektur|berichtigung|richtigstellung|klarstellung|anm(?:erkung)?\.? d(?:er|\.) red"
    r"|rectificati(?:f|on)|correctif|correction|mise au point|précision|ndlr"
    r"|correcci[oó]n|rectificaci[oó]n|fe de erratas?|aclaraci[oó]n|nota del? (?:editor|la redacci)"
    r"|correç(?:ão|ao)|retificação|errata|esclarecimento|nota da redação"
    r"|correzione|rettifica|errata corrige|precisazione|correctie|rectificatie|verduidelijking"
    r"|rettelse|rettet|korreksjon|retting|presisering|rättelse|korrigering|förtydligande"
    r"|oikaisu|korjaus|täsmennys|parandus|labojums|pataisymas|leiðrétting"
    r"|sprostowanie|korekta|erratum|oprava|korekce|upřesnění|spresnenie|helyesbítés"
    r"|helyreigazítás|javítás|pontosítás|ispravak|ispravka|popravek|corectură|rectificare|erată"
    r"|düzeltme|tekzip|διόρθωση|διευκρίνιση|исправлен\w*|поправка|уточнение|опровержение"
    r"|виправлен\w*|уточнення|спростування|корекция|تصحيح|تصويب|توضيح|اصلاحیه|תיקון|הבהרה"
    r"|भूल सुधार|शुद्धिपत्र|সংশোধনী|แก้ไขข่าว|แก้ไขข้อมูล|đính chính|ralat|koreksi|pagwawasto"
    r"|更正|勘误|勘誤|訂正|お詫びと訂正|おわび|정정|바로잡습니다"
    r")\s*(?:[(\[][^)\]]{0,30}[)\]]\s*)?"
    r"(?:[:.：)\]】|—–-]|$|（|\d|,? (?:on |vom |du |del |van )?\d)",
    re.IGNORECASE,
)
# What is said nowhere else, wherever it stands.
_SAID = re.compile(
    r"(?:an? (?:earlier|previous) version of (?:this|the) (?:article|story|report|headline|post)"
    r"|(?:this|the) (?:article|story|report|headline) (?:was|has been) (?:corrected|retracted"
    r"|withdrawn|amended|updated to (?:correct|clarify|remove))"
    r"|in einer (?:früheren|vorherigen|ersten) (?:version|fassung) (?:dieses|des)"
    r"|dieser (?:artikel|text|beitrag) wurde (?:korrigiert|berichtigt)"
    r"|une (?:première |précédente )?version (?:précédente|antérieure)? ?de (?:cet|l[’'])"
    r"|cet article a été (?:corrigé|rectifié)"
    r"|una versi[oó]n (?:anterior|previa) de (?:este|esta)|este artículo (?:ha sido|fue) corregido"
    r"|uma versão anterior (?:deste|desta)|una versione precedente di quest"
    r"|een eerdere versie van dit|en tidligere versjon av|i en tidligere version af|en tidigare "
    r"version av|w poprzedniej wersji|v předchozí verzi|cikkünk korábbi változat"
    r"|yazının önceki|в предыдущей версии|у попередній версії|في نسخة سابقة من)",
    re.IGNORECASE,
)
_LIVE = re.compile(
    r"\b(?:live ?(?:blog|ticker|updates?|stream|coverage)?|as it happen(?:s|ed)|minute by minute"
    r"|newsticker|ticker|en direct|en vivo|(?:al )?minuto a minuto|in diretta|diretta|ao vivo"
    r"|direkte|direkt|suora|seuraa|na żywo|živě|uživo|canlı|élő|percről percre|онлайн|хроника"
    r"|مباشر)\b|\b(?:live|ticker)\b|直播|速報|ライブ|생중계|실시간|สด",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"^\W{0,2}(?:[01]?\d|2[0-3])(?:[:.h]|\s?uhr\s?|時|点)[0-5]?\d?\b", re.IGNORECASE
)
_LONGEST = 1000  # characters of a paragraph that are read


def any_notice(paragraphs: Iterable[str]) -> bool:
    """Whether one of these paragraphs is a newsroom's notice that it corrected the story."""
    return any(_OPENING.match(p[:_LONGEST]) or _SAID.search(p[:_LONGEST]) for p in paragraphs)


def is_live(headline: str) -> bool:
    """Whether a headline says that the story is told as it happens."""
    return _LIVE.search(headline[:_LONGEST]) is not None


def opens_with_a_clock(paragraph: str) -> bool:
    """Whether a paragraph begins with the time of day, as the posts of a live story do."""
    return _CLOCK.match(paragraph) is not None
