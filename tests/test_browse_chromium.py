"""A real browser reads the pages, and nothing archived runs in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from browse_archive import HOSTILE, HOSTILE_SOURCE, rich
from browse_served import CHROMIUM, chromium, served

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium here"),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, int]]]:
    folder = tmp_path_factory.mktemp("archive")
    ids = rich(folder)
    with served(folder) as address:
        yield address, ids


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    with chromium() as browser:
        yield browser


@pytest.mark.parametrize("width", [400, 1400])
def test_every_page_fits_says_nothing_to_the_console_and_runs_nothing(
    archive: tuple[str, dict[str, int]], browser: playwright.Browser, tmp_path: Path, width: int
) -> None:
    address, ids = archive
    page = browser.new_page(viewport={"width": width, "height": 900})
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    paths = (
        "/", f"/story/{ids['bridge']}", f"/story/{ids['hostile']}", "/edits", "/sources",
        f"/story/{ids['hostile']}?revision=1", f"/story/{ids['hostile']}/diff/1/2", "/capture/1",
        "/source/" + quote(HOSTILE_SOURCE, safe=""), "/search?q=" + quote(HOSTILE), "/groups",
        f"/group/{ids['group']}", "/search?q=bridge",
    )  # fmt: skip
    for number, path in enumerate(paths):
        page.goto(address + path)
        page.screenshot(path=tmp_path / f"{number}.png", full_page=True)
        assert page.evaluate("typeof window.stolen") == "undefined", path
        assert page.title() != "stolen"
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} wide"
    assert said == []
    assert all(url.startswith(address) for url in asked)
    assert len(list(tmp_path.glob("*.png"))) == len(paths)
    page.close()


def test_a_reader_goes_from_the_front_page_to_the_raw_bytes(
    archive: tuple[str, dict[str, int]], browser: playwright.Browser
) -> None:
    address, _ = archive
    page = browser.new_page()
    page.goto(address)
    page.get_by_role("link", name="Aller bridge shut from Monday after cracks found").click()
    page.get_by_role("link", name="what changed").first.click()
    assert "six" in page.locator("ins").all_inner_texts()
    page.get_by_role("link", name="capture").first.click()
    assert "HTTP/1.1" in page.locator("pre").nth(1).inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the body").click()
    assert download.value.suggested_filename.startswith("capture-")
    page.close()


def test_searching_works_without_a_script(
    archive: tuple[str, dict[str, int]], browser: playwright.Browser
) -> None:
    address, _ = archive
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("searchbox").fill("fissures")
    page.get_by_role("button", name="Search").click()
    assert page.locator("mark").all_inner_texts() == ["fissures"]
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(
    archive: tuple[str, dict[str, int]], browser: playwright.Browser, scheme: str
) -> None:
    """WCAG 2.2 §1.4.3 (AA): 4.5 to 1 for text."""
    address, ids = archive
    page = browser.new_page(color_scheme=scheme)
    for path in ("/", f"/story/{ids['bridge']}", "/sources", "/edits", "/search?q=bridge",
                 f"/story/{ids['gone']}", "/source/harbour", f"/group/{ids['group']}"):  # fmt: skip
        page.goto(address + path)
        weak = page.evaluate(_WEAK)
        assert weak == [], (path, weak)
    page.close()


_WEAK = """() => {
  const parts = text => text.match(/[\\d.]+/g).map(Number);
  const light = colour => {
    const [r, g, b] = parts(colour).map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (parts(colour)[3] !== 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const weak = [];
  for (const element of document.body.querySelectorAll('*')) {
    const own = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || element.closest('svg') || element.className === 'skip') continue;
    const [a, b] = [light(getComputedStyle(element).color), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) weak.push([element.className, element.textContent.trim().slice(0, 40), ratio]);
  }
  return weak;
}"""
