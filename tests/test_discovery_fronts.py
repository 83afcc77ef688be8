"""Which links of a front page are stories, which sections, and what a page says of its site."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.config.model import Source
from archive.model import Kind, Page
from spiders.discovery import Finding, find
from spiders.discovery.shapes import Shape, shape

BASE = "https://www.news.example"
SITE = Source("test", f"{BASE}/")


def read(body: str | bytes, url: str = f"{BASE}/", source: Source = SITE) -> Finding:
    raw = body.encode() if isinstance(body, str) else body
    return find(Page(url, raw, "text/html; charset=utf-8"), Kind.FRONT, source)


def stories(body: str) -> list[str]:
    return [link.url.removeprefix(BASE) for link in read(body).of(Kind.STORY)]


def sections(body: str) -> list[str]:
    return [link.url.removeprefix(BASE) for link in read(body).of(Kind.FRONT)]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2025/09/02/mayor-opens-bridge/", Shape.LIKELY),
        ("/2025/09/28/istscar-426/", Shape.LIKELY),
        ("/2025-09-02-mayor", Shape.LIKELY),
        ("/news/mayor-opens-the-new-bridge", Shape.LIKELY),
        ("/politik/article241847490/Erstes-Bild.html", Shape.LIKELY),
        ("/story/000012.html", Shape.LIKELY),
        ("/node/113", Shape.LIKELY),
        ("/?p=123", Shape.LIKELY),
        ("/index.php?id=4711", Shape.LIKELY),
        ("/stories/3376705/", Shape.LIKELY),
        ("/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/1234567", Shape.LIKELY),
        ("/weather/2024/04/26/storms-over-iowa/", Shape.LIKELY),
        ("/autoren/anna/was-lesen-die-philippinen-heute", Shape.LIKELY),
        ("/sport/cup-final", Shape.POSSIBLE),
        ("/sport/", Shape.SECTION),
        ("/category/science-environment/", Shape.SECTION),
        ("/", Shape.SECTION),
        ("/2025/09/", Shape.NEITHER),
        ("/2025/09/02/", Shape.NEITHER),
        ("/tag/refinery/", Shape.NEITHER),
        ("/author/anna-smith-the-great", Shape.NEITHER),
        ("/page/2/", Shape.NEITHER),
        ("/2025/09/28/morning-briefing/comment-page-2/", Shape.NEITHER),
        ("/2025/09/28/morning-briefing/feed/", Shape.NEITHER),
        ("/wp-login.php?redirect_to=/2025/01/01/x/", Shape.NEITHER),
        ("/wp-content/uploads/2025/09/picture-of-the-bridge.jpg", Shape.NEITHER),
        ("/?cat=3", Shape.NEITHER),
        ("/?s=bridge", Shape.NEITHER),
        ("/?p=123&cpage=1", Shape.NEITHER),
        ("/www.example.org/2025", Shape.NEITHER),
        ("/login", Shape.NEITHER),
    ],
)
def test_what_the_shape_of_an_address_says(path: str, expected: Shape) -> None:
    assert shape(BASE + path) is expected


@given(st.text(max_size=200))
def test_no_path_is_too_odd(path: str) -> None:
    shape(f"{BASE}/{path}")


def test_dated_slugs_are_stories_wherever_they_stand() -> None:
    page = '<footer><a href="/2025/09/02/mayor-opens-bridge/">x</a></footer>'
    assert stories(page) == ["/2025/09/02/mayor-opens-bridge/"]


def test_a_short_slug_is_a_story_when_its_text_or_a_heading_says_so() -> None:
    page = """<h2><a href="/bridge/">Bridge</a></h2>
    <p><a href="/harbour/">The harbour master resigns after years of quarrel</a></p>
    <p><a href="/culture/">Culture</a></p>"""
    assert stories(page) == ["/bridge/", "/harbour/"]
    assert sections(page) == ["/culture/"]


def test_a_link_around_a_heading_counts_as_one_in_it() -> None:
    assert stories('<a href="/bridge/"><h3>Bridge</h3></a>') == ["/bridge/"]


def test_menus_and_lists_hold_sections_never_stories() -> None:
    page = """<nav><a href="/politics/">Politics and everything that is around it</a>
    <a href="/sport/">Sport</a></nav>
    <div class="main-menu"><a href="/culture/">Culture</a></div>
    <h3><a href="/category/world/">World</a></h3>"""
    assert stories(page) == []
    assert sections(page) == ["/sport/", "/culture/", "/category/world/"]


def test_tools_tags_authors_and_other_hosts_are_left_out() -> None:
    urls = [
        *("/tag/x/", "/author/anna/", "/login", "/page/3/", "/a.pdf", "/", "#top"),
        *("mailto:a@b.example", "javascript:go()", "https://news.example/#x"),
        "https://shop.news.example/2025/09/02/buy-this-now-please/",
        "https://other.example/2025/09/02/other-story/",
    ]
    text = "A text that is as long as any headline could be"
    page = "".join(f'<a href="{url}">{text}</a>' for url in urls)
    assert read(page).links == ()


def test_the_longest_text_of_a_link_is_its_title() -> None:
    page = """<a href="/story/100001.html"><img src="x.jpg"></a>
    <h2><a href="/story/100001.html?utm_source=front">Mayor
      opens</a></h2><a href="/story/100001.html">more</a>"""
    (link,) = read(page).of(Kind.STORY)
    assert link.title == "Mayor opens"


@pytest.mark.parametrize(
    ("base", "led_to"),
    [
        ("https://evil.example/", "/story/100001.html"),
        ("javascript:alert(1)", "/story/100001.html"),
        ("/deep/", "/deep/story/100001.html"),
        ("https://news.example/deep/", None),
    ],
)
def test_a_base_is_believed_on_its_own_site_only(base: str, led_to: str | None) -> None:
    page = f'<head><base href="{base}"></head><a href="story/100001.html">x</a>'
    found = [link.url for link in read(page).of(Kind.STORY)]
    assert found == [BASE + led_to if led_to else "https://news.example/deep/story/100001.html"]


def test_feeds_are_announced_but_not_those_of_comments() -> None:
    page = """<link rel="alternate" type="application/rss+xml" title="News" href="/feed/">
    <link rel="alternate" type="application/rss+xml" title="News » Comments Feed" href="/x/feed/">
    <link rel="alternate" type="application/atom+xml" href="//cdn.example/atom">
    <link rel="alternate" type="text/html" hreflang="de" href="/de/">"""
    found = read(page).of(Kind.FEED)
    assert [link.url for link in found] == [f"{BASE}/feed/", "https://cdn.example/atom"]
    assert found[0].title == "News"


def test_linked_feeds_count_when_none_is_announced() -> None:
    assert [link.url for link in read('<a href="/rss.xml">RSS</a>').of(Kind.FEED)] == [
        f"{BASE}/rss.xml"
    ]


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<meta property="og:site_name" content=" The  News "><title>x</title>', "The News"),
        ("<title>Radio Kettle – Made-up news</title>", "Radio Kettle"),
        ("<title>Plain</title>", "Plain"),
        ("", None),
    ],
)
def test_the_name_of_a_site(head: str, name: str | None) -> None:
    assert read(f"<html><head>{head}</head><body>x</body></html>").title == name


@pytest.mark.parametrize(
    ("head", "system"),
    [
        ('<meta name="generator" content="WordPress 6.1.9">', "WordPress 6.1.9"),
        ('<meta name="Generator" content="Drupal 10 (https://www.drupal.org)">', "Drupal 10"),
        ('<meta name="generator" content="Theme 4"><meta name="generator" content="WordPress 5">',
         "WordPress 5"),
        ('<script src="/wp-includes/js/x.js"></script>', "WordPress"),
        ("", None),
    ],
)  # fmt: skip
def test_the_system_of_a_site(head: str, system: str | None) -> None:
    assert read(f"<html><head>{head}</head><body>x</body></html>").form == system


def test_other_character_sets_and_xml_declarations() -> None:
    body = '<?xml version="1.0" encoding="iso-8859-1"?><html><h2><a href="/b/">Über</a></h2></html>'
    page = Page(f"{BASE}/", body.encode("latin-1"), "text/html; charset=ISO-8859-1")
    assert find(page, Kind.FRONT, SITE).of(Kind.STORY)[0].title == "Über"


@pytest.mark.parametrize("body", ["", "   ", "<!-- -->", b"\x00\x00\x00binary"])
def test_what_is_no_page_says_so(body: str | bytes) -> None:
    found = read(body)
    assert found.links == ()


def test_a_page_of_links_or_of_depth_does_not_take_for_ever() -> None:
    many = "".join(f'<a href="/story/{n}.html">x</a>' for n in range(100_000, 130_000))
    assert len(read(many).of(Kind.STORY)) == 1000
    read("<div>" * 50_000 + '<a href="/story/100001.html">x</a>')
    read("<a href=" * 50_000)


@given(st.binary(max_size=300))
def test_no_bytes_are_too_odd(body: bytes) -> None:
    for start in (b"", b"<a href='", b"<base href='", b"<link type='application/rss+xml' href='"):
        read(start + body)


def choose(*paths: str, **wishes: tuple[str, ...]) -> list[str]:
    page = "".join(f'<a href="{path}">x</a>' for path in paths)
    source = Source("test", f"{BASE}/", **wishes)  # type: ignore[arg-type]
    return [link.url.removeprefix(BASE) for link in read(page, source=source).of(Kind.STORY)]


def test_include_and_exclude() -> None:
    paths = ("/news/100001", "/news/video/100002", "/shop/100003")
    assert choose(*paths, include=("^https://www\\.news\\.example/news/",)) == list(paths[:2])
    assert choose(*paths, exclude=("/video/", "/shop")) == ["/news/100001"]


def test_an_expression_that_a_site_could_make_slow_matches_nothing() -> None:
    trap = "/" + "a" * 60 + "!100001"
    assert choose(trap, "/news/100001", exclude=("^.*/(a|aa|a?)+$",)) == [trap, "/news/100001"]


def test_a_story_is_no_listing() -> None:
    assert find(Page(f"{BASE}/x", b"x"), Kind.STORY, SITE).why == "a story is no listing"
