"""Further answers: REST listings, feeds, comment pages and what is none of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from archive.extract.comments import read_listing
from archive.model import Page, Thread

API = "https://gazette.example/wp-json/wp/v2/comments?post=7&per_page=100&order=asc&orderby=id"


def record(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "post": 7,
        "parent": 0,
        "author_name": "Ada",
        "date": "2025-03-04T09:15:30",
        "date_gmt": "2025-03-04T08:15:30",
        "content": {"rendered": "<p>Well &#8220;said&#8221;.</p>\n<p>Twice.<br />\nOr more.</p>\n"},
        "status": "approved",
        "type": "comment",
        **changes,
    }


def listing(records: list[dict[str, Any]], url: str = API) -> Thread:
    return read_listing(Page(url, json.dumps(records).encode(), "application/json"))


def test_listing_gives_author_instant_parent_and_text() -> None:
    thread = listing([record(1), record(2, parent=1, author_name="T &amp; P")])
    first, second = thread.comments
    assert (first.id, first.parent, first.author) == ("1", None, "Ada")
    assert first.published == "2025-03-04T08:15:30Z"
    assert first.text == "Well “said”.\nTwice.\nOr more."
    assert (second.id, second.parent, second.author) == ("2", "1", "T & P")
    assert thread.whole
    assert thread.listings == ()


def test_full_page_names_the_next_and_a_short_one_ends_the_list() -> None:
    thread = listing([record(n) for n in range(1, 101)])
    assert not thread.whole
    assert thread.listings == (f"{API}&page=2",)
    last = listing([record(101)], f"{API}&page=2")
    assert last.whole
    assert last.listings == ()


def test_listing_goes_on_under_a_rest_route() -> None:
    url = "https://gazette.example/?rest_route=/wp/v2/comments&post=7&per_page=2"
    assert listing([record(1), record(2)], url).listings == (f"{url}&page=2",)


def test_page_beyond_the_last_ends_the_list() -> None:
    body = b'{"code":"rest_post_invalid_page_number","message":"no","data":{"status":400}}'
    assert read_listing(Page(f"{API}&page=2", body)) == Thread(whole=True)
    assert listing([], f"{API}&page=2").whole


@pytest.mark.parametrize(
    "body",
    [
        b'{"code":"rest_forbidden","data":{"status":401}}',
        b'{"code":"rest_post_invalid_page_number"}',  # on the first page: no list at all
        b"[1, 2]",
        b'[{"id": "x"}]',
        b"{",
        b"[" * 100_000,
        b"",
        b"\x00",
        b"<html><body><h1>404</h1></body></html>",
        b"<?xml version='1.0'?><rss><channel></channel></rss>",
        b"<?xml version='1.0'?><rss",
        b"plain words",
    ],
)
def test_what_is_no_listing_is_empty_and_not_whole(body: bytes) -> None:
    assert read_listing(Page(API, body)) == Thread(whole=False)


def test_pings_and_unapproved_records_are_no_comments() -> None:
    records = [record(1, type="pingback"), record(2, status="hold"), record(3)]
    assert [c.id for c in listing(records).comments] == ["3"]


def test_odd_records_do_no_harm() -> None:
    odd = record(5, content=None, author_name=None, parent="x", date_gmt=None, date=None)
    assert listing([odd, record(6, author_name=3, parent=-1, date_gmt="0000-00-00T00:00:00")])


FEED = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Comments on: Owl</title><link>https://gazette.example/owl/</link>
<item><title>By: jojo</title><link>https://gazette.example/owl/comment-page-1/#comment-12</link>
<dc:creator><![CDATA[jojo]]></dc:creator><pubDate>Tue, 30 Sep 2025 15:50:37 +0000</pubDate>
<description><![CDATA[In reply to …]]></description>
<content:encoded><![CDATA[<p>In reply to <a href="https://gazette.example/owl/#comment-11">Ada</a>.</p>
<p>First!</p>]]></content:encoded></item>
<item><title>By: Ada</title><link>https://gazette.example/owl/#comment-11</link>
<dc:creator>Ada</dc:creator><pubDate>Tue, 30 Sep 2025 17:00:00 +0200</pubDate>
<content:encoded><![CDATA[<p>One</p><p>two &amp; three</p>]]></content:encoded></item>
</channel></rss>"""


def test_feed_gives_comments_oldest_first_and_is_never_whole() -> None:
    thread = read_listing(Page("https://gazette.example/owl/feed/", FEED.encode()))
    first, second = thread.comments
    assert (first.id, first.author, first.text) == ("11", "Ada", "One\ntwo & three")
    assert first.published == "2025-09-30T15:00:00Z"
    assert (second.id, second.parent, second.text) == ("12", "11", "First!")
    assert not thread.whole


def test_atom_feed_is_read_too() -> None:
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>By: Ada</title>
    <link rel="alternate" href="https://gazette.example/owl/#comment-11"/><author><name>Ada</name></author>
    <published>2025-09-30T15:00:00Z</published><content type="html">&lt;p&gt;Yes&lt;/p&gt;</content>
    </entry></feed>"""
    (comment,) = read_listing(
        Page("https://gazette.example/owl/feed/atom/", atom.encode())
    ).comments
    assert (comment.id, comment.author, comment.text) == ("11", "Ada", "Yes")
    assert comment.published == "2025-09-30T15:00:00Z"


def test_feed_of_stories_has_no_comments() -> None:
    stories = FEED.replace("#comment-12", "").replace("#comment-11", "")
    assert read_listing(Page("https://gazette.example/feed/", stories.encode())).comments == ()


def test_entities_of_a_feed_are_not_expanded() -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY f SYSTEM "file:///etc/passwd">]><rss><channel><item>'
        "<link>https://gazette.example/owl/#comment-1</link><description>x &b; &f;</description>"
        "</item></channel></rss>"
    )
    thread = read_listing(Page("https://gazette.example/feed/", bomb.encode()))
    assert all("lol" not in c.text and "root:" not in c.text for c in thread.comments)


def test_further_page_names_its_neighbours() -> None:
    here = "https://gazette.example/owl/"
    body = (
        f'<html><head><link rel="canonical" href="{here}"></head><body><h1>Owl</h1>'
        f'<ol class="comment-list"><li id="comment-3" class="comment"><b class="fn">Ada</b>'
        f'<a href="{here}comment-page-2/#comment-3">'
        f'<time datetime="2025-03-04T09:00:00Z"></time></a>'
        f'<div class="comment-content"><p>Yes.</p></div></li></ol>'
        f'<a href="{here}comment-page-3/#comments">Newer</a></body></html>'
    )
    thread = read_listing(Page(f"{here}comment-page-2/", body.encode()))
    assert [c.id for c in thread.comments] == ["3"]
    assert thread.pages == (f"{here}comment-page-1/", f"{here}comment-page-3/")
    assert not thread.whole
