"""The way from a page to its story: each step's result goes into the next."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.html import HtmlElement

from archive.extract.authors import read_authors
from archive.extract.blocks import Block, blocks_of
from archive.extract.body import judge
from archive.extract.canonical import canonical_url
from archive.extract.closing import drop_biographies, take_source_line
from archive.extract.decode import text_of
from archive.extract.headline import choose_headline, site_names
from archive.extract.images import find_images
from archive.extract.language import find_language
from archive.extract.lead import find_lead
from archive.extract.meta import Head, read_head
from archive.extract.published import read_published
from archive.extract.region import Region, find_region
from archive.extract.roles import Judged
from archive.extract.sections import sections_of
from archive.extract.story_or_not import why_no_story
from archive.extract.structured import Stated, read_stated
from archive.extract.text import key
from archive.extract.topics import find_topics
from archive.extract.tree import parse
from archive.extract.zones import Zones, zones_of
from archive.model import Page, Reading, Story, Thread


@dataclass(slots=True)
class Facts:
    """What was read before a story is put together."""

    page: Page
    root: HtmlElement
    head: Head
    stated: Stated
    blocks: list[Block]
    region: Region
    names: tuple[str, ...]  # of the site
    headline: str
    zones: Zones
    judged: list[Judged]


def read(page: Page) -> tuple[Reading, Facts | None]:
    """The reading of a page, and the facts it rests on when it is a story."""
    # the comments reader imports this package's text functions
    from archive.extract.comments import read_comments

    root = parse(text_of(page))
    if root is None:
        return Reading(None, "empty page"), None
    alive = list(root.iter())  # lxml makes an element's Python object anew when nobody holds it
    thread, held = read_comments(root, page)
    head = read_head(root)
    stated = read_stated(root, page.url)
    canonical = canonical_url(page.url, head, stated)
    blocks = blocks_of(root, leave_out=held)
    region = find_region(blocks, stated.body)
    why = why_no_story(root, page.url, head, stated, blocks, region)
    names = site_names(head, stated, page.url)
    zones = zones_of(blocks, region) if region else None
    headline = choose_headline(stated, head, zones.headings, names) if zones else None
    if why is None and headline is None:
        why = "no headline"
    if why is not None or region is None or zones is None or headline is None:
        return Reading(None, why or "no running text", canonical_url=canonical), None
    judged = judge(region, headline)
    del alive
    facts = Facts(page, root, head, stated, blocks, region, names, headline, zones, judged)
    story = _story(facts, canonical, thread)
    if not story.paragraphs and not story.lead:
        return Reading(None, "no running text", canonical_url=canonical), facts
    return Reading(story, None, thread, canonical), facts


def _story(facts: Facts, canonical: str, thread: Thread) -> Story:
    head, stated, page = facts.head, facts.stated, facts.page
    zones, judged = facts.zones, facts.judged
    authors = read_authors(stated, head, zones, facts.names)
    source = take_source_line(judged, zones, stated)
    drop_biographies(judged, authors)
    descriptions = [
        stated.description,
        *head.every("og:description", "description", "twitter:description"),
    ]
    headlines = [facts.headline, *stated.headlines, *head.every("og:title"), *zones.headings[:1]]
    lead = find_lead(judged, zones.before, [d for d in descriptions if d], facts.region, headlines)
    sections = sections_of(judged)
    near = [*zones.before, *zones.above, *zones.after]
    published, modified = read_published(stated, head, facts.root, near, page.fetched)
    text = " ".join(p for s in sections for p in s.paragraphs)[:4000] or lead or ""
    held = facts.region.main.element
    up = held.getparent()
    around = up if up is not None and up.tag != "html" else held
    return Story(
        url=page.url,
        canonical_url=canonical,
        headline=facts.headline,
        outlet=outlet(head, stated),
        lead=lead,
        sections=sections,
        source_line=source,
        authors=authors,
        published=published,
        modified=modified,
        language=find_language(head, stated, text),
        topics=find_topics(stated, head, around, (*facts.names, facts.headline)),
        images=find_images(stated, head, around, None, page.url),
        comments=thread.comments,
    )


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
