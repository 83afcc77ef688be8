"""What is left in boxes of other stories and pictures, and text that stands twice or is broken."""

# ruff: noqa: E501 - made-up pages read better in one line

from __future__ import annotations

import json

import pytest

from archive.extract import extract
from archive.extract.links import site_of
from archive.extract.phrases import is_pictured, is_wall
from archive.extract.source_line import read_closing
from archive.model import Page, Story

URL = "https://weather.quay-gazette.example/2026/bread"


def prose(number: int) -> str:
    return (
        f"The council met for the {number}th time on Monday, spoke for two hours about the price of "
        f"bread in town, and left it to the {number} bakers to say what flour costs them."
    )


def p(*numbers: int) -> str:
    return "".join(f"<p>{prose(number)}</p>" for number in numbers)


def read(*parts: str, head: str = "", title: str = "<h1>Bread dearer in town</h1>") -> Story:
    markup = f"<html><head>{head}</head><body>{title}<div class='story'>{''.join(parts)}</div></body></html>"
    reading = extract(Page(URL, markup.encode()))
    assert reading.story is not None, reading.why
    return reading.story


def link(text: str, to: str = "https://abroad.example/a") -> str:
    return f"<a href='{to}'>{text}</a>"


@pytest.mark.parametrize(
    "line",
    [
        f"<p>(MORE: {link('Why flour is dear this year in all of the county')})</p>",
        f"<p>[{link('See five ways to bake bread at home.')}]</p>",
        f"<p>{link('Storms keep the mills shut', 'https://money.quay-gazette.example/x')}</p>",
        f"<p>{link('Share this with your neighbours', 'https://api.whatsapp.com/send?text=x')}</p>",
        f"<p>{link('Tell a friend of it', 'https://www.facebook.com/sharer.php?u=x')}</p>",
        f"<p>{link('via PICTURES')}</p>",
    ],
)
def test_pointers_elsewhere_are_no_text_whatever_site_they_lead_to(line: str) -> None:
    assert read(p(1, 2), line, p(3)).paragraphs == (prose(1), prose(2), prose(3))


def test_a_foreign_page_that_is_named_is_text() -> None:
    line = f"<p>{link('The mill’s own price list for the year')}</p>"
    assert "The mill’s own price list for the year" in read(p(1, 2), line, p(3)).paragraphs


@pytest.mark.parametrize("label", ["ALSO:", "More about flour:", "From the archive:"])
def test_a_label_goes_with_the_links_below_it(label: str) -> None:
    links = "".join(f"<p>{link(f'Story {n} of our own house', f'/{n}')}</p>" for n in (7, 8))
    story = read(p(1, 2), f"<p>{label}</p>", links, p(3))
    assert story.paragraphs == (prose(1), prose(2), prose(3))


def test_a_line_that_introduces_speech_stays() -> None:
    story = read(p(1, 2), "<p>The first baker said this:</p>", p(3))
    assert "The first baker said this:" in story.paragraphs


def test_things_listed_stay_when_some_of_them_are_links_home() -> None:
    items = f"<li>{link('Rye bread', '/rye')}</li><li>White bread, of which nobody in town eats much</li><li>Oat bread of the last year</li>"
    story = read(p(1, 2), f"<ul>{items}</ul>", p(3))
    assert "Rye bread" in story.paragraphs


def test_teasers_below_linked_titles_in_a_list_are_cut() -> None:
    cards = "".join(
        f"<li><div class='card'><a href='/{n}'>The mill of number {n} burns</a><p>{prose(n)}</p></div></li>"
        for n in (20, 21, 22)
    )
    story = read(p(*range(1, 16)), f"<ul>{cards}</ul>")
    assert story.paragraphs == tuple(prose(n) for n in range(1, 16))


def test_labels_in_a_box_of_pictures_are_cut() -> None:
    slides = "".join(f"<div class='caption'>The oven of baker {n} burns.</div>" for n in range(5))
    box = f"<div class='pictures'>{slides}<h3>Like this topic? You may like these too</h3><div>Replay</div><div>Autoplay</div></div>"
    story = read(p(1, 2, 3), box, p(4, 5))
    assert story.paragraphs == tuple(prose(n) for n in range(1, 6))
    assert not [section.heading for section in story.sections if section.heading]


@pytest.mark.parametrize(
    ("text", "pictured"),
    [
        ("Bakers throw flour at the council in the square of the town. (AFP Photo)", True),
        ("A baker removes a burning sack from the yard. (QG Photo/Nina Crane)", True),
        ("A baker removes a burning sack (see photo)", False),
        ("The council met on Monday (and on Tuesday).", False),
    ],
)
def test_a_pictures_credit_in_brackets_makes_a_caption(text: str, pictured: bool) -> None:
    assert is_pictured(text) is pictured


def test_a_text_that_stands_twice_is_read_below_its_headline() -> None:
    copy = f"<div class='screen'>{p(1, 2, 3, 4)}</div>"
    lead = "<div class='lead'><p>Bakers ask for more money, and the council is silent.</p></div>"
    main = f"<div class='print'><h1>Bread dearer in town</h1>{lead}{p(1, 2, 3, 4)}</div>"
    story = read(copy, main, title="")
    assert story.paragraphs == tuple(prose(n) for n in range(1, 5))
    assert story.lead == "Bakers ask for more money, and the council is silent."


def test_a_sentence_that_an_advert_broke_is_one_again() -> None:
    broken = "The council met on Monday and spoke of bread to those who are<div class='advert'></div>under its roof for the first time this year."
    whole = "The council met on Monday and spoke of bread to those who are under its roof for the first time this year."
    story = read(broken, p(1, 2, 3))
    assert story.paragraphs[0] == whole
    assert story.lead == whole


def test_a_script_whose_closing_tags_a_template_changed_has_paragraphs() -> None:
    text = "".join(f"<p>{prose(n)}{{/p}}" for n in range(1, 6))
    script = f"<script>window.state = {json.dumps({'title': 'Bread dearer in town', 'content': text})}</script>"
    assert read(script).paragraphs == tuple(prose(n) for n in range(1, 6))


@pytest.mark.parametrize(
    "line",
    [
        "QUAYTOWN | Wed May 15, 2013 3:27pm EDT",
        "By Nina Crane for The Crane Report | June 5, 2013 -- 13:03 GMT (06:03 PDT)",
    ],
)
def test_a_line_with_a_clock_is_no_source_line(line: str) -> None:
    assert read_closing(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "（原标题：面包涨价了）",
        "责任编辑：张三",
        "“Start Quote",
        "Like Us on Facebook",
        "长按二维码关注我们的公众号",
    ],
)
def test_labels_of_a_page_are_no_text(line: str) -> None:
    assert read(p(1, 2), f"<p>{line}</p>", p(3)).paragraphs == (prose(1), prose(2), prose(3))


@pytest.mark.parametrize(
    "line",
    [
        "编辑 王五 校对 李六",
        "码头日报记者 张三",
        "图片来自网络，如有侵权，请联系删除。",
        "2013-186",
        "Not to be reproduced without permission of the Quay Gazette",
        "quay-gazette.example",
        "Von Nina Kranich",
    ],
)
def test_lines_below_the_text_that_say_who_made_it_are_cut(line: str) -> None:
    story = read(p(1, 2, 3, 4, 5), f"<p>{line}</p>")
    assert story.paragraphs == tuple(prose(n) for n in range(1, 6))


def test_a_call_in_the_last_line_of_a_paragraph_is_cut_off() -> None:
    story = read(p(1, 2, 3, 4), f"<p>{prose(5)}<br>Follow Nina Crane on Twitter at @crane.</p>")
    assert story.paragraphs[-1] == prose(5)


@pytest.mark.parametrize(
    ("line", "credit", "outlet"),
    [
        ("Contributing: Nina Crane, Associated Press.", "Associated Press", None),
        ("（资料来源：码头日报、海外网）", None, "码头日报、海外网"),
        ("(综合整理自码头日报、海外网等)", None, "码头日报、海外网等"),
    ],
)
def test_lines_that_name_sources_are_source_lines(
    line: str, credit: str | None, outlet: str | None
) -> None:
    found = read_closing(line)
    assert found is not None
    assert (found.credit, found.outlet) == (credit, outlet)


def test_people_alone_are_no_source() -> None:
    assert read_closing("Contributing: Nina Crane") is None


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://science.quay.example.com/a", "example"),
        ("https://www.bank.co.uk/", "bank"),
        ("https://news.or.example/", "news"),
    ],
)
def test_sister_hosts_have_one_name(url: str, name: str) -> None:
    assert site_of(url) == name


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("Already a subscriber? Sign in.", True),
        ("Continue reading: subscribe for a year.", True),
        ("Diesen Artikel weiterlesen mit einem Konto", True),
        ("Sie haben bereits ein Abo?", True),
        ("Il vous reste 80 % de cet article à lire.", True),
        ("Members had already read about the abode of bakers.", False),
    ],
)
def test_a_wall_is_told_by_its_words(text: str, wall: bool) -> None:
    assert is_wall(text) is wall


def test_more_at_the_end_of_a_line() -> None:
    line = "A dozen loaves for a pound. Click here for more information"
    assert read(p(1, 2), f"<p>{line}</p>", p(3)).paragraphs == (prose(1), prose(2), prose(3))


@pytest.mark.parametrize(
    "line",
    [
        "【文/码头日报专栏作者 王文】",
        "执笔/张三、李四",
        "码头日报记者 段彦超 廖艳",
        "The Quay Gazette News Service",
    ],
)
def test_bylines_above_the_text_are_cut(line: str) -> None:
    story = read(f"<p>{line}</p>", p(1, 2, 3))
    assert story.paragraphs == (prose(1), prose(2), prose(3))
    assert story.lead == prose(1)


@pytest.mark.parametrize(
    "line",
    [
        "RELATED READING",
        "Fot. alfa/Pictures",
        "Associated Press",
        "These images of an oven were taken by a reader of this newspaper on Monday.",
    ],
)
def test_labels_agencies_and_captions_are_no_lead(line: str) -> None:
    above = f"<div class='summary'>{line}</div>"
    assert read(above, f"<div class='text'>{p(1, 2, 3, 4)}</div>").lead == prose(1)


def test_a_lead_is_read_without_its_label() -> None:
    above = "<p class='summary'>Summary: Bakers ask for more, and the council is silent.</p>"
    story = read(above, f"<div class='text'>{p(1, 2, 3, 4)}</div>")
    assert story.lead == "Bakers ask for more, and the council is silent."
