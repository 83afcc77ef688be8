"""Which blocks of a story's element are its text: signals of markup, links and neighbours."""

# ruff: noqa: E501 - made-up pages read better in one line

from __future__ import annotations

import pytest

from archive.extract import extract
from archive.extract.links import site_of
from archive.extract.phrases import is_credits, is_interest, is_newsletter
from archive.extract.source_line import read_worded
from archive.model import Page, Story

URL = "https://www.quay-gazette.example/2026/bread"


def prose(number: int) -> str:
    return (
        f"The council met for the {number}th time on Monday, spoke for two hours about the price of "
        f"bread in town, and left it to the {number} bakers to say what flour costs them."
    )


def p(*numbers: int) -> str:
    return "".join(f"<p>{prose(number)}</p>" for number in numbers)


def read(body: str, head: str = "") -> Story:
    markup = f"<html><head>{head}</head><body><h1>Bread dearer in town</h1>{body}</body></html>"
    reading = extract(Page(URL, markup.encode()))
    assert reading.story is not None, reading.why
    return reading.story


def headings(story: Story) -> list[str]:
    return [section.heading for section in story.sections if section.heading]


def article(*parts: str) -> str:
    return f"<div class='story'>{''.join(parts)}</div>"


@pytest.mark.parametrize(
    "line",
    [
        "https://flour.example/prices",
        "www.flour.example",
        "flour.example",
    ],
)
def test_a_printed_address_is_text(line: str) -> None:
    story = read(article(p(1, 2), f"<p><a href='https://flour.example/'>{line}</a></p>", p(3)))
    assert line in story.paragraphs


def test_a_line_that_links_within_the_site_leads_to_another_story() -> None:
    line = "<p><a href='/2026/flour'>Why flour is dear this year in all of the county</a></p>"
    assert not [t for t in read(article(p(1, 2), line, p(3))).paragraphs if t.startswith("Why")]


@pytest.mark.parametrize("host", ["mill.example", "www.grain.example"])
def test_a_line_that_links_to_another_site_is_text(host: str) -> None:
    line = f"<p><a href='https://{host}/x'>The mill's own price list for the year</a></p>"
    assert "The mill's own price list for the year" in read(article(p(1, 2), line, p(3))).paragraphs


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.example.co.uk/a", "example"),
        ("https://news.example.com/", "example"),
        ("/bread", ""),
        ("https://[broken/", ""),
    ],
)
def test_the_name_in_a_host(url: str, site: str) -> None:
    assert site_of(url) == site


def test_headings_that_link_to_their_own_place_are_headings() -> None:
    heading = "<h2><a href='#flour'>What flour costs</a></h2>"
    assert headings(read(article(p(1, 2), heading, p(3)))) == ["What flour costs"]


def test_several_linked_headings_with_text_are_things_listed() -> None:
    items = [f"<h2><a href='/shop/{n}'>Loaf {n}</a></h2>" + p(n) for n in (4, 5, 6)]
    assert headings(read(article(p(1, 2), *items))) == ["Loaf 4", "Loaf 5", "Loaf 6"]
    assert headings(read(article(p(1, 2), items[0], p(7)))) == []


def test_a_bold_line_below_a_heading_is_its_second_line() -> None:
    story = read(article(p(1), "<h2>Loaf one</h2><p><b>Best of all, 9/10</b></p>", p(2, 3)))
    assert headings(story) == ["Loaf one"]
    assert "Best of all, 9/10" in story.paragraphs


def test_a_bold_line_that_heads_nothing_is_a_paragraph() -> None:
    story = read(article(p(1, 2), "<p><b>Vote for your baker!</b></p><h2>Two</h2>", p(3)))
    assert headings(story) == ["Two"]
    assert "Vote for your baker!" in story.paragraphs


def test_a_line_with_the_class_of_a_heading_is_one() -> None:
    line = "<div class='art_subheadline'>What flour costs</div>"
    assert headings(read(article(p(1, 2), line, p(3)))) == ["What flour costs"]


def test_the_first_heading_stays_where_text_stands_without_elements() -> None:
    body = (
        f"<div class='story'><h2>One</h2>{prose(1)}<br><br>{prose(2)}<h2>Two</h2>{prose(3)}</div>"
    )
    assert headings(read(body)) == ["One", "Two"]


def test_a_box_with_a_heading_unlike_the_storys_stands_beside_it() -> None:
    box = f"<div class='inset'><h3 class='inset-title'>The law</h3>{p(8)}</div>"
    parts = (p(1, 2), "<h2 class='cross'>Flour</h2>", p(3), box, p(*range(10, 16)))
    story = read(article(*parts))
    assert headings(story) == ["Flour"]
    assert prose(8) not in story.paragraphs
    same = box.replace("h3 class='inset-title'", "h2 class='cross'").replace("/h3", "/h2")
    assert prose(8) in read(article(*parts[:3], same, parts[4])).paragraphs


def test_a_quotation_in_a_figure_is_text_but_an_embedded_post_is_not() -> None:
    words = (
        "We bake at four in the morning, and nobody ever asked what the oven costs us in a year."
    )
    quotation = (
        f"<figure><blockquote><p>{words}</p><figcaption>Ann</figcaption></blockquote></figure>"
    )
    assert words in read(article(p(1, 2), quotation * 1, p(3))).paragraphs
    post = quotation.replace("<figure>", "<figure class='embed'>")
    assert words not in read(article(p(1, 2), post, p(3))).paragraphs


def test_the_same_point_in_several_lists_is_kept() -> None:
    loaves = "".join(
        f"{p(n)}<ul><li>Baked in town</li><li>Weighs {n} pounds</li></ul>" for n in (1, 2, 3)
    )
    assert read(article(loaves)).paragraphs.count("Baked in town") == 3


def test_a_notice_of_a_pictures_maker_in_the_text_is_no_paragraph() -> None:
    notice = "<p>© Ann Miller A baker at his oven in the old town</p>"
    assert not [t for t in read(article(p(1), notice, p(2, 3))).paragraphs if t.startswith("©")]


def test_the_line_that_lists_who_made_the_story_is_cut() -> None:
    line = "Editing: Ann Miller, Photographs: Bob Baker"
    assert line not in read(article(p(1, 2, 3), f"<p>{line}</p>")).paragraphs
    assert is_credits("Text: Ann Miller; Redaktion: Bob Baker")
    assert not is_credits(
        "She said two things: that bread is dear in all of the town, and one more: flour."
    )


@pytest.mark.parametrize(
    "text",
    [
        "This article contains affiliate links.",
        "If you buy something through our links, we may earn a small commission.",
        "Cet article contient des liens affiliés.",
    ],
)
def test_what_a_site_earns_by_is_told_from_text(text: str) -> None:
    assert is_interest(text)
    assert not is_interest("The commission may vote on it, and its affiliates with it.")


def test_a_newsletter_is_ordered_by_a_link() -> None:
    text = "Our newsletter has all of it, right to your inbox."
    assert is_newsletter(text, linked=True)
    assert not is_newsletter(text, linked=False)
    assert not is_newsletter("The party's newsletter called it theft.", linked=True)


def test_prices_are_no_times() -> None:
    assert "$12.30" in read(article(p(1), "<p>$12.30</p>", p(2, 3))).paragraphs


def test_paragraphs_of_a_kind_above_the_others_are_the_lead() -> None:
    opening = "".join(f"<p class='opening'>Bread costs more, says baker {n}.</p>" for n in "AB")
    story = read(article(opening, *(f"<p class='usual'>{prose(n)}</p>" for n in range(1, 6))))
    assert story.lead == "Bread costs more, says baker A. Bread costs more, says baker B."


def test_points_below_the_standfirst_belong_to_the_lead() -> None:
    points = "".join(f"<li>Bread of kind {n} costs more than last year.</li>" for n in "AB")
    head = "<p class='standfirst'>Bread costs more in town, and the bakers say why it does.</p>"
    box = f"<div class='points'><div>In short:</div><ul>{points}</ul></div>"
    lead = read(head + article(box, p(1, 2, 3, 4))).lead
    assert lead is not None
    assert lead.endswith(
        "In short: Bread of kind A costs more than last year. Bread of kind B costs more than last year."
    )


def test_a_byline_with_its_day_does_not_continue_the_standfirst() -> None:
    head = (
        "<div class='standfirst'><p>Bread costs more in town, and the bakers say why it does.</p>"
        "<p>Ann Miller and Bob Baker | 05.04.2025 - Update</p></div>"
    )
    assert read(head + article(p(1, 2, 3))).lead == (
        "Bread costs more in town, and the bakers say why it does."
    )


def test_a_source_line_above_the_text_is_no_paragraph() -> None:
    line = "This article was first published in English by The Mill."
    story = read(article(p(1), f"<p>{line}</p>", p(2, 3, 4, 5, 6)))
    assert story.source_line is not None
    assert story.source_line.text == line
    assert line not in story.paragraphs
    assert read_worded("The article was long.") is None


def test_a_members_summary_in_the_pages_head_is_not_taken_in() -> None:
    tools = "".join(f"<div class='share'>Tool {n}</div>" for n in range(6))
    head = f"<div class='summary-group'><p class='s'>{prose(9)}</p></div>{tools}"
    body = f"<section>{head}<div class='story'>{p(1, 2, 3, 4)}</div></section>"
    assert prose(9) not in read(body).paragraphs


@pytest.mark.parametrize(
    "line",
    [
        "18 July 2013 Last updated at 11:25 GMT",
        "By Ann Miller Science reporter, Quay News",
        "From the Gazette staff reports",
        "Von Anna Müller, Hamburg",
    ],
)
def test_days_and_bylines_above_the_text_are_neither_paragraph_nor_lead(line: str) -> None:
    story = read(article(f"<p>{line}</p>", p(1, 2, 3)))
    assert story.paragraphs[0] == prose(1)
    assert story.lead == prose(1)


@pytest.mark.parametrize(
    "line",
    [
        "Follow Ann Miller @annmiller and Google+.",
        "We welcome comments that advance the story through relevant opinion.",
        "Síguenos en Facebook y Twitter para saber más.",
        "Comments compiled by Bob Baker and Ann Miller",
        "-- By Bob Baker",
        "_____________",
    ],
)
def test_calls_and_credits_below_the_text_are_cut(line: str) -> None:
    assert read(article(p(1, 2, 3, 4, 5), f"<p>{line}</p>")).paragraphs[-1] == prose(5)


@pytest.mark.parametrize(
    "line",
    [
        "Find out for yourself what the bread of the county tastes like.",
        "Reports by the council are read by nobody.",
        "They follow him on foot.",
    ],
)
def test_text_that_only_begins_like_a_call_stays(line: str) -> None:
    assert read(article(p(1, 2, 3, 4, 5), f"<p>{line}</p>")).paragraphs[-1] == line


def test_a_box_that_a_reader_fills_in_is_no_text_in_any_language() -> None:
    words = (
        "Saa habari zetu kila siku asubuhi kwenye simu yako bila malipo yoyote yale, hata leo hii."
    )
    box = f"<div class='x1'><div class='x2'>{words * 4}</div><input type='email'></div>"
    assert not [t for t in read(article(p(*range(1, 21)), box, p(21))).paragraphs if "Saa" in t]
    assert [
        t
        for t in read(article(p(*range(1, 21)), box.replace("email", "hidden"), p(21))).paragraphs
        if "Saa" in t
    ]


def test_the_lists_of_a_recipe_are_text() -> None:
    card = (
        "<div class='wp-recipe-card'><h3>What you need</h3><ul><li>500 g of flour</li>"
        "<li>a spoon of salt</li></ul></div>"
    )
    assert "a spoon of salt" in read(article(p(1, 2, 3), card)).paragraphs


def test_text_above_a_live_feed_is_read_too() -> None:
    above = f"<div class='intro'>{p(20, 21, 22, 23)}</div>"
    feed = "".join(f"<div class='entry'><h3>Post {n}</h3>{p(n)}</div>" for n in range(1, 8))
    story = read(
        f"<article>{above}<div class='feed'><div class='posts'>{feed}</div></div></article>"
    )
    assert story.paragraphs[:2] == (prose(20), prose(21))
    assert prose(7) in story.paragraphs


def test_a_sites_own_notice_is_no_source_line() -> None:
    own = "© 2013 Quay Interactive Inc. All Rights Reserved."
    story = read(article(p(1, 2, 3, 4, 5), f"<p>{own}</p>"))
    assert story.source_line is None
    assert story.paragraphs[-1] == prose(5)


def test_marks_of_a_template_part_stated_text() -> None:
    body = "{/p}".join(prose(n) for n in range(1, 6))
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Bread dearer in town", "articleBody": "{body}"}}</script>'
    assert read("<p>Wait</p>", head).paragraphs == tuple(prose(n) for n in range(1, 6))


def test_a_second_copy_of_the_text_in_one_piece_is_cut() -> None:
    copy = " ".join(prose(number) for number in range(2, 16))
    story = read(article(p(*range(1, 17)), f"<div class='wall'>{copy}</div>"))
    assert story.paragraphs == tuple(prose(number) for number in range(1, 17))


def test_a_list_of_related_stories_stays_furniture_however_long_it_is() -> None:
    items = "".join(f"<li><a href='/{n}'>Story {n}</a> {prose(n)}</li>" for n in range(20, 27))
    story = read(article(p(1, 2, 3), f"<ul class='related_post'>{items}</ul>"))
    assert story.paragraphs == (prose(1), prose(2), prose(3))


def test_a_heading_right_above_a_list_of_other_stories_is_the_lists() -> None:
    links = "".join(f"<li><a href='/{n}'>What flour number {n} costs</a></li>" for n in range(3))
    parts = (p(1, 2), "<h3>Our exclusives</h3>", f"<ul>{links}</ul>", p(3), "<h3>Flour</h3>", p(4))
    assert headings(read(article(*parts))) == ["Flour"]


def test_a_price_may_stand_between_a_heading_and_its_second_line() -> None:
    loaves = "".join(
        f"<h2>Loaf {n}</h2><p>£{n}, Quay</p><p><b>Best of kind {n}</b></p>{p(n)}" for n in (2, 3, 4)
    )
    assert headings(read(article(p(1), loaves))) == ["Loaf 2", "Loaf 3", "Loaf 4"]


def test_bold_lines_are_all_headings_where_one_of_many_follows_a_heading() -> None:
    posts = "".join(f"<p><b>9.0{n} Post {n}</b></p>{p(n)}" for n in range(1, 6))
    found = headings(read(article(p(9), "<h2>What happened when</h2>", posts)))
    assert [heading for heading in found if heading.startswith("9.0")] == [
        f"9.0{n} Post {n}" for n in range(1, 6)
    ]


def test_a_line_with_the_sites_name_and_anothers_is_the_source_line() -> None:
    head = '<meta property="og:site_name" content="Quay Gazette">'
    story = read(article(p(1, 2, 3, 4, 5), "<p>Quay Gazette / The Mill</p>"), head)
    assert story.source_line is not None
    assert story.source_line.outlet == "The Mill"
    assert story.paragraphs[-1] == prose(5)


def test_several_headings_with_pictures_stay_where_no_text_ends_them() -> None:
    things = "".join(f"<h3>{n}. A loaf of kind {n}</h3><img src='/{n}.jpg'>" for n in range(1, 6))
    story = read(article(p(1, 2, 3), "<h3>The loaves</h3>", p(4), things, p(5)))
    assert len(headings(story)) == 6


def test_a_large_box_with_a_heading_unlike_the_storys_stands_beside_it_too() -> None:
    box = f"<div class='inset'><h3 class='inset-title'>The law</h3>{p(8, 10)}</div>"
    story = read(article(p(1, 2), "<h2 class='cross'>Flour</h2>", p(3), box, p(4, 5)))
    assert headings(story) == ["Flour"]
    assert prose(8) not in story.paragraphs


def test_a_story_in_a_page_laid_out_like_a_listing_is_read() -> None:
    head = '<meta property="og:type" content="article"><meta property="og:title" content="Bread">'
    markup = "<html><head>{}</head><body class='home blog'><h1>Bread</h1>{}</body></html>"
    assert extract(Page(URL, markup.format(head, p(*range(1, 10))).encode())).story is not None
    assert extract(Page(URL, markup.format("", p(*range(1, 10))).encode())).story is None


def test_a_notice_of_cookies_is_no_text() -> None:
    notice = "This website uses cookies to improve your experience while you look at bread."
    assert notice not in read(article(f"<p>{notice}</p>", p(1, 2))).paragraphs
