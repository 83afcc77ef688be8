"""A story printed on several pages is found as such, and joined."""

from __future__ import annotations

import pytest

from archive.continued import conversation
from archive.extract import extract
from archive.model import Page, Reading
from archive.talk import hold

URL = "https://quay.example/2025/long-read"
TEXT = [
    f"Paragraph {n}: the harbour office moved the ferry once more, and nobody on the quay knew why."
    for n in range(12)
]


def page(texts: list[str], pager: str = "", *, comments: str = "") -> bytes:
    prose = "".join(f"<p>{text}</p>" for text in texts)
    return (
        "<html lang='en'><head><title>A long read</title></head><body><article>"
        f"<h1>A long read</h1>{prose}<div class='page-links'>{pager}</div></article>"
        f"<div id='comments'>{comments}</div></body></html>"
    ).encode()


def read(body: bytes, url: str = URL) -> Reading:
    return extract(Page(url, body))


@pytest.mark.parametrize(
    ("url", "second"),
    [
        (URL, f"{URL}/2"),
        (f"{URL}/", f"{URL}/2/"),
        (URL, f"{URL}/seite-2"),
        (URL, f"{URL}/page/2/"),
        (URL, f"{URL}?page=2"),
        (f"{URL}?id=7", f"{URL}?id=7&p=2"),
        (f"{URL}.html", f"{URL}-2.html"),
        (f"{URL}.html", f"{URL}-page2.html"),
        (f"{URL}.html", f"{URL},seite-2.html"),
    ],
)
def test_a_second_page_is_known_by_its_address(url: str, second: str) -> None:
    body = page(TEXT[:6], f"<a href='{second}'>2</a>")
    assert read(body, url).pages == (second,)


@pytest.mark.parametrize(
    "pager",
    [
        "<a href='/2025/other-story/2'>2</a>",
        "<a href='https://pier.example/2025/long-read/2'>2</a>",
        f"<a href='{URL}/2'>What two of them said to us on the quay</a>",
        f"<a href='{URL}/3'>3</a>",
        f"<a href='{URL}/2'>3</a>",
        f"<a href='{URL}/2024'>2024</a>",
        f"<a href='{URL}/comment-page-2'>2</a>",
    ],
)
def test_other_links_with_numbers_are_no_pages(pager: str) -> None:
    assert read(page(TEXT[:6], pager)).pages == ()


def test_pages_of_comments_are_no_pages_of_the_story() -> None:
    thread = "<ol class='comment-list'><li class='comment' id='comment-1'><b class='fn'>Ida</b>"
    thread += "<div class='comment-content'><p>Not again.</p></div></li></ol>"
    thread += f"<nav class='comment-navigation'><a href='{URL}?page=2'>2</a></nav>"
    assert read(page(TEXT[:6], comments=thread)).pages == ()


def site(pages: dict[str, bytes]) -> tuple[Reading, list[str]]:
    """The story that begins at URL, and the addresses that were asked for."""
    asked: list[str] = []

    def ask(url: str) -> Reading | None:
        asked.append(url)
        return read(pages[url], url) if url in pages else None

    return hold(conversation(read(pages[URL]), URL), ask), asked


def links(*numbers: int) -> str:
    return "".join(f"<a href='{URL}/{n}'>{n}</a>" for n in numbers)


def test_the_pages_are_joined_in_order_and_a_repeated_standfirst_stands_once() -> None:
    whole, asked = site(
        {
            URL: page(TEXT[:4], links(2, 3)),
            f"{URL}/2": page([TEXT[0], *TEXT[4:8]], links(2, 3)),
            f"{URL}/3": page([TEXT[0], *TEXT[8:12]], links(2, 3)),
        }
    )
    assert asked == [f"{URL}/2", f"{URL}/3"]
    assert whole.story is not None
    assert whole.story.paragraphs == tuple(TEXT)


def test_a_page_that_names_only_the_next_is_followed_to_the_end() -> None:
    whole, asked = site(
        {
            URL: page(TEXT[:4], links(2)),
            f"{URL}/2": page(TEXT[4:8], f"<a href='{URL}'>1</a>" + links(3)),
            f"{URL}/3": page(TEXT[8:12], f"<a href='{URL}'>1</a>" + links(2)),
        }
    )
    assert asked == [f"{URL}/2", f"{URL}/3"]
    assert whole.story is not None
    assert whole.story.paragraphs == tuple(TEXT)


def test_a_page_that_does_not_come_ends_the_story_there() -> None:
    whole, asked = site({URL: page(TEXT[:4], links(2, 3))})
    assert asked == [f"{URL}/2"]
    assert whole.story is not None
    assert whole.story.paragraphs == tuple(TEXT[:4])


def test_a_thin_page_is_read_in_its_amp_form_under_its_own_address() -> None:
    thin = page(TEXT[:1]).replace(
        b"</head>", b"<link rel=amphtml href='/2025/long-read/amp'></head>"
    )
    whole, asked = site({URL: thin, f"{URL}/amp": page(TEXT)})
    assert asked == [f"{URL}/amp"]
    assert whole.story is not None
    assert (whole.story.url, whole.story.canonical_url) == (URL, URL)
    assert whole.story.paragraphs == tuple(TEXT)


def test_a_page_without_text_is_read_in_its_print_form() -> None:
    link = b"<link rel=alternate media=print href='/2025/long-read/print'></head>"
    whole, asked = site({URL: page([]).replace(b"</head>", link), f"{URL}/print": page(TEXT)})
    assert asked == [f"{URL}/print"]
    assert whole.story is not None
    assert whole.story.paragraphs == tuple(TEXT)


def test_a_page_that_holds_its_story_is_not_asked_for_twice() -> None:
    link = b"<link rel=amphtml href='/2025/long-read/amp'></head>"
    _, asked = site({URL: page(TEXT).replace(b"</head>", link), f"{URL}/amp": page(TEXT)})
    assert asked == []


def test_a_form_on_another_site_or_with_no_more_text_changes_nothing() -> None:
    for href in ("https://cdn.example/amp", "/2025/long-read/amp"):
        link = f"<link rel=amphtml href='{href}'></head>".encode()
        thin = page(TEXT[:1]).replace(b"</head>", link)
        whole, _ = site({URL: thin, f"{URL}/amp": page(TEXT[:1])})
        assert whole.story is not None
        assert whole.story.paragraphs == tuple(TEXT[:1])
