"""replayweb.page opens what we wrote, in Chromium; for a machine that has its two files.

npm pack replaywebpage && tar xzf replaywebpage-*.tgz
BACKISSUE_REPLAYWEB=package pytest tests/test_elsewhere_replayweb.py
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from browse_served import CHROMIUM
from click.testing import CliRunner
from export_captures import COPY, FERRY, build

from archive.export import wacz
from scheduler.cli import cli

playwright = pytest.importorskip("playwright.sync_api")
PACKAGE = os.environ.get("BACKISSUE_REPLAYWEB", "")
SHOTS = os.environ.get("BACKISSUE_SHOTS")  # a folder for what was seen
PATIENCE_MS = 20_000
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not PACKAGE, reason="BACKISSUE_REPLAYWEB names no unpacked replaywebpage"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium here"),
]
EMBED = """<!doctype html><meta charset=utf-8><title>embed</title><script src=/ui.js></script>
<replay-web-page style="height: 90vh" source="/{source}" url="{url}" ts="{ts}"
  replayBase="/replay/">
</replay-web-page>"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The two files, and two packages of one archive: with a plain and with a compressed index."""
    folder = tmp_path_factory.mktemp("archive")
    build(folder)
    with pytest.MonkeyPatch.context() as patch:
        for name, most in (("plain.wacz", 5000), ("large.wacz", 3)):
            patch.setattr(wacz, "MOST_PLAIN", most)
            words = ["export", "--format", "wacz", "-o", str(folder / name)]
            assert CliRunner().invoke(cli, ["-C", str(folder), *words]).exit_code == 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def _handler(folder: Path) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            if path == "/embed":
                source, url, ts = query.split("&")
                page = EMBED.format(source=source, url=url, ts=ts)
                return self.give(page.encode(), "text/html")
            name = Path(path).name
            file = folder / name if name.endswith(".wacz") else Path(PACKAGE) / name
            if name not in ("sw.js", "ui.js", "plain.wacz", "large.wacz"):
                return self.send_error(404)
            mime = "text/javascript" if name.endswith(".js") else "application/wacz"
            return self.give(file.read_bytes(), mime)

        do_HEAD = do_GET  # noqa: N815

        def give(self, raw: bytes, mime: str) -> None:
            size = len(raw)
            asked = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
            if asked:
                first = int(asked[1]) if asked[1] else size - int(asked[2])
                last = int(asked[2]) if asked[1] and asked[2] else size - 1
                raw = raw[first : last + 1]
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {first}-{first + len(raw) - 1}/{size}")
            else:
                self.send_response(200)
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("Content-Type", mime)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def shot(page: playwright.Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")


def see(page: playwright.Page, wanted: playwright.Locator) -> None:
    """Wait for it; load the page again once, for its service worker may have come too late."""
    try:
        wanted.wait_for(timeout=PATIENCE_MS)
    except playwright.TimeoutError:
        page.reload()
        wanted.wait_for(timeout=PATIENCE_MS)


@pytest.mark.parametrize("source", ["plain.wacz", "large.wacz"])
@pytest.mark.parametrize(
    ("url", "ts"),
    [
        (FERRY, "20261120083215"),
        (FERRY, "20261120083515"),  # called not modified
        (FERRY, "20261120083615"),  # came again
        (COPY, "20261120083715"),  # at another site
    ],
)
def test_a_page_and_its_revisits_are_shown(
    site: str, browser: playwright.Browser, source: str, url: str, ts: str
) -> None:
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    page.goto(f"{site}/embed?{source}&{url}&{ts}")
    frame = page.frame_locator("iframe").frame_locator("iframe")
    see(page, frame.get_by_text("The ferry is late again.").first)
    shot(page, f"{source}-{ts}")
    page.close()


def test_the_list_has_the_stories_by_headline(site: str, browser: playwright.Browser) -> None:
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    page.goto(f"{site}/embed?plain.wacz&&")
    frame = page.frame_locator("iframe")
    for headline in ("The ferry is late", "The ferry, again", "Market & “square”"):
        see(page, frame.locator(f"keyword-mark[title='{headline}']"))
    shot(page, "list")
    page.close()
