"""Completes a story whose page does not hold it all: which pages are asked, and what it comes to.

Pure. The rest may be on further pages, or in the page's AMP or print form.

As with comment pages (archive.threads), the crawl asks the site and a rebuild asks the captures.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from archive.dedupe import sketch
from archive.extract.paging import MOST
from archive.model import Reading, Section, Thread
from archive.revisions import reading_order
from archive.urls import same_site, url_key

_FULLER = 1.5  # times as many words make another form the better one


def conversation(first: Reading, page_url: str) -> Generator[str, Reading | None, Reading]:
    """Yields the addresses of further pages, takes what each reads as, returns the whole.

    A page that cannot be read ends the story there. Addresses on another site are not asked for.
    """
    whole = first
    for url in first.variants:
        more = (yield url) if same_site(url, page_url) else None
        if more is not None and _words(more) > _FULLER * _words(whole):
            whole = fuller(whole, more, page_url)
            break
    asked = {url_key(page_url)}
    waiting = list(first.pages) if whole.story is not None else []
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


def fuller(first: Reading, more: Reading, page_url: str) -> Reading:
    """The story of a page's other form, under the page's own address and headline."""
    one, two = first.story, more.story
    assert two is not None
    canonical = first.canonical_url or page_url
    story = replace(two, url=page_url, canonical_url=canonical)
    if one is not None:
        story = replace(
            story,
            headline=one.headline,
            authors=one.authors or two.authors,
            published=one.published or two.published,
            modified=one.modified or two.modified,
            topics=one.topics or two.topics,
        )
    thread = _thread(first, more)
    return replace(
        more,
        story=replace(story, comments=thread.comments),
        why=None,
        thread=thread,
        canonical_url=canonical,
        pages=first.pages,
        traits=(),
    )


def _words(reading: Reading) -> int:
    return sum(len(text.split()) for text in reading.story.paragraphs) if reading.story else 0


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
    thread = _thread(first, more)
    return replace(
        first,
        story=replace(story, comments=thread.comments),
        thread=thread,
        sketch=sketch("\n".join(reading_order(story))) if first.sketch else (),
    )


def _thread(first: Reading, more: Reading) -> Thread:
    """The first page's thread, or where that has none the other's."""
    thread = first.thread
    return thread if thread.comments or thread.pages or thread.listings else more.thread
