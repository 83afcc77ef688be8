"""Says why a page holds no story: listing, static page, form, wall or error."""

# ruff: noqa: E501 - tables of words and patterns read worse when they are broken

from __future__ import annotations

import re
from urllib.parse import urlsplit

from archive.extract import purpose
from archive.extract.blocks import Block
from archive.extract.meta import Head
from archive.extract.region import Region, prose
from archive.extract.structured import Stated
from archive.extract.text import word_set
from archive.extract.tree import Inventory

_LOGIN = "login form"
_LONG = 2000  # characters of a story whose page calls itself a listing
_STORY = 1000  # characters of running text that one story has, and the teasers of a listing seldom
_ARTICLE = re.compile(r"article$|^report$|blogposting$|newsitem$|^review")
_LISTING_CLASS = word_set(
    """
    archive category tag author search search-results search-no-results home blog date
    tax-post_tag page-front front front-page is-front page-taxonomy path-frontpage
    """
)
_STATIC_CLASS = re.compile(r"^(?:page-id-\d+|node-type-page|page-node-type-page)$")
_LISTING_PATH = re.compile(
    r"^/(?:category|categories|tags?|topics?|thema|themen|author|authors|autor|auteur|search|suche|recherche|buscar|archives?|page)(?:/|$)",
    re.I,
)
_STATIC_PATH = re.compile(
    r"^/(?:[a-z]{2}/)?(?:about(?:-us|-[a-z]+)?|contact(?:-us|s)?|kontakt|impressum|imprint|privacy(?:-policy)?|datenschutz(?:erklaerung)?|terms(?:-[a-z-]+)?|cookie(?:s|-policy)?|"
    r"advertise(?:-with-us)?|mediadaten|agb|ueber-uns|a-propos|mentions-legales|quienes-somos|contacto|aviso-legal|login|signin|sign-in|register|anmelden|account|subscribe|abo|newsletter|jobs|careers|faq|help|sitemap)(?:\.\w+|/)?$",
    re.I,
)
_ERROR = re.compile(
    r"\b(?:404|403|410|500|502|503)\b(?:.{0,30}\b(?:error|not found|forbidden|gone|fehler|unavailable|bad gateway)\b|\s*$|\s*[|:–—-])|\b(?:page|seite|site|página|pagina) (?:not found|nicht gefunden|introuvable|no encontrada|non trovata)\b|nothing (?:was )?found|access denied|just a moment|service unavailable|are you (?:a )?(?:human|robot)|attention required|bad gateway|page (?:can['’]?t|cannot) be found",
    re.I,
)
_CONSENT = re.compile(
    r"before you continue|cookie[ -]?(?:consent|einstellungen|hinweis|notice|preferences|settings|wall)|consent|zustimm|privatsphäre|datenschutzeinstellung|privacy (?:settings|center)|we (?:value|respect) your privacy|weiter mit werbung|consentement|consentimiento",
    re.I,
)


_OTHER_TYPES = re.compile(
    r"^(?:image|audio|video|font)/|pdf|octet-stream|zip|javascript|(?:^|\+|/)json", re.I
)
_FEED = re.compile(
    r"^\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,500}?-->\s*)*<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b",
    re.S,
)


def why_no_page(text: str, content_type: str | None) -> str | None:
    """The reason why an answer is no HTML page at all, or None when it may be one."""
    if content_type and _OTHER_TYPES.search(content_type.split(";")[0].strip()):
        return f"no web page but {content_type.split(';')[0].strip()[:60]}"
    if _FEED.match(text[:2000]):
        return "a feed or sitemap, no story"
    if text.startswith("%PDF-"):
        return "no web page but a PDF file"
    return None


def why_no_story(
    page: Inventory,
    url: str,
    head: Head,
    stated: Stated,
    blocks: list[Block],
    region: Region | None,
    *,
    discussed: bool = False,
) -> str | None:
    """The reason in words a person understands, or None when the page is taken for a story.

    A blog's static page that calls itself an article and is `discussed` by readers is one.
    """
    classes = _body_classes(page)
    text = sum(prose(b) for b in region.blocks) if region else 0.0
    other = _no_content(page, head.title or "", classes, text)
    if other is not None and not (other == _LOGIN and purpose.tells(blocks, region)):
        return other
    if not blocks:
        return "empty page"
    article = any(_ARTICLE.search(kind) for kind in stated.kinds) and bool(stated.headlines)
    listing = _listing(url, head, stated, classes)
    told = text >= _LONG and not _headed(region) and listing and purpose.tells(blocks, region)
    if listing and not article and not told and not _says_story(url, head, region, text):
        return listing
    typed = (head.first("og:type") or "").lower() == "article"
    article = article or (discussed and typed)
    if _static(url, classes) and not article:
        return "static page, no story"
    if region is None or text < 60:
        return "no running text"
    if article or typed or classes & {"single", "single-post"}:
        return None
    if _many_teasers(region, text) or purpose.leads_on(region, dated=bool(stated.published)):
        return "listing of stories, not one story"
    if not stated.published and purpose.asks(page, blocks, region, text):
        return "form, no story"
    return None


def _no_content(page: Inventory, title: str, classes: frozenset[str], text: float) -> str | None:
    """What stands in a story's place: an error, a wall, or a form to log in."""
    if text < 1500 and (_ERROR.search(title) or "error404" in classes):
        return "error page"
    if text < 1500 and _CONSENT.search(title):
        return "consent wall"
    protected = _password(page)
    if protected == "post":
        return "password-protected page"
    return _LOGIN if protected and text < 400 else None


def _body_classes(page: Inventory) -> frozenset[str]:
    names = next((body.get("class") or "" for body in page.tagged("body")), "")
    return frozenset(names.lower().split()[:80])


def _password(page: Inventory) -> str | None:
    for field in page.tagged("input"):
        if (field.get("type") or "").lower() != "password":
            continue
        for up in field.iterancestors("form"):
            name = f"{up.get('class') or ''} {up.get('action') or ''}".lower()
            if "post-password" in name or "postpass" in name:
                return "post"
        return "login"
    return None


def _listing(url: str, head: Head, stated: Stated, classes: frozenset[str]) -> str | None:
    parts = urlsplit(url) if _splits(url) else urlsplit("")
    if "single" in classes or "single-post" in classes:
        return None
    if {"search", "search-results", "search-no-results"} & classes or re.search(
        r"(?:^|&)s=", parts.query
    ):
        return "search results, no story"
    if classes & _LISTING_CLASS or "searchresultspage" in stated.page_kinds:
        return "listing of stories, not one story"
    if parts.path in {"", "/"} and not parts.query and (parts.netloc or parts.scheme):
        return "front page, no story" if _listing_kind(head, stated) else None
    if (
        _LISTING_PATH.match(parts.path)
        and (head.first("og:type") or "website").lower() != "article"
    ):
        return "listing of stories, not one story"
    if (
        {"collectionpage", "profilepage"} & stated.page_kinds
        and not stated.published
        and ((head.first("og:type") or "").lower() != "article")
    ):
        return "listing of stories, not one story"
    return None


def _says_story(url: str, head: Head, region: Region | None, text: float) -> bool:
    """Whether a page that is laid out like a listing says it is a story, and holds one."""
    kind = (head.first("og:type") or "").lower()
    if not kind.endswith(("article", "post")) or region is None or text < _STORY:
        return False
    if not (_splits(url) and urlsplit(url).path.strip("/")):
        return False
    return not _headed(region)


def _headed(region: Region | None) -> bool:
    """Whether the region holds linked headings, as a listing does."""
    inside = region.blocks if region else ()
    return sum(1 for b in inside if b.level > 1 and b.links and b.link_share > 0.8) >= 3


def _listing_kind(head: Head, stated: Stated) -> bool:
    return (head.first("og:type") or "website").lower() != "article" and not stated.published


def _splits(url: str) -> bool:
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def _static(url: str, classes: frozenset[str]) -> bool:
    if not _splits(url):
        return False
    if any(_STATIC_CLASS.match(name) for name in classes) and "single" not in classes:
        return True
    return bool(_STATIC_PATH.match(urlsplit(url).path))


def _many_teasers(region: Region, text: float) -> bool:
    """Headings that are links, one after the other, with little text to each."""
    headings = [b for b in region.blocks if b.level and b.level > 1]
    linked = [b for b in headings if b.links and b.link_share > 0.8]
    return len(linked) >= 5 and len(linked) * 2 > len(headings) and text / len(linked) < 300
