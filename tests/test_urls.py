"""Which spellings are one address, and which are not."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.urls import LONGEST, address, canonical, host, same_site, site, url_key

SCHEMES = st.sampled_from(["http", "https", "HTTPS", "ftp", "javascript", ""])
HOSTS = st.sampled_from(
    ["example.com", "WWW.Example.co.uk", "bücher.example", "127.0.0.1", "[::1]", "a..b", "", "x:99"]
)
ADDRESSES = st.builds(
    lambda scheme, name, path, query: f"{scheme}://{name}/{path}?{query}",
    SCHEMES,
    HOSTS,
    st.text(max_size=40),
    st.text(max_size=40),
)


@pytest.mark.parametrize(
    ("given_url", "asked"),
    [
        ("HTTP://Example.COM:80/a#top", "http://example.com/a"),
        ("https://example.com:443", "https://example.com/"),
        ("https://example.com:8443/", "https://example.com:8443/"),
        ("https://user:secret@example.com/a", "https://example.com/a"),
        ("  https://example.com/ä b ", "https://example.com/%C3%A4%20b"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://example.com/a;jsessionid=12AB?x=1", "https://example.com/a?x=1"),
        ("https://example.com/a?b=2&a=1", "https://example.com/a?b=2&a=1"),
        ("http://[2001:db8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
    ],
)
def test_the_form_that_is_asked_for(given_url: str, asked: str) -> None:
    assert address(given_url) == asked


@pytest.mark.parametrize(
    "given_url",
    [
        "", "javascript:alert(1)", "mailto:a@example.com", "ftp://example.com/", "//", "http://",
        "http://[::1", "http://example.com:99999/", "http:///path", "data:text/html,x",
        "http://exa mple.com/", "https://example.com/" + "a" * LONGEST,
    ],
)  # fmt: skip
def test_what_is_nothing_to_ask_for(given_url: str) -> None:
    assert address(given_url) is None


def test_relative_addresses_need_a_base() -> None:
    assert address("../b?x=1", "https://example.com/a/c/") == "https://example.com/a/b?x=1"
    assert address("//cdn.example.com/b", "https://example.com/") == "https://cdn.example.com/b"
    assert address("b") is None


@pytest.mark.parametrize(
    "tracking",
    ["utm_source=x", "fbclid=1", "gclid=2", "mc_cid=3", "at_medium=rss", "xtor=RSS-1",
     "UTM_Campaign=y", "PHPSESSID=0", "replytocom=12", "_ga=1.2"],
)  # fmt: skip
def test_how_a_reader_came_is_dropped(tracking: str) -> None:
    assert address(f"https://example.com/a?{tracking}") == "https://example.com/a"
    assert address(f"https://example.com/a?id=7&{tracking}&p=2") == "https://example.com/a?id=7&p=2"


@pytest.mark.parametrize(
    "telling", ["gallery=12", "eid=7", "uid=3", "ref=b", "source=5", "p=9", "atid=1", "campaigns=2"]
)
def test_what_tells_stories_apart_is_kept(telling: str) -> None:
    assert address(f"https://example.com/a?{telling}") == f"https://example.com/a?{telling}"


def test_one_canonical_spelling() -> None:
    spellings = [
        "https://example.com/a/../b/%7euser?y=2&x=1#part",
        "HTTPS://EXAMPLE.com:443/b/~user?x=1&y=2&utm_source=feed",
    ]
    assert {canonical(one) for one in spellings} == {"https://example.com/b/~user?x=1&y=2"}
    assert canonical("mailto:x#y") == "mailto:x"


def test_spellings_of_one_page_have_one_key() -> None:
    spellings = [
        "http://www.example.com/news/", "https://example.com/news", "http://example.com/news/#c",
        "https://example.com/news/index.html", "https://example.com/news/?utm_medium=x",
    ]  # fmt: skip
    assert {url_key(one) for one in spellings} == {"example.com/news"}
    assert url_key("https://example.com/news?id=1") != url_key("https://example.com/news?id=2")
    assert url_key("http://127.0.0.1:1/") != url_key("http://127.0.0.1:2/")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.example.co.uk/a", "http://news.example.co.uk/b", True),
        ("https://example.co.uk/", "https://other.co.uk/", False),
        ("https://anna.github.io/", "https://bert.github.io/", False),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/b", True),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:9000/", False),
        ("http://localhost/", "http://localhost:81/", False),
        ("http://example.com.evil.example/", "http://example.com/", False),
        ("https://example.com@evil.example/", "https://example.com/", False),
        ("nonsense", "nonsense", False),
    ],
)
def test_which_addresses_are_one_site(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same


def test_site_and_host() -> None:
    assert site("https://a.b.example.com.au/x") == "example.com.au"
    assert host("https://user@www.Example.com:8080/x") == "example.com:8080"
    assert host("http://[::1") == "" == site("http://[::1")


@given(st.one_of(st.text(max_size=120), ADDRESSES))
@example("http://a/\udcff")
@example("http://0:٣/")
def test_no_address_is_too_odd(text: str) -> None:
    asked = address(text)
    if asked is not None:
        assert address(asked) == asked, "asking is asking the same again"
        assert asked.startswith(("http://", "https://")) and asked.isascii()
        assert not set(asked) & set(' \r\n\t"<>')
        assert canonical(canonical(asked)) == canonical(asked)
        assert url_key(asked) == url_key(canonical(asked))
    canonical(text), url_key(text), site(text), host(text), same_site(text, text)
