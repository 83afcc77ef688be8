"""Each post of a live blog is a section with its time."""

from __future__ import annotations

import json

from archive.extract import extract
from archive.model import Page, Section

LINE = (
    "Post {}: the ferry has left the quay with all passengers, and the harbour office is relieved."
)
URL = "https://quay.example/live"


def sections(body: str, data: object = None) -> tuple[Section, ...]:
    script = f"<script type='application/ld+json'>{json.dumps(data)}</script>" if data else ""
    head = f"<html lang='en'><head><title>Ferry, live</title>{script}</head>"
    page = f"{head}<body><main><h1>Ferry, live</h1>{body}</main></body></html>"
    story = extract(Page(URL, page.encode())).story
    assert story is not None
    return story.sections


def post(n: int, heading: str = "") -> str:
    time = f"<time datetime='2025-09-02T0{n}:15:00+02:00'>0{n}:15</time>"
    return f"<div class='post'>{time}{heading}<p>{LINE.format(n)}</p></div>"


def test_posts_in_elements_with_a_time_each_are_sections_with_their_times() -> None:
    found = sections(f"<p>{LINE.format('at last')}</p>" + "".join(map(post, (9, 8, 7, 6))))
    assert [section.published for section in found] == [
        None,
        "2025-09-02T07:15:00Z",
        "2025-09-02T06:15:00Z",
        "2025-09-02T05:15:00Z",
        "2025-09-02T04:15:00Z",
    ]
    assert found[1].paragraphs == (LINE.format(9),)


def test_a_posts_heading_is_its_sections_heading() -> None:
    found = sections("".join(post(n, f"<h2>At {n}</h2>") for n in (9, 8, 7)))
    assert [(s.heading, s.published) for s in found] == [
        ("At 9", "2025-09-02T07:15:00Z"),
        ("At 8", "2025-09-02T06:15:00Z"),
        ("At 7", "2025-09-02T05:15:00Z"),
    ]


def test_posts_are_known_by_the_pages_data_where_the_page_shows_no_time() -> None:
    data = {
        "@type": "LiveBlogPosting",
        "headline": "Ferry, live",
        "liveBlogUpdate": [
            {"articleBody": LINE.format(n), "datePublished": f"2025-09-02T0{n}:00:00Z"}
            for n in (9, 8, 7)
        ],
    }
    found = sections("".join(f"<p>{LINE.format(n)}</p>" for n in (9, 8, 7)), data)
    assert [s.published for s in found] == [f"2025-09-02T0{n}:00:00Z" for n in (9, 8, 7)]


def test_the_first_two_posts_of_a_day_are_posts_where_the_page_says_so() -> None:
    data = {
        "@type": "LiveBlogPosting",
        "headline": "Ferry, live",
        "liveBlogUpdate": [
            {"articleBody": LINE.format(n), "datePublished": f"2025-09-02T0{n}:00:00Z"}
            for n in (9, 8)
        ],
    }
    found = sections("".join(f"<p>{LINE.format(n)}</p>" for n in (9, 8)), data)
    assert [s.published for s in found] == ["2025-09-02T09:00:00Z", "2025-09-02T08:00:00Z"]


def test_a_time_without_a_zone_is_not_made_an_instant() -> None:
    bare = "".join(post(n).replace("+02:00", "") for n in (9, 8, 7))
    assert [section.published for section in sections(bare)] == [None]


def test_a_story_with_times_beside_it_is_no_live_blog() -> None:
    beside = "".join(
        f"<li class='also'><time datetime='2025-09-0{n}T08:00:00Z'>{n}</time> Other</li>"
        for n in range(1, 6)
    )
    prose = "".join(f"<p>{LINE.format(n)}</p>" for n in range(5))
    found = sections(f"<article>{prose}</article><ul>{beside}</ul>")
    assert [section.published for section in found] == [None]
