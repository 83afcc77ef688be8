"""What a stored answer said of itself is told, bounded, and never obeyed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.browse.web import coding, labels
from archive.warc.head import Head, parse_head


def typed(value: str) -> str:
    return labels.content_type(Head(headers=(("content-type", value),)))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("text/html", "text/html"),
        ("Text/HTML; Charset=\"UTF-8\"", "text/html; charset=UTF-8"),
        ("text/html;x=y;charset=latin1", "text/html; charset=latin1"),
        ("text/html\r\nSet-Cookie: a=1", "text/html"),
        ("html", "application/octet-stream"),
        ("", "application/octet-stream"),
        ("text/html; charset=a\"b", "text/html; charset=a"),
    ],
)  # fmt: skip
def test_types_are_rebuilt(said: str, told: str) -> None:
    assert typed(said) == told


@given(st.binary(max_size=300))
def test_any_head_gives_headers_that_can_be_sent(raw: bytes) -> None:
    head = parse_head(b"HTTP/1.1 200 OK\r\n" + raw + b"\r\n\r\n")
    for name, value in [*labels.original_headers(head), ("", labels.content_type(head))]:
        assert name == "" or name.startswith("x-archive-orig-")
        assert not set(name + value) & set("\r\n\x00")
        value.encode("latin-1")
        name.encode("ascii")


def test_a_flood_of_headers_is_cut() -> None:
    head = Head(status=200, headers=tuple((f"x-{n}", "v" * 3000) for n in range(1000)))
    told = labels.original_headers(head)
    assert sum(len(name) + len(value) for name, value in told) < 35_000
    assert told[0] == ("x-archive-orig-status", "200")


@pytest.mark.parametrize(
    ("kind", "opens"),
    [
        ("text/html", False), ("application/xhtml+xml", False), ("image/svg+xml", False),
        ("text/xml", False), ("application/pdf", False), ("application/octet-stream", False),
        ("image/png", True), ("text/plain; charset=utf-8", True), ("application/json", True),
        ("video/mp4", True), ("text/css", True), ("multipart/x-mixed-replace", False),
        ("message/rfc822", False), ("text/vtt", False),
    ],
)  # fmt: skip
def test_only_pictures_films_and_text_open_in_a_tab(kind: str, opens: bool) -> None:
    assert labels.may_open(kind) == opens


@pytest.mark.parametrize(
    ("status", "shown"),
    [(200, 200), (404, 404), (410, 410), (500, 500), (304, 200), (206, 200), (401, 200),
     (None, 200), (999, 200), (101, 200), (204, 204), (301, 301), (451, 451), (0, 200)],
)  # fmt: skip
def test_a_status_that_would_ask_for_something_is_not_passed_on(
    status: int | None, shown: int
) -> None:
    assert labels.shown_status(status) == shown


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://x.example/a/b.html?c", "b.html"), ("https://x.example/", "x.example.html"),
        ("https://x.example/a%22b", "a-22b.html"), ("https://x.example/..%2f..", "2f.html"),
        ("https://x.example/é", "page.html"), ("https://x.example/s.php?1", "s.php.html"),
        ("https://x.example/" + "a" * 300, "a" * 80 + ".html"),
    ],
)  # fmt: skip
def test_file_names_are_plain(url: str, name: str) -> None:
    assert labels.file_name(url, "text/html") == name


@given(st.text(max_size=40), st.integers(0, 10**6))
def test_any_range_is_a_part_or_the_whole(header: str, length: int) -> None:
    for asked in (header, f"bytes={header}"):
        wanted = coding.asked_range(asked, length)
        assert (
            wanted is None
            or wanted == (length, length - 1)
            or (0 <= wanted[0] <= wanted[1] < length)
        )


@given(st.lists(st.binary(max_size=20), max_size=8), st.integers(0, 99), st.integers(0, 99))
def test_parts_are_slices(pieces: list[bytes], first: int, last: int) -> None:
    whole = b"".join(pieces)
    assert b"".join(coding.part(iter(pieces), first, last)) == whole[first : last + 1]
