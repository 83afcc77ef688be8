"""A real browser shows snapshots: they look as they did, run nothing and ask nobody else."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from browse_archive import making
from browse_served import CHROMIUM, chromium, served
from browse_web_pages import HOSTILE

from archive.model import Kind

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium here"),
]
GAZETTE = "https://gazette.example"
AT = "2026-01-01T00:00:00Z"
STYLED = b"""<!doctype html><html><head><link rel=stylesheet href=/css/main.css></head>
<body class=page><h1>Storm over Ulsund</h1><img id=pic src=/pic.png width=40 height=40>
<img id=vector src=/pic.svg width=40 height=40><p class=faced>Text</p>
<a id=there href=/second>second</a> <a id=nowhere href=/nowhere>nowhere</a>
<a id=down href=#far>down</a><div style=height:3000px></div><p id=far>far</p></body></html>"""
CSS = b"""@import 'sub/more.css'; h1 { color: rgb(1, 2, 3) }
body { background-image: url(../pic.png) } .faced { font-family: Kept, serif }
@font-face { font-family: Kept; src: url(/kept.ttf) }"""


def png() -> bytes:
    """A red square."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    rows = b"".join(b"\x00" + b"\xff\x00\x00" * 8 for _ in range(8))
    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("archive")
    with making(folder) as maker:
        maker.capture(f"{GAZETTE}/hostile", HOSTILE.encode(), when=AT)
        maker.capture(f"{GAZETTE}/styled", STYLED, when=AT)
        maker.capture(f"{GAZETTE}/second", b"<title>2</title><p>the second page", when=AT)
        for path, kind, body in (
            ("/css/main.css", "text/css", CSS),
            ("/css/sub/more.css", "text/css", b"h1 { letter-spacing: 7px }"),
            ("/pic.png", "image/png", png()),
            ("/pic.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg' width='9'"
             b" height='9'><script>top.stolen=1</script><rect width='9' height='9'/></svg>"),
        ):  # fmt: skip
            maker.capture(GAZETTE + path, body, content_type=kind, kind=Kind.REQUISITE, when=AT)
    with served(folder) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: playwright.Browser) -> Iterator[playwright.Page]:
    page = browser.new_page(viewport={"width": 1000, "height": 700})
    page.asked = []
    page.said = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.said.append(message.text))
    yield page
    page.close()


@pytest.mark.parametrize("form", ["", "mp_"])
def test_a_hostile_page_runs_nothing_and_asks_nobody(
    address: str, page: playwright.Page, form: str
) -> None:
    page.goto(f"{address}/web/20260101000000{form}/{GAZETTE}/hostile", wait_until="networkidle")
    frame = page.frames[-1]
    assert "Hostile page" in frame.locator("h1").inner_text()
    assert all(url.startswith((address, "data:")) for url in page.asked), page.asked
    assert page.title() != "stolen"
    for one in page.frames:
        assert one.evaluate("typeof window.stolen") == "undefined"
    assert page.url == f"{address}/web/20260101000000{form}/{GAZETTE}/hostile"
    assert frame.evaluate("window.origin") == "null"


def test_a_page_looks_as_it_did(address: str, page: playwright.Page) -> None:
    page.goto(f"{address}/web/20260101000000/{GAZETTE}/styled", wait_until="networkidle")
    frame = page.frames[-1]
    style = "name => getComputedStyle(document.querySelector('h1'))[name]"
    assert frame.evaluate(style, "color") == "rgb(1, 2, 3)"
    assert frame.evaluate(style, "letterSpacing") == "7px"
    for picture in ("pic", "vector"):
        assert frame.evaluate(f"document.getElementById('{picture}').naturalWidth") > 0
    assert any("kept.ttf" in url for url in page.asked)
    assert page.said == [
        "Failed to load resource: the server responded with a status of 404 (Not Found)"
    ]  # the font, which was not captured


def test_links_lead_from_snapshot_to_snapshot(address: str, page: playwright.Page) -> None:
    page.goto(f"{address}/web/20260101000000/{GAZETTE}/styled")
    frame = page.frames[-1]
    assert frame.locator("#nowhere").get_attribute("title") == "Not in this archive"
    frame.locator("#down").click()
    assert page.url.endswith("/styled")
    assert page.frames[-1].evaluate("scrollY") > 1000
    with page.context.expect_page() as other:
        frame.locator("#there").click(modifiers=["ControlOrMeta"])
    # loaded with its frame; a tab in the background may never say that its network is idle
    other.value.wait_for_url(f"{address}/web/20260101000000/{GAZETTE}/second")
    assert other.value.frames[-1].locator("p").inner_text() == "the second page"
    frame.locator("#there").click()
    page.wait_for_url(f"{address}/web/20260101000000/{GAZETTE}/second")
    assert page.frames[-1].locator("p").inner_text() == "the second page"


def test_exact_bytes_of_a_picture_open_and_of_a_page_are_saved(
    address: str, page: playwright.Page
) -> None:
    page.goto(f"{address}/web/20260101000000id_/{GAZETTE}/pic.png")
    assert page.evaluate("document.images[0].naturalWidth") == 8
    page.goto(f"{address}/web/20260101000000/{GAZETTE}/hostile")
    with page.expect_download() as download:
        page.get_by_role("link", name="Exact bytes").click()
    assert download.value.suggested_filename == "hostile.html"
    assert Path(download.value.path()).read_bytes() == HOSTILE.encode()


def test_another_origin_may_not_embed_what_it_guesses(address: str, page: playwright.Page) -> None:
    page.set_content(
        f'<img src="{address}/web/20260101000000id_/{GAZETTE}/pic.png">'
        f'<img src="{address}/web/20260101000000im_{"0" * 16}/{GAZETTE}/pic.png">'
    )
    page.wait_for_load_state("networkidle")
    assert page.evaluate("[...document.images].map(i => i.naturalWidth)") == [0, 0]


@pytest.mark.parametrize("width", [390, 1400])
def test_bar_list_and_missing_page_fit(
    address: str, browser: playwright.Browser, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    for path in (
        f"/web/20260101000000/{GAZETTE}/styled", f"/web/*/{GAZETTE}/styled", "/web",
        f"/web/2026/{GAZETTE}/{'nowhere' * 60}", f"/web/20260101000000/{GAZETTE}/css/main.css",
    ):  # fmt: skip
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto(f"{address}/web/20260101000000/{GAZETTE}/styled")
    page.get_by_text("Proof").click()
    assert page.get_by_text("offset").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
