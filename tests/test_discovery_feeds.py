"""What feeds lead to: RSS, Atom, JSON Feed, and what only looks like one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.config.model import Source
from archive.model import Kind, Page
from spiders.discovery import Link, find

SITE = Source("test", "https://news.example/")


def feed(body: str | bytes, content_type: str | None = None) -> tuple[tuple[Link, ...], str | None]:
    raw = body.encode() if isinstance(body, str) else body
    found = find(Page("https://news.example/feed/", raw, content_type), Kind.FEED, SITE)
    return found.links, found.form


RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The News</title>
<link>https://news.example/</link>
<item><title>One &amp; only</title><link>https://news.example/one?utm_source=rss</link>
 <pubDate>Tue, 02 Sep 2025 08:00:00 +0200</pubDate>
 <content:encoded><![CDATA[<a href="https://news.example/trap">x</a>]]></content:encoded></item>
<item><title>Two</title><link>/two</link></item>
<item><title>Three</title><link>https://feeds.example.net/~r/3</link>
 <feedburner:origLink>https://news.example/three</feedburner:origLink></item>
<item><title>Four</title><guid>https://news.example/four</guid></item>
<item><title>Two again</title><link>https://news.example/two#comments</link></item>
<item><title>Script</title><link>javascript:alert(1)</link></item>
<item><title>Elsewhere</title><link>https://advert.example.org/buy</link></item>
<item><title>Home</title><link>https://news.example/</link></item>
</channel></rss>"""


def test_rss_entries_in_order_with_times_and_clean_addresses() -> None:
    links, form = feed(RSS)
    assert form == "RSS 2.0"
    assert [link.url for link in links] == [
        f"https://news.example/{name}" for name in ("one", "two", "three", "four")
    ]
    assert links[0] == Link(
        "https://news.example/one", Kind.STORY, "2025-09-02T06:00:00Z", "One & only"
    )
    assert links[3].published is None


def test_atom_uses_published_before_updated() -> None:
    links, form = feed(
        """<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title>
        <entry><title>E</title><link rel="enclosure" href="https://news.example/e.mp3"/>
        <link rel="alternate" href="https://news.example/e"/>
        <published>2025-09-02T06:00:00Z</published><updated>2025-09-03T06:00:00Z</updated></entry>
        <entry><title>F</title><link href="https://news.example/f"/>
        <updated>2025-09-03T06:00:00+02:00</updated></entry></feed>"""
    )
    assert form == "Atom"
    assert [(link.url[-1], link.published) for link in links] == [
        ("e", "2025-09-02T06:00:00Z"),
        ("f", "2025-09-03T04:00:00Z"),
    ]


def test_json_feed() -> None:
    items = [
        {"id": "1", "url": "https://news.example/a", "date_published": "2025-09-02", "title": "A"},
        {"id": "https://news.example/b", "date_modified": "2025-09-02T06:00:00+00:00"},
        {"id": 7}, "nonsense", {"url": ["x"]},
    ]  # fmt: skip
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items})
    links, form = feed(body)
    assert form == "JSON Feed"
    assert [(link.url[-1], link.published) for link in links] == [
        ("a", "2025-09-02"),
        ("b", "2025-09-02T06:00:00Z"),
    ]


@pytest.mark.parametrize(
    "body",
    ["", "<html><body><a href='https://news.example/x'>x</a></body></html>", "{}", "{broken",
     '{"items": [{"url": "https://news.example/a"}]}', "just text", "[" * 100_000,
     '{"a":' * 100_000],
)  # fmt: skip
def test_what_is_no_feed_says_so(body: str) -> None:
    found = find(Page("https://news.example/feed/", body.encode()), Kind.FEED, SITE)
    assert found.links == () and found.why


def test_the_declared_character_set_is_used() -> None:
    body = RSS.replace("One &amp; only", "Über").replace("UTF-8", "ISO-8859-1").encode("latin-1")
    links, _ = feed(body)
    assert links[0].title == "Über"


def test_a_torn_feed_is_read_as_far_as_it_goes() -> None:
    links, _ = feed(RSS[: RSS.index("<item><title>Three")])
    assert [link.url for link in links][:2] == [
        "https://news.example/one",
        "https://news.example/two",
    ]


def test_an_address_as_content_is_not_fetched_and_a_file_not_opened() -> None:
    for body in ("https://127.0.0.1:1/feed", "/etc/passwd", "file:///etc/passwd"):
        assert feed(body) == ((), None)


def test_entities_neither_explode_nor_read_files() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    body = f"""<!DOCTYPE rss [<!ENTITY e0 "lol"> {bomb} <!ENTITY file SYSTEM "file:///etc/passwd">]>
    <rss version="2.0"><channel><item><title>&e9; &file;</title>
    <link>https://news.example/a</link></item></channel></rss>"""
    links, _ = feed(body)
    assert all("root:" not in (link.title or "") and len(link.title or "") < 501 for link in links)


def test_no_more_than_a_thousand_entries() -> None:
    items = "".join(f"<item><link>https://news.example/{n}</link></item>" for n in range(1200))
    links, _ = feed(f"<rss version='2.0'><channel>{items}</channel></rss>")
    assert len(links) == 1000


@given(st.binary(max_size=300))
def test_no_bytes_are_too_odd(body: bytes) -> None:
    for start in (b"", b"<rss version='2.0'><channel><item><link>", b'{"version":"jsonfeed.org",'):
        find(Page("https://news.example/feed/", start + body), Kind.FEED, SITE)
