"""Bodies too big, bombs, and revisits under /web: bounded memory, the right bytes for each date."""

from __future__ import annotations

import asyncio
import gzip
import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from browse_archive import Site, making, serving

from archive.browse.web import coding, record
from archive.browse.web.workshop import Workshop
from archive.errors import CaptureMissing, PageError
from archive.model import Locator

GAZETTE = "https://gazette.example"
AT = "2026-01-01T00:00:00Z"
BIG = 100_000_000
PAGE = b"<!doctype html><title>T</title><p>" + b"The same text again. " * 100


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("archive")
    with making(folder, revisits=True) as maker:
        maker.capture(f"{GAZETTE}/film", bytes(BIG), when=AT, content_type="video/mp4")
        bomb = gzip.compress(bytes(200_000_000))
        maker.capture(
            f"{GAZETTE}/bomb", bomb, when=AT, content_type="text/html",
            said="Content-Encoding: gzip\r\n",
        )  # fmt: skip
        maker.capture(f"{GAZETTE}/page", PAGE, when=AT, said='ETag: "1"\r\n')
        maker.capture(f"{GAZETTE}/page", PAGE, when="2026-01-02T00:00:00Z",
                      said='ETag: "1"\r\nX-Day: two\r\n')  # fmt: skip
        maker.capture(f"{GAZETTE}/page", b"", when="2026-01-03T00:00:00Z", status=304,
                      asked_with='If-None-Match: "1"\r\n', said='ETag: "1"\r\n')  # fmt: skip
        maker.capture(f"{GAZETTE}/orphan", PAGE, when=AT)
        maker.conn.execute(
            "UPDATE captures SET original = '<urn:uuid:nowhere>',"
            " profile = 'identical-payload-digest' WHERE url LIKE '%orphan'"
        )
        maker.capture(f"{GAZETTE}/feed", b"<rss><script>1</script></rss>", when=AT,
                      content_type="application/rss+xml; charset=utf-8")  # fmt: skip
        maker.capture(f"{GAZETTE}/paper.pdf", b"%PDF-1.4", when=AT, content_type="application/pdf")
        maker.capture(f"{GAZETTE}/p.png", b"\x89PNG\r\n\x1a\n", when=AT, content_type="text/html")
    with serving(folder) as site:
        yield site


def place(site: Site, path: str) -> Locator:
    row = site.get(f"/backissue/captures.json?_shape=array&url={GAZETTE}/{path}").json()[0]
    return Locator(row["warc"], row["offset"], row["length"])


def test_a_big_body_needs_little_memory(site: Site) -> None:
    at = place(site, "film")
    tracemalloc.start()
    try:
        held = record.opened(site.folder / "warc", at)
        sizes = [len(piece) for piece in held.pieces]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held.length == sum(sizes) == BIG
    assert max(sizes) <= record.PIECE
    assert peak < 4_000_000


def test_a_part_of_a_big_body_is_cheap(site: Site) -> None:
    path = f"/web/20260101000000id_/{GAZETTE}/film"
    answer = site.get(path, headers={"range": f"bytes={BIG - 10}-"})
    assert answer.status_code == 206
    assert answer.headers["content-range"] == f"bytes {BIG - 10}-{BIG - 1}/{BIG}"
    assert len(answer.content) == 10


def test_a_bomb_comes_packed_or_in_small_pieces(site: Site) -> None:
    path = f"/web/20260101000000id_/{GAZETTE}/bomb"
    assert int(site.head(path).headers["content-length"]) < 1_000_000
    held = record.opened(site.folder / "warc", place(site, "bomb"))
    start = next(held.pieces)
    pieces = coding.unpacked(iter((start, *held.pieces)), ("gzip",), start)
    total = 0
    for piece in pieces:
        assert len(piece) <= record.PIECE
        total += len(piece)
    assert total == 200_000_000


def test_a_bomb_of_a_page_is_turned_away_in_words(site: Site) -> None:
    answer = site.get(f"/web/20260101000000mp_/{GAZETTE}/bomb")
    assert answer.status_code == 200
    assert "are not read" in answer.text
    assert answer.headers["content-security-policy"].startswith("sandbox ")


def test_a_torn_record_is_no_answer(tmp_path: Path, site: Site) -> None:
    at = place(site, "film")
    whole = (site.folder / "warc" / at.warc).read_bytes()
    (tmp_path / at.warc).write_bytes(whole[: at.offset + at.length // 2])
    held = record.opened(tmp_path, at)
    with pytest.raises(CaptureMissing, match="cut short"):
        list(held.pieces)
    with pytest.raises(CaptureMissing):
        record.opened(tmp_path, Locator(at.warc, at.offset + 1, at.length))
    with pytest.raises(CaptureMissing):
        record.opened(tmp_path, Locator("../secret", 0, 9))


@pytest.mark.parametrize("day", ["01", "02", "03"])
def test_revisits_show_the_original_under_their_own_date(site: Site, day: str) -> None:
    answer = site.get(f"/web/202601{day}000000id_/{GAZETTE}/page", follow=False)
    assert (answer.status_code, answer.content) == (200, PAGE)
    assert answer.headers["memento-datetime"].startswith(("Thu", "Fri", "Sat")[int(day) - 1])
    bar = site.get(f"/web/202601{day}000000/{GAZETTE}/page").text
    assert ("same as before" in bar) == (day != "01")
    assert "The same text again" in site.get(f"/web/202601{day}000000mp_/{GAZETTE}/page").text


def test_a_revisit_tells_its_own_headers(site: Site) -> None:
    answer = site.get(f"/web/20260102000000id_/{GAZETTE}/page")
    assert answer.headers["x-archive-orig-x-day"] == "two"


def test_capture_pages_of_revisits_show_the_body(site: Site) -> None:
    rows = site.get(f"/backissue/captures.json?_shape=array&url={GAZETTE}/page").json()
    for row in rows:
        text = site.text(f"/capture/{row['id']}")
        assert "The same text again" in text
        assert ("the same as before" in text) == (row["profile"] is not None)
        assert site.get(f"/capture/{row['id']}/raw").content == PAGE


def test_a_revisit_without_its_original_says_so(site: Site) -> None:
    for form in ("id_", ""):
        answer = site.get(f"/web/20260101000000{form}/{GAZETTE}/orphan")
        assert answer.status_code == 404
        assert "backissue verify" in answer.text


def test_other_kinds_are_shown_as_what_they_are(site: Site) -> None:
    feed = site.get(f"/web/20260101000000/{GAZETTE}/feed")
    assert "&lt;rss&gt;&lt;script&gt;" in feed.text
    paper = site.get(f"/web/20260101000000/{GAZETTE}/paper.pdf")
    assert "A file of the type application/pdf" in paper.text
    assert (
        "attachment" in site.get(f"/web/2026id_/{GAZETTE}/paper.pdf").headers["content-disposition"]
    )
    picture = site.get(f"/web/20260101000000im_{site.key}/{GAZETTE}/p.png")
    assert picture.status_code == 200  # sent as text/html, but it is a picture
    assert picture.headers["content-type"] == "image/png"


def _die() -> None:
    os._exit(1)


def _eat() -> int:
    return len(bytearray(2 << 30))


def test_a_page_that_needs_too_much_takes_nothing_with_it() -> None:
    async def tried() -> int:
        shop = Workshop()
        try:
            for work in (_eat, _die):
                with pytest.raises(PageError, match="more time or memory"):
                    await shop.run(work)
            return await shop.run(len, "still here")
        finally:
            shop.close()

    assert asyncio.run(tried()) == 10
