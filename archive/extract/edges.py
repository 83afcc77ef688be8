"""Cuts lines at a story's two ends that are about it: days, bylines, calls to follow, credits."""

# ruff: noqa: E501 - tables of words and patterns read worse when they are broken

from __future__ import annotations

import re

from archive.extract.dates import find_day
from archive.extract.phrases import is_credits
from archive.extract.roles import BODY, Judged, Role
from archive.extract.text import length

_TOP = 5  # blocks above the running text that are looked at
_END = 4  # blocks at its end
_LINE = 120  # characters of a byline
_RUNNING = 160  # characters of a paragraph that is text whatever it says
_SENTENCE = re.compile(r"[.!?…。！？:][\"'“”’»)]*$")
_BY = re.compile(
    r"^\W*(?i:(?:written|posted|reported|story|text|words|photos?) by|by|von|par|por|di|de|da|od|door|av|af|przez|nga|autor(?:in|es|e|a)?|auteurs?|foto|fot\.|from the)\s*:?\s+(?=[^\W\d_])(?![a-zà-ÿ])"
)
_STAFF = re.compile(r"\b(?:staff|wire|news service) reports?\b|^[^.]{3,40} news service$", re.I)
# "By" before a Chinese name, and reporters without it.
_WRITTEN = re.compile(
    r"^[【\[(（]?(?:文|执笔|撰文|采写|作者|编译|记者)\s?[/／:：]\s?\S.{1,40}$|^[^\W\d_]{0,12}记者(?: [^\W\d_]{2,4}){1,4}$"
)
_MADE = re.compile(
    r"^\W*(?i:article|story|text|report(?:ing)?|interviews?|photographs?|photos|graphics?|(?:comments? )?compiled|edited|translated) by [^\Wa-z]"
    r"|^[-–—]{1,2} ?(?i:by|von|par|por) [^\Wa-z]|^[(（](?:编辑|责任编辑|责编|编审|記者|记者|編輯)[：:]"
    r"|^(?:(?:责任|本文)?编辑|责编|采写|撰文|作者|[^\W\d_]{0,10}记者)[ ：:/]\S{1,20}(?:[ ，、].{1,20})?$"
    r"|^(?i:by|von|par|por) [^\Wa-z\d]\w+(?: [^\Wa-z\d]\w+){1,3}$"
)
_NETWORKS = r"(?:twitter|facebook|instagram|whatsapp|telegram|youtube|linkedin|tiktok|threads|bluesky|pinterest|flipboard|google\+|google news|snapchat|@\w{3,})"
_CALL = re.compile(
    rf"^\W*(?:(?:you can )?(?:also )?(?:follow|like|join|find|connect with|reach|suivez|retrouvez|s[íi]gu[ea](?:nos|me)?|s[íi]guenos|siga|acompanhe|curta|segui(?:ci)?|folg(?:e|en|t)|volg|følg|följ|obserwuj|śledź|takip|ikuti)\b.{{0,120}}?{_NETWORKS}"
    r"|we (?:welcome comments that|reserve the right to)|not sure how to add your comment|(?:the )?comments? (?:are|is|section)\b.{0,40}(?:moderated|closed|policy)"
    r"|(?:download|install|get) .{0,80}\bapp\b.{0,40}\b(?:to|for|now|today|and)\b|questions\? comments\?|(?:for )?more (?:news|stories|on)\b.{0,160}(?:visit|check out|follow|click|go to)\b|receive .{2,60} (?:updates|alerts)\b"
    r"|get .{2,60} (?:on|in) (?:twitter|facebook|your inbox)|hat ihnen (?:dieser|der) (?:artikel|beitrag|text) gefallen)",
    re.I,
)
_CLOSES = re.compile(
    r"^not to be reproduced without .{3,80}$"
    r"|^(?:图片(?:均)?来自网络|转载请注明|【?免责声明|看都看完了)",
    re.I,
)
_HOST = re.compile(r"^(?:https?://)?(?:[\w-]+\.)+[a-z]{2,12}/?$", re.I)
_HANDLE = re.compile(r"^.{3,50} on (?:twitter|facebook|instagram|x): ?\S+$", re.I)


def trim(judged: list[Judged], site: str = "") -> None:
    """Gives lines above the text and below it their roles, in place; `site` is the name in the host."""
    body = [entry for entry in judged if entry.role in BODY and not entry.block.level]
    for entry in body[:_TOP]:
        cut = line_above(entry.block.text)
        if cut is not None:
            entry.role, entry.why = cut
        elif _runs(entry.block.text):
            break
    for entry in body[-_END:] if len(body) > _END else ():
        cut = _below(entry.block.text) if entry.role in BODY else None
        if cut is not None:
            entry.role, entry.why = cut
    last = next((entry for entry in reversed(body) if entry.role in BODY), None)
    if last is not None and len(body) > 1:
        _trim_last(last, site)


def _runs(text: str) -> bool:
    return len(text) >= _RUNNING or (length(text) >= 50 and _SENTENCE.search(text) is not None)


def line_above(text: str) -> tuple[Role, str] | None:
    """What a line above the running text is; None when it is text."""
    if len(text) > 2 * _LINE or (_SENTENCE.search(text) and length(text) >= 50):
        return None
    if len(text) <= _LINE and (
        _BY.match(text) or _STAFF.search(text) or (text[-1] > "\u2e7f" and _WRITTEN.match(text))
    ):
        return Role.BYLINE, "wording of a byline above the text"
    found = find_day(text)
    if found is not None and len(text) - (found[2] - found[1]) <= 30:
        return Role.DATELINE, "a day with little else above the text"
    return None


def _trim_last(last: Judged, site: str) -> None:
    text = last.block.text
    if len(text) < 300 and is_credits(text):
        last.role, last.why = Role.BYLINE, "list of those who made the story"
    elif len(text) < 40 and not any(map(str.isalpha, text)):
        last.role, last.why = Role.FURNITURE, "a number alone"
    elif site and len(text) < 40 and site in text.lower() and _HOST.match(text):
        last.role, last.why = Role.FURNITURE, "the site's own address"
    elif "\n" in text:
        rest, _, tail = text.rpartition("\n")
        if _below(tail) is not None:
            last.text = rest


def _below(text: str) -> tuple[Role, str] | None:
    """What a line at the end of the text is; None when it is text."""
    if len(text) <= _LINE and _MADE.match(text):
        return Role.BYLINE, "says below the text who made it"
    if len(text) < 500 and (_CALL.match(text) or _HANDLE.match(text) or _closes(text)):
        return Role.FURNITURE, "call to readers below the text"
    return None


def _closes(text: str) -> bool:
    return len(text) < 2 * _RUNNING and _CLOSES.search(text) is not None
