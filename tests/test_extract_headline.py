"""The headline: what readers saw on the page, told from titles made for search and social."""

from __future__ import annotations

import json

import pytest

from archive.extract import extract
from archive.extract.headline import without_site
from archive.model import Page

PROSE = "<p>The council met on Monday and spoke for two hours about the price of bread.</p>" * 4
SEARCH = "Bread price Quay: why loaves cost more"
PRINTED = "A dearer loaf: the council looks for a way out"


def headline(body: str, *, ld: str | None = None, og: str = "", title: str = "") -> str:
    data = {"@type": "NewsArticle", "headline": ld}
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>' if ld else ""
    head += f'<meta property="og:title" content="{og}">' if og else ""
    page = f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    found = extract(Page("https://news.example/a", page.encode())).story
    assert found is not None
    return found.headline


TRAILS = [
    f"<ol class='breadcrumb'><li><a href='/'>Home</a></li><li><h1>{SEARCH}</h1></li></ol>",
    f"<nav><a href='/'>Home</a><div><h1>{SEARCH}</h1></div></nav>",
    f"<div class='page-Breadcrumbs'><a href='/'>Home</a> <span><h1>{SEARCH}</h1></span></div>",
]


@pytest.mark.parametrize("trail", TRAILS)
def test_an_h1_that_ends_the_breadcrumb_trail_gives_way_to_the_printed_heading(trail: str) -> None:
    body = f"{trail}<article><h2>{PRINTED}</h2>{PROSE}</article>"
    assert headline(body, ld=PRINTED, og=SEARCH, title=SEARCH) == PRINTED
    assert headline(body, ld=SEARCH, og=PRINTED, title=SEARCH) == PRINTED


def test_a_kicker_in_the_printed_heading_is_left_out_where_the_data_leaves_it_out() -> None:
    heading = f"<h2><span>Markets</span> <span>{PRINTED}</span></h2>"
    body = f"{TRAILS[0]}<article>{heading}{PROSE}</article>"
    assert headline(body, ld=SEARCH, og=PRINTED, title=SEARCH) == PRINTED


def test_a_heading_that_nobody_states_does_not_replace_the_h1() -> None:
    body = f"{TRAILS[0]}<article><h2>What we know so far</h2>{PROSE}</article>"
    assert headline(body, ld=SEARCH, og=SEARCH, title=SEARCH) == SEARCH


def test_an_h1_above_the_text_stays_though_a_stated_heading_follows() -> None:
    body = f"<h1>{SEARCH}</h1><article><h2>{PRINTED}</h2>{PROSE}</article>"
    assert headline(body, ld=SEARCH, og=PRINTED, title=SEARCH) == SEARCH


def test_a_headline_cut_short_votes_for_the_whole_one() -> None:
    whole = "The council should read the ferry company's playbook before it decides"
    body = f"<article>{PROSE}</article>"
    short = "Read the ferry playbook"
    found = headline(body, ld=f"{whole[:40]}...", og=short, title=f"{whole} | news.example")
    assert found == whole


def test_what_most_titles_end_in_is_no_sites_name() -> None:
    full = "Fires in the hills - latest news"
    body = f"<h1>Fires in the hills</h1><article>{PROSE}</article>"
    assert headline(body, ld=full, og=full, title=full) == full


def test_a_kicker_is_set_off_with_a_colon_where_one_title_does_so() -> None:
    body = f"<h1>End of the plant Towers blown up</h1><article>{PROSE}</article>"
    dashed, colon = "End of the plant - Towers blown up", "End of the plant: Towers blown up"
    found = headline(body, ld=dashed, og=colon, title=f"{colon} | Politics")
    assert found == colon


def test_entities_escaped_twice_are_read() -> None:
    body = f"<h1>And finally… bread</h1><article>{PROSE}</article>"
    assert headline(body, ld="And finally&amp;#8230; bread") == "And finally… bread"


def test_another_storys_heading_above_the_text_is_not_the_headline() -> None:
    body = f"<h1>Polka dots: how to care for them</h1><article>{PROSE}</article>"
    title = "How to bake a loaf at home"
    assert headline(body, og=title, title=title) == title


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("Bread dearer - quay.example - News of the quay", "Bread dearer"),
        ("Bread dearer - abroad.quay.example", "Bread dearer"),
        ("Bread dearer » Harbourblog - Blogs", "Bread dearer"),
        ("Harbourblog: Bread dearer", "Bread dearer"),
        ("パンが高く：quay", "パンが高く"),
        ("Bread dearer - |", "Bread dearer"),
        ("The «gravity of bread»", "The «gravity of bread»"),
        ("Le « prix du pain »", "Le « prix du pain »"),
        ("Wheat.io - bread - dearer", "Wheat.io - bread - dearer"),
    ],
)
def test_names_of_the_site_are_known_by_its_host_too(title: str, left: str) -> None:
    assert without_site(title, ("harbourblog.quay.example", "quay.example", "quay")) == left


def test_a_part_of_a_headline_yields_to_the_whole() -> None:
    body = f"<h1>Open Harbour Project:</h1><article>{PROSE}</article>"
    whole = "The Open Harbour Project: Better Bread"
    assert headline(body, og=whole, title=f"{whole} — news.example") == whole


def test_a_date_is_no_headline() -> None:
    body = f"<h1>Thursday, October 27, 2011</h1><article>{PROSE}</article>"
    assert headline(body, title="Bread dearer") == "Bread dearer"


def test_a_title_that_ends_at_an_unescaped_quotation_mark_is_completed() -> None:
    whole = 'The mayor calls bread "dear"'
    data = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "%s"}</script>'
    page = f"<title>{whole}</title>{data % whole}<h1>{whole}</h1><div>{PROSE}</div>"
    found = extract(Page("https://news.example/a", page.encode())).story
    assert found is not None
    assert found.headline == whole


def test_a_section_behind_a_bar_is_cut_though_all_titles_have_it() -> None:
    full = "Bread dearer | News"
    body = f"<h1>Bread dearer</h1><article>{PROSE}</article>"
    assert headline(body, ld=full, og=full, title=full) == "Bread dearer"


def test_a_headline_printed_twice_in_one_element_is_read_once() -> None:
    body = f"<h1>Bread is dearer <span>Bread is dearer</span></h1><article>{PROSE}</article>"
    assert headline(body) == "Bread is dearer"


@pytest.mark.parametrize(
    ("title", "whole"),
    [
        ("全城面包涨价了_社会_海港新闻", "全城面包涨价了"),
        ("全城面包涨价了！_海港新闻网-The Quay", "全城面包涨价了！"),
        ("全城面包涨价了-海港网", "全城面包涨价了"),
        ("面包涨价-房东道歉", "面包涨价-房东道歉"),
        ("Bread_and_butter", "Bread_and_butter"),
    ],
)
def test_chinese_titles_end_before_their_section_and_site(title: str, whole: str) -> None:
    assert without_site(title, ()) == whole


def test_what_a_template_escapes_twice_is_mended() -> None:
    body = f"<article>{PROSE}</article>"
    assert headline(body, title="Quay\\'s bread &amp;amp; butter") == "Quay's bread & butter"
