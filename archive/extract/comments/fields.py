"""Reads author, time and text out of the part of the page that holds one comment."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from archive.extract.comments import vocabulary as words
from archive.extract.comments.own import elements, printed
from archive.extract.comments.when import is_age, is_moment, moment, stamped, without_moment
from archive.extract.text import clean

_LONGEST_NAME = 80  # characters
_PARAGRAPHS = frozenset({"p", "blockquote", "ul", "ol", "pre"})
_NAMING_TAGS = frozenset({"cite", "b", "strong", "h2", "h3", "h4", "h5", "h6"})
_SMALL_TAGS = _NAMING_TAGS | {"a", "span", "small", "p", "em", "i", "u", "font", "td", "th", "div", "dt", "header"}
_NUMBERED_ID = re.compile(r"(?i)(?:comment|kommentar|message|post|^c|^r)[a-z]*[-_]?\d")
_REPLY_MARK = re.compile(r"(?<![a-z])(?:comment-reply|reply|replies|antworten|report|flag|like|likes|vote|votes|voting|upvote|rating)(?![a-z])")
_QUOTED = frozenset({"blockquote", "q"})


@dataclass(frozen=True, slots=True)
class Fields:
    """What one comment says of itself."""

    author: str | None
    published: str | None
    text: str
    evidence: int  # how much speaks for a comment: labelled author, time, body, reply link…
    numbered: bool  # its element carries a number of its own


class Reader:
    """Reads one comment made of `parts`; subtrees in `nested` belong to other comments."""

    def __init__(self, parts: Sequence[HtmlElement], nested: Collection[HtmlElement]) -> None:
        self.parts = tuple(parts)
        self.nested = nested
        self.own = list(elements(self.parts, nested))[:2000]
        # Words of the comment's own label, as in `shareBarComment`, say nothing below it.
        neutral = set(words.ASIDE.findall(words.label(self.parts[0])))
        self.labels = {e: _without(words.label(e), neutral) for e in self.own}
        self.order = {element: place for place, element in enumerate(self.own)}

    def fields(self, *, fetched: datetime | None) -> Fields:
        """Author, time and text; an empty text when there is none."""
        stamp, published = self._time(fetched)
        author_place, author = self._labelled_author(stamp)
        body = self._body(author_place, stamp)
        evidence = 3 * (author is not None)
        if author is None:
            author_place, author = self._bylined_author(stamp)
            evidence += 3 * (author is not None)
        if author is None:
            author_place, author = self._unlabelled_author(body, stamp)
            evidence += author is not None
        aged = stamp is not None
        if stamp is None:
            aged, published = self._loose_time(body, fetched)
        text = self._text(body, author_place, stamp)
        evidence += 3 * aged + (body is not None)
        told = evidence >= 3  # neither an author who is called so nor a time: a notice, not a comment
        evidence += self._marks()
        if self._is_linked(body, text):
            evidence -= 4
        return Fields(author, published, text, evidence if told else min(evidence, 3), self._is_numbered())

    def _is_numbered(self) -> bool:
        return _NUMBERED_ID.search(self.parts[0].get("id") or "") is not None

    def _marks(self) -> int:
        """Signs of a comment other than its fields: a number, a type, a way to answer it."""
        typed = "omment" in (self.parts[0].get("itemtype") or "")
        answerable = any(
            element.tag in ("a", "button", "span", "li", "div") and _REPLY_MARK.search(self.labels[element])
            for element in self.own
        )
        return self._is_numbered() + 2 * typed + 2 * answerable

    def _is_linked(self, body: HtmlElement | None, text: str) -> bool:
        """Whether most of the text is a link, as in a teaser or a box of recent comments."""
        places = self.parts if body is None else (body,)
        if any(a.tag == "a" for place in places for a in place.iterancestors() if a in self.order):
            return True
        size = 0
        for element in elements(places, self.nested):
            if element.tag == "a":
                shown = self._render(element, ()).replace("\n", " ")
                if shown in text and not shown.startswith(("http:", "https:", "www.")):
                    size += len(shown)
        return size > 20 and size > 0.7 * len(text)

    # ---- time

    def _time(self, fetched: datetime | None) -> tuple[HtmlElement | None, str | None]:
        """The element that carries the time, and the time if it could be told."""
        quoted = self._inside(_QUOTED)
        unquoted = [element for element in self.own if element not in quoted]
        for element in unquoted:
            if said := self._stated(element):
                return element, said
        fallback: HtmlElement | None = None
        for element in unquoted:
            named = element.tag == "time" or words.TIME.search(self.labels[element])
            if not named or len(element) > 12:
                continue
            shown = _short(element, 160)
            read = shown and moment(shown, fetched=fetched)
            if read:
                return self._innermost_time(element), read
            if fallback is None and shown and (element.tag == "time" or is_moment(shown)):
                fallback = element
        if fallback is None:
            return self._printed_time(unquoted, fetched)
        return fallback, None

    def _printed_time(
        self, candidates: Sequence[HtmlElement], fetched: datetime | None
    ) -> tuple[HtmlElement | None, str | None]:
        """A short line that is little more than a time and perhaps a name."""
        for element in candidates:
            if element in self.parts or element.tag in ("p", "li", "blockquote") and len(element) == 0:
                continue
            shown = _short(element, 100)
            if not shown or not any(c.isdigit() for c in shown) or not is_moment(shown):
                continue
            if len(without_moment(shown)) <= 45:
                return self._innermost_time(element), moment(shown, fetched=fetched)
        return None, None

    def _stated(self, element: HtmlElement) -> str | None:
        get = element.get
        label = self.labels[element]
        if element.tag == "time":
            return stamped(get("datetime") or get("content"))
        if element.tag == "abbr" or words.TIME.search(label):
            for name in ("datetime", "content", "title", "data-datetime", "data-date", "data-time"):
                if found := stamped(get(name)):
                    return found
        for name in ("data-timestamp", "data-utime", "data-created"):
            if found := stamped(get(name)):
                return found
        if element.tag == "span" and get("content"):
            return stamped(get("content"))
        return None

    def _innermost_time(self, element: HtmlElement) -> HtmlElement:
        """The smallest element below that still shows the whole time."""
        while True:
            for child in element:
                if isinstance(child.tag, str) and child in self.labels:
                    shown = _short(child, 160)
                    if shown and moment(shown):
                        element = child
                        break
            else:
                return element

    def _loose_time(
        self, body: HtmlElement | None, fetched: datetime | None
    ) -> tuple[bool, str | None]:
        """Whether a time is printed in no element of its own, outside the text, and which."""
        for element in self.own:
            if body is not None and (element is body or _within(element, body)):
                continue
            for piece in (element.text, element.tail if element not in self.parts else None):
                if piece and 5 < len(piece) < 160 and is_moment(piece):
                    return True, moment(piece, fetched=fetched)
        return False, None

    # ---- author

    def _labelled_author(
        self, stamp: HtmlElement | None
    ) -> tuple[HtmlElement | None, str | None]:
        quoted = self._inside(_QUOTED)
        ranked: list[tuple[int, int, HtmlElement]] = []
        for order, element in enumerate(self.own):
            label = self.labels[element]
            if element in quoted or element in self.parts:
                continue
            rank = _author_rank(element, label)
            if rank is not None:
                ranked.append((rank, order, element))
        ranked.sort(key=lambda entry: entry[:2])
        for _, _, element in ranked[:12]:
            name = self._name(element, stamp)
            if name:
                return element, name
        return None, None

    def _name(self, element: HtmlElement, stamp: HtmlElement | None) -> str | None:
        """The name inside an element that is labelled as the author's."""
        inner = [e for e in self.own if e is not element and _within(e, element)]
        for wanted in (_is_fn, _is_author_link, _is_naming):
            for candidate in inner:
                if candidate is stamp or not wanted(candidate, self.labels[candidate]):
                    continue
                if name := clean_name(without_moment(self._show(candidate, stamp, bare=True))):
                    return self._titled(element, candidate, name)
        name = clean_name(without_moment(self._show(element, stamp, bare=True)))
        return name

    def _bylined_author(self, stamp: HtmlElement | None) -> tuple[HtmlElement | None, str | None]:
        """The name in "geschrieben von NAME am 21. Jan. 2015", where one element holds both."""
        lines = [e for e in self.own if e.tag in ("cite", "small") and e not in self.parts][:3]
        if stamp is not None and stamp not in self.parts:
            lines = [stamp, *stamp.iterancestors(), *lines][: 2 + len(lines)]
        for element in lines:
            if element not in self.order or element in self.parts:
                continue
            shown = _short(element, 200)
            found = words.BYLINE.match(without_moment(shown)) if shown else None
            if found and (name := clean_name(words.NAME_END.split(found[1])[0])):
                return element, name
        return None, None

    def _titled(self, element: HtmlElement, inner: HtmlElement, name: str) -> str:
        """`name` with the "Dr" or "Herr" that stands before it in the author's element."""
        if (element.get("itemprop") or "") not in ("author", "creator") or inner.get("itemprop") != "name":
            return name
        whole = _short(element, _LONGEST_NAME)
        return whole if whole.endswith(name) and len(whole) - len(name) < 8 else name

    def _unlabelled_author(
        self, body: HtmlElement | None, stamp: HtmlElement | None
    ) -> tuple[HtmlElement | None, str | None]:
        """The first short text near the time, outside the body, that reads as a name."""
        loose: list[HtmlElement] = []
        for element in self.own:
            if element is body or element in self.parts or element.tag not in _SMALL_TAGS:
                continue
            if body is not None and _within(element, body):
                continue
            label = self.labels[element]
            if words.ASIDE.search(label) and element.tag not in _NAMING_TAGS and "head" not in label and "meta" not in label:
                continue
            loose.append(element)
        cited = [e for e in loose if e.tag == "cite"]
        for element in cited[:1]:
            if name := clean_name(without_moment(self._show(element, stamp))):
                return element, name
        if stamp in self.order:
            here = self.order[stamp]
            near = sorted(loose, key=lambda e: abs(self.order[e] - here - 0.5))
            for element in near[:6]:
                if -4 < self.order[element] - here < 4 and element is not stamp and not _within(stamp, element):
                    if any(child in self.labels for child in element):
                        continue
                    if element.tag in _PARAGRAPHS and self.order[element] > here:
                        continue
                    if name := clean_name(without_moment(self._show(element, stamp))):
                        return element, name
        for wanted in (_NAMING_TAGS, {"a"}, _SMALL_TAGS):
            for element in loose:
                if element.tag not in wanted or element is stamp:
                    continue
                if wanted is _SMALL_TAGS and any(child in self.labels for child in element if child.tag in _SMALL_TAGS) and stamp is None:
                    continue
                shown = without_moment(self._show(element, stamp, keep_asides=False))
                if name := clean_name(shown):
                    return element, name
        return None, None

    def _show(
        self, element: HtmlElement, stamp: HtmlElement | None, *, keep_asides: bool = True, bare: bool = False
    ) -> str:
        def leave(inner: HtmlElement) -> bool:
            if inner is stamp or inner in self.nested:
                return True
            label = self.labels.get(inner, "")
            if "says" in label.split() or "screen-reader" in label:
                return True
            if inner.tag == "a" and _is_action(inner):
                return True
            if bare and words.NOT_AUTHOR.search(label):
                return True
            return not keep_asides and bool(words.ASIDE.search(label))

        return printed(element, leave, limit=400)

    # ---- text

    def _body(self, author: HtmlElement | None, stamp: HtmlElement | None) -> HtmlElement | None:
        """The element that holds the text and neither author nor time; None when there is none."""
        best: tuple[bool, int, int, HtmlElement] | None = None
        for order, element in enumerate(self.own):
            label = self.labels[element]
            if not words.TEXT.search(label) or element in self.parts or element.tag in ("a", "button", "time"):
                continue
            if element is author or element is stamp or words.NOT_BODY.search(label):
                continue
            if any(words.TRIMMING.search(self.labels[a]) for a in element.iterancestors() if a in self.labels and a not in self.parts):
                continue
            if author is not None and (_within(author, element) or _within(element, author)):
                continue
            if stamp is not None and _within(element, stamp):
                continue
            apart = stamp is None or not _within(stamp, element)
            size = len(self._render(element, () if stamp is None else (stamp,)))
            if size and (best is None or (apart, size, order) > best[:3]):
                best = (apart, size, order, element)
        return best[3] if best else None

    def _text(
        self, body: HtmlElement | None, author: HtmlElement | None, stamp: HtmlElement | None
    ) -> str:
        places = tuple(p for p in (author, stamp) if p is not None)
        if body is not None:
            return self._render(body, places)
        paragraphs = self._paragraphs(places)
        if paragraphs:
            return "\n".join(filter(None, (self._render(p, places) for p in paragraphs)))
        lines = "\n".join(self._render(part, places) for part in self.parts).split("\n")
        kept = [line for line in lines if not words.JOINERS.match(without_moment(line))]
        return "\n".join(kept)

    def _paragraphs(self, places: Sequence[HtmlElement]) -> list[HtmlElement]:
        """Outermost paragraphs that hold neither author nor time and lie in no header."""
        found: list[HtmlElement] = []
        for element in self.own:
            if element.tag not in _PARAGRAPHS or element in self.parts:
                continue
            if any(_within(element, p) or element is p or _within(p, element) for p in places):
                continue
            if any(_within(element, p) for p in found) or self._is_aside(element):
                continue
            if any(self._is_aside(a) for a in element.iterancestors() if a in self.labels and a not in self.parts):
                continue
            if self._render(element, ()):
                found.append(element)
        return found

    def _is_aside(self, element: HtmlElement) -> bool:
        return element.tag in ("header", "footer", "nav", "button") or bool(
            words.ASIDE.search(self.labels.get(element, ""))
        )

    def _render(self, element: HtmlElement, places: Collection[HtmlElement]) -> str:
        def leave(inner: HtmlElement) -> bool:
            if inner in places or inner in self.nested or inner.tag == "button":
                return True
            if _is_unseen(inner) or (inner.tag in ("a", "span", "p", "div", "li") and _is_action(inner)):
                return True
            if inner.tag in ("header", "footer", "nav"):
                return True
            label = self.labels.get(inner)
            return bool(label and words.ASIDE.search(label) and _brief(inner))

        return printed(element, leave)

    def _inside(self, tags: frozenset[str]) -> set[HtmlElement]:
        found: set[HtmlElement] = set()
        for element in self.own:
            parent = element.getparent()
            if element.tag in tags or (parent is not None and parent in found):
                found.add(element)
        return found


def clean_name(shown: str) -> str | None:
    """A person's name without "says", "von" and the punctuation round it; None when it is none."""
    name = clean(shown.replace("\n", " "))
    name = words.BY.sub("", name)
    for _ in range(3):
        name = words.SAYS.sub("", name).strip()
    name = words.WEEKDAY_END.sub("", re.sub(r"^(?:on|at|am|um|le|el|à)?\s*,\s*(?:(?:on|at|am|um|le|el|à)\s*,\s*)*", "", name, flags=re.IGNORECASE))
    name = re.sub(r"^[\s:|·•–—,;]+|[\s:|·•–—,;]+$", "", name)
    name = re.sub(r"\s+(?:am|um|on|at|le|el|,)$", "", name) if name else name
    if not 1 <= len(name) <= _LONGEST_NAME or name.casefold() in words.ACTION_WORDS or is_age(name):
        return None
    if not any(c.isalnum() for c in name) or words.JOINERS.match(name):
        return name if name.isdigit() and len(name) > 2 else None
    return name


def _author_rank(element: HtmlElement, label: str) -> int | None:
    """0 is surest; None when the label does not speak of the author."""
    if _is_fn(element, label):
        return 0
    if (element.get("itemprop") or "") in ("author", "creator"):
        return 1
    if element.tag != "img" and words.AUTHOR_NAMES.intersection((element.get("class") or "").lower().replace("_", "-").split()):
        return 1
    if not words.AUTHOR.search(label) or element.tag in ("img", "button", "time"):
        return None
    if words.NOT_AUTHOR.search(label):
        return 5 if "author" in label and element.tag not in ("a", "img") and "vcard" in label else None
    return 2 if "author" in label or "user" in label else 3


def _is_fn(element: HtmlElement, label: str) -> bool:
    return "fn" in (element.get("class") or "").split()


def _is_author_link(element: HtmlElement, label: str) -> bool:
    return bool(words.AUTHOR.search(label)) and not words.NOT_AUTHOR.search(label)


def _is_naming(element: HtmlElement, label: str) -> bool:
    return element.tag in _NAMING_TAGS


def _without(label: str, neutral: set[str]) -> str:
    return " ".join(w for w in label.split() if w not in neutral) if neutral else label


def _short(element: HtmlElement, limit: int) -> str:
    text = clean("".join(element.itertext()))
    return text if len(text) <= limit else ""


def _within(element: HtmlElement, ancestor: HtmlElement) -> bool:
    return any(a is ancestor for a in element.iterancestors())


def _is_unseen(element: HtmlElement) -> bool:
    style = element.get("style")
    if words.UNSEEN.intersection((element.get("class") or "").split()):
        return True
    return bool(style and re.search(r"display\s*:\s*none", style[:200])) or element.get("hidden") is not None


def _is_action(element: HtmlElement) -> bool:
    text = clean("".join(element.itertext())).casefold()
    return len(text) < 40 and text in words.ACTION_WORDS


def _brief(element: HtmlElement) -> bool:
    """Whether an element labelled as an aside is short enough to be one."""
    return len(clean("".join(element.itertext()))) < 200
