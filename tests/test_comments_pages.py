"""Golden pages: what is read of each, beside it as JSON."""

# ruff: noqa: E501 - markup reads worse when it is broken

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml.html import HtmlElement

from archive.extract.comments import read_comments
from archive.extract.tree import parse
from archive.model import Page, Thread

PAGES = Path(__file__).parent / "pages" / "comments"
FETCHED = datetime(2025, 6, 10, 12, tzinfo=UTC)
# as WordPress lists a link from another site
PING = '<li class="pingback" id="comment-8"><p>Pingback: <a href="https://x.example">X</a></p></li>'
HERE = "https://gazette.example/story/"


def read(html: str, url: str = HERE) -> tuple[Thread, tuple[HtmlElement, ...], HtmlElement]:
    root = parse(html)
    assert root is not None
    thread, held = read_comments(root, Page(url, html.encode(), fetched=FETCHED))
    return thread, held, root


def story(comments: str, head: str = "", url: str = HERE) -> Thread:
    """The thread of a page whose body is a headline, a paragraph and `comments`."""
    page = f"<html><head>{head}</head><body><h1>Owl returns</h1><p>It is back.</p>{comments}</body>"
    return read(page, url)[0]


def entry(number: int, text: str = "Well said.", inner: str = "", name: str = "Ada") -> str:
    """One comment as WordPress prints it, with its replies in `inner`."""
    return (
        f'<li id="comment-{number}" class="comment"><article class="comment-body"><footer>'
        f'<b class="fn">{name}</b> <span class="says">says:</span> '
        f'<a href="{HERE}#comment-{number}">'
        f'<time datetime="2025-03-04T09:{number % 60:02}:00+01:00">March 4</time></a></footer>'
        f'<div class="comment-content"><p>{text}</p></div></article>'
        f"{f'<ol class=children>{inner}</ol>' if inner else ''}</li>"
    )


@pytest.mark.parametrize("name", sorted(page.stem for page in PAGES.glob("*.html")))
def test_golden_page(name: str) -> None:
    html = (PAGES / f"{name}.html").read_text(encoding="utf-8")
    expected: dict[str, Any] = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    root = parse(html)
    assert root is not None
    own = root.xpath("//link[@rel='canonical']/@href")
    thread, held, _ = read(html, str(own[0]) if own else "https://gazette.example/x")
    found = {**asdict(thread), "area": [e.get("id") or e.get("class") for e in held]}
    assert json.loads(json.dumps(found)) == expected


def test_every_golden_page_has_an_answer_to_fail_against() -> None:
    assert len(list(PAGES.glob("*.html"))) == len(list(PAGES.glob("*.json"))) >= 12


def test_area_holds_thread_form_and_heading_and_nothing_of_the_story() -> None:
    html = (PAGES / "wordpress-classic.html").read_text(encoding="utf-8")
    _, held, root = read(html, "https://gazette.example/2025/03/harbour-wall/")
    inside = {below for element in held for below in element.iter()}
    for expression in ("//h1", "//*[@class='entry-content']"):
        assert root.xpath(expression)[0] not in inside
    for expression in ("//ol[@class='comment-list']", "//form", "//h2[@class='comments-title']"):
        assert root.xpath(expression)[0] in inside


def test_page_without_a_word_of_comments_gives_nothing() -> None:
    thread, held, _ = read("<html><body><h1>Owl</h1><p>It is back.</p></body></html>")
    assert thread == Thread()
    assert held == ()


def test_pending_comments_and_pings_are_no_comments() -> None:
    pending = entry(9).replace("<footer>", '<footer><em class="comment-awaiting-moderation">…</em>')
    thread = story(f'<ol class="comment-list">{entry(7)}{PING}{pending}</ol>')
    assert [c.id for c in thread.comments] == ["7"]


def test_pings_count_as_shown_when_the_page_counts_them() -> None:
    thread = story(f'<div id="comments"><h2>2 comments</h2><ol>{entry(7)}{PING}</ol></div>')
    assert thread.declared == 2
    assert thread.whole


def test_fewer_shown_than_declared_is_not_whole() -> None:
    thread = story(f'<div id="comments"><h2>12 comments</h2><ol>{entry(7)}{entry(8)}</ol></div>')
    assert thread.declared == 12
    assert not thread.whole
    assert thread.pages == thread.listings == ()


def test_same_comment_printed_twice_for_phones_is_one() -> None:
    twice = f'<ol class="comment-list">{entry(7)}{entry(8, "Other.")}</ol>'
    thread = story(f'<div class="desktop">{twice}</div><div class="mobile">{twice}</div>')
    assert [(c.id, c.text) for c in thread.comments] == [("7", "Well said."), ("8", "Other.")]


def test_same_words_by_several_people_stay_apart() -> None:
    thread = story(
        '<div id="comments">'
        '<div class="comment"><b class="author">A</b><i class="date">1 May 2024</i>'
        '<p>+1</p></div><div class="comment"><b class="author">B</b><i class="date">1 May 2024</i>'
        '<p>+1</p></div><div class="comment"><b class="author">B</b><i class="date">1 May 2024</i>'
        "<p>+1</p></div></div>"
    )
    assert [c.author for c in thread.comments] == ["A", "B", "B"]
    assert len({c.id for c in thread.comments}) == 3


def test_replies_name_the_comment_they_answer() -> None:
    inner = entry(8, inner=entry(9)) + entry(10)
    thread = story(f'<ol class="comment-list">{entry(7, inner=inner)}{entry(11)}</ol>')
    assert {c.id: c.parent for c in thread.comments} == {
        "7": None,
        "8": "7",
        "9": "8",
        "10": "7",
        "11": None,
    }


def test_links_to_the_thread_of_another_story_make_it_no_thread_of_this_one() -> None:
    foreign = f'<ol class="comment-list">{entry(7)}{entry(8)}</ol>'.replace(HERE, "/bus-seven/")
    assert story(foreign).comments == ()


def test_a_story_marked_as_open_for_comments_is_no_comment() -> None:
    page = (
        '<html><body><div id="article" class="comments-enabled"><h1>Owl</h1><span class="author">'
        "By Ines</span><time datetime='2024-05-01'>1 May</time><p>It is back.</p></div>"
        "</body></html>"
    )
    thread, held, _ = read(page)
    assert thread.comments == ()
    assert held == ()


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Ada Penn says:", "Ada Penn"),
        ("von Karl Öttl", "Karl Öttl"),
        ("Posted by T.P.", "T.P."),
        ("Heidi Heim | Di,", "Heidi Heim"),
        ("663534 (Profil gelöscht)", "663534 (Profil gelöscht)"),
        ("Soumis par Amara,", "Amara"),
        ("路人甲", "路人甲"),
    ],
)
def test_names_are_printed_without_what_stands_round_them(printed: str, name: str) -> None:
    comment = f'<div class="comment" id="comment-{{}}"><span class="author">{printed}</span>'
    rest = '<i class="date">1 May 2024</i><div class="comment-text">Yes.</div></div>'
    thread = story(f'<div id="comments">{comment.format(1)}{rest}{comment.format(2)}{rest}</div>')
    assert [c.author for c in thread.comments] == [name, name]


@pytest.mark.parametrize(
    ("api", "listing"),
    [
        ("/wp-json/", "https://gazette.example/wp-json/wp/v2/comments?post=7&"),
        ("/blog/index.php?rest_route=/", "index.php?rest_route=/wp/v2/comments&post=7&"),
    ],
)
def test_paged_wordpress_threads_name_listing_and_pages(api: str, listing: str) -> None:
    head = f'<link rel="https://api.w.org/" href="{api}"><link rel="shortlink" href="/?p=7">'
    pager = f'<a href="{HERE}comment-page-3/#comments">Newer</a>'
    thread = story(f'<ol class="comment-list">{entry(7)}</ol>{pager}', head)
    assert listing in thread.listings[0]
    assert "per_page=100&order=asc&orderby=id" in thread.listings[0]
    assert thread.pages == (f"{HERE}comment-page-2/", f"{HERE}comment-page-3/")


def test_plain_permalinks_are_paged_by_cpage() -> None:
    url = "https://gazette.example/?p=7"
    comments = entry(7).replace(f"{HERE}#", f"{url}&amp;cpage=2#")
    pager = f'<a href="{url}&amp;cpage=1#comments">Older</a>'
    thread = story(f'<ol class="comment-list">{comments}</ol>{pager}', url=url)
    assert thread.pages == ("https://gazette.example/?p=7&cpage=1",)


def test_endless_page_numbers_are_capped() -> None:
    pager = f'<a href="{HERE}comment-page-99999/#comments">Newer</a>'
    assert len(story(f'<ol class="comment-list">{entry(7)}</ol>{pager}').pages) <= 50


def test_api_on_a_strange_scheme_is_no_listing() -> None:
    head = '<link rel="https://api.w.org/" href="file:///etc/"><link rel="shortlink" href="/?p=7">'
    lazy = '<div id="comments" data-count="3"><h2>3 comments</h2></div>'
    assert story(lazy, head).listings == ()


def test_rounded_times_ask_for_the_listing_though_all_is_shown() -> None:
    head = '<link rel="https://api.w.org/" href="/wp-json/"><link rel="shortlink" href="/?p=7">'
    exact = f'<ol class="comment-list">{entry(7)}</ol>'
    assert story(exact, head).listings == ()
    rounded = story(exact.replace("+01:00", ""), head)
    assert rounded.whole
    assert len(rounded.listings) == 1


def test_stated_parents_are_believed_but_not_in_a_ring() -> None:
    one = '<div class="comment" id="comment-{}" data-parent="{}"><b class="author">A</b>'
    rest = '<i class="date">1 May 2024</i><div class="comment-text">Yes {}.</div></div>'
    said = "".join(
        one.format(n, p) + rest.format(n) for n, p in ((1, 0), (2, 1), (3, 5), (4, 3), (5, 4))
    )
    parents = {c.id: c.parent for c in story(f'<div id="comments">{said}</div>').comments}
    assert parents["2"] == "1"
    assert sorted(k for k, v in parents.items() if v is None and k != "1") == ["3"]


@pytest.mark.parametrize(
    "markup",
    [
        # the story's byline, beside a link to its comments
        '<div class="byline_comments"><span class="author"><a rel="author" href="/ada">Ada Penn</a>'
        '</span> <span class="place">Madrid</span> <span class="date">27 Oct 2012 - 12:14</span>'
        '<a href="#comments">12</a></div>',
        # threads of a forum
        '<section class="widget-itemlist widget-recent forum-posts"><ul><li><h3>Phones</h3><p class='
        '"byline">about 2 hours ago by <a href="/u/a">Ada</a></p></li><li><h3>Owls</h3><p class='
        '"byline">about 4 hours ago by <a href="/u/b">Ben</a></p></li></ul></section>',
        # a template that a script would fill
        '<div class="comments"><div class="comment" id="comment-1"><span class="author">{{ c.name }}'
        '</span><time datetime="2025-03-04">4 March</time><p>{{ c.text }}</p></div></div>',
        # a form that greets its reader
        '<div class="comment-box"><p class="user-name">null</p><p>Your question to the Community'
        ' will show your real name.</p><form><label class="reply">First name</label><input></form>'
        "</div>",
    ],
)
def test_no_comment(markup: str) -> None:
    assert story(markup).comments == ()


@pytest.mark.parametrize(
    ("markup", "author", "text"),
    [
        # a form for private letters, shown when its reader asks for it
        (
            '<div style="display: none"><div class="message_content"><p>To Ada</p><textarea></textarea>'
            '</div></div><strong>Ada</strong> <span class="date">4 March 2025 9:01</span><p>Well.</p>',
            "Ada",
            "Well.",
        ),
        # the badges of the writer
        (
            '<div class="badges_opt_out_text">This user has no badges</div><b class="author_name">Ada</b>'
            '<div class="comment_body"><div class="comment_time">4 March 2025 9:01</div>Well.</div>',
            "Ada",
            "Well.",
        ),
        # name and time in one line
        (
            '<div class="comment-infos"><strong>Ada - Le 04/03/2025 à 12:01:03</strong></div>'
            '<div class="comment-content">Well, et alors.</div>',
            "Ada",
            "Well, et alors.",
        ),
        # a list of labels and values
        (
            "<dl><dt>Nick</dt><dd>Ada</dd><dt>Data dodania</dt><dd>2025-03-04 09:01:00</dd></dl>"
            '<div class="comment-text">Well.</div>',
            "Ada",
            "Well.",
        ),
        # what else is told of the writer
        (
            '<div class="commentor-info"><a href="/profile?id=7">Ada</a><div>Party: Owls</div></div>'
            '<div class="comment-meta">Reply #1<div>Mar. 4, 2025 - 9:01 AM</div></div>'
            '<div class="submitted-comment"><p>Well.</p></div>',
            "Ada",
            "Well.",
        ),
        # classes by which scripts find an element
        (
            '<b class="author">Ada</b><time datetime="2025-03-04">4 March</time>'
            '<div class="comment-card__text js-external-links"><p>Well.</p></div><span>Community</span>',
            "Ada",
            "Well.",
        ),
    ],
)
def test_what_stands_round_a_comment_is_none_of_it(markup: str, author: str, text: str) -> None:
    each = "".join(f'<li class="comment" id="comment-{n}">{markup}</li>' for n in (1, 2))
    found = story(f'<ol class="comment-list">{each}</ol>').comments
    assert {(c.author, c.text) for c in found} == {(author, text)}
    assert all((c.published or "").startswith("2025-03-04") for c in found)


def test_texts_called_so_lead_to_comments_that_are_not() -> None:
    entry = (
        '<div class="cdv"><span>#{0}</span><div><p><strong>{1}</strong> - <span class="red">'
        '16.08.2015 10:4{0}:23</span></p><p class="commentText">{2}</p></div></div>'
    )
    both = entry.format(1, "Ada", "Well.") + entry.format(2, "Ben", "No.")
    found = story(f'<div class="cbox">{both}</div><div id="comment_form"></div>').comments
    assert [(c.author, c.text) for c in found] == [("Ada", "Well."), ("Ben", "No.")]


def test_posts_in_the_forum_of_a_story_are_its_comments() -> None:
    post = (
        '<div class="post"><div class="dateline">Posted 6 June 2013 15:4{0} GMT</div>'
        '<div class="author"><a href="/user/{0}/">{1}</a></div><div class="body"><p>{2}</p></div></div>'
    )
    both = post.format(1, "Ada", "Well.") + post.format(2, "Ben", "No.")
    found = story(f'<div id="in_article_forums"><h2>Comments</h2>{both}</div>').comments
    assert [(c.author, c.text) for c in found] == [("Ada", "Well."), ("Ben", "No.")]


def test_a_lone_area_is_taken_apart_at_the_times_in_it() -> None:
    entry = (
        '<div class="one"><div class="who"><span class="author">{1}</span></div><div class="bdy">'
        '<p>{2}</p><div class="tie-time">2025-03-0{0} 09:01</div><div><a>+1</a><em>|</em></div></div></div>'
    )
    both = entry.format(4, "Ada", "Well.") + entry.format(5, "Ben", "No.")
    found = story(
        '<div class="tie-areas post_comment"><form><textarea></textarea></form><span class="user">You'
        f'</span><div class="count">17</div><div class="all">{both}</div></div>'
    ).comments
    assert [(c.author, c.text) for c in found] == [("Ada", "Well."), ("Ben", "No.")]


def test_a_comment_with_the_time_of_its_change_stays_one() -> None:
    one = entry(7).replace("</time>", '</time> <span class="date">changed 5 March 2025</span>')
    found = story(f'<ol class="comment-list">{one}</ol>').comments
    assert [(c.author, c.text) for c in found] == [("Ada", "Well said.")]
