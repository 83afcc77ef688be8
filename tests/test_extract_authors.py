"""Authors: people by their names, from data and bylines; no role, link, commenter or outlet."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.extract import extract
from archive.extract.names import is_outlet, split_names
from archive.model import Page

PROSE = "<p>The council met on Monday and spoke for two hours about the price of bread.</p>" * 4


def authors(above: str = "", *, head: str = "", ld: object = None, below: str = "") -> list[str]:
    data = {"@type": "NewsArticle", "headline": "Bread dearer", "author": ld}
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if ld else ""
    page = f"<head>{script}{head}</head><h1>Bread dearer</h1>{above}<div>{PROSE}</div>{below}"
    found = extract(Page("https://quay.example/a", page.encode())).story
    assert found is not None
    return list(found.authors)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mia Sand Senior Harbour Correspondent", ["Mia Sand"]),
        ("Mia Sand QTV Executive News Editor", ["Mia Sand"]),
        ("Quay-Experte Jan Holt", ["Jan Holt"]),
        ("Mia Sand on", ["Mia Sand"]),
        ("Mia Sand Tuesday", ["Mia Sand"]),
        ("Lena H. Sun", ["Lena H. Sun"]),
        ("byMia Sand", ["Mia Sand"]),
        ("erstellt von Jana", ["Jana"]),
        ("Redaktion Quay", ["Redaktion Quay"]),
        ("作者：温素霞", ["温素霞"]),
        ("Mia Sand (avec Tom Lee et Ann Ray)", ["Mia Sand", "Tom Lee", "Ann Ray"]),
        ("Richard (R.J.) Lee", ["Richard (R.J.) Lee"]),
        ("Mia Sand, MD", ["Mia Sand"]),
        ("Sand, Mia; Lee, Tom", ["Sand, Mia", "Lee, Tom"]),
        ("Quay News Desk", ["Quay News Desk"]),
        ("Mia Sand Envoyée spéciale à Quimper", ["Mia Sand"]),
        ("Von unserer Korrespondentin Mia Sand", ["Mia Sand"]),
        ("Mia Sand (EFE) Madrid", ["Mia Sand"]),
        ("Mia Sand For QUAY TODAY", ["Mia Sand"]),
        ("Text von Mia Sand, Fotos von Tom Lee", ["Mia Sand"]),
        ("Text: Mia Sand Fotos: Tom Lee", ["Mia Sand"]),
        ("Фото: Иван Петров", []),
        ("Текст: Иван Петров", ["Иван Петров"]),
        ("מאת: דני כהן", ["דני כהן"]),
        ("本报记者 王小明 李华", ["王小明", "李华"]),
        ("〔記者王小明／台北報導〕", ["王小明"]),
        ("【文/观察者网专栏作者 王文】", ["王文"]),
        ("取材・文＝山田太郎", ["山田太郎"]),
        ("김철수·이영희 기자 abc@quay.example", ["김철수", "이영희"]),
        ("(eig/dpa)", ["dpa"]),
        ("View Author Page", []),
        ("关注", []),
        ("Contact", []),
        ("Sat", []),
        ("{{ author }}", []),
    ],
)
def test_what_stands_beside_a_name_is_cut(text: str, names: list[str]) -> None:
    assert split_names(text) == names


def test_an_outlets_name_is_neither_split_nor_left_on_a_name() -> None:
    assert split_names("Quay & i", ("Quay & i",)) == ["Quay & i"]
    assert split_names("Mia Sand QUAY TODAY", ("Quay Today",)) == ["Mia Sand"]


def test_firms_and_what_holds_the_outlets_name_are_outlets() -> None:
    assert is_outlet("Sandbank Sp. z o.o", ())
    assert is_outlet("Ediciones El Muelle", ("El Muelle",))
    assert is_outlet("Harbour Times", ())
    assert not is_outlet("James S.A. Lee", ())


def test_an_agency_that_data_names_beside_people_stays() -> None:
    assert authors(ld=[{"name": "Jana Holt"}, {"name": "dpa"}]) == ["Jana Holt", "dpa"]


def test_a_byline_beats_an_organization() -> None:
    ld = {"@type": "Organization", "name": "Harbour Media"}
    assert authors("<p class='byline'>By Mia Sand</p>", ld=ld) == ["Mia Sand"]
    assert authors(ld=ld) == ["Harbour Media"]


def test_a_login_gives_way_to_the_name_it_stands_for() -> None:
    head = '<meta name="author" content="Mia Sand">'
    assert authors(head=head, ld={"name": "mia.sand"}) == ["Mia Sand"]
    assert authors(ld={"name": "mia.sand"}) == ["mia.sand"]


def test_a_label_in_any_language_may_name_the_author() -> None:
    pair = '<meta name="twitter:label1" content="{}"><meta name="twitter:data1" content="{}">'
    assert authors(head=pair.format("Verfasst von", "Mia Sand")) == ["Mia Sand"]
    assert authors(head=pair.format("Geschätzte Lesezeit", "Vier Minuten")) == []


@pytest.mark.parametrize(
    "line",
    [
        "<p>Mia Sand / 22.04.2020 / 06:15</p>",
        "<p>Posted in Harbour by Mia Sand on August 3, 2019</p>",
        "<p class='author'><b class='fn'>Mia Sand</b> Harbour Correspondent</p>",
        "<p class='byline'><b class='name'>Mia Sand</b> <i class='date'>Tuesday</i></p>",
        "<p class='byline'>By <a rel='author'>Mia Sand</a><br>quay.example <a>Archive</a></p>",
    ],
)
def test_a_printed_byline_is_read(line: str) -> None:
    assert authors(line) == ["Mia Sand"]


def test_the_author_of_another_storys_teaser_is_none() -> None:
    teaser = "<div itemscope><a itemprop='author'>Tom Lee</a></div>"
    page = (
        "<body itemscope><h1 itemprop='headline'>Bread dearer</h1>"
        f"<span itemprop='author'>Mia Sand</span><div>{PROSE}</div>{teaser * 3}"
    )
    found = extract(Page("https://quay.example/a", page.encode())).story
    assert found is not None
    assert found.authors == ("Mia Sand",)


def test_one_word_beside_a_whole_name_is_a_place_or_a_label() -> None:
    assert authors("<p class='byline'>By Mia Sand, Harbourtown</p>") == ["Mia Sand"]


@given(st.text(max_size=120))
def test_any_text_gives_names_or_none(text: str) -> None:
    assert all(name and len(name) <= 400 for name in split_names(text))


@pytest.mark.parametrize(
    "line",
    [
        "<h2>BY <a rel='author'>Mia Sand</a></h2>",
        "<p>Home | By Mia Sand | 30 September 2018</p>",
        "<p class='firma'><em>Mia Sand</em> | Muelle</p>",
        "<p>By Mia Sand Health and science reporter, Quay News</p>",
        "<p>Published: June 5, 2013 9:21 PM<br>By MIA SAND mia.sand@quay.example</p>",
        "<p>By Mia Sand March 18 at 3:57 PM Follow @mia</p>",
        "<p>Written by Mia Sand</p>",
        "<p>By Mia SandTwitter</p>",
    ],
)
def test_a_byline_is_read_in_its_many_forms(line: str) -> None:
    assert [name.title() for name in authors(line)] == ["Mia Sand"]


def test_a_printed_byline_beats_what_a_meta_element_calls_the_author() -> None:
    head = '<meta name="author" content="The Harbour Times">'
    assert authors("<p>By Mia Sand</p>", head=head) == ["Mia Sand"]
    assert authors("<p>Quay</p>", head=head) == ["The Harbour Times"]


def test_a_byline_among_the_storys_own_first_blocks_is_read() -> None:
    tools = "".join(f"<p>{word}</p>" for word in ("Tweet", "Share this", "Print", "Topics"))
    page = f"<div><h1>Bread dearer</h1>{tools * 2}<p>By Mia Sand</p>{PROSE}</div>"
    found = extract(Page("https://quay.example/a", page.encode())).story
    assert found is not None
    assert found.authors == ("Mia Sand",)


def test_the_credits_of_a_film_are_no_authors() -> None:
    film = "<p>By Ann Ray, Tom Lee, Jan Holt and Eva Kay</p>"
    assert authors(film, head='<meta name="author" content="Mia Sand">') == ["Mia Sand"]


def test_the_headline_is_no_author() -> None:
    head = "<title>Biggest bread of the whole world baked in Quay</title>"
    line = "<p class='author'>Biggest bread of the whole world baked in Quay</p>"
    assert authors(line, head=head) == []


CAPTION = f"<p>{'The baker stands before the oven. ' * 6}</p>"


def test_a_byline_below_pictures_is_read() -> None:
    lines = f"{CAPTION}<p>By Mia Sand and Tom Lee</p>"
    page = f"<h1>Bread dearer</h1><div>{lines}{PROSE}</div>"
    found = extract(Page("https://quay.example/a", page.encode())).story
    assert found is not None
    assert found.authors == ("Mia Sand", "Tom Lee")


@pytest.mark.parametrize(
    "line",
    ["Written by Mia Sand", "(Reporting by Mia Sand; Editing by Tom Lee)", "-- By Mia Sand (@mia)"],
)
def test_a_story_may_be_signed_at_its_end(line: str) -> None:
    page = f"<h1>Bread dearer</h1><div>{PROSE}{PROSE}<p>{line}</p></div>"
    found = extract(Page("https://quay.example/a", page.encode())).story
    assert found is not None
    assert found.authors == ("Mia Sand",)


def test_a_bare_by_amid_the_text_names_who_wrote_a_box() -> None:
    long = CAPTION * 8
    page = f"<h1>Bread dearer</h1><div>{long}<p>By Mia Sand</p>{long}</div>"
    found = extract(Page("https://quay.example/a", page.encode())).story
    assert found is not None
    assert found.authors == ()


def test_behind_the_outlet_of_a_signature_stands_a_place() -> None:
    page = (
        f"<h1>Bread dearer</h1><div>{CAPTION}<p>By Mia Sand, BBC News, New York</p>{CAPTION}</div>"
    )
    found = extract(Page("https://quay.example/a", page.encode())).story
    assert found is not None
    assert found.authors == ("Mia Sand",)


def test_a_byline_names_the_person_and_not_the_office() -> None:
    byline = (
        "<div class='byline'><span class='byline-name'>Mia Sand</span>"
        "<span class='byline-title'>Harbour Hill</span></div>"
    )
    assert authors(byline) == ["Mia Sand"]


def test_a_name_with_the_family_first_is_turned_where_it_is_printed_so() -> None:
    head = '<meta name="author" content="Sand, Mia">'
    assert authors(head=head) == ["Sand, Mia"]
    assert authors("<p>Story and pictures: Mia Sand</p>", head=head) == ["Mia Sand"]


def test_a_byline_that_says_written_by_beats_a_department_in_the_meta_elements() -> None:
    head = '<meta name="author" content="Harbour Research Center">'
    assert authors("<p>Written by Mia Sand</p>", head=head) == ["Mia Sand"]


def test_a_text_without_letters_is_no_outlet_though_one_has_no_letters_either() -> None:
    assert split_names(":\r\x1b", ("",)) == []
