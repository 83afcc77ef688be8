"""The single parts of a story: text, headline, authors, address, language, blocks."""

from __future__ import annotations

import pytest

from archive.errors import PageError
from archive.extract import explain, extract
from archive.extract.agencies import is_agency, only_agencies
from archive.extract.decode import text_of
from archive.extract.headline import without_site
from archive.extract.images import split_credit
from archive.extract.names import split_names
from archive.model import Page, Story

PROSE = "The council met on Monday and spoke for two hours about the price of bread in town."


def read(body: str, url: str = "https://news.example/bread") -> Story:
    reading = extract(Page(url, body.encode()))
    assert reading.story is not None, reading.why
    return reading.story


def page(body: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body><h1>Bread dearer</h1>{body}</body></html>"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("Brücke – “zu”".encode(), "text/html; charset=iso-8859-1"),
        ("\ufeffBrücke – “zu”".encode(), None),
        ("Brücke – “zu”".encode("utf-16"), None),
        ("Brücke – “zu”".encode("cp1252"), "text/html; charset=iso-8859-1"),
        (b'<meta charset="windows-1252">' + "Brücke – “zu”".encode("cp1252"), None),
        ("Brücke – “zu”".encode("cp1252"), "text/html; charset=utf-8"),
        (b"\x00" + "Br\x00ücke – “zu”".encode(), "text/html; charset=iso-8859-1"),
        ("<p>Brücke – “zu”".encode("utf-16-le"), None),
        (b"\x1b$B" + "Brücke – “zu”".encode(), "text/html; charset=utf-8"),
    ],
)
def test_text_is_decoded_whatever_its_label(body: bytes, content_type: str | None) -> None:
    assert text_of(Page("https://x.example/", body, content_type)).endswith("Brücke – “zu”")


def test_too_large_a_page_is_not_decoded() -> None:
    with pytest.raises(PageError):
        text_of(Page("https://x.example/", bytes(17 * 1024 * 1024)))


@pytest.mark.parametrize(
    ("title", "others", "left"),
    [
        ("Bread dearer | The Quay Gazette", (), "Bread dearer"),
        ("The Quay Gazette: Bread - dearer", (), "Bread - dearer"),
        ("Bread dearer - Economy - The Quay Gazette", ("Bread dearer",), "Bread dearer"),
        ("Wheat – and bread – dearer", (), "Wheat – and bread – dearer"),
    ],
)
def test_the_sites_name_is_cut_off(title: str, others: tuple[str, ...], left: str) -> None:
    assert without_site(title, ("The Quay Gazette", "quay"), others) == left


def test_the_visible_headline_beats_a_search_title() -> None:
    head = "<title>Bread price 2025: all you need to know</title>"
    assert read(page(f"<p>{PROSE}</p>" * 3, head)).headline == "Bread dearer"


def test_a_headline_that_is_cut_short_is_completed() -> None:
    head = '<meta property="og:title" content="Bread …"><title>Bread …</title>'
    assert read(page(f"<p>{PROSE}</p>" * 3, head)).headline == "Bread dearer"


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Mia Sand and Tom Lee", ["Mia Sand", "Tom Lee"]),
        ("Von Jana Holt, dpa", ["Jana Holt", "dpa"]),
        ("Jana Holt und Emre Kaya", ["Jana Holt", "Emre Kaya"]),
        ("Mia Sand (Political Editor)", ["Mia Sand"]),
        ("mia@news.example", []),
        ("https://news.example/author/mia", []),
        ("구현모 기자", ["구현모"]),
        ("Par Anne-Marie L'Heureux", ["Anne-Marie L'Heureux"]),
    ],
)
def test_names_in_a_byline(byline: str, names: list[str]) -> None:
    assert split_names(byline) == names


def test_an_outlet_is_no_author_where_a_person_is_named() -> None:
    head = '<meta property="og:site_name" content="Quay Gazette">'
    head += '<meta name="author" content="Quay Gazette">'
    above = '<p class="byline">By <span class="author">Mia Sand</span></p>'
    assert read(page(f"{above}<div>{f'<p>{PROSE}</p>' * 3}</div>", head)).authors == ("Mia Sand",)


def test_agencies() -> None:
    assert is_agency("AFP")
    assert is_agency("the Associated Press")
    assert not is_agency("Ana")
    assert only_agencies("APA/sda/dpa")
    assert not only_agencies("Mia/Tom")


@pytest.mark.parametrize(
    ("canonical", "believed"),
    [
        ("/bread", "https://news.example/bread"),
        ("https://www.news.example/bread#top", "https://www.news.example/bread"),
        ("https://evil.example/bread", "https://news.example/bread?x=1"),
        ("https://news.example/", "https://news.example/bread?x=1"),
        ("javascript:alert(1)", "https://news.example/bread?x=1"),
        ("https://news.example:8080/bread", "https://news.example:8080/bread"),
        ("http://[bad", "https://news.example/bread?x=1"),
        ("/bread/comment-page-3/#comments", "https://news.example/bread/"),
        ("/bread/comment-page-3", "https://news.example/bread"),
        ("/comment-page-boy/", "https://news.example/comment-page-boy/"),
        ("/?p=64&cpage=1", "https://news.example/?p=64"),
        ("/?cpage=1&p=64", "https://news.example/?p=64"),
        ("/bread?cpage=2", "https://news.example/bread"),
    ],
)
def test_canonical_addresses(canonical: str, believed: str) -> None:
    body = page(f"<p>{PROSE}</p>" * 3, f'<link rel="canonical" href="{canonical}">')
    assert read(body, "https://news.example/bread?x=1").canonical_url == believed


def test_a_saved_page_is_where_it_says_it_is() -> None:
    head = '<link rel="canonical" href="https://news.example/bread">'
    assert read(page(f"<p>{PROSE}</p>" * 3, head), "").canonical_url == "https://news.example/bread"


def test_language_of_the_text_beats_a_wrong_label() -> None:
    german = "<p>Die Brücke ist seit dem Morgen gesperrt, und die Stadt setzt Busse ein.</p>"
    assert read('<html lang="en">' + page(german * 4)).language == "de"
    assert (
        read('<html lang="nb-NO">' + page("<p>Havna er stengt, sier hun.</p>" * 9)).language == "no"
    )


def test_credits_are_cut_from_captions() -> None:
    assert split_credit("The wall. Photo: Nils Aker/Reuters") == ("The wall", "Nils Aker/Reuters")
    assert split_credit("The wall at low tide") == ("The wall at low tide", None)


def test_bold_lines_between_paragraphs_are_headings() -> None:
    body = f"<div><p>{PROSE}</p><p><b>Why now</b></p><p>{PROSE}</p><p><b>Alone</b></p></div>"
    assert [s.heading for s in read(page(body)).sections] == [None, "Why now"]


def test_line_breaks_part_paragraphs_where_there_is_no_p() -> None:
    body = f"<div>{PROSE} One.<br><br>{PROSE} Two.<br>{PROSE} Three.</div>"
    assert len(read(page(body)).paragraphs) == 3


def test_a_story_in_several_pieces_is_read_whole() -> None:
    piece = f'<div class="piece">{f"<p>{PROSE}</p>" * 3}</div>'
    body = f'<main>{piece}<div class="advert">Advertisement</div>{piece}</main>'
    assert len(read(page(body)).paragraphs) == 6


def test_the_next_story_on_the_page_is_left_out() -> None:
    one = f"<article><h1>Bread dearer</h1><div>{f'<p>{PROSE}</p>' * 4}</div></article>"
    other = one.replace("Bread dearer", "Milk cheaper").replace("bread", "milk")
    story = read(f"<html><body>{one}{other}</body></html>")
    assert not any("milk" in p for p in story.paragraphs)


def test_cells_quotes_and_items_are_paragraphs() -> None:
    body = f"""<div><p>{PROSE}</p><ul><li>one loaf: 4 crowns</li></ul>
    <blockquote>Bread is dear.</blockquote>
    <table><tr><td>rye</td><td>5 crowns</td></tr></table><p>{PROSE}</p></div>"""
    paragraphs = read(page(body)).paragraphs
    assert {"one loaf: 4 crowns", "Bread is dear.", "rye", "5 crowns"} <= set(paragraphs)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("", "empty page"),
        ("   \n", "empty page"),
        ("<title>404 Not Found</title><p>Nothing here.</p>", "error page"),
        ("<title>Before you continue</title><p>We value your privacy.</p>", "consent wall"),
        (
            '<form class="post-password-form"><input type="password"></form>',
            "password-protected page",
        ),
        ('<h1>Sign in</h1><form><input type="password"></form>', "login form"),
        ("<h1>Bread</h1>", "no running text"),
        (
            '<?xml version="1.0"?><rss><channel><title>Bread</title></channel></rss>',
            "a feed or sitemap, no story",
        ),
    ],
)
def test_no_story_has_its_reason(body: str, why: str) -> None:
    reading = extract(Page("https://news.example/x", body.encode()))
    assert (reading.story, reading.why) == (None, why)


def test_explain_names_role_and_reason_of_every_block() -> None:
    last = "<p>Read also: <a href='/x'>Milk</a></p><p>Source: Reuters</p>"
    body = f"<div><p>{PROSE}</p><p>{PROSE}</p>{last}</div>"
    roles = {
        block.text: block.role
        for block in explain(Page("https://n.example/a", page(body).encode()))
    }
    assert roles["Read also: Milk"] == "read also"
    assert roles["Source: Reuters"] == "source line"


def test_explain_names_what_stands_outside_the_story_too() -> None:
    thread = (
        '<ol class="comment-list"><li class="comment" id="comment-1"><b class="fn">Ida</b>'
        '<div class="comment-content"><p>That is not how bread is made.</p></div></li></ol>'
    )
    top = '<div class="share-bar">Share this with all your friends</div>'
    body = f"{top}<div><p>{PROSE}</p><p>{PROSE}</p></div><div id='comments'>{thread}</div>"
    blocks = explain(Page("https://n.example/a", page(body).encode()))
    roles = {block.text: block.role for block in blocks}
    assert roles["Share this with all your friends"] == "furniture"
    assert roles["That is not how bread is made."] == "comment"
    assert [block.kept for block in blocks if block.role == "furniture"] == [False]
    assert all(block.why and block.path is not None for block in blocks)


def test_explain_shows_the_menus_that_reading_passes_by() -> None:
    links = "".join(f"<li><a href='/{n}'>Ward {n}</a></li>" for n in range(9))
    body = f"<nav><ul>{links}</ul></nav><div><p>{PROSE}</p><p>{PROSE}</p></div>"
    body += f"<footer><div>Town <a href='/imprint'>Imprint</a></div><ul>{links}</ul></footer>"
    blocks = explain(Page("https://n.example/a", page(body).encode()))
    roles = [(block.text, block.role) for block in blocks if block.text.startswith(("Ward", "Tow"))]
    assert roles.count(("Ward 3", "furniture")) == 2
    assert ("Town Imprint", "furniture") in roles


def test_a_line_in_an_element_named_like_furniture_is_read() -> None:
    line = "<div class='article-footer'><span>(Source: Reuters)</span></div>"
    story = read(page(f"<div><p>{PROSE}</p><p>{PROSE}</p></div>{line}"))
    assert story.source_line is not None
    assert story.source_line.credit == "Reuters"


def test_a_story_of_bare_divs_in_an_element_named_like_furniture_is_read() -> None:
    texts = "".join(f"<div>{PROSE} ({n})</div>" for n in range(4))
    story = read(page(f"<div class='news-related-content'>{texts}</div>"))
    assert len(story.paragraphs) == 4


@pytest.mark.parametrize(
    "markup",
    [
        "<!doctype html><html><title>Bread</title><article><h1>Bread</h1>{}</article></html>",
        "<!doctype html><title>Bread</title><main><h1>Bread</h1>{}</main>",
        "<title>Bread</title><link rel=x><header><h1>Bread</h1></header>{}",
    ],
)
def test_a_page_that_writes_no_body_element_has_one(markup: str) -> None:
    prose = f"<p>{PROSE}</p><p>{PROSE} Again.</p>"
    story = extract(Page("https://n.example/a", markup.format(prose).encode())).story
    assert story is not None
    assert (story.headline, len(story.paragraphs)) == ("Bread", 2)


@pytest.mark.parametrize(
    "line",
    [
        "By Ada Quill <time datetime='2025-09-02'>2 September 2025</time>",
        "By <a href='/ada'>Ada Quill</a> <time datetime='2025-09-02'>2 September 2025</time>",
        "By Ada Quill | 2 September 2025, 10:15",
        "By Ada Quill",
    ],
)
def test_a_day_behind_a_name_is_no_part_of_it(line: str) -> None:
    prose = f"<p>{PROSE}</p><p>{PROSE}</p>"
    body = f"<article><h1>Bread</h1><p class='byline'>{line}</p>{prose}</article>"
    assert read(body).authors == ("Ada Quill",)
