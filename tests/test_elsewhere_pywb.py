"""pywb replays what we wrote; for a machine that has pywb in an environment of its own.

BACKISSUE_PYWB=~/pywb/bin/wayback pytest tests/test_elsewhere_pywb.py
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from export_captures import build

from archive.export.cdxj import index
from archive.export.chosen import Choice, selected
from archive.export.report import Report
from archive.model import Capture
from archive.warc.coding import decoded
from archive.warc.read import response_at
from scheduler.wayback import COLLECTION, HOST, free_port, serving

PYWB = os.environ.get("BACKISSUE_PYWB", "")
pytestmark = pytest.mark.skipif(not PYWB, reason="BACKISSUE_PYWB names no `wayback` of pywb")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Capture]]:
    folder = tmp_path_factory.mktemp("captures")
    return folder, build(folder)


@pytest.fixture(scope="module")
def port(archive: tuple[Path, list[Capture]]) -> Iterator[int]:
    folder, found = archive[0] / "warc", free_port(0)
    with (
        selected(archive[0], Choice()) as selection,
        serving(Path(PYWB), folder, index(selection, folder, Report()), found),
    ):
        yield found


def replayed(port: int, capture: Capture, modifier: str) -> tuple[int, bytes, str | None]:
    """(status, body without its codings, Location) as pywb shows a capture."""
    moment = capture.captured_at.strftime("%Y%m%d%H%M%S")
    with closing(http.client.HTTPConnection(HOST, port, timeout=20)) as connection:
        connection.request("GET", f"/{COLLECTION}/{moment}{modifier}/{capture.url}")
        with connection.getresponse() as answer:
            raw = answer.read()
    coding = tuple(filter(None, [answer.getheader("Content-Encoding")]))
    return answer.status, decoded(raw, coding, 1 << 24)[0], answer.getheader("Location")


def test_every_whole_capture_and_revisit_has_its_body(
    archive: tuple[Path, list[Capture]], port: int
) -> None:
    folder, made = archive
    profiles = set()
    for capture in made:
        if capture.method != "GET" or capture.at is None or capture.truncated:
            continue
        profiles.add(capture.revisit.profile if capture.revisit else None)
        at = capture.revisit.at if capture.revisit else capture.at
        assert at is not None
        stored = response_at(folder / "warc", at)
        status, body, location = replayed(port, capture, "id_")
        assert (status, body) == (stored.status, stored.body), capture.url
        if capture.location:
            assert location is not None and location.endswith(capture.location)
    assert len(profiles) == 3, "responses and revisits of both profiles"


def test_what_was_cut_is_shown_as_far_as_it_came(
    archive: tuple[Path, list[Capture]], port: int
) -> None:
    [cut] = [one for one in archive[1] if one.truncated]
    status, body, _ = replayed(port, cut, "mp_")
    assert status == 200
    assert b"The ferry is in time." in body


def test_pywbs_indexer_writes_the_same_lines(archive: tuple[Path, list[Capture]]) -> None:
    folder = archive[0]
    indexer = Path(PYWB).expanduser().parent / "cdx-indexer"
    found = subprocess.run(
        [indexer, "--sort", "--cdxj", folder / "warc"], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    with selected(folder, Choice()) as selection:
        ours = [line.rstrip("\n") for line in index(selection, folder / "warc", Report())]
    [head] = [one for one in archive[1] if one.method == "HEAD"]
    theirs = [told(line) for line in found]  # one of them for the answer to HEAD
    assert [told(line) for line in ours] == [
        one for one in theirs if (one["filename"], one["offset"]) != place(head)
    ]


def told(line: str) -> dict[str, str]:
    """Key, time and fields of a line; theirs has no status of revisits, and `unk` for no mime."""
    key, moment, fields = line.split(" ", 2)
    found: dict[str, str] = json.loads(fields)
    mime = found.get("mime", "unk").lower()
    if mime == "warc/revisit":
        found.pop("status", None)
    return {**found, "mime": mime, "key": key, "moment": moment}


def place(capture: Capture) -> tuple[str, str]:
    assert capture.at is not None
    return capture.at.warc, str(capture.at.offset)
