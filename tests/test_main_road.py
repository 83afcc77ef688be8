"""The whole road, as a user walks it: add a site, crawl it twice, look at what is kept.

A real `backissue` in its own processes archives the made-up newspaper served on loopback.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from archive.model import Locator
from archive.warc.read import response_at
from scheduler.newspaper.server import Server

ROOT = Path(__file__).resolve().parent.parent
BRIDGE = "harbour-bridge-closed-after-barge-strikes-pier"


def backissue(folder: Path, *arguments: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "scheduler.cli", "-C", str(folder), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr
    return done.stdout if code == 0 else done.stderr


@dataclass
class Archived:
    """What the two crawls left, and what was exported after each."""

    folder: Path
    base: str
    added: str
    summaries: tuple[str, str]
    first: dict[str, dict[str, Any]]
    second: dict[str, dict[str, Any]]


def exported(folder: Path) -> dict[str, dict[str, Any]]:
    lines = backissue(folder, "export", "--format", "jsonl").splitlines()
    documents = [json.loads(line) for line in lines]
    by_slug = {document["url"].rstrip("/").rpartition("/")[2]: document for document in documents}
    assert len(by_slug) == len(documents), "a story is kept twice"
    return by_slug


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archived]:
    folder = tmp_path_factory.mktemp("archive")
    age = [0.0]
    server = Server(0, lambda: age[0])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        added = backissue(
            folder, "add", server.base, "--name", "courier", "--allow-private", "--delay", "0"
        )
        crawled = backissue(folder, "crawl")
        first = exported(folder)
        age[0] = 60.0
        again = backissue(folder, "crawl")
        yield Archived(folder, server.base, added, (crawled, again), first, exported(folder))
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_add_says_what_it_found_and_writes_the_configuration(archived: Archived) -> None:
    assert "feed.xml" in archived.added and "news-sitemap.xml" in archived.added
    assert "[sources.courier]" in (archived.folder / "backissue.toml").read_text("utf-8")


def test_every_story_is_found_once_with_headline_author_and_date(archived: Archived) -> None:
    assert len(archived.first) == 12
    story = archived.first[BRIDGE]
    assert story["headline"] == "Harbour Bridge closed after barge strikes pier"
    assert story["authors"] == ["Marit Solheim"]
    assert story["published"] == "2026-11-20T06:40:00Z"
    assert story["language"] == "en"


def test_sections_and_source_line_are_told_apart(archived: Archived) -> None:
    story = archived.first[BRIDGE]
    headings = [section["heading"] for section in story["sections"]]
    assert headings == [None, "Fog on the water", "What happens next"]
    assert story["lead"].startswith("The Harbour Bridge was closed in both directions")
    assert story["lead"] not in story["sections"][0]["paragraphs"]
    assert story["source_line"] == {
        "text": "NWA – Harbour Courier, 20 November 2026",
        "credit": "NWA",
        "outlet": "Harbour Courier",
        "date": "2026-11-20",
    }
    said = json.dumps(story["sections"])
    assert "NWA" not in said and "Recent Comments" not in said


def test_comments_of_all_pages_are_kept_with_their_threads(archived: Archived) -> None:
    comments = archived.first[BRIDGE]["comments"]
    assert len(comments) == 20
    by_text = {comment["text"]: comment for comment in comments}
    answer = by_text["@ferryfan They hit the quay every other week."]
    assert (
        answer["parent"]
        == by_text["The old ferries never hit a bridge, because there was no bridge."]["id"]
    )
    assert answer["author"] == "Kari" and answer["published"].endswith("Z")


def test_an_edit_is_a_revision_and_the_old_text_is_kept(archived: Archived) -> None:
    assert archived.first[BRIDGE]["revision"] == 1
    assert archived.second[BRIDGE]["revision"] == 2
    assert archived.second[BRIDGE]["headline"].endswith("until Monday after barge strikes pier")
    assert len(archived.second[BRIDGE]["comments"]) == 22
    unchanged = {slug for slug, story in archived.second.items() if story["revision"] == 1}
    assert len(unchanged) == 11


def test_a_withdrawn_story_is_marked_gone_and_keeps_everything(archived: Archived) -> None:
    slug = "ferry-timetable-changes-for-the-winter"
    assert archived.first[slug]["gone"] is None
    gone = archived.second[slug]
    assert gone["gone"] is not None
    assert gone["sections"] == archived.first[slug]["sections"]


def test_repeats_are_grouped_and_lookalikes_are_not(archived: Archived) -> None:
    copy = archived.second["ylva-what-the-storm-means-for-the-islands"]
    original = archived.second["storm-ylva-to-reach-the-coast-on-sunday"]
    assert copy["group"] is not None and copy["group"] == original["group"]
    friday, saturday = (archived.second[f"auction-report-{day}"] for day in ("friday", "saturday"))
    assert friday["group"] is None or friday["group"] != saturday["group"]


def test_hostile_text_is_kept_as_text(archived: Archived) -> None:
    story = archived.first["script-alert-and-other-odd-headlines"]
    assert story["headline"] == "<script>document.title='owned'</script> & other odd headlines"


def test_every_capture_of_every_story_leads_to_its_bytes(archived: Archived) -> None:
    for document in archived.second.values():
        assert document["captures"]
        for capture in document["captures"]:
            place = Locator(capture["warc"], capture["offset"], capture["length"])
            original = capture["revisit"]
            held = original and Locator(original["warc"], original["offset"], original["length"])
            stored = response_at(archived.folder / "warc", place, body_at=held)
            assert stored.body.startswith(b"<!doctype html>") or capture["digest"] is None
            assert stored.target_uri == document["url"]


def test_search_finds_a_word_that_only_a_comment_has(archived: Archived) -> None:
    assert BRIDGE in backissue(archived.folder, "search", "Gravelman")


def test_status_names_the_source_and_its_last_run(archived: Archived) -> None:
    assert "courier" in backissue(archived.folder, "status")


@pytest.fixture
def nobody() -> str:
    """An address on loopback at which nothing answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    return f"http://127.0.0.1:{port}/"


def test_a_site_that_is_not_there_is_one_clear_line_and_a_failed_run(
    tmp_path: Path, nobody: str
) -> None:
    (tmp_path / "backissue.toml").write_text(
        f'[sources.nowhere]\nurl = "{nobody}"\nallow_private = true\ndelay = 0\n'
    )
    said = backissue(tmp_path, "crawl", code=1)
    assert "nowhere" in said
    runs = json.loads(backissue(tmp_path, "status", "--json"))
    assert "refused" in json.dumps(runs)


def test_a_private_address_is_refused_unless_the_source_allows_it(
    tmp_path: Path, nobody: str
) -> None:
    (tmp_path / "backissue.toml").write_text(f'[sources.inner]\nurl = "{nobody}"\n')
    said = backissue(tmp_path, "crawl", code=1)
    assert "allow_private" in said
