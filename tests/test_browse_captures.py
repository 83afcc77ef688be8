"""A capture is shown as text and handed out as bytes; it never runs."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from browse_archive import SCRIPT, Site, making, serving, words

from archive.browse.stored import SHOWN

IDS: dict[str, int] = {}
PAGE = f"<!doctype html><title>Page</title>{SCRIPT}<p>Größe".encode("latin-1")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("archive")
    with making(folder) as maker:
        url = "https://gazette.example/page"
        IDS["page"] = maker.capture(url, PAGE, content_type="text/html; charset=latin-1")
        IDS["big"] = maker.capture(url, b"x" * (SHOWN + 5000))
        IDS["image"] = maker.capture(url, b"\x89PNG\r\n\x1a\n\x00\x00", content_type="image/png")
        IDS["odd"] = maker.capture(url, b"caf\xc3\xa9", content_type="text/html; charset=base64")
        IDS["none"] = maker.bare_capture(url, error="timeout after 30 s")
        IDS["lost"] = maker.bare_capture(url, warc="lost.warc.gz", offset=0, length=99)
        IDS["outside"] = maker.bare_capture(url, warc="../../secret", offset=0, length=9)
        IDS["torn"] = maker.capture(url, b"torn")
        maker.conn.execute("UPDATE captures SET length = 20 WHERE id = ?", (IDS["torn"],))
    with serving(folder) as site:
        yield site


def test_the_page_shows_request_headers_and_body_as_text(site: Site) -> None:
    page = site.page(f"/capture/{IDS['page']}")
    request, response, body = page.xpath("//section//pre[not(@class='command')]")
    assert "User-Agent: tests" in request.text_content()
    assert "X-Evil: <script>" in response.text_content()
    assert SCRIPT in body.text_content()
    assert "Größe" in body.text_content()


def test_every_request_is_found_before_its_answer(site: Site) -> None:
    for name in ("page", "big", "image", "odd"):
        assert "User-Agent: tests" in site.text(f"/capture/{IDS[name]}")


def test_the_download_is_bytes_that_no_browser_opens(site: Site) -> None:
    answer = site.get(f"/capture/{IDS['page']}/raw")
    assert answer.content == PAGE
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-security-policy"].startswith("sandbox;")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_long_body_is_shown_in_part_and_handed_out_whole(site: Site) -> None:
    page = site.page(f"/capture/{IDS['big']}")
    assert len(page.xpath("//pre[@class='raw']")[0].text_content()) == SHOWN
    assert "its beginning" in words(page)
    assert len(site.get(f"/capture/{IDS['big']}/raw").content) == SHOWN + 5000


def test_bytes_that_are_no_text_are_shown_in_hexadecimal(site: Site) -> None:
    assert "89 50 4e 47" in site.text(f"/capture/{IDS['image']}")


def test_a_charset_that_is_none_is_read_as_utf8(site: Site) -> None:
    assert "café" in site.text(f"/capture/{IDS['odd']}")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("none", "timeout after 30 s"),
        ("lost", "lost.warc.gz"),
        ("outside", "secret"),
        ("torn", "cut short"),
    ],
)
def test_missing_bytes_are_said_in_words(site: Site, name: str, why: str) -> None:
    text = site.text(f"/capture/{IDS[name]}")
    assert "No bytes to show" in text
    assert why in text
    site.page(f"/capture/{IDS[name]}/raw", status=404)


def test_the_command_line_prints_the_record(site: Site) -> None:
    command = site.page(f"/capture/{IDS['page']}").xpath("//pre[@class='command']/text()")[0]
    printed = subprocess.run(
        ["sh", "-c", command], cwd=site.folder, capture_output=True, check=True
    ).stdout
    assert printed.startswith(b"WARC/1.1\r\n")
    assert PAGE in printed


def test_neighbouring_captures_of_an_address_are_linked(tmp_path: Path) -> None:
    with making(tmp_path) as maker:
        url = "https://gazette.example/"
        first = maker.capture(url, b"1", when="2026-01-01T00:00:00Z")
        second = maker.capture(url, b"2", when="2026-01-02T00:00:00Z")
    with serving(tmp_path) as site:
        assert site.page(f"/capture/{second}").xpath("//a[@rel='prev']/@href") == [
            f"/capture/{first}"
        ]
        assert site.page(f"/capture/{first}").xpath("//a[@rel='next']/@href") == [
            f"/capture/{second}"
        ]
