"""What sitemaps lead to, and which of an index are worth reading."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.config.model import Source
from archive.model import Kind, Page
from spiders.discovery import Finding, Link, find
from spiders.discovery.sitemap_order import worth_reading

SITE = Source("test", "https://news.example/")
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def read(body: str | bytes, url: str = "https://news.example/sitemap.xml") -> Finding:
    raw = body.encode() if isinstance(body, str) else body
    return find(Page(url, raw, "application/xml"), Kind.SITEMAP, SITE)


def urlset(*inner: str) -> str:
    return f"<urlset {NS}>{''.join(f'<url>{one}</url>' for one in inner)}</urlset>"


def test_newest_first_and_the_undated_last() -> None:
    found = read(
        urlset(
            "<loc>https://news.example/2024/05/01/old-one</loc><lastmod>2024-05-01</lastmod>",
            "<loc>https://news.example/undated-but-a-story</loc>",
            "<loc> https://news.example/2025/09/02/new-one </loc>"
            "<lastmod>2025-09-02T08:00:00+02:00</lastmod>",
            "<loc>https://news.example/2025/09/02/newer-one</loc><lastmod>2025-09-02T07:00Z</lastmod>",
        )
    )
    assert found.form == "sitemap"
    assert [(link.url.rpartition("/")[2], link.published) for link in found.links] == [
        ("newer-one", "2025-09-02T07:00:00Z"),
        ("new-one", "2025-09-02T06:00:00Z"),
        ("old-one", "2024-05-01"),
        ("undated-but-a-story", None),
    ]


def test_a_news_sitemap_gives_titles_and_publication_times() -> None:
    news = 'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    image = 'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
    found = read(
        f"<urlset {NS} {news} {image}><url><loc>https://news.example/a-story-of-today</loc>"
        "<image:image><image:loc>https://news.example/a.jpg</image:loc>"
        "<image:title>picture</image:title></image:image>"
        "<n:news><n:publication><n:name>N</n:name></n:publication>"
        "<n:publication_date>2025-09-02T06:00:00Z</n:publication_date><n:title>A  story</n:title>"
        "</n:news><lastmod>2025-09-05</lastmod></url></urlset>"
    )
    assert found.form == "news sitemap"
    (link,) = found.links
    assert link == Link(
        "https://news.example/a-story-of-today", Kind.STORY, "2025-09-02T06:00:00Z", "A story"
    )


def test_the_front_page_lists_files_and_other_sites_are_left_out() -> None:
    urls = (
        "https://news.example/",
        "https://news.example/tag/x/",
        "https://news.example/a.pdf",
        "https://other.example/2025/09/02/a-b-c-d",
        "javascript:alert(1)",
        "https://news.example/sport",
    )
    found = read(urlset(*(f"<loc>{url}</loc>" for url in urls)))
    assert [link.url for link in found.links] == ["https://news.example/sport"]


def test_gzip_without_content_encoding_and_its_bomb() -> None:
    body = urlset("<loc>https://news.example/2025/09/02/a-story</loc>")
    assert len(read(gzip.compress(body.encode())).links) == 1
    bomb = gzip.compress(body[:-9].encode() + b" " * 80_000_000)
    assert len(read(bomb).links) == 1, "read as far as the limit goes"
    assert read(b"\x1f\x8bbroken").why


def test_a_torn_sitemap_is_read_as_far_as_it_goes() -> None:
    body = urlset("<loc>https://news.example/2025/09/02/a-story</loc>", "<loc>https://news.ex")
    assert len(read(body[:-20]).links) == 1


def test_plain_text_and_feeds_are_sitemaps_too() -> None:
    assert len(read("https://news.example/2025/09/02/a\r\nnonsense\n").links) == 1
    rss = "<rss version='2.0'><channel><item><link>https://news.example/a</link></item></channel></rss>"
    assert read(rss).form == "RSS 2.0"


@pytest.mark.parametrize("body", ["", "<html><body>404</body></html>", "<", "nothing", b"\xff\xfe"])
def test_what_is_no_sitemap_says_so(body: str | bytes) -> None:
    found = read(body)
    assert found.links == () and found.why == "this is not a sitemap"


def test_entities_are_not_followed() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    body = (
        f'<!DOCTYPE urlset [<!ENTITY e0 "x">{bomb}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        + urlset("<loc>https://news.example/2025/09/02/&e11;&f;a</loc>")
    )
    assert all("root:" not in link.url and len(link.url) < 200 for link in read(body).links)


def names(*urls: str, dates: dict[str, str] | None = None) -> list[str]:
    links = [
        Link(f"https://news.example/{url}", Kind.SITEMAP, (dates or {}).get(url)) for url in urls
    ]
    return [link.url.removeprefix("https://news.example/") for link in worth_reading(links)]


def test_wordpress_core_only_its_posts() -> None:
    assert names(
        "wp-sitemap-posts-post-1.xml", "wp-sitemap-posts-post-2.xml", "wp-sitemap-posts-page-1.xml",
        "wp-sitemap-taxonomies-category-1.xml", "wp-sitemap-taxonomies-post_tag-1.xml",
        "wp-sitemap-users-1.xml",
    ) == ["wp-sitemap-posts-post-2.xml", "wp-sitemap-posts-post-1.xml"]  # fmt: skip


def test_wordpress_without_permalinks_only_its_posts() -> None:
    post = "?sitemap=posts&sitemap-subtype=post&paged=1"
    others = (
        "?sitemap=posts&sitemap-subtype=page&paged=1",
        "?sitemap=taxonomies&sitemap-subtype=category&paged=1",
        "?sitemap=users&paged=1",
    )
    assert names(post, *others) == [post]


def test_yoast_only_its_posts_the_highest_number_first() -> None:
    assert names(
        "post-sitemap.xml", "post-sitemap2.xml", "page-sitemap.xml", "category-sitemap.xml",
        "post_tag-sitemap.xml", "author-sitemap.xml", "news-sitemap.xml",
    ) == ["news-sitemap.xml", "post-sitemap2.xml", "post-sitemap.xml"]  # fmt: skip


def test_months_in_names_count_before_lastmod() -> None:
    same = "2025-09-30"
    months = ("sitemap-articles-2024-11.xml", "sitemap-articles-2025-02.xml", "articles/2023.xml")
    assert names(*months, dates=dict.fromkeys(months, same)) == [
        "sitemap-articles-2025-02.xml", "sitemap-articles-2024-11.xml", "articles/2023.xml",
    ]  # fmt: skip


def test_pages_of_an_article_sitemap_are_no_page_sitemap() -> None:
    pages = ["sitemap-articles-page-2.xml", "sitemap-articles-page-1.xml"]
    assert names(pages[1], pages[0], "sitemap-pages.xml") == pages


def test_unnamed_sitemaps_are_all_read_others_last() -> None:
    assert names("sitemap-video.xml", "sitemap1.xml", "sitemap2.xml") == [
        "sitemap2.xml", "sitemap1.xml", "sitemap-video.xml",
    ]  # fmt: skip


def test_an_index_leads_to_sitemaps_even_of_other_hosts() -> None:
    found = read(
        f"<sitemapindex {NS}><sitemap><loc>https://cdn.example.net/a.xml</loc></sitemap>"
        "<sitemap><loc>https://news.example/sitemap.xml</loc></sitemap></sitemapindex>"
    )
    assert found.form == "sitemap index"
    assert found.of(Kind.SITEMAP) == (Link("https://cdn.example.net/a.xml", Kind.SITEMAP),)


@given(st.binary(max_size=300))
def test_no_bytes_are_too_odd(body: bytes) -> None:
    for start in (b"", b"<urlset><url><loc>", b"\x1f\x8b\x08", b"<sitemapindex>", b"http://"):
        read(start + body)
