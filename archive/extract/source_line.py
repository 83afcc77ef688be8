"""Reads the source line: who the text is from, as printed at its two ends."""

# ruff: noqa: E501 - tables of words and patterns read worse when they are broken

from __future__ import annotations

import re

from archive.extract.agencies import is_agency, only_agencies
from archive.extract.dates import find_day
from archive.model import SourceLine

_LONGEST = 260

_LABEL = re.compile(
    r"^[(\[（]?\s*(?:sources?|quellen?|fuentes?|bron(?:nen)?|fontes?|fonti|источники?|джерел[оа]|крыніца|källa|källor|kilder?|lähteet|lähde|źródł[oa]|zdroje?|kaynak|"
    r"πηγή|sursa|forrás|sumber|chanzo|nguồn|izvor|allikas|출처|(?:资料|文章|本文)?来源|來源|出典|ソース|المصدر|स्रोत)\s?[:：]\s*(?P<rest>\S.*?)\s*[)\]）]?\.?$",
    re.I,
)
_DASH = r"[–—―-]{1,2}"
_DESK = re.compile(
    rf"^(?P<credit>[A-ZÀ-Þ]{{2,6}}(?:[/+][A-ZÀ-Þa-z]{{2,6}}){{0,3}})\s+{_DASH}\s+(?P<outlet>[^,|]{{2,60}})$"
)
_PAREN = re.compile(rf"^\((?P<credit>[^()]{{2,60}})\)\s*(?:{_DASH})?\s*$")
_SLASH = re.compile(r"^(?P<credit>[^/]{2,40})\s?/\s?(?P<outlet>[^/,]{2,60})$")
_BY_FOR = re.compile(
    r"^by\s+(?P<credit>[^,]{3,80}?),?\s+for\s+(?P<outlet>(?:the\s+)?[A-Z][^,.]{1,60})$", re.I
)
_WITH = re.compile(
    rf"^{_DASH}\s*(?P<outlet>[^,.]{{2,60}}?)\s+(?:with|mit|avec|con|com|met|med)\s+(?P<credit>[^,.]{{2,60}})$"
)
_REPORTING = re.compile(
    r"^\W*(?:(?:with|additional)\s+(?:files?|reporting|reports|inputs?|writing|information|material)\b"
    r"|(?:reporting|writing|editing|reported|compiled|edited)\s+(?:by|and)\b|additional reporting\b"
    r"|(?:mit|unter verwendung von)\s+(?:material|informationen|agenturmaterial|inhalten)\b"
    r"|avec\s+(?:l['’])?(?:afp|reuters|ap|belga|ats|agences)\b|con\s+(?:información|informaciones|datos)\s+de\b|com\s+(?:informações|agências|lusa|reuters|afp)\b"
    r"|(?:met|med)\s+(?:medewerking|informatie)\b)",
    re.I,
)
_CONTRIBUTED = re.compile(
    r"\b(?:contributed (?:to|reporting)|(?:writers?|reporters?|journalists?|correspondents?|producers?) .{0,120}\bcontributed\b"
    r"|reported from .{2,60}(?:\.|$)|assisted with (?:this )?report)",
    re.I,
)
_FIRST_PUBLISHED = re.compile(
    r"^\W*(?:(?:this|the) (?:article|story|piece|report|essay)\b.{0,40}\b(?:was|is|has been|appeared)\b.{0,40}\b(?:published|appeared|produced|reported|republished)\b.{0,30}\b(?:by|in|on|at|from)\b"
    r"|(?:first|originally) (?:published|appeared) (?:in|on|by|at)\b|republished (?:from|with)\b"
    r"|dieser (?:artikel|text|beitrag)\b.{0,60}\b(?:erschien|erschienen|übersetzung|übernommen|veröffentlicht)"
    r"|dies ist eine .{0,20}übersetzung|(?:der|dieser) (?:artikel|text|beitrag) (?:stammt|ist) .{0,40}(?:erschienen|von)\b"
    r"|(?:cet|l['’]) ?article (?:est|a été) .{0,60}(?:publié|traduit)|este artículo (?:fue|se) .{0,40}public|artikel ini .{0,40}(?:tayang|terbit|diterbitkan))",
    re.I,
)
_COPYRIGHT = re.compile(r"^\W*(?:©|\(c\)\s|copyright\b)", re.I)
_GATHERED = re.compile(
    r"^[(（]?(?:综合(?:整理)?自|综合)\s?(?P<rest>[^\s，。]{2,60}?)(?:报道|消息)?[)）]?$"
)
_MIT = re.compile(r"^\(?(?:mit|with|avec|con|com|met)\s+(?P<credit>[^.]{2,50})\)?$", re.I)
_RIGHTS = re.compile(r"\s[-–—|]\s.*$")
_CODE = re.compile(r"[,;\s]*\bdpa:[\d-]+(?:/\d+)?")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d ?(?:[ap]\.?m\b|GMT|UTC|[A-Z]{2,4}\b)", re.I)
_PICTURE = re.compile(
    r"\b(?:fotos?|photos?|bild(?:er)?|images?|getty|shutterstock|picture[- ]alliance|imago|file pic|handout)\b",
    re.I,
)
_OPENING = re.compile(
    r"^(?P<place>[A-ZÀ-Þ][\w.'’-]*+(?:[ ,/]++[A-ZÀ-Þ][\w.'’-]*+){0,5})[\s,/]*\((?P<credit>[A-Za-z./ -]{2,30})\)\s*(?:[–—―-]{1,2}|:)\s*"
)


def read_closing(text: str) -> SourceLine | None:
    """The source line that a short block below (or above) a story is, or None."""
    text = text.strip()
    if not 2 <= len(text) <= _LONGEST:
        return None
    return _labelled(text) or _formed(text) or _worded(text)


def read_byline(text: str) -> SourceLine | None:
    """A byline above the story that names an agency instead of a person."""
    bare = re.sub(
        r"^(?:by|von|de|par|por|di|da|door|av|af|fra|текст|от)\s*:?\s+",
        "",
        text.strip(),
        flags=re.I,
    )
    if not 2 <= len(bare) <= 60:
        return None
    bare, printed = _without_day(bare)
    bare = re.sub(r"[\s,|•·]+\d{1,2}[:.]\d{2}\b.*$|\s+(?:GMT|UTC|Uhr)$", "", bare).strip(" ,|•·–-")
    name, _, rest = bare.partition(",")
    name = re.sub(r"\s*[(|].*$", "", name)
    if is_agency(name, strict=True) and (not rest or len(rest) < 30):
        return SourceLine(text.strip(), credit=name.strip(), date=printed)
    return None


def read_label(text: str) -> SourceLine | None:
    """A labelled source, "Source: Reuters", wherever it stands."""
    return _labelled(text.strip()) if len(text) <= 120 else None


def read_worded(text: str) -> SourceLine | None:
    """A line that begins by saying where the text is from, or was before: "First published in …"."""
    if len(text) > _LONGEST or "\n" in text:
        return None
    if _FIRST_PUBLISHED.match(text):
        return SourceLine(text, outlet=_quoted(text))
    return None


def read_dateline(text: str) -> SourceLine | None:
    """The opening "BEIJING (AP) —" of a first paragraph, when it names an agency."""
    match = _OPENING.match(text[:120])
    if match and only_agencies(match["credit"]):
        return SourceLine(match[0].strip(), credit=match["credit"].strip())
    return None


def _labelled(text: str) -> SourceLine | None:
    match = _LABEL.match(text)
    if match is None or "\n" in text:
        return None
    rest, day = _without_day(match["rest"])
    rest = rest.strip(" .,;)")
    if not rest or len(rest) > 120 or _PICTURE.search(rest):
        return None
    if only_agencies(rest) or is_agency(rest):
        return SourceLine(text, credit=rest, date=day)
    if re.search(r"https?://|[.!?]\s", rest):
        return None
    return SourceLine(text, outlet=rest, date=day)


def _formed(text: str) -> SourceLine | None:
    """Lines that their form tells: codes, agencies, pipes, copyright."""
    bare, day = _without_day(text)
    bare = bare.strip(" ,")
    timed = _CLOCK.search(bare) is not None  # a byline or a dateline then
    by_for = _BY_FOR.match(bare)
    if by_for and not timed and not bare.endswith((".", "!", "?")):
        return SourceLine(text, by_for["credit"].strip(), by_for["outlet"].strip(), day)
    paren = _PAREN.match(bare)
    if paren and only_agencies(paren["credit"]):
        return SourceLine(text, paren["credit"].strip(), None, day)
    pipes = [part.strip() for part in bare.split("|")]
    pipes = [part for part in pipes if part]
    if day and not timed and len(pipes) == 2 and all(2 <= len(part) <= 60 for part in pipes):
        return SourceLine(text, pipes[0], pipes[1], day)
    desk = _DESK.match(bare)
    if desk and (day or is_agency(desk["credit"])) and not _PICTURE.search(bare):
        return SourceLine(text, desk["credit"], desk["outlet"].strip(), day)
    with_agency = _WITH.match(bare)
    if with_agency and only_agencies(with_agency["credit"]):
        return SourceLine(text, with_agency["credit"].strip(), with_agency["outlet"].strip(), day)
    if _PICTURE.search(bare):
        return None
    if only_agencies(bare.strip("()[]*–— ")):
        return SourceLine(text, bare.strip("()[]*–— "), None, day)
    slash = _SLASH.match(bare)
    if slash and (is_agency(slash["credit"]) or is_agency(slash["outlet"])) and len(bare) < 60:
        return _slashed(text, slash["credit"].strip(), slash["outlet"].strip(), day)
    return _copyright(text, bare, day)


def _slashed(text: str, one: str, other: str, day: str | None) -> SourceLine:
    return (
        SourceLine(text, one, other, day) if is_agency(one) else SourceLine(text, other, one, day)
    )


def _copyright(text: str, bare: str, day: str | None) -> SourceLine | None:
    if not _COPYRIGHT.match(bare) or len(bare) > 100:
        return None
    text = _RIGHTS.sub("", text)
    owner = _CODE.sub("", _COPYRIGHT.sub("", _RIGHTS.sub("", bare)))
    owner = re.sub(
        r"(?:©|\(c\)|copyright|\b(?:19|20)\d\d\b|all rights reserved.*)", "", owner, flags=re.I
    )
    owner = owner.strip(" .,;:()-–—")
    if not owner:
        return None
    first = owner.split(",")[0].strip()
    if is_agency(first) or only_agencies(owner):
        return SourceLine(text, credit=first, date=day)
    return SourceLine(text, outlet=owner, date=day)


def _worded(text: str) -> SourceLine | None:
    """Lines that say in words whom the text is from."""
    with_agency = _MIT.match(text)
    if with_agency and only_agencies(with_agency["credit"].strip("() ")):
        return SourceLine(text, credit=with_agency["credit"].strip("() "))
    if _PICTURE.search(text[:40]):
        return None
    if _REPORTING.match(text) or (_CONTRIBUTED.search(text) and len(text) < _LONGEST):
        return SourceLine(text, credit=_named(text))
    if _FIRST_PUBLISHED.match(text):
        return SourceLine(text, outlet=_quoted(text))
    helped = _named(text) if text[:13].lower() == "contributing:" else None
    if helped:
        return SourceLine(text, credit=helped)
    gathered = _GATHERED.match(text)
    if gathered:
        return SourceLine(text, outlet=gathered["rest"])
    return None


def _named(text: str) -> str | None:
    """Whom a line with "reporting by" names."""
    match = re.search(
        r"(?:files from|reporting (?:by|from)|inputs? from|reports? from|material (?:von|der|des)|información de|informações d[aeo]s?)\s+(?:the\s+)?(.{2,120}?)\W*$",
        text,
        re.I,
    )
    if match:
        return str(match[1]).strip()
    for word in re.findall(r"[A-Z][\w-]*(?: [A-Z][\w-]*)*", text):
        if is_agency(word, strict=True):
            return str(word)
    return None


def _quoted(text: str) -> str | None:
    match = re.search(r"[\"„“«‘]([^\"“”»’]{2,60})[\"“”»’]", text)
    if match:
        return match[1].strip()
    match = re.search(
        r"\b(?:by|in|on|at|from|bei|von)\s+((?:the\s+)?[A-Z][\w.&'’-]*(?: (?:of|the|and|[A-Z][\w.&'’-]*))*)",
        text,
    )
    return match[1].strip(" .") if match else None


def _without_day(text: str) -> tuple[str, str | None]:
    found = find_day(text)
    if found is None:
        return text, None
    on, start, end = found
    before = re.sub(
        r"(?:\s*[,|–—-]\s*|\s+)(?:(?:le|am|den|el|on|vom|года?|г\.)\s*)?$", "", text[:start]
    )
    after = re.sub(r"^\s*(?:года?|г\.|р\.)?\s*[|,]?", "", text[end:])
    return (before + " " + after).strip() if after.strip(
        " .)"
    ) else before.strip() + after.strip(), on.isoformat()
