"""Instants, amounts and addresses are said so that a person understands them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.browse import words
from archive.browse.rendering import lines, names, paragraphs, short, time, web_address

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        (None, "never"),
        ("2026-11-23T12:00:10Z", "in a moment"),
        ("2026-11-23T11:59:30Z", "just now"),
        ("2026-11-23T11:48:00Z", "12 minutes ago"),
        ("2026-11-23T15:00:00Z", "in 3 hours"),
        ("2026-11-19T12:00:00Z", "4 days ago"),
        ("2026-06-23T12:00:00Z", "5 months ago"),
        ("2020-11-23T12:00:00Z", "6 years ago"),
        ("some day", "some day"),
    ],
)
def test_how_long_ago(stored: str | None, said: str) -> None:
    assert words.ago(stored, NOW) == said


def test_when_something_is_due() -> None:
    assert words.due(None, NOW) == "not planned"
    assert words.due("2026-11-23T11:00:00Z", NOW) == "now"
    assert words.due("2026-11-23T15:00:00Z", NOW) == "in 3 hours"


@pytest.mark.parametrize(
    ("octets", "said"),
    [(None, "unknown"), (1, "1 byte"), (999, "999 bytes"), (14_200, "14.2 kB"),
     (3_140_000_000, "3.14 GB"), (5 * 10**15, "5,000 TB"), (1_000_000, "1 MB")],
)  # fmt: skip
def test_amounts_of_bytes(octets: int | None, said: str) -> None:
    assert words.size(octets) == said


def test_a_time_has_utc_in_its_title() -> None:
    html = str(time("2026-11-23T12:00:00.5Z"))
    assert 'title="2026-11-23 12:00:00 UTC"' in html
    assert "≈" in str(time("2026-11-23T12:00:00Z", 0))
    assert "<script>" not in str(time("<script>"))


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", " JavaScript:alert(1)", "java\nscript:x", "data:text/html,x", "//x.y/z",
     "http:", "https:///x", "vbscript:x", "file:///etc/passwd", "http://[", "", None, 7,
     "\x01javascript:x"],
)  # fmt: skip
def test_only_web_addresses_become_links(address: object) -> None:
    assert web_address(address) is None


def test_a_web_address_is_kept() -> None:
    assert web_address(" https://x.example/a?b#c ") == "https://x.example/a?b#c"


def test_names_read_as_a_list() -> None:
    assert names('["A", "B", "C"]') == "A, B and C"
    assert names("[null, 3]") == "3"
    assert names("{}") == names("not json") == names(None) == ""


def test_text_is_cut_at_a_space() -> None:
    assert short("one two three", 8) == "one two …"
    assert short("x" * 20, 8) == "xxxxxxxx …"
    assert short(None) == ""


def test_paragraphs_have_a_blank_line_between_them() -> None:
    assert paragraphs("a\nb\n\n c \n \n\nd\n") == ["a\nb", "c", "d"]
    assert lines("a\n\n b \r\n") == ["a", "b"]
    assert paragraphs(None) == lines(None) == []
