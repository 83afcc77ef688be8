"""A WACZ: every member listed and right, index and pages leading to captures that are there."""

from __future__ import annotations

import gzip
import hashlib
import json
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from export_captures import COPY, FERRY, MARKET, Press, build, json_lines, zipped

from archive.export import wacz
from archive.model import Capture
from scheduler.cli import cli

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Capture]]:
    folder = tmp_path_factory.mktemp("captures")
    return folder, build(folder)


@pytest.fixture(scope="module")
def package(archive: tuple[Path, list[Capture]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("out") / "all.wacz"
    result = export(archive[0], "-o", str(target))
    assert result.exit_code == 0, result.output
    return target


def export(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(folder), "export", "--format", "wacz", *words])


def test_every_member_is_listed_with_its_size_and_hash(package: Path) -> None:
    found = zipped(package.read_bytes())
    told = json.loads(found["datapackage.json"])
    assert (told["profile"], told["wacz_version"]) == ("data-package", "1.1.1")
    digest = json.loads(found["datapackage-digest.json"])
    assert digest["hash"] == f"sha256:{hashlib.sha256(found['datapackage.json']).hexdigest()}"
    listed = {one["path"]: one for one in told["resources"]}
    assert set(listed) == set(found) - {"datapackage.json", "datapackage-digest.json"}
    for path, one in listed.items():
        assert one["bytes"] == len(found[path])
        assert one["hash"] == f"sha256:{hashlib.sha256(found[path]).hexdigest()}"


def test_members_that_are_read_by_ranges_are_stored_and_headers_are_plain(package: Path) -> None:
    raw = package.read_bytes()
    with zipfile.ZipFile(package) as file:
        for info in file.infolist():
            extra = struct.unpack_from("<H", raw, info.header_offset + 28)[0]
            assert (extra, info.extra) == (0, b""), "no zip64 field"
            assert (info.compress_type == zipfile.ZIP_STORED) == info.filename.endswith(".gz")


def test_the_index_leads_to_members_of_the_archive_folder(
    package: Path, archive: tuple[Path, list[Capture]]
) -> None:
    found = zipped(package.read_bytes())
    lines = found["indexes/index.cdx"].decode().splitlines()
    assert lines == sorted(lines, key=str.encode)
    assert len(lines) == 9
    for line in lines:
        told = json.loads(line.split(" ", 2)[2])
        warc = found[f"archive/{told['filename']}"]
        start = int(told["offset"])
        record = gzip.decompress(warc[start : start + int(told["length"])])
        assert f"WARC-Target-URI: {told['url']}\r\n".encode() in record


def test_pages_are_stories_that_can_be_opened(package: Path) -> None:
    found = zipped(package.read_bytes())
    heading, *pages = json_lines(found["pages/pages.jsonl"])
    assert heading == {"format": "json-pages-1.0", "id": "pages", "title": "Stories"}
    assert [(page["url"], page["title"], page.get("text")) for page in pages] == [
        (FERRY, "The ferry is late", "It is late again."),
        (COPY, "The ferry, again", None),
        (MARKET, "Market & “square”", None),
    ]
    stamps = {
        (json.loads(line.split(" ", 2)[2])["url"], line.split(" ")[1])
        for line in found["indexes/index.cdx"].decode().splitlines()
    }
    for page in pages:
        assert (page["url"], "".join(filter(str.isdigit, page["ts"]))) in stamps


def test_a_package_of_one_story_opens_with_its_latest_text(
    archive: tuple[Path, list[Capture]], package: Path, tmp_path: Path
) -> None:
    target = tmp_path / "market.wacz"
    export(archive[0], "--story", MARKET, "-o", str(target))
    told = json.loads(zipped(target.read_bytes())["datapackage.json"])
    assert (told["mainPageUrl"], told["mainPageDate"]) == (MARKET, "2026-11-20T08:38:15Z")
    assert "mainPageUrl" not in json.loads(zipped(package.read_bytes())["datapackage.json"])


def test_our_own_verify_finds_it_sound(package: Path) -> None:
    result = CliRunner().invoke(cli, ["verify", str(package)])
    assert result.exit_code == 0, result.output
    assert "warning" not in result.output


def test_a_story_whose_first_page_is_not_chosen_is_listed_by_a_later_one(
    archive: tuple[Path, list[Capture]], tmp_path: Path
) -> None:
    target = tmp_path / "late.wacz"
    export(archive[0], "--source", "paper", "--since", "2026-11-20T08:35Z", "-o", str(target))
    _, *pages = json_lines(zipped(target.read_bytes())["pages/pages.jsonl"])
    assert [page["url"] for page in pages] == [FERRY]


def test_a_pipe_takes_the_same_package(archive: tuple[Path, list[Capture]]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scheduler.cli", "-C", archive[0], "export", "--format", "wacz"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    found = zipped(done.stdout)
    assert len(found["indexes/index.cdx"].splitlines()) == 9
    assert done.stderr == b"It lists 3 pages.\n"


def test_a_large_index_is_compressed_in_blocks(
    archive: tuple[Path, list[Capture]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wacz, "MOST_PLAIN", 3)
    target = tmp_path / "large.wacz"
    assert export(archive[0], "-o", str(target)).exit_code == 0
    found = zipped(target.read_bytes())
    assert "indexes/index.cdx" not in found
    assert len(gzip.decompress(found["indexes/index.cdx.gz"]).splitlines()) == 9
    assert found["indexes/index.idx"].startswith(b'!meta 0 {"format": "cdxj-gzip-1.0"')


def test_captures_that_are_no_stories_make_a_package_without_pages(tmp_path: Path) -> None:
    with Press(tmp_path) as press:
        press.source("paper")
        press.capture("paper", url="https://paper.example/feed")
    target = tmp_path / "feed.wacz"
    result = export(tmp_path, "-o", str(target))
    assert result.exit_code == 0
    assert "It lists no page" in result.stderr
    assert len(zipped(target.read_bytes())["pages/pages.jsonl"].splitlines()) == 1


def test_nothing_is_left_of_a_package_that_fails(tmp_path: Path) -> None:
    made = build(tmp_path)
    target = tmp_path / "out.wacz"
    target.write_bytes(b"the package of yesterday")
    for path in (tmp_path / "warc").iterdir():
        path.unlink()
    result = export(tmp_path, "-o", str(target))
    assert result.exit_code == 1
    assert target.read_bytes() == b"the package of yesterday"
    assert [path.name for path in tmp_path.glob(".out*")] == []
    assert made
