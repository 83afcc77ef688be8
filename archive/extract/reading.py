"""The way from a page to its story: each step's result goes into the next."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from archive.extract import embedded, ruling
from archive.extract.authors import read_authors
from archive.extract.blocks import Block, blocks_of
from archive.extract.body import judge
from archive.extract.canonical import canonical_url
from archive.extract.closing import drop_biographies, take_source_line
from archive.extract.decode import utf8_of
from archive.extract.headings import visible_headings
from archive.extract.headline import choose_headline, site_names
from archive.extract.images import find_images
from archive.extract.language import find_language
from archive.extract.lead import find_lead
from archive.extract.live import posts_of
from archive.extract.meta import Head, read_head
from archive.extract.paging import further_pages
from archive.extract.published import read_published
from archive.extract.recurring import traits_of
from archive.extract.region import Region, find_region
from archive.extract.roles import Judged
from archive.extract.ruling import Ruled
from archive.extract.sections import sections_of
from archive.extract.story_or_not import why_no_page, why_no_story
from archive.extract.structured import Stated, read_stated
from archive.extract.text import key
from archive.extract.topics import find_topics
from archive.extract.tree import Inventory, inventory, parse
from archive.extract.variants import variants_of
from archive.extract.zones import Zones, zones_of
from archive.model import UNLEARNED, Page, Reading, Story, Thread

_START = 8000  # bytes that tell a feed from a page


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read before a story is put together."""

    page: Page
    root: HtmlElement
    held: Inventory
    area: tuple[HtmlElement, ...]  # elements that hold the reader comments
    head: Head
    stated: Stated
    canonical: str
    names: tuple[str, ...]  # of the site
    headline: str
    region: Region
    zones: Zones
    judged: list[Judged]


@dataclass(frozen=True, slots=True)
class _Text:
    """Where the story's text was found."""

    blocks: list[Block]
    region: Region | None
    title: str | None = None
    published: str | None = None
    chosen: bool = False  # by a user's rule


def read(page: Page) -> tuple[Reading, Facts | None]:
    """The reading of a page, and the facts it rests on when it is a story."""
    # imported here, for the comments reader uses this package's own modules
    from archive.extract.comments import read_comments

    source = utf8_of(page)
    other = why_no_page(source[:_START].decode("utf-8", "replace"), page.content_type)
    root = parse(source) if other is None else None
    if root is None:
        return Reading(None, other or "empty page"), None
    ruled = ruling.apply(root, page)
    elements = inventory(root)
    thread, area = read_comments(root, page, elements)
    facts, why, canonical = _facts(page, root, elements, area, ruled, bool(thread.comments))
    if facts is None:
        return _without_story(page, elements, why, canonical, thread), None
    story = _story(facts, thread)
    if ruled is not None:
        story = ruling.overruled(story, ruled, page.fetched)
    if not story.paragraphs:
        return _without_story(page, elements, "no running text", canonical, thread), facts
    reading = Reading(
        story,
        None,
        thread,
        canonical,
        pages=further_pages(page.url, canonical, elements, area),
        variants=variants_of(page.url, elements, story),
        traits=traits_of(facts.judged, facts.region),
    )
    return reading, facts


def _without_story(
    page: Page, elements: Inventory, why: str, canonical: str, thread: Thread
) -> Reading:
    """A page that shows no text may have a form that does; one that is no story has none."""
    variants = variants_of(page.url, elements, None) if why == "no running text" else ()
    return Reading(None, why, thread, canonical, variants=variants)


def _facts(
    page: Page,
    root: HtmlElement,
    elements: Inventory,
    area: tuple[HtmlElement, ...],
    ruled: Ruled | None,
    discussed: bool,
) -> tuple[Facts | None, str, str]:
    """(facts, or None; why not; canonical address)."""
    head = read_head(root, elements)
    stated = read_stated(elements, page.url)
    canonical = canonical_url(page.url, head, stated)
    names = site_names(head, stated, page.url)
    text = _text(root, area, stated, ruled)
    region = text.region
    if text.published and not stated.published:
        stated = replace(stated, published=text.published)
    why = None
    if not text.chosen:
        why = why_no_story(
            elements, page.url, head, stated, text.blocks, region, discussed=discussed
        )
    if why is not None or region is None:
        return None, why or "no running text", canonical
    zones = zones_of(text.blocks, region)
    said = (*stated.headlines[:1], *head.every("og:title")[:1])
    headings = visible_headings(text.blocks, zones, said)
    headings = [*headings, *([text.title] if text.title else [])]
    headline = choose_headline(stated, head, headings, names)
    if headline is None:
        return None, "no headline", canonical
    template = UNLEARNED if text.chosen else page.guide.template
    judged = judge(region, headline, template, canonical)
    if text.chosen:
        judged = ruling.judged_by(judged)
    facts = Facts(
        page, root, elements, area, head, stated, canonical, names, headline, region, zones, judged
    )
    return facts, "", canonical


def _text(
    root: HtmlElement, area: tuple[HtmlElement, ...], stated: Stated, ruled: Ruled | None
) -> _Text:
    """The story's blocks: a rule's, those of the page, else those of its data."""
    # a rule may choose an element that is marked as furniture
    blocks = blocks_of(root, leave_out=area, whole=ruled is not None)
    if ruled is not None and (said := ruling.region_of(blocks, ruled)) is not None:
        return _Text(blocks, said, chosen=True)
    region = find_region(blocks, stated.body)
    if not embedded.too_little(region, stated.body):
        return _Text(blocks, region)
    told = embedded.from_body(stated.body)
    if told is not None:
        return _Text(*told)
    found = embedded.from_scripts(root)
    if found is not None:
        return _Text(found.blocks, found.region, found.title, found.published)
    return _Text(blocks, region)


def _story(facts: Facts, thread: Thread) -> Story:
    head, stated, zones, judged = facts.head, facts.stated, facts.zones, facts.judged
    opening = facts.region.blocks[:30]
    authors = read_authors(
        stated, head, zones, facts.names, opening, facts.area, facts.region.blocks
    )
    source = take_source_line(judged, zones, stated, facts.names)
    drop_biographies(judged, authors)
    titles = [*stated.headlines[:1], *head.every("og:title")[:1], *zones.headings[:1]]
    headlines = [facts.headline, *titles]
    lead = find_lead(judged, zones.before, _descriptions(head, stated), facts.region, headlines)
    posts = posts_of(judged, facts.region, facts.held, stated)
    sections = sections_of(judged, posts)
    published, modified = read_published(
        stated, head, facts.held, zones, facts.page.fetched, opening[:6], facts.page.url
    )
    text = " ".join(p for s in sections for p in s.paragraphs)[:4000] or lead or ""
    story = Story(
        url=facts.page.url,
        canonical_url=facts.canonical,
        headline=facts.headline,
        outlet=outlet(head, stated),
        lead=lead,
        sections=sections,
        source_line=source,
        authors=authors,
        published=published,
        modified=modified,
        language=find_language(head, stated, text),
        comments=thread.comments,
    )
    return _with_surroundings(story, facts)


def _with_surroundings(story: Story, facts: Facts) -> Story:
    """Topics and pictures stand in the element around the text."""
    held = facts.region.main.element
    up = held.getparent()
    around = up if up is not None and up.tag != "html" else held
    taken = (*facts.names, facts.headline)
    return replace(
        story,
        topics=find_topics(facts.stated, facts.head, around, taken),
        images=find_images(facts.stated, facts.head, around, facts.page.url),
    )


def _descriptions(head: Head, stated: Stated) -> list[str]:
    said = [stated.description, *head.every("og:description", "description", "twitter:description")]
    return [text for text in said if text]


def outlet(head: Head, stated: Stated) -> str | None:
    """The site's name as it gives it."""
    name = head.first("og:site_name") or stated.publisher or head.first("application-name")
    if name:
        return name
    title = head.title or ""
    for separator in (" | ", " – ", " — ", " - "):
        if separator in title:
            last = title.rsplit(separator, 1)[-1].strip()
            if key(last) and len(last) <= 50:
                return last
    return None
