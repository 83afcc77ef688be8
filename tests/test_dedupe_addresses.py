"""One story's addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.urls import story_key

KEY = "ledger.example/2026/ferry"


@pytest.mark.parametrize(
    "url",
    [
        "https://ledger.example/2026/ferry",
        "http://www.ledger.example/2026/ferry/",
        "https://m.ledger.example/2026/ferry?utm_source=x&utm_medium=y",
        "https://LEDGER.example:443/2026/ferry#comments",
        "https://amp.ledger.example/2026/ferry/amp/",
        "https://ledger.example/2026/ferry?fbclid=abc",
        "https://ledger.example/2026/ferry/index.html",
    ],
)
def test_variants_of_an_address_have_one_key(url: str) -> None:
    assert story_key(url) == KEY


@pytest.mark.parametrize(
    "url",
    [
        "https://ledger.example/2026/ferry?id=2",
        "https://ledger.example/2026/ferry-2",
        "https://ledger.example:8080/2026/ferry",
        "https://post.example/2026/ferry",
    ],
)
def test_other_addresses_have_another_key(url: str) -> None:
    assert story_key(url) not in (None, KEY)


def test_the_order_of_parameters_is_no_difference() -> None:
    one, two = "https://a.example/s?b=2&a=1", "https://a.example/s?a=1&b=2"
    assert story_key(one) == story_key(two)


@pytest.mark.parametrize(
    "url",
    ["", "https://ledger.example/", "https://ledger.example?utm_source=x", "ferry", "http://["],
)
def test_a_front_page_or_no_address_has_no_key(url: str) -> None:
    assert story_key(url) is None


@given(st.text())
def test_no_address_is_too_odd(url: str) -> None:
    story_key(url)
    story_key("https://" + url)
