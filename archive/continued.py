"""Joins a story that is printed on several pages: who is asked next, and what it comes to; pure.

As with comment pages (archive.threads), the crawl asks the site and a rebuild asks the captures.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from archive.dedupe import sketch
from archive.extract.paging import MOST
from archive.model import Reading, Section, Story
from archive.revisions import reading_order
from archive.urls import same_site, url_key


def conversation(first: Reading, page_url: str) -> Generator[str, Reading | None, Reading]:
    """Yields the addresses of further pages, takes what each reads as, returns the whole.

    A page that cannot be read ends the story there. Addresses on another site are not asked for.
    """
    asked = {url_key(page_url)}
    waiting = list(first.pages)
    whole = first
    while waiting and len(asked) <= MOST:
        url = waiting.pop(0)
        if url_key(url) in asked or not same_site(url, page_url):
            continue
        asked.add(url_key(url))
        more = yield url
        if more is None or more.story is None:
            break
        whole = joined(whole, more)
        waiting += more.pages  # a long story's first page may name the next few only
    return whole


def joined(first: Reading, more: Reading) -> Reading:
    """`first` with the text of a further page; what both print (a standfirst) stands once."""
    one, two = first.story, more.story
    assert one is not None
    assert two is not None
    printed = {one.lead, *one.paragraphs}
    sections = list(one.sections)
    for section in two.sections:
        fresh = tuple(text for text in section.paragraphs if text not in printed)
        if section.heading is None and section.published is None and sections:
            last = sections[-1]
            sections[-1] = Section(last.heading, (*last.paragraphs, *fresh), last.published)
        elif fresh or section.heading:
            sections.append(Section(section.heading, fresh, section.published))
    story = replace(
        one,
        sections=tuple(sections),
        source_line=one.source_line or two.source_line,
        images=tuple(dict.fromkeys((*one.images, *two.images))),
    )
    thread = first.thread if _has_thread(first) else more.thread
    return replace(
        first,
        story=replace(story, comments=thread.comments),
        thread=thread,
        sketch=_sketch(story) if first.sketch else (),
    )


def _has_thread(reading: Reading) -> bool:
    thread = reading.thread
    return bool(thread.comments or thread.pages or thread.listings)


def _sketch(story: Story) -> tuple[int, ...]:
    return sketch("\n".join(reading_order(story)))
