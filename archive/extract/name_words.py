"""Words that stand beside names in bylines, and are none: roles, places to click, days, firms."""

# ruff: noqa: E501 - tables of words and patterns read worse when they are broken

from __future__ import annotations

import re

from archive.extract.text import word_set

# What follows a name without a comma: "Mia Sand Senior Harbour Correspondent".
ROLES = word_set(
    """
    editor editors reporter reporters correspondent correspondents journalist journalists writer
    writers staff contributor contributors columnist columnists producer producers analyst author
    chief senior executive deputy managing assistant associate special freelance investigative
    political sports sport business news digital online economics national international
    redakteur redakteurin redakteure redaktion korrespondent korrespondentin chefredakteur
    chefredakteurin volontär volontärin journaliste journalistin periodista redactor redactora
    redacción rédaction redazione rédacteur rédactrice envoyé envoyée envoyés envoyées spécial
    spéciale spéciaux spéciales giornalista inviato inviata inviati jornalista repórter enviado chef admin administrator guest publisher
    """
)
# What papers and stations are called by, and no people: "Florida Today", "BBC News".
PAPERS = word_set(
    """
    times today tribune herald gazette chronicle news newspaper newspapers magazine enquirer zeitung
    nachrichten tageblatt tagblatt anzeiger rundschau television tv radio media network
    """
)
# Several people under one name, of which the word is a part.
TEAMS = word_set("team desk newsroom bureau webdesk redaktion redacción rédaction redazione staff")
# Words on which people click beside a byline, labels, and what fields hold for nobody.
NO_NAMES = word_set(
    """
    von by par por di nga facebook twitter instagram linkedin email e-mail whatsapp youtube tiktok
    nachrichten news nachrichtenagentur agentur agenturen agencies min minuten minutes
    redaktion admin administrator staff author autor red gastautor guest editor follow share
    online anonymous unknown user the name 未知 stand submitted posted published updated contact archive size date
    """
)
ACTIONS = word_set(
    """
    contact contacts archive archives articles artikel artikelübersicht profile profil view website
    filed follow share read size email e-mail rss connect erreichen twitter facebook instagram linkedin whatsapp more mehr autoreninfo kontakt
    kontaktieren subscribe newsletter bio biography posts comments kommentare ver más voir leggi
    escriben dotyczy auteur seguir suivre folgen takip 关注 關注 订阅
    """
)
DEGREES = word_set("ma ba md mph phd rn esq mba msc bsc dds jd dphil rd rdn facp")
# A role of several words behind a name: "James Lee Health and science reporter, Quay News".
ROLE_BEHIND = re.compile(
    r"(?<=\w)\s+(?:envoyée?s?\s+spécia(?:l|le|ux|les)\b|(?:(?:health|science|technology|education|environment|business|world|arts|sports?"
    r"|political|economics|entertainment|religion|defence|security|home|legal|senior|chief)"
    r"(?:,| and| &)? )+(?:affairs )?(?:reporter|correspondent|editor|writer)s?\b).*$",
    re.I,
)
LEADING = re.compile(
    r"^(?:(?:unser\w*\s+)?\S*(?:experte|expertin|redakteur|redakteurin|reporter|reporterin|korrespondent|korrespondenten|autor"
    r"|korrespondentin|autorin|kolumnist|kolumnistin)|(?:staff )?(?:writer|reporter)|columnist"
    r"|correspondent|journaliste|periodista)\s+(?=[A-ZÀ-Þ][\w'’.-]+\s+[A-ZÀ-Þ])",
    re.I,
)
_DAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|tue|tues|wed|thu|thurs|fri"
# What stands between a name and its date, cut by mistake: "Mia Sand on", "Tom Lee Tuesday".
TRAILING = re.compile(
    rf"[\s,]+(?:on|at|am|um|le|el|il|den|om|på|du|zum|in|with|for|[Pp]ublished|[Uu]pdated|[Pp]osted"
    rf"|[Pp]ublié|[Ss]tand|(?i:{_DAYS}|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag))"
    r"[.:]?$"
)
DAY_NAME = re.compile(
    rf"(?:{_DAYS}|mon|sat|sun|montag|dienstag|mittwoch|donnerstag|freitag)\.?", re.I
)
# Short names of days right before a date; elsewhere they are names of people.
SHORT_DAY = re.compile(
    r"[\s,]+(?:Mo|Di|Mi|Do|Fr|Sa|So|Mon|Sat|Sun|lun|mar|mer|jeu|ven|sam|dim)\.?$"
)
FIRM = re.compile(
    r"\s(?:GmbH|AG|Ltd|Inc|LLC|Corp|S\.?A|S\.?L|B\.?V|Sp\. z o\.? ?o|s\.r\.o|S\.?p\.?A)\.?$"
    r"|(?:^|\s)(?:Verlag|Media Group|Mediengruppe)(?:\s|$)"
)
