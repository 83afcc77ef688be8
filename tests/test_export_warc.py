"""Exported WARC files: whole, valid for other readers, and the very bytes of the archive."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from export_captures import COPY, FERRY, MARKET, Press, build
from fastwarc.warc import ArchiveIterator as FastIterator
from warc_exchanges import members
from warcio.archiveiterator import ArchiveIterator

from archive.model import Capture
from archive.warc.read import records
from scheduler.cli import cli

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Capture]]:
    folder = tmp_path_factory.mktemp("captures")
    return folder, build(folder)


def export(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(folder), "export", "--format", "warc", *words])


def blocks(path: Path) -> dict[str, tuple[dict[str, list[str]], bytes]]:
    """Records by their ids, read by a parser of the tests."""
    return {fields["WARC-Record-ID"][0]: (fields, block) for fields, block in members(path)}


def test_every_record_is_copied_byte_for_byte_and_once(
    archive: tuple[Path, list[Capture]], tmp_path: Path
) -> None:
    folder, made = archive
    target = tmp_path / "all.warc.gz"
    result = export(folder, "-o", str(target))
    assert result.exit_code == 0, result.output
    assert result.stderr == f"{len(made)} captures written to {target}\n"
    originals: dict[str, bytes] = {}
    for path in (folder / "warc").iterdir():
        raw = path.read_bytes()
        for record in records(path):
            originals[record.id] = raw[record.at.offset : record.at.offset + record.at.length]
    raw = target.read_bytes()
    own, *copied = records(target)
    assert {one.id for one in copied} == set(originals)
    assert len(copied) == len(originals)
    for one in copied:
        assert raw[one.at.offset : one.at.offset + one.at.length] == originals[one.id]
    assert own.type == "warcinfo"


def test_the_first_record_says_what_the_file_is_and_others_resolve(
    archive: tuple[Path, list[Capture]], tmp_path: Path
) -> None:
    target = tmp_path / "daily.warc.gz"
    assert export(archive[0], "--source", "daily", "-o", str(target)).exit_code == 0
    (first, block), *rest = members(target)
    assert first["WARC-Type"] == ["warcinfo"]
    assert first["WARC-Filename"] == ["daily.warc.gz"]
    assert b"Exchanges copied from an archive of news sites (source daily)" in block
    ids = {fields["WARC-Record-ID"][0] for fields, _ in rest}
    for fields, _ in rest:
        for name in ("WARC-Warcinfo-ID", "WARC-Concurrent-To", "WARC-Refers-To"):
            assert set(fields.get(name, [])) <= ids
    kinds = [fields["WARC-Type"][0] for fields, _ in rest]
    assert kinds.count("warcinfo") == 2, "one of each file that records were copied from"


def test_an_original_from_outside_of_the_selection_comes_along(
    archive: tuple[Path, list[Capture]], tmp_path: Path
) -> None:
    target = tmp_path / "copy.warc.gz"
    result = export(archive[0], "--story", COPY, "-o", str(target))
    assert result.exit_code == 0
    assert "2 captures written" in result.stderr
    assert "Among them 1 capture only because revisits need them." in result.stderr
    found = blocks(target)
    [revisit] = [fields for fields, _ in found.values() if fields["WARC-Type"] == ["revisit"]]
    fields, block = found[revisit["WARC-Refers-To"][0]]
    assert fields["WARC-Target-URI"] == [FERRY] == revisit["WARC-Refers-To-Target-URI"]
    assert block.startswith(b"HTTP/1.1 200 OK")


def test_other_readers_find_the_same(archive: tuple[Path, list[Capture]]) -> None:
    raw = export(archive[0]).stdout_bytes
    with io.BytesIO(raw) as file:
        kinds = [record.rec_type for record in ArchiveIterator(file, check_digests="raise")]
    assert len(kinds) == 3 + 10 * 3 + 2
    with io.BytesIO(raw) as file:
        for record in FastIterator(file, parse_http=False, strict_mode=True):
            assert record.verify_block_digest()
            kinds.remove(record.headers["WARC-Type"])
    assert kinds == []


def test_our_own_verify_finds_it_sound(archive: tuple[Path, list[Capture]], tmp_path: Path) -> None:
    assert export(archive[0], "-o", f"{tmp_path}/out/").exit_code == 0
    result = CliRunner().invoke(cli, ["verify", f"{tmp_path}/out"])
    assert result.exit_code == 0, result.output
    assert "warning" not in result.output


def test_an_exchange_without_an_answer_is_found_between_the_others(
    archive: tuple[Path, list[Capture]], tmp_path: Path
) -> None:
    target = tmp_path / "none.warc.gz"
    result = export(archive[0], "--url", f"{MARKET}?", "-o", str(target))
    assert result.exit_code == 0, result.output
    kinds = [fields["WARC-Type"][0] for fields, _ in members(target)]
    assert kinds == ["warcinfo", "warcinfo", "request", "metadata"]


def test_a_folder_takes_files_of_the_configured_size(
    tmp_path: Path,
) -> None:
    with Press(tmp_path / "big") as press:
        press.source("paper")
        for n in range(4):
            press.capture(
                "paper",
                url=f"{FERRY}/{n}",
                body=bytes(range(256)) * 3000 + bytes([n]),
                head=b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n",
            )
    (tmp_path / "big" / "backissue.toml").write_text("[warc]\nmax_size_mb = 1\n")
    result = export(tmp_path / "big", "-o", f"{tmp_path}/new/out/")
    assert result.exit_code == 0, result.output
    files = sorted((tmp_path / "new" / "out").iterdir())
    assert [path.name.split("-")[3] for path in files] == ["00000", "00001"]
    ids = [fields["WARC-Record-ID"][0] for path in files for fields, _ in members(path)]
    assert len(ids) == len(set(ids)) == 2 + 1 + 4 * 3
    for path in files:
        assert members(path)[0][0]["WARC-Filename"] == [path.name]


def test_what_was_forgotten_stays_out_and_its_revisits_are_told(tmp_path: Path) -> None:
    with Press(tmp_path) as press:
        press.source("paper")
        original = press.capture("paper", url=FERRY)
        again = press.capture("paper", url=FERRY)
        press.forget(original)
    assert again.revisit is not None
    target = tmp_path / "out.warc.gz"
    result = export(tmp_path, "-o", str(target))
    assert result.exit_code == 3
    assert original.record_id not in blocks(target)
    assert "1 capture cannot be replayed: revisits of what the archive has not" in result.stderr


def test_what_is_damaged_is_left_out_and_told(tmp_path: Path) -> None:
    made = build(tmp_path)
    at = made[2].at
    assert at is not None
    path = tmp_path / "warc" / at.warc
    raw = bytearray(path.read_bytes())
    raw[at.offset + at.length // 2] ^= 0xFF
    path.write_bytes(raw)
    target = tmp_path / "out.warc.gz"
    result = export(tmp_path, "-o", str(target))
    assert result.exit_code == 3
    assert f"{at.warc} at {at.offset}: " in result.stderr
    assert made[2].record_id not in blocks(target)
    assert len([one for one in made if one.record_id in blocks(target)]) == len(made) - 1


def test_a_row_that_leads_to_another_record_is_not_believed(tmp_path: Path) -> None:
    made = build(tmp_path)
    with Press(tmp_path) as press:
        one, other = made[0].at, made[2].at
        assert one is not None and other is not None
        press.rows.execute(
            "UPDATE captures SET offset = ?, length = ? WHERE record_id = ?",
            (other.offset, other.length, made[0].record_id),
        )
    result = export(tmp_path, "-o", str(tmp_path / "out.warc.gz"))
    assert result.exit_code == 3
    assert "the tables' record is not there" in result.stderr


def test_a_file_that_is_still_written_is_exported_up_to_what_was_told(tmp_path: Path) -> None:
    with Press(tmp_path) as press:
        press.source("paper")
        told = press.capture("paper", url=FERRY)
        [path] = (tmp_path / "warc").iterdir()
        with path.open("ab") as file:
            file.write(b"\x1f\x8b half a member")
        target = tmp_path / "out.warc.gz"
        assert export(tmp_path, "-o", str(target)).exit_code == 0
        assert told.record_id in blocks(target)
        assert path.name.endswith(".open")


def test_nothing_is_left_when_all_files_are_gone(tmp_path: Path) -> None:
    made = build(tmp_path)
    for path in (tmp_path / "warc").iterdir():
        path.unlink()
    target = tmp_path / "out.warc.gz"
    result = export(tmp_path, "-o", str(target))
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: nothing could be exported: the WARC file ")
    assert not target.exists()
    assert made


def test_a_terminal_and_a_folder_are_refused_where_they_cannot_be(
    archive: tuple[Path, list[Capture]], tmp_path: Path
) -> None:
    result = CliRunner().invoke(
        cli, ["-C", str(archive[0]), "export", "--format", "wacz", "-o", str(tmp_path)]
    )
    assert result.exit_code == 2
    assert "is a folder; -o wants a file's name here" in result.stderr
    program = (
        "import pty, sys\n"
        f"code = pty.spawn([sys.executable, '-m', 'scheduler.cli', '-C', {str(archive[0])!r},"
        " 'export', '--format', 'warc'])\n"
        "sys.exit(code >> 8)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 2
    assert b"warc is no text: give a file with -o, or a pipe" in done.stdout


def test_a_name_that_says_the_records_are_not_gzipped_is_refused(
    archive: tuple[Path, list[Capture]], tmp_path: Path
) -> None:
    result = export(archive[0], "-o", str(tmp_path / "all.warc"))
    assert result.exit_code == 2
    assert "all.warc.gz" in result.stderr
    assert list(tmp_path.iterdir()) == []
