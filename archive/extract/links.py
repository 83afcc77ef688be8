"""Tells lines that lead to other stories from text that has links in it."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import urlsplit

from archive.extract.blocks import Block, Frame
from archive.extract.ground import Ground
from archive.extract.roles import Judged, Role
from archive.extract.text import word_set

_POINTER = re.compile(r"^\s*(?:[>»→▶▸►•‣➤⇒]|--?>|>>)+\s*")
# An address or an account's name that is printed as such says where it leads: it is text.
_ADDRESS = re.compile(
    r"^(?:https?://|www\.)\S+$|^[\w-]{2,60}(?:\.[\w-]{2,30}){1,3}(?:/\S*)?$|^@\w+$"
)
_ENDS = re.compile(r"[.!?…。！？][\"'“”’»)\]]*$")
# A line in brackets, "[See …]", or "via …" says where else to look, whatever site it leads to.
_ASIDE = re.compile(r"^[(\[].*[)\]]\W*$|^via \S.{0,40}$", re.I)
_SHARE = re.compile(
    r"//(?:api\.whatsapp\.com/send|wa\.me/\?|(?:t|telegram)\.me/share|(?:\w+\.)?(?:facebook|linkedin)\.com/(?:share|sharer|dialog)"
    r"|(?:www\.)?(?:twitter|x)\.com/(?:share|intent|home\?status)|(?:\w+\.)?pinterest\.com/pin/create|(?:www\.)?reddit\.com/submit)|^(?:mailto:\?|whatsapp:)",
    re.I,
)
_SECOND = word_set("ac co com edu gen go gob gov govt gv mil ne net nom or org")
_TEXT_LIST = 0.6  # share of links in a list of things, some of which have pages
_TELLING = 5  # letters of a site's name that tell it wherever it stands in a host
_MOST = 20  # links of an element that are looked at: it may hold many lines
_SERIES = 3  # linked headings of a kind that each head some text


def site_of(url: str) -> str:
    """The registered name in a host, "example" for "news.example.co.uk"; empty if there is none.

    The usual second levels are known here; the whole list of suffixes would take 0.2 s to load.
    """
    try:
        labels = (urlsplit(url).hostname or "").removeprefix("www.").split(".")[:-1]
    except ValueError:
        return ""
    if len(labels) > 1 and labels[-1] in _SECOND:
        del labels[-1]
    return labels[-1] if labels else ""


def by_links(block: Block, ground: Ground) -> Judged | None:
    """The block as a line that leads elsewhere; None when it is text.

    A line among the paragraphs that leads to another site is text: it names a thing or a source.
    """
    if not block.links:
        return None
    found = _led(block, ground)
    if found is None or not ground.first <= block.order <= ground.last:
        return found
    own = ground.usual(block) or (block.frame.item and ground.box(block) is None)
    return None if own and _abroad(block, ground.site) else found


def _abroad(block: Block, site: str) -> bool:
    if _ASIDE.match(block.text):
        return False
    links = [a.get("href") or "" for a in islice(block.frame.element.iter("a"), _MOST)]
    if any(map(_SHARE.search, links)):
        return False  # a button to share the story
    return bool(links) and not any(_at_home(link, site) for link in links)


def _at_home(link: str, site: str) -> bool:
    """Whether a link leads to the page's own site, or to a host that has the site's name in its."""
    name = site_of(link)
    if not name or site in name or name in site:
        return True
    return len(site) >= _TELLING and site in (urlsplit(link).hostname or "")


def _led(block: Block, ground: Ground) -> Judged | None:
    text, share = block.text, block.link_share
    usual = ground.usual(block)
    if usual and _ADDRESS.match(text):
        return None
    own_text = usual and len(text) >= 50 and text.endswith(".") and not block.frame.item
    if share > 0.8 and (block.frame.item or len(text) < 200) and not own_text:
        if block.frame.item and _text_list(block, ground):
            return None
        return Judged(block, Role.READ_ALSO, "nothing but links")
    if share > 0.5 and len(text) < 40 and _ASIDE.match(text):
        return Judged(block, Role.READ_ALSO, "says where else to look")
    if share > 0.7 and block.links > 1 and len(text) < 600 and not _ENDS.search(text):
        return Judged(block, Role.READ_ALSO, "several links and nothing else")
    if share > 0.3 and len(text) < 250 and _POINTER.match(text):
        return Judged(block, Role.READ_ALSO, "pointer to another page")
    if block.frame.item and _linked_list(block, ground):
        return Judged(block, Role.READ_ALSO, "list of links")
    label, colon, rest = text.partition(":")
    if colon and len(label) <= 30 and share > 0.55 and len(text) < 250 and rest.strip():
        if _ADDRESS.match(rest.strip()):
            return None
        return Judged(block, Role.READ_ALSO, "label and link")
    return None


def _text_list(block: Block, ground: Ground) -> bool:
    """Whether some of the items beside one that is a link are none: things listed."""
    holder = block.frame.parent
    if block.frame.tag != "li" or holder is None or holder not in ground.lists:
        return False
    return ground.lists[holder] < _TEXT_LIST and ground.first <= block.order <= ground.last


def _linked_list(block: Block, ground: Ground) -> bool:
    at: Frame | None = block.frame
    while at is not None and at is not ground.region.main:
        if ground.lists.get(at, 0.0) > 0.6:
            return True
        at = at.parent
    return False


def linked_heading(block: Block) -> bool:
    """Whether a heading is nothing but a link to another page; one to its own place is none."""
    if not block.links or block.link_share <= 0.8:
        return False
    element = block.frame.element
    links = [*islice(element.iter("a"), _MOST)] or [*element.iterancestors("a")][:1]
    return any(not (a.get("href") or "#").startswith("#") for a in links)


def keep_series(judged: list[Judged], ground: Ground) -> None:
    """Linked headings of a kind with text under each of them are the story's own: things listed."""
    heads = [at for at, entry in enumerate(judged) if entry.why == "linked heading"]
    if len(heads) < _SERIES:
        return
    series: dict[tuple[str, ...], list[Judged]] = {}
    for at in heads:
        chain = ground.chains[judged[at].block]
        if chain[:-1] in ground.homes and at + 1 < len(judged):
            after = judged[at + 1]
            if after.role is Role.PARAGRAPH and ground.usual(after.block):
                series.setdefault(chain, []).append(judged[at])
    for kin in series.values():
        if len(kin) >= _SERIES:
            for entry in kin:
                entry.role, entry.why = Role.HEADING, "one of several linked headings with text"
