"""Chooses the headline: what the page states votes, what stands above the text judges."""

from __future__ import annotations

import re

from archive.extract.meta import Head
from archive.extract.structured import Stated
from archive.extract.text import clean, contained, key, likeness

_SEPARATOR = re.compile(r"\s+[|–—―\-·•»«:/~]+\s+|\s*[|｜ㅣ»]\s*|\s+::\s+")
# elements that name the headline alone, without the site
_NAMED = ("headline", "parsely-title", "sailthru.title", "dc.title", "dcterms.title")
_CUT_SHORT = re.compile(r"(?:…|\.\.\.)\s*$")


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
    keys = {key(name) for name in names if key(name)}
    before, colon, after = title.partition(": ")
    if colon and key(before) in keys and key(after):
        title = after
    rest = {key(other) for other in others if other}
    for _ in range(3):
        cuts = list(_SEPARATOR.finditer(title))
        if not cuts:
            break
        for cut, left in ((cuts[-1], True), (cuts[0], True), (cuts[0], False)):
            stay, part = (
                (title[: cut.start()], title[cut.end() :])
                if left
                else (title[cut.end() :], title[: cut.start()])
            )
            stay = stay.strip()
            if stay and (_is_site(part, keys) or (key(stay) in rest and len(key(stay)) > 8)):
                title = stay
                break
        else:
            break
    return title


def _is_site(part: str, keys: set[str]) -> bool:
    folded = key(part)
    return any(folded == k or _names_same(folded, k) for k in keys) and len(part.split()) <= 6


def _names_same(one: str, other: str) -> bool:
    """Whether one name is the other with a little more: "Quay Gazette", "The Quay Gazette"."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 3 and short in long and (len(short) >= 0.8 * len(long) or short == one)


def choose_headline(
    stated: Stated, head: Head, visible: list[str], names: tuple[str, ...]
) -> str | None:
    """The headline; `visible` are the headings above the story's text, the nearest first."""
    shared = [head.first("og:title"), head.first("twitter:title"), head.title]
    raw = [t for t in (*stated.headlines, *shared, *visible) if t]
    props = [value for _, value in head.props.get("headline", [])[:1]]
    props += [named] if (named := head.first(*_NAMED)) else []
    candidates = _voters(stated, props, shared, visible, names, tuple(raw))
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
    return best


def _agreement(one: str, other: str) -> float:
    if key(one) == key(other):
        return 1.0
    return 0.4 if likeness(one, other) > 0.8 else 0.0


def _voters(
    stated: Stated,
    props: list[str],  # that name the headline alone
    shared: list[str | None],
    visible: list[str],
    names: tuple[str, ...],
    raw: tuple[str, ...],
) -> list[tuple[str, float]]:
    keys = {key(name) for name in names}
    weighted: list[tuple[str | None, float]] = []
    weighted += zip(stated.headlines, (3.0, 0.5), strict=False)
    weighted += [(text, 1.5) for text in props]
    weighted += zip(shared, (1.5, 0.7, 0.8), strict=True)
    said = [t for t in (*stated.headlines[:1], *shared) if t]
    for at, text in enumerate(visible[:3]):
        # a heading of which the head says nothing is another story's, or the site's motto
        strange = bool(said) and max(contained(text, other) for other in said) < 0.2
        weighted.append((text, (2.7 if at == 0 else 0.6) * (0.3 if strange else 1.0)))
    found: list[tuple[str, float]] = []
    for title, weight in weighted:
        if not title or len(title) > 500:
            continue
        others = tuple(r for r in raw if key(r) != key(title))
        text = without_site(title, names, others)
        if key(text) and key(text) not in keys:
            found.append((text, weight))
    return found
