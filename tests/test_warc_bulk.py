"""Whole files: read back as they were written, and closed again after a crash."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from warc_exchanges import coded, exchange, members, writer

from archive.errors import CaptureMissing, StorageError
from archive.model import Capture, Kind, Locator, Purpose, Truncated
from archive.warc import naming
from archive.warc.bulk import captures, records
from archive.warc.read import response_at
from archive.warc.recover import recover

NAME = "news-20261120083015-00000-host.warc.gz"


def some(folder: Path) -> tuple[Path, list[Capture]]:
    exchanges = [
        coded(),
        exchange(b"", b"", error="TimeoutError: slow"),
        exchange(b"", b"", request=b"", error="DNSLookupError: nobody"),
        exchange(b"half", truncated=Truncated.DISCONNECT, error="ConnectionLost: gone"),
        exchange(b"User-agent: *", purpose=Purpose(kind=Kind.ROBOTS, hops="P"), ip="::1"),
        exchange(b"", b"HTTP/1.1 304 Not Modified\r\n", protocols=("http/1.1",), cipher=None),
        exchange(b"", response_head=b"SSH-2.0-x\r\n", truncated=Truncated.UNSPECIFIED),
        exchange(b"\n\nmore", response_head=b"<a>\r\n\r\n", truncated=Truncated.UNSPECIFIED),
    ]
    with writer(folder) as out:
        made = [out.append(one) for one in exchanges]
    [path] = folder.iterdir()
    return path, made


def test_captures_read_back_equal_what_append_returned(tmp_path: Path) -> None:
    path, made = some(tmp_path)
    assert list(captures(path)) == made


def test_captures_can_be_read_while_the_file_is_written(tmp_path: Path) -> None:
    out = writer(tmp_path)
    made = [out.append(coded()), out.append(exchange())]
    [path] = tmp_path.iterdir()
    assert path.suffix == naming.OPEN
    assert list(captures(path)) == made


def test_records_come_with_place_and_block(tmp_path: Path) -> None:
    path, _ = some(tmp_path)
    found = list(records(path))
    plain = members(path)
    assert [record.block for record in found] == [block for _, block in plain]
    assert [record.type for record in found] == [f["WARC-Type"][0] for f, _ in plain]
    ends = [record.at.offset + record.at.length for record in found]
    assert [record.at.offset for record in found] == [0, *ends[:-1]]
    assert ends[-1] == path.stat().st_size
    assert {record.at.warc for record in found} == {path.name}


def test_a_file_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CaptureMissing, match="cannot read"):
        list(records(tmp_path / "none.warc.gz"))


def boundaries(raw: bytes) -> list[int]:
    ends, rest = [0], raw
    while rest:
        unpacker = zlib.decompressobj(31)
        unpacker.decompress(rest)
        rest = unpacker.unused_data
        ends.append(len(raw) - len(rest))
    return ends


# Damage to a whole file; `ends` are the borders of its members.
FAULTS: dict[str, Callable[[bytes, list[int]], bytes]] = {
    "cut in a response": lambda raw, ends: raw[: ends[3] - 300],
    "cut in the gzip trailer": lambda raw, ends: raw[: ends[3] - 3],
    "cut in a gzip header": lambda raw, ends: raw[: ends[3] + 5],
    "NULs at the end": lambda raw, ends: raw + bytes(4096),
    "appended to a torn member": lambda raw, ends: raw[: ends[3] - 9] + raw[: ends[1]],
    "a hole in a member": lambda raw, ends: raw[: ends[2] + 80] + bytes(200) + raw[ends[2] + 280 :],
    "text at the end": lambda raw, ends: raw + b"more",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_damage_is_not_read_over(tmp_path: Path, fault: str) -> None:
    path, _ = some(tmp_path)
    raw = path.read_bytes()
    path.write_bytes(FAULTS[fault](raw, boundaries(raw)))
    with pytest.raises(CaptureMissing):
        list(records(path))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_torn_tail_is_parked_and_the_file_closed(tmp_path: Path, fault: str) -> None:
    source, made = some(tmp_path / "source")
    raw = source.read_bytes()
    bad = FAULTS[fault](raw, boundaries(raw))
    folder = tmp_path / "warc"
    folder.mkdir()
    (folder / (NAME + ".open")).write_bytes(bad)
    [done] = recover(folder)
    kept = (folder / NAME).read_bytes()
    assert (done.name, done.kept, done.torn) == (NAME, len(kept), len(bad) - len(kept))
    assert (folder / f"{NAME}.torn-{done.kept}").read_bytes() == bad[done.kept :]
    assert raw.startswith(kept)
    assert len(list(folder.iterdir())) == 2
    assert [c.record_id for c in captures(folder / NAME)] == [
        c.record_id for c in made[: len(list(captures(folder / NAME)))]
    ]


def test_a_whole_file_is_only_closed(tmp_path: Path) -> None:
    path, made = some(tmp_path)
    path.rename(tmp_path / (path.name + ".open"))
    [done] = recover(tmp_path)
    assert done.torn == 0
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert list(captures(path)) == made
    assert recover(tmp_path) == ()


def test_half_an_exchange_is_cut_off_whole(tmp_path: Path) -> None:
    path, _ = some(tmp_path)
    raw = path.read_bytes()
    ends = boundaries(raw)
    (tmp_path / (path.name + ".open")).write_bytes(raw[: ends[3]])  # request and response alone
    path.unlink()
    [done] = recover(tmp_path)
    assert done.kept == ends[1]


def test_what_was_announced_is_never_cut(tmp_path: Path) -> None:
    path, made = some(tmp_path)
    raw = bytearray(path.read_bytes())
    ends = boundaries(bytes(raw))
    last = made[4].at
    assert last is not None
    raw[ends[2] + 80 : ends[2] + 120] = bytes(40)  # the disk forgot a part of an earlier one
    open_path = tmp_path / (path.name + ".open")
    open_path.write_bytes(raw + b"\x1f\x8btorn")
    path.unlink()
    [done] = recover(tmp_path, {path.name: last.offset + last.length})
    assert (done.kept, done.torn) == (len(raw), 6)
    assert response_at(tmp_path, last).body == b"User-agent: *"


def test_a_file_without_a_whole_record_is_parked_whole(tmp_path: Path) -> None:
    (tmp_path / (NAME + ".open")).write_bytes(b"\x1f\x8b\x08")
    [done] = recover(tmp_path)
    assert (done.kept, done.torn) == (0, 3)
    assert [path.name for path in tmp_path.iterdir()] == [f"{NAME}.torn-0"]


def test_a_file_being_written_is_left_alone(tmp_path: Path) -> None:
    with writer(tmp_path) as out:
        out.append(exchange())
        assert recover(tmp_path) == ()
        out.append(exchange())
    [path] = tmp_path.iterdir()
    assert len(members(path)) == 7


def test_recovery_overwrites_nothing(tmp_path: Path) -> None:
    path, _ = some(tmp_path)
    (tmp_path / (path.name + ".open")).write_bytes(path.read_bytes())
    with pytest.raises(StorageError, match=r"there is a .* already"):
        recover(tmp_path)


_CRASH = """
import os, sys
sys.path[:0] = {paths!r}
from pathlib import Path
from warc_exchanges import coded, writer
out = writer(Path({folder!r}))
while True:
    at = out.append(coded(os.urandom(20_000))).at
    out.sync()
    print(at.warc, at.offset, at.length, flush=True)
"""


@pytest.mark.parametrize("announced", [1, 7, 40])
def test_a_kill_loses_nothing_that_was_announced(tmp_path: Path, announced: int) -> None:
    tests = Path(__file__).parent
    script = _CRASH.format(paths=[str(tests.parent), str(tests)], folder=str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as crashing:
        assert crashing.stdout is not None
        lines = [crashing.stdout.readline() for _ in range(announced)]
        os.kill(crashing.pid, signal.SIGKILL)
        lines += crashing.stdout.readlines()
    recover(tmp_path)
    for line in lines:
        if not line.endswith(b"\n"):
            continue
        warc, offset, length = line.decode().split()
        assert len(response_at(tmp_path, Locator(warc, int(offset), int(length))).body) == 20_000
    [path] = tmp_path.glob("*.warc.gz")
    assert len(list(captures(path))) >= announced


def foreign(folder: Path, *fields: str, block: bytes = b"a: b\r\n") -> Path:
    """A file with one metadata record that another program wrote."""
    head = "\r\n".join(
        ("WARC/1.1", "WARC-Type: metadata", *fields, f"Content-Length: {len(block)}")
    )
    packer = zlib.compressobj(wbits=31)
    packed = packer.compress(head.encode() + b"\r\n\r\n" + block + b"\r\n\r\n") + packer.flush()
    (folder / NAME).write_bytes(packed)
    return folder / NAME


ID, DATE = "WARC-Record-ID: <urn:uuid:1>", "WARC-Date: 2025-09-02T00:00:00Z"
URI = "WARC-Target-URI: http://paper.example/"


@pytest.mark.parametrize(
    ("fields", "block"),
    [
        ((URI, ID, "WARC-Date: yesterday"), b"a: b\r\n"),
        ((URI, ID), b"a: b\r\n"),
        ((URI, DATE), b"a: b\r\n"),
        ((URI, DATE, ID), b"fetchTimeMs: 99999999999999999\r\n"),
        ((URI, ID), b"forgotten: 2025-09-02T00:00:00Z\r\n"),
    ],
)
def test_an_exchange_that_cannot_be_is_damage(
    tmp_path: Path, fields: tuple[str, ...], block: bytes
) -> None:
    with pytest.raises(CaptureMissing, match="no exchange"):
        list(captures(foreign(tmp_path, *fields, block=block)))


def test_a_note_of_another_program_is_no_exchange(tmp_path: Path) -> None:
    assert list(captures(foreign(tmp_path, ID, DATE))) == []
    assert list(captures(foreign(tmp_path, ID, DATE, block=b"forgotten: x\r\n"))) == []
