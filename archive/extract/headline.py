"""Chooses the headline: what the page states votes, what stands above the text judges."""

from __future__ import annotations

import html
import re
from itertools import pairwise

from archive.extract.dates import is_only_a_date
from archive.extract.meta import Head
from archive.extract.structured import Stated
from archive.extract.text import clean, contained, key, likeness

_SEPARATOR = re.compile(r"\s+[|–—―\-·•»«:/~]+\s+|\s*[|｜ㅣ»：]\s*|\s+::\s+")
_LOOSE_END = re.compile(r"(?:\s+[|–—―\-·•/~]+)+$")
# elements that name the headline alone, without the site
_NAMED = ("headline", "parsely-title", "sailthru.title", "dc.title", "dcterms.title")
_SECTIONS = frozenset({"news", "video", "videos"})  # what some sites write behind each title
# Chinese portals write "headline_section_site" and "headline-site"; no headline holds "_".
_CHINESE_END = re.compile(
    r"(?<=[\u3400-\u9fff!?！？。…》”.])(?:_[^_\s].*|--?[\u4e00-\u9fff]{2,10}(?:网|網|网站|在线|日报|晚报|早报))$"
)
_ESCAPED = re.compile(r"\\(?=['\"])")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_CUT_SHORT = re.compile(r"(?:…|\.\.\.|:)\s*$")
_DASH = re.compile(r"\s[-–—|]\s")
_BEGUN = 15  # letters by which the beginning of a title is known
_STRANGE = 0.34  # share of a heading's words
_SHARED = 3  # titles


def site_names(head: Head, stated: Stated, url: str) -> tuple[str, ...]:
    """What the site calls itself, as far as the page says."""
    names = [
        head.first("og:site_name"), stated.publisher, head.first("application-name"),
        head.first("al:ios:app_name"), head.first("twitter:app:name:iphone"),
        head.first("dc.publisher", "publisher"), head.first("apple-mobile-web-app-title"),
    ]  # fmt: skip
    host = re.sub(r"^www\d?\.", "", url.split("://", 1)[-1].split("/", 1)[0].split(":")[0])
    names += [host, host.rsplit(".", 1)[0]]
    titles = {key(t) for t in (*stated.headlines, head.first("og:title"), head.title) if t}
    plain = dict.fromkeys(n for n in map(clean, names) if n and len(n) <= 60)
    return tuple(n for n in plain if key(n) and (key(n) not in titles or " " not in n))


def without_site(title: str, names: tuple[str, ...], others: tuple[str, ...] = ()) -> str:
    """The title without the site's name at an end; `others` are the page's other titles.

    A part at an end is the site's when it is one of its names, or when another title of the page
    is exactly what stays without it.
    """
    keys = _site_keys(names)
    title = _once(_LOOSE_END.sub("", title))
    if not title.isascii():
        title = _CHINESE_END.sub("", title)
    before, colon, after = title.partition(": ")
    if colon and key(before) in keys and key(after):
        title = after
    rest = {key(other) for other in others if other}
    for _ in range(3):
        shorter = _cut_once(title, keys, rest)
        if shorter is None:
            break
        title = shorter
    return title


def _once(title: str) -> str:
    """A title that is printed twice in one element, once."""
    words = title.split()
    half = len(words) // 2
    return " ".join(words[:half]) if half > 2 and words[:half] == words[half:] else title


def _cut_once(title: str, keys: set[str], rest: set[str]) -> str | None:
    cuts = list(_SEPARATOR.finditer(title))
    if not cuts:
        return None
    for cut, left in ((cuts[-1], True), (cuts[0], True), (cuts[0], False)):
        before, after = title[: cut.start()].strip(), title[cut.end() :].strip()
        stay, part = (before, after) if left else (after, before)
        if stay and (_is_site(part, keys) or (key(stay) in rest and len(key(stay)) > 8)):
            return stay
    for cut, following in pairwise(cuts):  # "headline - site.example - a motto"
        if _is_site(title[cut.end() : following.start()], keys) and cut.start():
            return title[: cut.start()].strip()
    return None


def _site_keys(names: tuple[str, ...]) -> set[str]:
    """What an end of a title is compared with: the site's names, and the parts of its host."""
    keys = {key(name) for name in names}
    hosts = [name for name in names if "." in name and " " not in name]
    keys |= {key(label) for host in hosts for label in host.split(".") if len(label) > 3}
    return {folded for folded in keys if folded}


def _is_site(part: str, keys: set[str]) -> bool:
    folded = key(part)
    if folded in _SECTIONS:
        return True
    if _HOST.fullmatch(part) and any(folded.endswith(k) for k in keys if len(k) > 3):
        return True
    return any(folded == k or _names_same(folded, k) for k in keys) and len(part.split()) <= 6


def _names_same(one: str, other: str) -> bool:
    """Whether one name is the other with a little more: "Quay Gazette", "The Quay Gazette"."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 3 and short in long and (len(short) >= 0.8 * len(long) or short == one)


def choose_headline(
    stated: Stated, head: Head, visible: list[str], names: tuple[str, ...]
) -> str | None:
    """The headline; `visible` are the headings above the story's text, the nearest first."""
    candidates = _completed(_without_sites(_voters(stated, head, visible), names))
    if not candidates:
        return None
    best, best_votes = None, -1.0
    first_of = {key(text): text for text, _ in reversed(candidates)}
    for text in reversed(first_of.values()):
        votes = sum(weight * _agreement(text, other) for other, weight in candidates)
        if _CUT_SHORT.search(text):
            votes *= 0.3
        if votes > best_votes + 0.01:
            best, best_votes = text, votes
    return _with_colon(best, candidates) if best else None


def _with_colon(text: str, voters: list[tuple[str, float]]) -> str:
    """The spelling that sets the kicker off with a colon: a dash there is a template's joint."""
    if not _DASH.search(text):
        return text
    bare = _DASH.sub(": ", text, count=1)
    return next((other for other, _ in voters if other == bare), text)


def _agreement(one: str, other: str) -> float:
    if key(one) == key(other):
        return 1.0
    return 0.4 if likeness(one, other) > 0.8 else 0.0


def _voters(stated: Stated, head: Head, visible: list[str]) -> list[tuple[str, float]]:
    """Everything the page states as its title, and how much that counts."""
    shared = [head.first("og:title"), head.first("twitter:title"), head.title]
    props = [value for _, value in head.props.get("headline", [])[:1]]
    weighted: list[tuple[str | None, float]] = []
    weighted += zip(_stated(stated), (3.0, 1.2), strict=False)
    weighted += [(text, 1.5) for text in (*props, head.first(*_NAMED))]
    weighted += zip(shared, (1.5, 0.7, 0.8), strict=True)
    said = [t for t in (*stated.headlines[:1], *shared) if t]
    for at, text in enumerate(t for t in visible[:3] if not is_only_a_date(t)):
        # a heading of which the head says nothing is another story's, or the site's motto
        strange = bool(said) and max(contained(text, other) for other in said) < _STRANGE
        weighted.append((text, (2.7 if at == 0 else 0.6) * (0.3 if strange else 1.0)))
    return [(_mended(text), weight) for text, weight in weighted if text and len(text) <= 500]


def _mended(text: str) -> str:
    """A title without what templates escape twice: `World\\'s`, `J&amp;K`."""
    if "\\" in text:
        text = _ESCAPED.sub("", text)
    return html.unescape(text) if "&" in text and ";" in text else text


def _stated(stated: Stated) -> tuple[str, ...]:
    """Structured data's headline, and its second one where that is not the first with more."""
    first, *more = stated.headlines or ("",)
    return (first, *(text for text in more[:1] if key(first) not in key(text)))


def _without_sites(
    voters: list[tuple[str, float]], names: tuple[str, ...]
) -> list[tuple[str, float]]:
    """Each title without the site's name; what three of them have at an end is no site's."""
    keys = {key(name) for name in names}
    named = [(without_site(text, names), weight) for text, weight in voters]
    folded = [key(text) for text, _ in named]
    found: list[tuple[str, float]] = []
    for (title, weight), own in zip(named, folded, strict=True):
        theirs = folded.count(own) >= _SHARED and "|" not in title
        others = () if theirs else tuple(t for t, _ in named if key(t) != own)
        text = without_site(title, names, others)
        if key(text) and key(text) not in keys:
            found.append((text, weight))
    return found


def _completed(voters: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """A title that was cut short votes for the one of which it is a part.

    So does one that ends where another goes on with a quotation mark: the end of an attribute.
    """
    found: list[tuple[str, float]] = []
    for text, weight in voters:
        cut = _CUT_SHORT.search(text)
        begun = key(text[: cut.start()]) if cut else ""
        for other, _ in voters:
            whole = len(begun) > _BEGUN and begun in key(other) and not _CUT_SHORT.search(other)
            if whole or (other.startswith(text) and other[len(text) :].lstrip()[:1] == '"'):
                text = other
                break
        found.append((text, weight))
    return found
