"""What a page needs to look right, as addresses: markup, srcset, CSS; hostile ones too."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model import Page
from archive.requisites import Requisite, absolute, candidates, in_page, in_style, sensible

URL = "https://paper.example/news/story"


def needs(html: str, **options: int) -> list[str]:
    found = in_page(Page(URL, html.encode()), **options)
    return [one.url.removeprefix("https://paper.example") for one in found]


def css(text: str) -> list[str]:
    found = in_style(Page("https://paper.example/css/main.css", text.encode(), "text/css"))
    return [one.url.removeprefix("https://paper.example") for one in found]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<link rel="stylesheet" href="/a.css?v=2&utm_source=x">', ["/a.css?v=2&utm_source=x"]),
        ('<link rel="shortcut icon" href="/i.ico">', ["/i.ico"]),
        ('<link rel=preload as=font href="/f.woff2"><link rel=preload as=script href="/x.js">',
         ["/f.woff2"]),
        ('<link rel="alternate stylesheet" href="/dark.css"><link rel=canonical href="/c">', []),
        ('<img src="a.jpg#x">', ["/news/a.jpg"]),
        ('<img src="data:image/gif;base64,R0" data-src="/real.jpg">', ["/real.jpg"]),
        ('<img src="/a.jpg" srcset="/a-300.jpg 300w, /a-1024.jpg 1024w, /a-2048.jpg 2048w">',
         ["/a.jpg", "/a-1024.jpg"]),
        ('<img data-srcset="/l.jpg 1x, /l2.jpg 2x">', ["/l.jpg"]),
        ('<picture><source srcset="/p.avif" type="image/avif"><source srcset="/p.webp">'
         '<img src="/p.jpg" srcset="/q.jpg 2x"></picture>', ["/p.avif", "/p.jpg"]),
        ('<noscript><img src="/plain.jpg"></noscript>', ["/plain.jpg"]),
        ('<video poster="/still.jpg" src="/film.mp4"></video><audio src="/a.mp3"></audio>',
         ["/still.jpg"]),
        ('<p style="background: url(&quot;/in.png&quot;)">x</p>', ["/in.png"]),
        ("<style>@import '/more.css'; p{background:url(/bg.png)}</style>",
         ["/more.css", "/bg.png"]),
        ('<svg><image xlink:href="/v.png"/><use href="#part"/></svg>', ["/v.png"]),
        ('<img src="https://count.example/p.gif" width="1" height="1">', []),
        ('<script src="/app.js"></script><iframe src="/frame"></iframe>', []),
        ('<img src="javascript:alert(1)"><img src="ftp://x/y"><img src="http://u:p@x/y">'
         '<img src="">', []),
        ('<img src="/news/story">', []),  # the page itself
    ],
)  # fmt: skip
def test_a_page_needs(html: str, found: list[str]) -> None:
    assert needs(f"<html><body>{html}</body></html>") == found


def test_a_base_holds_as_in_a_browser() -> None:
    page = Page(URL, b'<base href="https://cdn.example/v1/"><img src="a.png"><img src="/b.png">')
    assert [one.url for one in in_page(page)] == [
        "https://cdn.example/v1/a.png",
        "https://cdn.example/b.png",
    ]


def test_a_style_is_told_from_an_image() -> None:
    page = Page(URL, b'<link rel=stylesheet href="/a.css"><img src="/a.png"><img src="/a.css">')
    assert in_page(page) == (
        Requisite("https://paper.example/a.css", is_style=True),
        Requisite("https://paper.example/a.png"),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('@import "base.css"; @import url(../print.css) print;', ["/css/base.css", "/print.css"]),
        ('@namespace svg url(http://www.w3.org/2000/svg); @charset "utf-8";', []),
        (".a{background:URL( 'x.png' ) , url(y.png)}", ["/css/x.png", "/css/y.png"]),
        ('.a{background:image-set("1.png" 1x, url(2.png) 2x)}', ["/css/1.png", "/css/2.png"]),
        (".a{filter:url(#blur);content:'url(no.png)'}", []),
        ("/* url(no.png) */ @media print{@supports (a:b){.a{background:url(deep.png)}}}",
         ["/css/deep.png"]),
        (".a{background:u\\72l(escaped.png)}", ["/css/escaped.png"]),
        (".a{background:url(broken", ["/css/broken"]),
        ("@font-face{src:url(f.eot);src:url('f.eot?#ie') format('x'),url(f.ttf),url(f.woff)}",
         ["/css/f.woff"]),
        ("@font-face{src:local(F),url(f.woff),url(f.woff2)} .b{background:url(b.png)}",
         ["/css/b.png", "/css/f.woff2"]),
    ],
)  # fmt: skip
def test_a_style_needs(text: str, found: list[str]) -> None:
    assert sorted(css(text)) == sorted(found)


def test_only_an_import_is_a_style() -> None:
    found = in_style(Page("https://p.example/", b"@import 'a'; b{c:url(d)}", "text/css"))
    assert [one.is_style for one in found] == [True, False]


@pytest.mark.parametrize(
    ("srcset", "chosen"),
    [
        ("a.jpg", "a.jpg"),
        ("a.jpg 2x, b.jpg 1x", "b.jpg"),
        ("a.jpg 480w,b.jpg 1200w,c.jpg 1600w", "b.jpg"),
        ("a.jpg 480w, b.jpg 800w", "b.jpg"),
        ("https://x.example/w_300,h_200/a.jpg 300w, b 1w", "https://x.example/w_300,h_200/a.jpg"),
        ("", None),
        (" , ,", None),
        ("\x0b", None),
        ("\x0b,," * 9_000 + "a.jpg", None),
    ],
)
def test_of_a_set_one_is_enough(srcset: str, chosen: str | None) -> None:
    assert sensible(srcset) == chosen


def test_no_page_leads_to_more_than_its_share() -> None:
    assert len(needs("".join(f'<img src="/{n}.png">' for n in range(1000)))) == 200
    assert len(css("".join(f".a{{background:url({n}.png)}}" for n in range(1000)))) == 100
    assert len(needs("".join(f'<img src="/{n}.png">' for n in range(9)), most=3)) == 3


@pytest.mark.parametrize(
    "text",
    [
        "{" * 200_000 + "url(x)",
        "(" * 200_000,
        ".a{background:" + "url(a)," * 100_000,
        "@import " * 100_000,
        "\\" * 200_000 + "url(",
        "\x00" * 1000 + "url(\x00)",
    ],
)
def test_a_hostile_style_is_read_in_bounded_time(text: str) -> None:
    began = time.process_time()
    css(text)
    assert time.process_time() - began < 20


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_any_text_is_read(text: str) -> None:
    in_style(Page("https://p.example/", text.encode("utf-8", "replace"), text[:20]))
    sensible(text)
    assert all(url and not url.isspace() for url, _, _ in candidates(text))
    url = absolute(text, URL)
    assert url is None or absolute(url, URL) == url
    for one in in_page(Page(URL, f'<img src="{text}" srcset="{text}" style="{text}">'.encode())):
        assert one.url.startswith("http")
