"""Turns a page into HTML: the template environment and its filters."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from importlib.resources import files
from urllib.parse import quote, urlencode, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from archive.browse import words
from archive.browse.page import Page
from archive.browse.questions.story import listed
from archive.browse.web.address import digits, quoted, web_path

STYLE = "style.css"
ICON = "icon.svg"


def render(page: Page, *, link: Callable[[str], str], now: datetime, tables: str | None) -> str:
    """The page as text. `link` makes a path of ours into an address, `tables` is Datasette's."""
    template = environment().get_template(page.template)
    return template.render(
        page.context, link=link, now=now, tables=tables, refresh=page.refresh, style=style_path()
    )


@functools.cache
def environment() -> Environment:
    """The environment all pages share: everything is escaped, a missing name is an error."""
    made = Environment(
        loader=PackageLoader("archive.browse"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "address": quoted,
        "ago": words.ago,
        "capture_kind": words.capture_kind,
        "change": words.change,
        "lines": lines,
        "due": words.due,
        "listed": listed,
        "names": names,
        "octets": words.size,
        "outcome": words.outcome,
        "paragraphs": paragraphs,
        "path": lambda text: quote(str(text), safe=""),
        "query": lambda values: urlencode({k: v for k, v in values.items() if v}),
        "relation": words.relation,
        "replay": replay,
        "short": short,
        "time": time,
        "web": web_address,
    }
    made.globals |= {"count": words.count}
    return made


def time(text: str | None, known: int = 1, *, seconds: bool = False) -> Markup:
    """A `<time>`: the serving machine's clock to read, UTC in its title."""
    moment = words.instant(text)
    if moment is None:
        return Markup('<span class="none">{}</span>').format(text or "unknown")
    about = "" if known else Markup('<abbr title="not stated by the page: first seen">≈</abbr> ')
    return Markup('{}<time datetime="{}" title="{}">{}</time>').format(
        about, text, f"{moment:%Y-%m-%d %H:%M:%S} UTC", words.clock(text, seconds=seconds)
    )


def web_address(text: object) -> str | None:
    """The address when a link to it is safe (http or https, with a host), else None."""
    if not isinstance(text, str):
        return None
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return None
    return text.strip() if parts.scheme in ("http", "https") and parts.netloc else None


def replay(url: object, at: str | None) -> str | None:
    """The path of the snapshot of an address at a stored time; None for what is none."""
    return web_path(digits(at), "", str(url)) if at and web_address(url) else None


def names(text: str | Sequence[object] | None) -> str:
    """`A, B and C` from a JSON array column or a list."""
    found = [str(name) for name in (listed(text) if isinstance(text, str) else text or []) if name]
    if len(found) < 2:
        return "".join(found)
    return ", ".join(found[:-1]) + " and " + found[-1]


def paragraphs(text: str | None) -> list[str]:
    """The paragraphs of a section's text; a line break within one stays."""
    return [part.strip() for part in re.split(r"\n[^\S\n]*\n", text or "") if part.strip()]


def lines(text: str | None) -> list[str]:
    """The lines of a comment's text, which are its paragraphs."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def short(text: object, most: int = 280) -> str:
    """At most about `most` characters of a text, cut at a space."""
    text = str(text or "")
    if len(text) <= most:
        return text
    head, _, rest = text[: most + 1].rpartition(" ")
    return (head or rest[:most]).rstrip() + " …"


@functools.cache
def static(name: str) -> bytes:
    """A file of `static/`."""
    return (files("archive.browse") / "static" / name).read_bytes()


@functools.cache
def style_path() -> str:
    """The style sheet's path, which changes with its content."""
    return f"/-/backissue/{hashlib.sha256(static(STYLE)).hexdigest()[:12]}/{STYLE}"
