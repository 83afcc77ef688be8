"""What is written: whole WARC 1.1 records, exact blocks, right digests, nothing torn."""

from __future__ import annotations

import base64
import errno
import fcntl
import hashlib
import os
import re
import tempfile
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from warc_exchanges import HEAD, PAGE, REQUEST, START, chunked, coded, exchange, members, writer

from archive.config.model import Config
from archive.errors import StorageError
from archive.model import Purpose, Truncated
from archive.verify import verify_paths
from archive.warc import deflate, naming, write
from archive.warc import file as warc_file
from archive.warc.opening import open_warcs
from archive.warc.read import response_at

UUID = re.compile(r"<urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}>")


def sha256(block: bytes) -> str:
    return "sha256:" + base64.b32encode(hashlib.sha256(block).digest()).decode()


def only(folder: Path) -> Path:
    [path] = folder.iterdir()
    return path


def test_an_exchange_becomes_three_records_that_name_each_other(tmp_path: Path) -> None:
    one = coded()
    with writer(tmp_path) as out:
        capture = out.append(one)
    (info, _), (asked, asked_block), (answer, block), (about, _) = members(only(tmp_path))
    kinds = [fields["WARC-Type"] for fields in (info, asked, answer, about)]
    assert kinds == [["warcinfo"], ["request"], ["response"], ["metadata"]]
    ids = [fields["WARC-Record-ID"][0] for fields in (info, asked, answer, about)]
    assert len(set(ids)) == 4
    assert all(UUID.fullmatch(one_id) for one_id in ids)
    assert asked["WARC-Concurrent-To"] == [ids[2]]
    assert about["WARC-Concurrent-To"] == [ids[2], ids[1]]
    assert asked_block == REQUEST
    assert isinstance(one.response_body, bytes)
    assert block == one.response_head + one.response_body
    for fields in (asked, answer, about):
        assert fields["WARC-Date"] == ["2026-11-20T08:30:15.123456Z"]
        assert fields["WARC-Target-URI"] == ["https://paper.example/ferry"]
        assert fields["WARC-Warcinfo-ID"] == [ids[0]]
    assert capture.record_id == ids[2]


def test_the_response_record_says_how_it_was_fetched(tmp_path: Path) -> None:
    with writer(tmp_path) as out:
        out.append(exchange(truncated=Truncated.TIME))
    fields, _ = members(only(tmp_path))[2]
    assert fields["WARC-IP-Address"] == ["93.184.216.34"]
    assert fields["WARC-Protocol"] == ["http/1.1", "tls/1.3"]
    assert fields["WARC-Cipher-Suite"] == ["TLS_AES_256_GCM_SHA384"]
    assert fields["WARC-Truncated"] == ["time"]
    assert fields["Content-Type"] == ["application/http; msgtype=response"]


def test_digests_are_over_the_wire_and_the_entity_digest_is_beside_them(tmp_path: Path) -> None:
    one = coded()
    assert isinstance(one.response_body, bytes)
    with writer(tmp_path) as out:
        capture = out.append(one)
    records = members(only(tmp_path))
    for fields, block in records:
        assert fields["WARC-Block-Digest"] == [sha256(block)]
    assert records[2][0]["WARC-Payload-Digest"] == [sha256(one.response_body)]
    assert capture.digest == sha256(one.response_body)
    entity = response_at(tmp_path, capture.at)  # type: ignore[arg-type]
    assert entity.body == PAGE
    assert capture.entity_digest != capture.digest
    assert f"entityDigest: {capture.entity_digest}\r\n".encode() in records[3][1]


def test_chunk_borders_do_not_change_the_entity_digest(tmp_path: Path) -> None:
    head = HEAD + b"Transfer-Encoding: Chunked\r\n"
    with writer(tmp_path) as out:
        small = out.append(exchange(chunked(PAGE, 13), head))
        large = out.append(exchange(chunked(PAGE, 1300), head))
        plain = out.append(exchange(PAGE))
    assert small.entity_digest == large.entity_digest == plain.entity_digest == sha256(PAGE)
    assert small.digest != large.digest


def test_the_capture_says_what_was_stored(tmp_path: Path) -> None:
    head = HEAD + b'ETag: W/"1"\r\nLast-Modified: Fri, 20 Nov 2026 08:00:00 GMT\r\nLocation: /b\r\n'
    with writer(tmp_path) as out:
        capture = out.append(exchange(head=head))
    assert capture.status == 200
    assert capture.mime == "text/html"
    assert capture.size == len(PAGE)
    assert capture.etag == 'W/"1"'
    assert capture.last_modified == "Fri, 20 Nov 2026 08:00:00 GMT"
    assert capture.location == "/b"
    assert capture.captured_at == START
    assert capture.elapsed_ms == 42


def test_the_metadata_record_holds_purpose_and_what_is_not_http(tmp_path: Path) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\n\r\n"
    with writer(tmp_path) as out:
        out.append(exchange(informational=hints, stray=b"\0tail", error="Trouble: a\r\nvia: b"))
    fields, block = members(only(tmp_path))[3]
    assert fields["Content-Type"] == ["application/warc-fields"]
    said = dict(line.split(": ", 1) for line in block.decode().splitlines())
    assert said == {
        "via": "https://paper.example/feed",
        "hopsFromSeed": "L",
        "fetchTimeMs": "42",
        "method": "GET",
        "source": "paper",
        "kind": "story",
        "run": "run-7",
        "visit": "visit-9",
        "entityDigest": sha256(PAGE),
        "error": "Trouble: a via: b",
        "informational": base64.b64encode(hints).decode(),
        "stray": base64.b64encode(b"\0tail").decode(),
    }


@pytest.mark.parametrize("breaks", ["\r\n", "\n", "\r", "\x00", "\x85", "\u2028"])
def test_a_hostile_address_cannot_write_fields_of_its_own(tmp_path: Path, breaks: str) -> None:
    bad = f"https://paper.example/{breaks}WARC-Type: warcinfo{breaks}kind: feed"
    with writer(tmp_path) as out:
        out.append(exchange(url=bad, purpose=Purpose(via=bad), error=bad))
    records = members(only(tmp_path))
    assert [fields["WARC-Type"] for fields, _ in records[1:]] == [
        ["request"],
        ["response"],
        ["metadata"],
    ]
    kinds = [line for line in records[3][1].decode().split("\r\n") if line.startswith("kind")]
    assert kinds == ["kind: story"]


def test_an_address_is_written_as_a_uri(tmp_path: Path) -> None:
    with writer(tmp_path) as out:
        capture = out.append(exchange(url="https://paper.example/a|b?q=é&r=%20#part"))
    assert capture.url == "https://paper.example/a%7Cb?q=%C3%A9&r=%20"
    assert members(only(tmp_path))[1][0]["WARC-Target-URI"] == [capture.url]


def test_no_answer_leaves_request_and_metadata(tmp_path: Path) -> None:
    with writer(tmp_path) as out:
        capture = out.append(exchange(b"", b"", error="TimeoutError: took too long"))
    records = members(only(tmp_path))
    assert [fields["WARC-Type"][0] for fields, _ in records] == ["warcinfo", "request", "metadata"]
    assert "WARC-Concurrent-To" not in records[1][0]
    assert capture.at is None
    assert capture.digest is capture.entity_digest is capture.status is None
    assert capture.record_id == records[1][0]["WARC-Record-ID"][0]
    assert capture.error == "TimeoutError: took too long"


def test_nothing_sent_leaves_a_metadata_record(tmp_path: Path) -> None:
    with writer(tmp_path) as out:
        capture = out.append(exchange(b"", b"", request=b"", error="DNSLookupError: no such host"))
    records = members(only(tmp_path))
    assert [fields["WARC-Type"][0] for fields, _ in records] == ["warcinfo", "metadata"]
    assert capture.record_id == records[1][0]["WARC-Record-ID"][0]


def test_a_body_on_disk_is_stored_like_one_in_memory(tmp_path: Path) -> None:
    body = chunked(os.urandom(3_000_000), 70_000)
    head = HEAD + b"Transfer-Encoding: chunked\r\n"
    with tempfile.TemporaryFile() as spooled, writer(tmp_path) as out:
        spooled.write(body)
        from_disk = out.append(exchange(spooled, head))
        from_memory = out.append(exchange(body, head))
    records = members(only(tmp_path))
    assert records[2][1] == records[5][1] == head + b"\r\n" + body
    assert replace(from_disk, at=None, record_id="") == replace(from_memory, at=None, record_id="")


def test_the_first_record_says_who_and_how(tmp_path: Path) -> None:
    with writer(tmp_path) as out:
        out.append(exchange())
    path = only(tmp_path)
    fields, block = members(path)[0]
    assert fields["WARC-Filename"] == [path.name]
    said = dict(line.split(": ", 1) for line in block.decode().splitlines())
    assert said["software"] == "backissue/test"
    assert said["operator"] == "A. Librarian"
    assert said["robots"] == "obey"
    assert said["http-header-user-agent"] == "backissue (+https://library.example/)"
    assert {"format", "conformsTo", "hostname", "isPartOf"} <= said.keys()


def test_a_file_of_announcements_alone_says_that_nothing_was_asked(tmp_path: Path) -> None:
    (tmp_path / "warc").mkdir()
    with open_warcs(Config(tmp_path)) as out:
        out.append(exchange())
    _, block = members(only(tmp_path / "warc"))[0]
    said = dict(line.split(": ", 1) for line in block.decode().splitlines())
    assert "no request was sent" in said["robots"]
    assert "no request was sent" in said["http-header-user-agent"]
    assert "warcinfo-who" not in verify_paths([tmp_path / "warc"]).tally.found


def test_bytes_can_be_read_before_the_file_is_closed_and_after(tmp_path: Path) -> None:
    out = writer(tmp_path)
    capture = out.append(coded())
    assert capture.at is not None
    assert only(tmp_path).name == capture.at.warc + ".open"
    assert response_at(tmp_path, capture.at).body == PAGE
    out.close()
    assert only(tmp_path).name == capture.at.warc
    assert response_at(tmp_path, capture.at).body == PAGE


def test_file_names_follow_the_annex(tmp_path: Path) -> None:
    with writer(tmp_path, prefix="my news/ été") as out:
        out.append(exchange())
    assert re.fullmatch(r"my-news-t-\d{14}-\d{5}-[A-Za-z0-9._-]+\.warc\.gz", only(tmp_path).name)


def test_no_file_is_made_before_there_is_something_to_write(tmp_path: Path) -> None:
    with writer(tmp_path / "warc") as out:
        out.sync()
    assert list(tmp_path.iterdir()) == []


def test_a_full_file_is_closed_and_another_begun(tmp_path: Path) -> None:
    with writer(tmp_path, max_size=2000) as out:
        places = [out.append(exchange(os.urandom(1500))).at for _ in range(3)]
        assert [p.suffix for p in sorted(tmp_path.iterdir())] == [".gz", ".gz", ".open"]
    names = [at.warc for at in places if at]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(set(names))
    assert len(set(names)) == 3
    for path in tmp_path.iterdir():
        assert members(path)[0][0]["WARC-Filename"] == [path.name]


def test_an_old_file_is_closed_and_another_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = 100.0
    monkeypatch.setattr(write.time, "monotonic", lambda: clock)
    with writer(tmp_path, max_age_s=60) as out:
        out.append(exchange())
        clock += 59
        out.append(exchange())
        assert len(list(tmp_path.iterdir())) == 1
        clock += 1
        out.append(exchange())
        assert len(list(tmp_path.iterdir())) == 2


def test_writers_in_one_folder_keep_out_of_each_others_files(tmp_path: Path) -> None:
    with writer(tmp_path) as one, writer(tmp_path) as two:
        a, b = one.append(exchange()), two.append(exchange())
        assert a.at is not None
        assert b.at is not None
        assert a.at.warc != b.at.warc
        path = naming.find(tmp_path, a.at.warc)
        assert path is not None
        with path.open("rb") as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert {path.name for path in tmp_path.iterdir()} == {a.at.warc, b.at.warc}


def test_a_clock_that_went_back_overwrites_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fixed = datetime(2026, 11, 20, tzinfo=UTC)
    monkeypatch.setattr(write, "now", lambda: fixed)
    for _ in range(3):
        with writer(tmp_path) as out:  # each begins at serial 0
            out.append(exchange())
    assert [path.name.split("-")[2] for path in sorted(tmp_path.iterdir())] == [
        "00000",
        "00001",
        "00002",
    ]


class FullDisk:
    """os.write on a disk with `room` bytes left."""

    def __init__(self, room: int, code: int = errno.ENOSPC) -> None:
        self.room = room
        self.code = code

    def __call__(self, handle: int, piece: Any) -> int:
        if self.room <= 0:
            raise OSError(self.code, os.strerror(self.code))
        count = _real_write(handle, bytes(piece[: self.room]))
        self.room -= count
        return count


_real_write = os.write


@pytest.mark.parametrize("room", [0, 1, 300, 700, 2500])
def test_a_full_disk_leaves_no_torn_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    out = writer(tmp_path)
    first = out.append(exchange())
    before = only(tmp_path).read_bytes()
    disk = FullDisk(room)
    monkeypatch.setattr(warc_file.os, "write", disk)
    with pytest.raises(StorageError, match="disk is full: free some space"):
        out.append(exchange(os.urandom(4000)))
    assert only(tmp_path).read_bytes() == before
    disk.room = 10**9
    second = out.append(exchange())
    out.close()
    assert first.at is not None
    assert second.at is not None
    assert second.at.offset > first.at.offset + first.at.length
    assert len(members(only(tmp_path))) == 7
    assert response_at(tmp_path, second.at).body == PAGE


def test_a_disk_full_from_the_start_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warc_file.os, "write", FullDisk(100))
    out = writer(tmp_path)
    with pytest.raises(StorageError, match="disk is full"):
        out.append(exchange())
    assert list(tmp_path.iterdir()) == []


def test_another_fault_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = writer(tmp_path)
    out.append(exchange())
    monkeypatch.setattr(warc_file.os, "write", FullDisk(0, errno.EIO))
    with pytest.raises(StorageError, match=r"cannot write .*\.open: Input/output error"):
        out.append(exchange())


def test_a_folder_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "warc").write_text("a file where a folder should be")
    with pytest.raises(StorageError, match="cannot create"):
        writer(tmp_path / "warc").append(exchange())


@pytest.mark.parametrize("compression", ["fast", "small"])
def test_both_compressions_can_be_read_by_plain_zlib(tmp_path: Path, compression: str) -> None:
    with writer(tmp_path, compression=compression) as out:
        out.append(exchange(PAGE))
        out.append(coded())
    assert [len(members(path)) for path in tmp_path.iterdir()] == [7]


def test_small_is_smaller(tmp_path: Path) -> None:
    body = b"".join(b"<p>Paragraph %d of the story.</p>" % (n * n) for n in range(3000))
    for name in ("fast", "small"):
        with writer(tmp_path / name, compression=name) as out:
            out.append(exchange(body))
    assert only(tmp_path / "small").stat().st_size < only(tmp_path / "fast").stat().st_size


def test_without_isa_l_zlib_does_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deflate, "_fast", zlib)
    monkeypatch.setattr(deflate, "_FAST_LEVEL", 6)
    with writer(tmp_path) as out:
        capture = out.append(coded())
    assert capture.at is not None
    assert response_at(tmp_path, capture.at).body == PAGE


def test_a_naive_time_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    out = writer(tmp_path)
    out.append(exchange())
    before = only(tmp_path).read_bytes()
    with pytest.raises(ValueError, match="without a zone"):
        out.append(exchange(started=datetime(2026, 1, 1)))
    assert only(tmp_path).read_bytes() == before


def test_dates_are_in_utc(tmp_path: Path) -> None:
    local = START.astimezone(timezone(timedelta(hours=2)))
    with writer(tmp_path) as out:
        out.append(exchange(started=local))
    assert members(only(tmp_path))[1][0]["WARC-Date"] == ["2026-11-20T08:30:15.123456Z"]
