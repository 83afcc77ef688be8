"""What a page could state to break the parsers of its data, its dates, its names and its markup."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.bounded import read_page
from archive.errors import PageError
from archive.extract import explain, extract
from archive.extract.comments import entries, state
from archive.extract.comments.when import moment, stamped
from archive.extract.dates import Moment, is_only_a_date, read_iso, read_printed
from archive.extract.decode import MOST_TAGS
from archive.extract.json_ld import _pieces, _salvaged, _values
from archive.extract.names import split_names, tidy_name
from archive.extract.printed_dates import day_in_address
from archive.extract.source_line import read_dateline
from archive.extract.text import clean
from archive.model import Page, Story
from spiders.discovery.html import tree

URL = "https://news.example/story"
PROSE = "The council met on Monday and spoke for two hours about the price of bread in town. "
STORY = f"<h1>Bread dearer</h1><p>{PROSE * 3}</p><p>{PROSE * 4}</p>"


def read(markup: str) -> Story:
    """The story; a page that takes longer than `archive.bounded` allows is none."""
    page = Page(URL, f"<html><body><article>{markup}</article></body></html>".encode())
    reading = read_page(page, debug=True)
    assert reading.story is not None, reading.why
    return reading.story


def stated(json_text: str) -> str:
    return f'<script type="application/ld+json">{json_text}</script>'


NO_TIMES = ["Infinity", "-Infinity", "NaN", "1e400", "-1e400", "1e308", "9" * 4000, "null", "{}"]


@pytest.mark.parametrize("time", NO_TIMES)
def test_a_comment_in_data_keeps_its_words_when_its_time_is_no_number(time: str) -> None:
    entry = f'{{"id":1,"text":"I do not agree","author":"Mia Sand","created":{time}}}'
    story = read(f'{STORY}<script>window.state={{"comments":[{entry}]}}</script>')
    assert [(c.author, c.published) for c in story.comments] == [("Mia Sand", None)]


FAR_OUT = [
    "9999-12-31T23:59:59-10:00",
    "9999-12-31T23:59:59Z",
    "31 December 9999 23:59 GMT-10:00",
    "0001-01-01T00:00:00+14:00",
    "2025-01-01T00:00:00+99:99",
    "1 January 2025, 10:00 +99:99",
    "5 ²²² 2025",
    "292277026596",
]


@pytest.mark.parametrize("time", FAR_OUT)
def test_dates_that_no_calendar_has_are_no_fault(time: str) -> None:
    article = {"@type": "NewsArticle", "headline": "Bread dearer", "datePublished": time}
    comment = (
        '<div class="comment" id="comment-{0}"><b class="author">Mia {0}</b>{1}<p>No, {0}</p></div>'
    )
    printed = f'<time datetime="{time}">{time}</time>'
    thread = "".join(comment.format(n, printed) for n in range(4))
    story = read(
        f'<meta property="article:modified_time" content="{time}">{stated(json.dumps(article))}'
        f"<p>{time}</p>{STORY}<div id='comments'>{thread}</div>"
    )
    assert story.published is None or story.published.startswith("2025-01-01")


CODECS = ["hex", "rot13", "zlib", "base64", "idna", "punycode", "undefined", "utf-7", "x" * 9000]


@pytest.mark.parametrize("charset", [*CODECS, "unicode_escape", "raw_unicode_escape"])
def test_a_page_may_say_that_it_is_in_any_encoding(charset: str) -> None:
    body = f"<html><body>{STORY}<p>Gr\\u00f6\u00dfe +AOQ- {PROSE * 3}</p></body></html>"
    for head in ("", f'<meta charset="{charset}">'):
        content_type = None if head else f"text/html; charset={charset}"
        page = Page(URL, (head + body).encode("latin-1"), content_type)
        story = extract(page).story
        assert story is not None
        assert story.paragraphs[-1].startswith("Gr\\u00f6\u00dfe +AOQ- The council")
        assert tree(page) is not None


def test_marks_of_direction_are_in_no_name() -> None:
    article = {
        "@type": "NewsArticle",
        "headline": "Bread \u2066dearer\u2069",
        "author": "Mia \u202eSand\u2067",
    }
    story = read(stated(json.dumps(article)) + STORY)
    assert (story.headline, story.authors) == ("Bread dearer", ("Mia Sand",))


def test_a_page_of_millions_of_tags_is_a_page_error() -> None:
    # the tree of it took two gigabytes
    page = Page(URL, b"<html><body><p>" + b"a<br>" * (MOST_TAGS + 1))
    with pytest.raises(PageError, match="tags"):
        extract(page)
    assert tree(page) is None


def test_a_control_character_leaves_no_blank_behind() -> None:
    assert clean("Bread \x1b") == "Bread"
    assert clean("Bread \x1b\u2066 dearer\n\x07") == "Bread dearer"


@pytest.mark.parametrize("width", ["²", "٣", "9" * 5000, "-1", "1e3"])
def test_a_picture_may_state_any_width(width: str) -> None:
    assert read(f'{STORY}<img src="/bread.jpg" width="{width}" height="{width}">').headline


def test_thousands_of_authors_are_no_work() -> None:
    # compared each with each, they took half a minute
    people = {"@type": "Person", "name": [f"Mia{n} Sand" for n in range(20_000)]}
    article = {"@type": "NewsArticle", "headline": "Bread dearer", "author": [people] * 3}
    assert read(stated(json.dumps(article)) + STORY).authors[0] == "Mia0 Sand"


def test_thousands_of_short_lines_are_no_work() -> None:
    # the paragraph that they make was searched for its end at each of them
    story = read(f"{STORY}<p>{'word <br>' * 120_000}</p>")
    assert any("word word word" in paragraph for paragraph in story.paragraphs)


def test_thousands_of_areas_in_each_other_are_no_work() -> None:
    area = '<div class="comments"><div class="entry">No</div>'
    read(f"{STORY}{area * 240}{'<li>No</li>' * 120_000}")


@pytest.mark.parametrize("blank", [" ", "\n", "\u00a0"])
def test_broken_data_with_long_blanks_is_no_work(blank: str) -> None:
    # a pattern for the end of a CDATA section began anew at each of them
    read(stated('{"@type":"NewsArticle","author":{"x":"' + blank * 1_000_000 + '","name":') + STORY)


@pytest.mark.parametrize("words", ["A" * 400, "A." * 200, "Ab" * 200, "AB, " * 100])
def test_an_opening_in_capitals_is_no_work(words: str) -> None:
    # looked through for "BEIJING (AP) —" in all its divisions, it took minutes
    read(f"<h1>Bread dearer</h1><p>{words} {PROSE * 3}</p><p>{PROSE * 4}</p>")


@pytest.mark.parametrize(
    ("opening", "agency"),
    [
        ("BEIJING (AP) — ", "AP"),
        ("NEW YORK, N.Y., (Reuters) - ", "Reuters"),
        ("Frankfurt/Main (dpa/AFP) – ", "dpa/AFP"),
        ("A B C D E F G (AP) — ", None),
    ],
)
def test_the_agency_of_an_opening_is_known(opening: str, agency: str | None) -> None:
    found = read_dateline(opening + PROSE)
    assert (found.credit if found else None) == agency


@pytest.mark.parametrize("unit", ['\\":', '\\"', '"a\\"'])
@pytest.mark.parametrize("end", ["", "\\"])
def test_strings_of_a_script_without_an_end_are_no_work(unit: str, end: str) -> None:
    # each quotation mark was taken for a beginning, and the rest of the script read behind it
    script = f"<script>{unit * 700_000}{end}</script>"
    page = Page(URL, f"<h1>Bread dearer</h1>{script}".encode())
    assert read_page(page, debug=True).why == "no running text"


def test_the_names_of_a_thread_may_be_of_any_length() -> None:
    entry = f'<li class="{{0}}"><b class="author">Mia</b><div id="{"post" * 60_000}">No</div></li>'
    thread = "".join(entry.format("e" + "1-" * 60_000 + "!") for _ in range(4))
    read(f'{STORY}<ul class="comments">{thread}</ul>')


@pytest.mark.parametrize("value", ['"a>{}"', "'a<{}'"])
def test_thousands_of_attributes_with_brackets_in_them_are_no_work(value: str) -> None:
    # libxml2 compares each with each: minutes in one call that nothing can stop
    attributes = " ".join(f"a{n}={value.format(n)}" for n in range(100_000))
    assert read(f"<div {attributes}>{STORY}</div>").headline == "Bread dearer"


def test_attributes_of_an_ordinary_size_stay() -> None:
    many = "".join(f'<i data-n="{n}" data-of="a>b"></i>' for n in range(6000))
    long = '<div data-state="' + "a > b &amp; " * 2000 + '" class="comment-form"></div>'
    story = read(f'{STORY}{many}{long}<img src="/bread.jpg" alt="a>b" data-x="{"y" * 9000}">')
    assert [image.url for image in story.images] == ["https://news.example/bread.jpg"]


@pytest.mark.parametrize(
    "script",
    [
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"Bread is dearer"}\n//]]>',
        ' // <![CDATA[\n{"@type":"NewsArticle","headline":"Bread is dearer"}\n// ]]> ; ',
        '<!--{"@type":"NewsArticle","headline":"Bread is dearer"}-->',
    ],
)
def test_signs_round_json_ld_are_taken_off(script: str) -> None:
    assert _values(script) == [{"@type": "NewsArticle", "headline": "Bread is dearer"}]


words = st.sampled_from(
    [
        "Mia Sand",
        "<p>No</p>",
        "&amp;",
        "2025-01-01T10:00:00Z",
        "\ud800",
        "__proto__",
        "",
        "1",
        "NaN",
    ]
)
names = st.sampled_from(
    ["id", "text", "body", "author", "user", "name", "created", "date", "parent", "replies",
     "comments", "status", "approved", "story", "title", "type", "@type", "@id", "@graph",
     "rendered", "headline", "articleBody", "datePublished", "comment", "image", "url", "keywords",
     "publisher", "mainEntityOfPage", "liveBlogUpdate", "articleSection", "inLanguage",
     "creator", "__proto__"]
)  # fmt: skip
kinds = st.sampled_from(["NewsArticle", "Comment", "Review", "LiveBlogPosting", "Person", "x/y#z"])
values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), words, kinds, st.text(max_size=9)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=6)),
    max_leaves=25,
)


@given(values)
@settings(max_examples=200, deadline=None)
def test_any_data_gives_comments_that_answer_each_other(value: Any) -> None:
    found = entries.comments(value)
    ids = {comment.id for comment in found}
    assert len(ids) == len(found)
    assert all(c.text and (c.parent is None or c.parent in ids - {c.id}) for c in found)


@given(values)
@settings(max_examples=150, deadline=None)
def test_any_data_of_a_page_gives_a_reading(value: Any) -> None:
    text = json.dumps(value)
    article = json.dumps({"@type": "NewsArticle", "headline": "Bread dearer", "author": value,
                          "datePublished": value, "articleBody": value, "image": value,
                          "comment": value, "keywords": value})  # fmt: skip
    markup = f'{STORY}{stated(text)}{stated(article)}<script>x={{"comments":{text}}}</script>'
    page = Page(URL, markup.encode("utf-8", "replace"))
    assert extract(page).story is not None
    explain(page)


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(
    ['"@type"', ":", '"NewsArticle"', "{", "}", "[", "]", '"author"', '"name"', '"', "\\", ",", " ",
     '"headline"', "undefined", "x", '"datePublished"', "//]]>", "<!--"]
), max_size=40).map("".join)))  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_any_broken_json_ld_gives_values(text: str) -> None:
    assert isinstance(_values(text), list)
    assert all(isinstance(node, dict) for node in _salvaged(text))
    assert isinstance(_pieces(text), list)


@given(st.text('{}[]":,\\ a1u', max_size=60), st.integers(0, 64))
@settings(max_examples=300, deadline=None)
def test_any_text_behind_a_name_is_decoded_or_passed_over(text: str, escapes: int) -> None:
    _, length = state._decoded(text, 0, escapes=escapes)
    assert 0 <= length <= len(text)


dates = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(
        ["9999", "2025", "0000", "31", "12", "1", "-", "/", ".", ":", " ", "T", "Z", "+", "99", "²",
         "January", "jan", "Uhr", "pm", "GMT", "年", "月", "日", "٢٠", "พ.ศ.", "tháng", "令和",
         "元", "\u202e", "de", "Mon, "]
    ), max_size=14).map("".join),
)  # fmt: skip


@given(dates)
@settings(max_examples=600, deadline=None)
def test_any_text_is_a_moment_of_the_calendar_or_none(text: str) -> None:
    for found in (read_iso(text), read_printed(text), read_printed(text, language="th")):
        if isinstance(found, Moment):
            assert found.instant is None or found.instant.tzinfo is UTC
            assert found.stated() and found.written()
    is_only_a_date(text)
    moment(text, fetched=datetime(2025, 9, 2, tzinfo=UTC))
    stamped(text)
    day_in_address(f"/{text}/2025/02/31/")


bylines = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(
        ["By ", "von ", "Mia", " Sand", ", ", " and ", "; ", "(", ")", "@", "/", "|", "Dr. ",
         "기자", "Reuters", "\u202e", "Sport", "Editor", "12", "http://", "'", "-", "ß", "{{"]
    ), max_size=14).map("".join),
)  # fmt: skip


@given(bylines, st.lists(st.sampled_from(["Reuters", "Quay Today", "", "By", " "]), max_size=2))
@settings(max_examples=400, deadline=None)
def test_any_byline_gives_names(text: str, outlets: list[str]) -> None:
    for name in split_names(text, tuple(outlets)):
        assert name.strip() == name
        assert name
    tidy_name(text, tuple(outlets))
