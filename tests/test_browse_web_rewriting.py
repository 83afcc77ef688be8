"""What becomes of archived markup and styles: nothing runs, and every reference is ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import tinycss2
from browse_web_pages import HOSTILE
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html

from archive.browse.web import css, gate
from archive.browse.web.address import asked_address, quoted, resolved, spellings
from archive.browse.web.parts import references
from archive.browse.web.place import Place
from archive.browse.web.snapshot import snapshot

BASE = "https://gazette.example/city/page"
PLACE = Place(BASE, "20260101000000")
OURS = re.compile(
    r"/web/20260101000000((im_|cs_)0{16})?/https?://|#|data:(image|font|application/(x-)?font-)|about:inv"
)
_REFERS = ("href", "src", "poster", "background", "xlink:href", "cite", "action", "formaction",
           "ping", "data", "srcdoc", "manifest", "longdesc", "usemap")  # fmt: skip
_RUNS = ("script", "iframe", "object", "embed", "applet", "frame", "template", "math", "noscript",
         "plaintext", "xmp", "foreignobject", "set", "animate", "meta-refresh")  # fmt: skip


def shown(text: str, base: str = BASE) -> str:
    return snapshot(text, Place(base, "20260101000000"), frozenset())


def addresses(style: str) -> list[str]:
    """All addresses of a style sheet, as CSS reads it."""
    return list(_addresses(tinycss2.parse_component_value_list(style)))


def _addresses(parts: list[Any]) -> Iterator[str]:
    rule = ""
    for part in parts:
        if part.type == "at-keyword":
            rule = part.lower_value
        elif part == ";" or part.type == "{} block":
            rule = ""
        if part.type == "url" or (part.type == "string" and rule in ("import", "namespace")):
            yield part.value
        if part.type == "function" and part.lower_name in ("url", "src", "image-set"):
            yield from (one.value for one in part.arguments if one.type == "string")
        yield from _addresses(getattr(part, "arguments", None) or getattr(part, "content", []))


def assert_inert(made: str) -> None:
    page = html.document_fromstring(made)
    for element in page.iter():
        tag = str(element.tag).lower()
        assert tag not in _RUNS, made
        for name, value in element.attrib.items():
            name = str(name).lower()
            assert not name.startswith("on"), made
            if name in _REFERS:
                assert OURS.match(value), (name, value)
            if name == "srcset":
                assert all(OURS.match(one.strip()) for one in value.split(", ")), value
            if name == "style":
                assert all(OURS.match(one) for one in addresses(value)), value
        if tag == "style":
            assert all(OURS.match(one) for one in addresses(element.text or "")), element.text
        if tag in ("meta", "base", "link"):
            assert element.getparent().tag == "head", made
        if tag == "meta":
            assert "http-equiv" not in element.attrib


def test_a_hostile_page_is_inert() -> None:
    made = shown(HOSTILE)
    assert_inert(made)
    assert "Hostile page" in made
    assert "<!doctype html>" in made


_NASTY = st.sampled_from([
    "<svg>", "</svg>", "<math>", "<mtext>", "<mglyph>", "<style>", "</style>", "<title>", "<table>",
    "</table>", "<td>", "<p>", "</p>", "<noscript>", "</noscript>", "<template>", "</template>",
    "<textarea>", "</textarea>", "<xmp>", "<select>", "<option>", "<form>",
    "<a href=//evil.example>",
    "<img src=//evil.example/x onerror=alert(1)>", "<script>alert(1)</script>", "<script>",
    "<![CDATA[", "]]>", "<!--", "-->", "--!>", "<desc>", "<foreignObject>", "<annotation-xml>",
    "<body background=//evil.example/b>", "<html onload=x>", "<base href=//evil.example>",
    "<link rel=stylesheet href=//evil.example/s>", '<p style="background:url(//evil.example/p)">',
    "@import '//evil.example/i';", "a{b:url(//evil.example/u)}", '"', "'", ">", "<", "&lt;",
    "&#x3c;", "&quot;", "\x00", "\ud800", "\u2028", "<x-a style='b:url(//evil.example)'>",
    "<frameset>", "<br/", "<image xlink:href=//evil.example>", "<plaintext>",
    "<use href=//evil.example#x>", "<iframe>",
    '<a title="</style><img src=//evil.example onerror=1>">',
    "<svg><style><img src=//evil.example>",
    "<video poster=//evil.example><source srcset='//evil.example 1x, //evil.example 2x'>", "x y z",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_NASTY, max_size=25).map("".join))
@example("<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>")
@example("<math><mtext><table><mglyph><style><!--</style><img title='--><img src=1 onerror=1>'>")
@example("<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>")
@example("<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>")
@example("<svg><annotation-xml><foreignobject><style><!--</style><p id='--><img src=x onerror=1>'>")
def test_no_markup_stays_alive(text: str) -> None:
    made = shown(text)
    assert_inert(made)


@settings(max_examples=200, deadline=None)
@given(st.lists(_NASTY, max_size=25).map("".join))
def test_the_gate_finds_nothing_more_to_do_in_what_it_let_through(text: str) -> None:
    once = gate.passed(text.encode("utf-8", "replace").decode(), PLACE)
    links = re.compile(r' href="/web/[^"]*"')  # a link to us would be archived once more
    assert links.sub("", gate.passed(once, PLACE)) == links.sub("", once)


_STYLES = st.sampled_from([
    "@import ", "@IMPORT ", "@\\69mport ", "url(", "u\\72l(", "URL( ", "src(", "image-set(", ")",
    "'",
    '"', "//evil.example/x", "http://evil.example", "a.png", "\\", "\\a ", ";", "{", "}", "[", "]",
    "(", ",", "expression(", "@namespace ", "@charset ", "@media ", "var(--x)", "--x:", "/*", "*/",
    "<!--", "-->", "</style>", "\n", "\x00", "data:image/png,", "data:text/html,", "javascript:1",
    "behavior:", "@font-face", " 1x", "#f", "é", "\ud800",
])  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.lists(_STYLES, max_size=20).map("".join))
def test_no_reference_of_a_sheet_leads_elsewhere_and_once_is_enough(text: str) -> None:
    once = css.sheet(text, PLACE)
    assert all(OURS.match(address) for address in addresses(once)), once
    assert "</" not in once
    assert css.sheet(once, PLACE) == once


@given(st.text(max_size=200))
def test_any_text_is_a_style(text: str) -> None:
    assert all(OURS.match(one) for one in addresses(css.sheet(text, PLACE)))
    assert all(OURS.match(one) for one in addresses(css.declarations(text, PLACE)))


def test_styles_keep_what_they_mean() -> None:
    source = (
        "@charset 'x'; @import 'a.css' layer(base) screen;"
        " @media (width<600px) { p { color: red } }"
        " :root { --x: url(b.png) } a::before { content: '</b> \\201c' } i { fill: url(#g) }"
    )
    made = css.sheet(source, PLACE)
    stem = "/web/20260101000000{}0000000000000000/https://gazette.example/city/"
    assert f'@import url("{stem.format("cs_")}a.css") layer(base) screen;' in made
    assert "@media (width<600px) { p { color: red } }" in made
    assert f'--x: url("{stem.format("im_")}b.png")' in made
    assert 'fill: url("#g")' in made
    assert "charset" not in made


def test_nesting_without_end_makes_a_style_empty() -> None:
    assert css.sheet("(" * 100_000, PLACE) == ""


def test_a_page_keeps_its_looks() -> None:
    made = shown("""<!doctype html><html lang=de class='no-js dark' data-theme=paper><head>
      <title>T &amp; T</title><meta name=viewport content='width=device-width, initial-scale=1'>
      <link rel=stylesheet href=/a.css media=print onload="this.media='all'">
      <link rel='alternate stylesheet' href=/b.css>
      <style media='(min-width: 9em)'>p{color:red}</style>
      <link rel=preload as=style href=/late.css onload="this.rel='stylesheet'">
      <noscript><style>.lazy{display:none}</style></noscript></head>
      <body class='home page' style='margin:0'><header role=banner><x-teaser class=t>own</x-teaser>
      <svg viewBox='0 0 9 9'><linearGradient id=g><stop offset=1 /></linearGradient>
      <path d='M0 0h9' fill='url(#g)'/></svg></header><font color=red>old</font></body>""")
    for part in (
        '<html lang="de" class="no-js dark" data-theme="paper">', "<title>T &amp; T</title>",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        'gazette.example/a.css">', 'gazette.example/late.css">', ".lazy{display:none}",
        '<style media="(min-width: 9em)">p{color:red}</style>', '<header role="banner">',
        '<body class="home page" style="margin:0">', '<x-teaser class="t">own</x-teaser>',
        '<svg viewBox="0 0 9 9"><linearGradient id="g"><stop offset="1"></stop></linearGradient>',
        '<font color="red">old</font>',
    ):  # fmt: skip
        assert part in made, (part, made)
    assert "b.css" not in made


def test_images_that_wait_for_scripts_are_shown_once() -> None:
    made = shown(
        "<img class=lazy data-src=/a.jpg src='data:image/gif;base64,R0lGOD'>"
        "<noscript><img src=/a.jpg></noscript>"
        "<img src=/placeholder.gif data-srcset='/b.jpg 640w, /c.jpg 1280w' data-src=/b.jpg>"
        "<p><noscript><img src=/alone.jpg></noscript>"
    )
    page = html.document_fromstring(made)
    names = [(i.get("src") or "").rpartition("/")[2] for i in page.iter("img")]
    assert names == ["a.jpg", "b.jpg", "alone.jpg"]
    assert page.xpath("//img/@srcset")[0].endswith("/c.jpg 1280w")


def test_only_archived_images_are_asked_and_other_links_are_marked() -> None:
    text = (
        "<img src=/no.jpg alt=No srcset='/yes.jpg 1x, /no.jpg 2x'><a href=/yes>y</a>"
        "<a href=/no target=_blank>n</a><a href='page#x'>here</a><a href=mailto:a@b.example>m</a>"
    )
    held = {"https://gazette.example/yes.jpg", "https://gazette.example/yes"}
    assert held < references(text, BASE)
    page = html.document_fromstring(snapshot(text, PLACE, references(text, BASE) - held))
    (image,) = page.iter("img")
    assert image.get("src") is None
    assert image.get("srcset").endswith("/yes.jpg 1x")
    assert [(a.get("href"), a.get("title"), a.get("target")) for a in page.iter("a")] == [
        ("/web/20260101000000/https://gazette.example/yes", None, None),
        ("/web/20260101000000/https://gazette.example/no", "Not in this archive", None),
        ("#x", None, "_self"),
        (None, None, None),
    ]


@pytest.mark.parametrize(
    ("reference", "leads"),
    [
        ("/a/../../../search?q=1", "https://gazette.example/search?q=1"),
        ("https://x.example/%2e%2e/%2E%2e/story/1", "https://x.example/story/1"),
        ("//x.example/a", "https://x.example/a"),
        ("jav\nascript:alert(1)", None),
        ("data:text/html,x", None),
        ("http://[broken", None),
        ("ftp://x.example/", None),
        ("../é?ü=1", "https://gazette.example/%C3%A9?%C3%BC=1"),
        ("http://user:pw@x.example/a", "http://x.example/a"),
    ],
)
def test_references_are_resolved_as_browsers_do(reference: str, leads: str | None) -> None:
    assert resolved(reference, BASE) == leads


@given(st.text(max_size=80))
def test_any_reference_is_a_path_of_ours_or_nothing(text: str) -> None:
    for made in (PLACE.linked(text), PLACE.embedded(text)):
        assert made is None or OURS.match(made), made
        assert made is None or text.strip().startswith("#") or not re.search(r"[\s\"<>\\]", made)


@given(st.text(max_size=60), st.text(alphabet="ab=&%+é?", max_size=20))
def test_any_address_has_spellings_and_survives_a_path(tail: str, query: str) -> None:
    url = asked_address(quoted(tail), quoted(query))
    assert url.startswith(("http://", "https://"))
    assert url.partition("#")[0] in spellings(url)


@pytest.mark.parametrize(
    ("body", "content_type", "word"),
    [
        ("<p>Größe".encode("latin-1"), "text/html; charset=utf-8", "Größe"),
        ("<p>Größe".encode("utf-16"), "text/html", "Größe"),
        ("<p>Größe".encode("utf-16-le"), "text/html; charset=utf-8", "Größe"),
        (b"<p>a\x00b<scr\x00ipt>x</script>", "text/html", "ab"),
        ("<p>日本".encode("shift_jis"), "text/html; charset=shift_jis", "日本"),
        (b"<p>plain", "text/html; charset=base64", "plain"),
        (b"", "text/html", "<body>"),
        (b"\xff\xfe\xfd", None, "<body>"),
    ],
)
def test_pages_in_odd_encodings_are_read(body: bytes, content_type: str | None, word: str) -> None:
    from archive.browse.web.snapshot import page_snapshot
    from archive.model import Page

    made = page_snapshot(Page(BASE, body, content_type), PLACE, frozenset())
    assert word in made
    assert "<script" not in made
