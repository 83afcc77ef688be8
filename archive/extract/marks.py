"""Tells from tag, class, id and role what a part of a page is for."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from lxml.html import HtmlElement

from archive.extract.text import word_pairs, word_set


class Mark:
    """What the markup says of an element, as bits; inherited by everything in it.

    Plain numbers: an IntFlag costs ten times as much, and a page has thousands of them.
    """

    NONE: Final = 0
    FURNITURE: Final = 1  # share bars, newsletter boxes, related stories, adverts, consent
    ASIDE: Final = 2  # beside the text: aside, sidebar, boxes
    FOOT: Final = 4  # page footers
    HEAD: Final = 8  # page and article headers
    CAPTION: Final = 16  # captions and picture credits
    FIGURE: Final = 32
    HIDDEN: Final = 64  # not shown, or shown to screen readers only
    COMMENTS: Final = 128
    BYLINE: Final = 256  # author, date and other particulars
    LEAD: Final = 512  # standfirst
    BODY: Final = 1024  # says that it holds the article's text
    SOURCE: Final = 2048
    BOX: Final = 4096  # fact boxes, summaries, tables of contents


def names_of(marks: int) -> str:
    """The marks in words, for explanations."""
    names = [n for n, bit in vars(Mark).items() if isinstance(bit, int) and bit & marks]
    return ", ".join(names).lower()


_FURNITURE = word_set(
    """
    related relatedcontent relatedarticles recommend recommended recommendation
    recommendations recirc recirculation newsletter newsletters subscribe subscription signup
    share sharing sharebar sharedaddy addtoany shares social socials sociable socialmedia
    promo promotion promoted promobox advert adverts advertisement advertising advertorial ad
    ads adbox adslot adunit adwrapper adcontainer admanager dfp banner banners sponsor
    sponsored sponsors outbrain taboola cookie cookies consent gdpr breadcrumb breadcrumbs
    pagination pager navigation nav navbar menu submenu megamenu trending popular mostread
    mostpopular readmore readalso toolbar tools popup modal overlay tooltip dropdown login
    donate donation donations feedback teasers teaserlist signin tags taglist tagcloud
    playlist carousel slider poll quiz survey rating ratings jpibfi jp-relatedposts wpcnt
    sharethis printfriendly follow followus topstories latestnews morenews furtherreading
    alsoread premiumbox whatsapp telegram upsell livefeed ticker mailmunch optin callout
    crosslinks interlink inlinelink marketing disclaimer disclaimers disclosure disclosures
    robots-nocontent pullquote pullquotes upnext innext keyword keywords cta
    """
)
# Two words in a row, any of the left with any of the right.
_FURNITURE_PAIRS = word_pairs(
    """
    read see lire lees lue les veja leia lea | also more next too aussi ook myos ogsa tambien
    lea leia veja | mas mais
    also most more | read like from on stories news articles viewed popular commented
    article story post content entry text | tags tools share shares footer related relateds
    article story post content entry text | topics labels links nav navi
    latest other top similar | news posts stories articles articulos
    in up | next
    inline | related promo link links newsletter cta teaser
    link | list box
    sign | up
    to | action
    teaser | list box group grid block
    story article news | list teasers card cards grid
    author | bio box info information card profile description detail details about biography
    the about | author
    post | navigation
    nav | links previous next
    key | words
    tag | list cloud
    skip | link links
    external | content
    widget | area title recent sidebar nav
    footer sidebar | widget widgets
    embed oembed | consent placeholder
    app | promo banner download
    print only | only print
    """
)
_ASIDE = word_set(
    """
    sidebar side aside rail rightrail rightcol rightcolumn leftcol complementary sidebars
    """
)
_BOX = word_set(
    """
    infobox factbox fact facts faktaboks fakta faktaruta factsbox infokasten keypoints
    highlights takeaways toc tableofcontents ingress-box explainer summarybox box-fakta
    """
)
_CAPTION = word_set(
    """
    caption captions figcaption credit credits photocredit imagecredit imgcaption wpcaption
    copyright photographer bildunterschrift bildtext legende legend bildquelle imagecaption
    picturecaption fotocredit pictext
    """
)
_CAPTION_PAIRS = re.compile(
    r"(?:image|photo|img|picture|media|foto|bild|video|figure)-?(?:caption|credits?|desc|description|info|source(?!d)|text|copyright|meta|legend)"
)
_HIDDEN = re.compile(
    r"(?:sr-only|sronly|visually-?hidden|screen-?reader(?:-text|-only)?|d-none|u-hidden|is-hidden|hidden"
    r"|hide|display-none|off-?screen|u-visually-hidden|show-for-sr|a11y|element-invisible|assistive-text|vh)$"
)
_BYLINE = word_set(
    """
    byline bylines author authors authorname dateline timestamp pubdate publishdate date time
    datetime published updated readtime readingtime articlemeta postmeta entrymeta metadata
    postedon postedby postinfo contributor contributors autor autoren auteur autore
    """
)
_LEAD = word_set(
    """
    lead lede leadtext standfirst summary intro introduction dek deck subtitle subheadline
    subhead subheading subtitular subheader sapo chapeau ingress excerpt vorspann abstract
    description teaser teasertext articlesummary manchet manchette perex entradilla bajada
    sumario occhiello sommario catenaccio spot kurzfassung drophead strapline headlinedeck
    underrubrik resumo leadin preamble summaryintro
    """
)
_COMMENTS = re.compile(
    r"(?:comments?|disqus-thread|comments?-(?:area|section|list|wrapper|container|block|thread|form)|respond"
    r"|commentlist|kommentare|commentaires|comentarios|reader-comments|user-comments)$"
)
_BODY = re.compile(
    r"(?:article|story|entry|post|content|news|text|main)-?(?:body|content|text|copy|detail|main)"
    r"|articlebody|body-?(?:copy|text|content)|field-name-body|rich-?text|e-content"
)
_SOURCE = word_set(
    """
    source sources quelle quellen fuente bron fonte zrodlo kilde lahde agency agencies
    """
)
_FOOT = frozenset({"footer", "sitefooter", "pagefooter", "colophon", "bottombar"})
_CAMEL = re.compile(r"([a-z0-9])([A-Z])")
_WORDS = re.compile(r"[a-z0-9]+")

_TAGS = {
    "aside": Mark.ASIDE,
    "footer": Mark.FOOT,
    "header": Mark.HEAD,
    "figure": Mark.FIGURE,
    "figcaption": Mark.CAPTION,
    "picture": Mark.FIGURE,
    "nav": Mark.FURNITURE,
    "menu": Mark.FURNITURE,
    "dialog": Mark.FURNITURE | Mark.HIDDEN,
    "caption": Mark.CAPTION,
    "cite": Mark.CAPTION,  # as a block: who is quoted
    "address": Mark.BYLINE,
    "time": Mark.BYLINE,
}
_ROLES = {
    "navigation": Mark.FURNITURE,
    "complementary": Mark.ASIDE,
    "banner": Mark.HEAD,
    "contentinfo": Mark.FOOT,
    "dialog": Mark.FURNITURE,
    "alertdialog": Mark.FURNITURE,
    "search": Mark.FURNITURE,
    "menu": Mark.FURNITURE,
    "tooltip": Mark.FURNITURE,
}
_PROPS = {
    "articlebody": Mark.BODY,
    "author": Mark.BYLINE,
    "datepublished": Mark.BYLINE,
    "datemodified": Mark.BYLINE,
    "caption": Mark.CAPTION,
    "cite": Mark.CAPTION,  # as a block: who is quoted
    "copyrightholder": Mark.CAPTION,
    "description": Mark.LEAD,
}

_seen: dict[tuple[str, str], int] = {}
_tokens: dict[str, int] = {}


def marks_of(element: HtmlElement, tag: str) -> int:
    """The marks that an element's own markup gives it."""
    mark = _TAGS.get(tag, Mark.NONE)
    name = ident = ""
    for attribute, value in element.items():  # one call: six of `get` took longer
        if attribute == "class":
            name = value
        elif attribute == "id":
            ident = value
        elif attribute == "style":
            if "none" in value and "display:none" in value.replace(" ", "").lower():
                mark |= Mark.HIDDEN
        elif attribute == "role":
            mark |= _ROLES.get(value, Mark.NONE)
        elif attribute == "itemprop":
            mark |= _PROPS.get(value.lower(), Mark.NONE)
        elif attribute == "hidden":
            mark |= Mark.HIDDEN
    return mark | _named(name[:400], ident[:100]) if name or ident else mark


def _named(name: str, ident: str) -> int:
    found = _seen.get((name, ident))
    if found is None:
        if len(_seen) > 20_000:  # a daemon reads pages for months
            _seen.clear()
        found = _seen[(name, ident)] = _judge(name, ident)
    return found


def _judge(name: str, ident: str) -> int:
    mark = Mark.NONE
    for part in (*name.split(), ident):
        known = _tokens.get(part)
        if known is None:
            if len(_tokens) > 50_000:
                _tokens.clear()
            known = _tokens[part] = _judge_token(part)
        mark |= known
    return mark


def _judge_token(part: str) -> int:
    """The marks of one class name: of its words, and of the pairs of words in it.

    Every new class name of every site comes by here once, so it is kept cheap.
    """
    apart = part if part.islower() else _CAMEL.sub(r"\1-\2", part).lower()
    words = _WORDS.findall(apart)
    folded = "-".join(words)
    mark = _MARKS.get(folded, 0)
    if len(words) > 1:
        mark |= _MARKS.get("".join(words), 0)
        for word in words:
            mark |= _MARKS.get(word, 0)
        if not _FURNITURE_PAIRS.isdisjoint(pairwise(words)):
            mark |= Mark.FURNITURE
    if _CAPTION_PAIRS.search(folded):
        mark |= Mark.CAPTION
    if _BODY.search(folded):
        mark |= Mark.BODY
    if _HIDDEN.match(folded):
        mark |= Mark.HIDDEN
    if _COMMENTS.match(folded):
        mark |= Mark.COMMENTS
    return mark


_BY_WORD = (
    (_FURNITURE, Mark.FURNITURE),
    (_ASIDE, Mark.ASIDE),
    (_BOX, Mark.BOX),
    (_CAPTION, Mark.CAPTION),
    (_BYLINE, Mark.BYLINE),
    (_LEAD, Mark.LEAD),
    (_SOURCE, Mark.SOURCE),
    (_FOOT, Mark.FOOT),
)
_MARKS: dict[str, int] = {}
for _kinds, _flag in _BY_WORD:
    for _word in _kinds:
        _MARKS[_word] = _MARKS.get(_word, 0) | _flag
