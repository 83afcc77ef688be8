"""Reads names in the bylines of China, Taiwan and Korea, which say of what office people are."""

from __future__ import annotations

import re

_KOREAN = re.compile(r"^([가-힣]{2,4})\s*(?:\S*기자|특파원|논설위원|앵커|PD)")
_KOREANS = re.compile(r"^([가-힣]{2,4}(?:[·,/]\s?[가-힣]{2,4})+)\s*기자")
# "新京报记者 陆一夫", "記者王小明／台北報導", "【文/观察者网专栏作者 王文】"
_CHINESE = re.compile(
    r"^[〔【\[(（]?(?:文[/／])?[\u4e00-\u9fff]{0,10}?(?:记者|記者|专栏作者|專欄作者)[\s:：]*"
    r"([\u4e00-\u9fff]{2,4}(?:[\s、，]+[\u4e00-\u9fff]{2,4}){0,4})"
    r"(?=$|[／/】〕\])）]|\s+[\u4e00-\u9fff]{0,4}(?:报道|報導|摄影|攝影))"
)
_REPORTS = re.compile(
    "(?:报道|報導|摄影|攝影)$"
)  # glued to a place and a name: none of them is sure
_KOREAN_LETTER = re.compile("[가-힣]")
_ADDRESS_BEHIND = re.compile(r"\s+\S+@\S+$")


def names_with_office(text: str) -> list[str]:
    """The people behind "记者" and before "기자"; none where a text names no office of theirs."""
    if "记者" in text or "記者" in text or "作者" in text:
        chinese = _CHINESE.match(text)
        names = re.findall(r"[\u4e00-\u9fff]+", chinese[1]) if chinese else []
        return [] if any(map(_REPORTS.search, names)) else names
    if not _KOREAN_LETTER.match(text):
        return []
    text = _ADDRESS_BEHIND.sub("", text)
    if several := _KOREANS.match(text):
        return re.findall(r"[가-힣]+", several[1])
    korean = _KOREAN.match(text)
    if korean is None or "," in text:
        return []
    return [korean[1]] if len(text) < 20 and "외" not in text else [text]
