"""Whatever bytes come: a reading or a PageError, soon, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.bounded import read_page
from archive.errors import PageError
from archive.extract import explain, extract
from archive.extract.decode import LARGEST
from archive.model import Page, Reading

URL = "https://news.example/story"
TAGS = [
    "p",
    "div",
    "a",
    "b",
    "h2",
    "li",
    "ul",
    "td",
    "table",
    "br",
    "blockquote",
    "cite",
    "article",
    "time",
    "span",
]
PROSE = "The council met on Monday and spoke for two hours about the price of bread in town. "

pieces = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(
        [
            '<p class="lead">',
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":[{}],',
            "</script>",
            '<script type="application/ld+json">[[[[{"@graph":{"@graph":7}}]]]]</script>',
            '<meta property="og:title" content="',
            '<time datetime="9999-99-99T99:99:99+99:99">',
            '<a href="http://[::1">',
            '<link rel="canonical" href="http://[bad">',
            "\x00",
            "&#0;&#xD800;&#x110000;",
            "Source: Reuters, 31 February 2025",
            "<!--",
            "]]>",
        ]
    ),
    st.text(max_size=40),
    st.just(PROSE),
)


def read(body: bytes, content_type: str | None = None) -> Reading:
    reading = extract(Page(URL, body, content_type))
    assert (reading.story is None) == (reading.why is not None)
    return reading


@given(
    st.binary(max_size=400),
    st.sampled_from([None, "text/html; charset=utf-16", "text/html;charset=\x00"]),
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_a_reading(body: bytes, content_type: str | None) -> None:
    read(body, content_type)


@given(st.lists(pieces, max_size=40))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_markup_gives_a_reading(parts: list[str]) -> None:
    body = "".join(parts).encode("utf-8", "replace")
    read(body)
    explain(Page(URL, body))


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_address_gives_a_reading(url: str) -> None:
    extract(Page(url, f"<h1>Bread</h1><p>{PROSE * 4}</p>".encode()))


@pytest.mark.parametrize("tag", ["div", "span", "b", "table><tr><td", "blockquote", "ul><li"])
def test_deep_nesting_keeps_the_text(tag: str) -> None:
    body = f"<h1>Bread dearer</h1><div>{f'<{tag}>' * 5000}<p>{PROSE * 4}</p>"
    read(body.encode())


def test_unclosed_inline_tags_do_not_lose_the_rest() -> None:
    body = "<h1>Bread dearer</h1>" + "".join(f"<font><p>{PROSE}{n}</p>" for n in range(400))
    story = read(body.encode()).story
    assert story is not None
    assert len(story.paragraphs) > 350


def test_nuls_and_controls_are_not_in_the_story() -> None:
    body = f"<h1>Bre\x00ad</h1><p>{PROSE}\x07\x9b{PROSE}</p><p>{PROSE}</p>".encode()
    story = read(body).story
    assert story is not None
    assert story.headline == "Bread"
    assert all(c.isprintable() for p in story.paragraphs for c in p)


@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"NewsArticle","headline":"Bread dearer",}',
        '<!-- {"@type":"NewsArticle","headline":"Bread dearer"} -->',
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"Bread dearer"}\n//]]>',
        '{"@type":"NewsArticle","headline":"Bread\n dearer"}',
        '{"@type":"WebSite"}{"@type":"NewsArticle","headline":"Bread dearer"}',
        "{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;Bread dearer&quot;}",
        '[{"@graph":[{"@type":["Thing","NewsArticle"],"headline":"Bread dearer"}]}]',
    ],
)
def test_json_ld_with_common_faults_is_read(script: str) -> None:
    page = f'<script type="application/ld+json">{script}</script><p>{PROSE * 3}</p><p>{PROSE}</p>'
    story = read(page.encode()).story
    assert story is not None
    assert story.headline == "Bread dearer"


def test_json_ld_of_a_hundred_thousand_brackets_does_no_harm() -> None:
    deep = "[" * 100_000
    page = (
        f'<h1>Bread dearer</h1><script type="application/ld+json">{deep}</script><p>{PROSE * 3}</p>'
    )
    assert read(page.encode()).story is not None


def test_a_huge_attribute_and_a_huge_word_are_read_in_linear_time() -> None:
    names = f'<div class="{"x-" * 500_000}"><p title="{"y" * 3_000_000}">{"z" * 1_000_000}</p>'
    read(f"<h1>Bread</h1>{names}<p>{PROSE * 3}</p></div>".encode())


@pytest.mark.parametrize(
    "unit", ["-", ".", "Source: ", "1.1.", "(AFP", " | ", "Read also ", "a@", "é"]
)
def test_no_pattern_is_slow_on_long_repetitions(unit: str) -> None:
    body = f"<h1>Bread</h1><p>{PROSE * 3}</p>" + f"<p>{unit * 20_000}</p><h2>{unit * 5000}</h2>" * 3
    read(body.encode())


def test_many_blocks_are_read_in_linear_time() -> None:
    read(f"<h1>Bread</h1>{f'<div><p>{PROSE}</p><ul><li>x<li>y</ul></div>' * 4000}".encode())


def test_a_page_beyond_the_limit_is_a_page_error() -> None:
    with pytest.raises(PageError, match="more than"):
        extract(Page(URL, b"x" * (LARGEST + 1)))


def test_thousands_of_parameters_are_no_work() -> None:
    query = "&".join(f"a={n}" for n in range(2000))
    further = "".join(
        f'<a href="/a-1234567?{"&".join(["a=1"] * 2000)}&page={n % 28 + 2}">{n % 28 + 2}</a> '
        for n in range(1000)
    )
    html = f"<article><h1>Bread</h1><p>{PROSE * 5}</p>{further}</article>"
    url = f"https://news.example/a-1234567?{query}"
    reading = read_page(Page(url, html.encode(), "text/html"))
    assert reading.story is not None, reading.why
    assert len(reading.pages) == 28


def test_thousands_of_linked_lines_in_one_element_are_no_work() -> None:
    # looked for anew at each line, the links took minutes
    lines = "".join(
        f"<a href='https://y{n}.example/'>Story {n} of them</a><br><br>" for n in range(9000)
    )
    read(f"<h1>Bread dearer</h1><div>{lines}</div>".encode())
