"""Every kind of fault is named by its rule; a sound file has none."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from verify_records import (
    ABOUT,
    DATE,
    FIELDS,
    NAME,
    PAGE,
    Rec,
    borders,
    exchange,
    packed,
    revisit,
    sha256,
    sound,
    uid,
    warcinfo,
    write,
)

from archive.errors import UsageError
from archive.verify import RULES, Report, verify_paths

Change = Callable[[dict[str, Rec]], object]


def looked(*paths: Path, quick: bool = False) -> Report:
    return verify_paths(paths, quick=quick, jobs=1)


def broken(report: Report) -> set[str]:
    return {rule for rule, count in report.tally.found.items() if count}


def test_a_sound_file_has_nothing_against_it(tmp_path: Path) -> None:
    write(tmp_path, sound())
    report = looked(tmp_path)
    assert (broken(report), report.faults, report.warnings) == (set(), 0, 0)
    assert report.types == {
        "metadata": 8, "request": 7, "response": 5, "revisit": 2, "warcinfo": 1,
    }  # fmt: skip


def test_a_sound_plain_file_has_nothing_against_it(tmp_path: Path) -> None:
    name = NAME.removesuffix(".gz")
    write(tmp_path, [warcinfo(name), *sound()[1:]], name)
    report = looked(tmp_path)
    assert broken(report) == set()
    assert sum(report.types.values()) == 23


def _says(name: str, **fields: str | list[str] | None) -> Change:
    changed = {key.replace("_", "-"): value for key, value in fields.items()}
    return lambda records: records[name].fields.update(changed)


def _block(name: str, change: Callable[[bytes], bytes], *, payload: bool = False) -> Change:
    def apply(records: dict[str, Rec]) -> None:
        one = records[name]
        one.block = change(one.block)
        if payload:
            one.fields["WARC-Payload-Digest"] = sha256(one.block.partition(b"\r\n\r\n")[2])

    return apply


def _set(name: str, **attributes: str | bytes) -> Change:
    def apply(records: dict[str, Rec]) -> None:
        for key, value in attributes.items():
            setattr(records[name], key, value)

    return apply


def _bare(records: dict[str, Rec]) -> None:
    """The chunks taken out, all digests right: what other crawlers do silently."""
    head, _, _ = records["chunks answer"].block.partition(b"\r\n\r\n")
    _block("chunks answer", lambda _: head + b"\r\n\r\n" + gzip.compress(PAGE), payload=True)(
        records
    )


def _full_revisit(records: dict[str, Rec]) -> None:
    records["again answer"].block = records["plain answer"].block


RECORDS: dict[str, tuple[str, Change]] = {
    "WARC 1.0": ("version", _set("plain answer", version="WARC/1.0")),
    "no version": ("header", _set("plain about", version="HTTP/1.1")),
    "a line without a colon": ("header", _set("plain about", version="WARC/1.1\r\nnothing")),
    "no type": ("fields-there", _says("plain about", WARC_Type=None)),
    "no date": ("fields-there", _says("plain about", WARC_Date=None)),
    "no length": ("fields-there", _says("plain about", Content_Length=None)),
    "a type twice": ("fields-once", _says("plain asked", WARC_Type=["request", "request"])),
    "a field nobody knows": ("fields-known", _says("plain asked", WARC_Mood="sad")),
    "a type nobody knows": ("type-known", _says("plain about", WARC_Type="opinion")),
    "an id of another form": ("record-id", _says("gone about", WARC_Record_ID="<urn:x:1>")),
    "an id in capitals": ("record-id", _says("gone about", WARC_Record_ID=uid("x").upper())),
    "an id twice": ("id-once", _says("gone about", WARC_Record_ID=uid("cut about"))),
    "a date with a zone": ("date", _says("gone about", WARC_Date="2026-11-20T08:30:15+01:00")),
    "a date that never was": ("date", _says("gone about", WARC_Date="2026-02-30T08:30:15Z")),
    "ten digits of a second": ("date", _says("gone about", WARC_Date=f"{DATE[:-1]}7890Z")),
    "a length too great": ("length", _says("gone about", Content_Length="9999")),
    "a length too small": ("length", _says("plain answer", Content_Length="9")),
    "a length that is none": ("length", _says("gone about", Content_Length="-1")),
    "a length without end": ("length", _says("gone about", Content_Length="9" * 30)),
    "10 GB that are not there": ("length", _says("gone about", Content_Length="10000000000")),
    "no end of a record": ("length", _set("plain about", tail=b"")),
    "half an end of a record": ("length", _set("plain about", tail=b"\r\n")),
    "a URI in brackets": ("target-uri", _says("plain about", WARC_Target_URI="<https://x.example/>")),
    "a URI with a fragment": ("target-uri", _says("plain about", WARC_Target_URI="https://x/#a")),
    "a relative URI": ("target-uri", _says("plain about", WARC_Target_URI="/ferry")),
    "a URI in Unicode": ("target-uri", _says("plain about", WARC_Target_URI="https://x/ø")),
    "no URI": ("target-uri", _says("plain asked", WARC_Target_URI=None)),
    "another block": ("block-digest", _says("plain about", WARC_Block_Digest=sha256(b"x"))),
    "no block digest": ("block-digest", _says("plain about", WARC_Block_Digest=None)),
    "a digest nobody knows": ("block-digest", _says("plain about", WARC_Block_Digest="crc:77")),
    "another payload": ("payload-digest", _says("plain answer", WARC_Payload_Digest=sha256(b""))),
    "a payload of no algorithm": ("payload-digest", _says("cut answer", WARC_Payload_Digest="x")),
    "a response called a request": (
        "content-type",
        _says("plain answer", Content_Type="application/http; msgtype=request"),
    ),
    "a warcinfo of no type": ("content-type", _says("info", Content_Type=None)),
    "103 in front": (
        "http-head",
        _block("plain answer", lambda b: b"HTTP/1.1 103 Early Hints\r\n\r\n" + b, payload=True),
    ),
    "no status line": ("http-head", _block("plain answer", lambda b: b"Hi\r\n\r\n", payload=True)),
    "a head without end": ("http-head", _block("plain answer", lambda b: b[:20], payload=True)),
    "no request line": ("http-head", _block("plain asked", lambda b: b"hello\r\n\r\n")),
    "no request": ("pairs", lambda records: records.pop("plain asked")),
    "a request of another date": ("pairs", _says("plain asked", WARC_Date="2026-11-20T08:30:16Z")),
    "a request of another URI": ("pairs", _says("plain asked", WARC_Target_URI="https://x.example/")),
    "a request that names another": ("partners", _says("plain asked", WARC_Concurrent_To=uid("x"))),
    "metadata that names another": ("partners", _says("cut about", WARC_Concurrent_To=uid("x"))),
    "a body cut short": ("framing", _says("cut answer", WARC_Truncated=None)),
    "no body at all": ("framing", _says("asked asked", WARC_Concurrent_To=None)),
    "chunks without an end": ("framing", _block("chunks answer", lambda b: b[:-9], payload=True)),
    "bytes behind the last chunk": (
        "framing",
        _block("chunks answer", lambda b: b + b"more", payload=True),
    ),
    "chunks taken out": ("chunks", _bare),
    "a chunk of no size": (
        "chunks",
        _block("chunks answer", lambda b: b.replace(b";note", b"zz;note", 1), payload=True),
    ),
    "chunks that were given up on": (
        "chunks-meant",
        lambda records: (
            _bare(records),
            records["chunks answer"].fields.update({"WARC-Truncated": "unspecified"}),
        ),
    ),
    "another payload of a request": (
        "payload-digest",
        _says("plain asked", WARC_Payload_Digest=sha256(b"x")),
    ),
    "another payload of metadata": (
        "payload-digest",
        _says("plain about", WARC_Payload_Digest=sha256(b"x")),
    ),
    "a reason nobody knows": ("truncated-reason", _says("cut answer", WARC_Truncated="bored")),
    "an empty reason": ("truncated-reason", _says("cut answer", WARC_Truncated="")),
    "an address that is none": ("ip-address", _says("plain asked", WARC_IP_Address="999.1.1.1")),
    "a warcinfo that is not there": (
        "warcinfo-there",
        _says("plain about", WARC_Warcinfo_ID=uid("elsewhere")),
    ),
    "a warcinfo that is a page": (
        "warcinfo-there",
        _says("plain about", WARC_Warcinfo_ID=uid("plain answer")),
    ),
    "no warcinfo": ("warcinfo-first", lambda records: records.pop("info")),
    "a warcinfo of another file": ("warcinfo-first", _says("info", WARC_Filename="x.warc.gz")),
    "a warcinfo without software": (
        "warcinfo-what",
        _block("info", lambda b: b.partition(b"\r\n")[2]),
    ),
    "a warcinfo of nobody": ("warcinfo-who", _block("info", lambda b: ABOUT[:100])),
    "metadata of no form": ("metadata", _block("plain about", lambda b: b"hello\r\n")),
    "metadata of nothing": (
        "metadata",
        _says("plain about", WARC_Target_URI=None, WARC_Concurrent_To=None),
    ),
    "another entity digest": (
        "entity-digest",
        _block("chunks about", lambda b: b.replace(b"sha256:", b"sha256:A", 1)),
    ),
    "an announcement of no number": (
        "announcement",
        _block("told 1", lambda b: b.replace(b"sequence: 1", b"sequence: one")),
    ),
    "an announcement of a later form": (
        "announcement",
        _block("told 1", lambda b: b.replace(b"announcement: 1", b"announcement: 99")),
    ),
    "an announcement nested deeply": (
        "announcement",
        _block("told 1", lambda b: b + b"entry: " + b"[" * 100_000 + b"\r\n"),
    ),
    "an announcement of another file": ("announcement", _says("told 1", WARC_Refers_To=uid("x"))),
    "a revisit of no profile": ("revisit-fields", _says("again answer", WARC_Profile="x:y")),
    "a revisit of nothing": ("revisit-fields", _says("again answer", WARC_Refers_To=None)),
    "a revisit of no URI": (
        "revisit-fields",
        _says("again answer", WARC_Refers_To_Target_URI=None),
    ),
    "a revisit of no digest": ("revisit-fields", _says("again answer", WARC_Payload_Digest=None)),
    "an original elsewhere": ("revisit-original", _says("same answer", WARC_Refers_To=uid("x"))),
    "an original of another date": (
        "revisit-original",
        _says("same answer", WARC_Refers_To_Date="2026-11-20T08:30:16Z"),
    ),
    "an original of another URI": (
        "revisit-original",
        _says("same answer", WARC_Refers_To_Target_URI="https://x.example/"),
    ),
    "an original of another digest": (
        "revisit-original",
        _says("again answer", WARC_Payload_Digest=sha256(b"x")),
    ),
    "an original that is a request": (
        "revisit-original",
        _says("same answer", WARC_Refers_To=uid("plain asked")),
    ),
    "a body in a revisit": ("revisit-bare", _full_revisit),
    "a revisit that does not say so": ("revisit-bare", _says("again answer", WARC_Truncated=None)),
    "a 200 that is not modified": (
        "revisit-304",
        lambda records: records["same answer"].fields.update(
            {"Content-Type": "application/http; msgtype=response"}
        )
        or setattr(records["same answer"], "block", b"HTTP/1.1 200 OK\r\n\r\n"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", RECORDS)
def test_a_fault_in_a_record_is_named(tmp_path: Path, fault: str) -> None:
    rule, change = RECORDS[fault]
    records = {one.name: one for one in sound()}
    change(records)
    write(tmp_path, list(records.values()))
    report = looked(tmp_path)
    assert rule in broken(report), broken(report)
    assert RULES[rule].severity != "fault" or report.faults


@pytest.mark.parametrize("fault", RECORDS)
def test_a_fault_in_a_plain_file_is_named(tmp_path: Path, fault: str) -> None:
    rule, change = RECORDS[fault]
    name = NAME.removesuffix(".gz")
    records = {one.name: one for one in [warcinfo(name), *sound()[1:]]}
    change(records)
    write(tmp_path, list(records.values()), name)
    assert broken(looked(tmp_path)) & {rule, "length"}


BYTES: dict[str, tuple[str, Callable[[bytes, list[int]], bytes]]] = {
    "cut in a response": ("member-whole", lambda raw, ends: raw[: ends[3] - 300]),
    "cut in the gzip trailer": ("member-whole", lambda raw, ends: raw[: ends[3] - 3]),
    "cut before the gzip trailer": ("member-whole", lambda raw, ends: raw[: ends[3] - 8]),
    "cut in a gzip header": ("member-whole", lambda raw, ends: raw[: ends[3] + 5]),
    "cut in a WARC header": ("member-whole", lambda raw, ends: raw[: ends[2] + 60]),
    "NULs at the end": ("member-whole", lambda raw, ends: raw + bytes(4096)),
    "text at the end": ("member-whole", lambda raw, ends: raw + b"more"),
    "half a magic at the end": ("member-whole", lambda raw, ends: raw + b"\x1f"),
    "torn, then good": ("member-whole", lambda raw, ends: raw[: ends[3] - 9] + raw[: ends[1]]),
    "a hole": (
        "member-whole",
        lambda raw, ends: raw[: ends[2] + 80] + bytes(50) + raw[ends[2] + 130 :],
    ),
    "reserved flags": (
        "member-whole",
        lambda raw, ends: raw[: ends[2] + 3] + b"\xe0" + raw[ends[2] + 4 :],
    ),
    "another checksum": (
        "member-whole",
        lambda raw, ends: raw[: ends[2] - 8] + b"\1" + raw[ends[2] - 7 :],
    ),
    "two records a member": (
        "one-record",
        lambda raw, ends: (
            raw[: ends[1]]
            + gzip.compress(gzip.decompress(raw[ends[1] : ends[3]]), mtime=0)
            + raw[ends[3] :]
        ),
    ),
    "all in one member": ("one-record", lambda raw, ends: gzip.compress(gzip.decompress(raw))),
    "an empty member": ("one-record", lambda raw, ends: raw + gzip.compress(b"", mtime=0)),
    "no record in a member": ("header", lambda raw, ends: raw + gzip.compress(b"hello", mtime=0)),
    "nothing": ("warcinfo-first", lambda raw, ends: b""),
}


@pytest.mark.parametrize("fault", BYTES)
def test_damaged_bytes_are_named(tmp_path: Path, fault: str) -> None:
    rule, change = BYTES[fault]
    path = write(tmp_path, sound())
    raw = path.read_bytes()
    path.write_bytes(change(raw, borders(raw)))
    report = looked(tmp_path)
    assert rule in broken(report)
    assert report.faults


def test_reading_goes_on_behind_damage(tmp_path: Path) -> None:
    path = write(tmp_path, sound())
    raw = bytearray(path.read_bytes())
    ends = borders(bytes(raw))
    raw[ends[5] + 30 : ends[5] + 60] = bytes(30)
    path.write_bytes(raw)
    report = looked(tmp_path)
    [finding] = report.tally.first["member-whole"]
    assert finding.offset == ends[5]
    assert f"{ends[6] - ends[5]} bytes cannot be read" in finding.what
    assert sum(report.types.values()) == 22


def test_two_records_a_member_are_both_looked_at(tmp_path: Path) -> None:
    path = write(tmp_path, sound())
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())))
    report = looked(tmp_path)
    assert broken(report) == {"one-record"}
    assert sum(report.types.values()) == 23


@settings(max_examples=80, deadline=None)
@given(at=st.integers(0, 10**9), bit=st.integers(0, 7))
@example(at=4, bit=0)
@example(at=3, bit=0)
@example(at=9, bit=1)
def test_no_flipped_bit_passes_unless_it_says_nothing(
    tmp_path_factory: pytest.TempPathFactory, at: int, bit: int
) -> None:
    """gzip's time, system and text marks, and padding, say nothing: the unpacked bytes tell."""
    folder = tmp_path_factory.mktemp("flipped")
    path = write(folder, sound())
    raw = bytearray(path.read_bytes())
    before = gzip.decompress(bytes(raw))
    raw[at % len(raw)] ^= 1 << bit
    path.write_bytes(raw)
    if looked(folder).faults:
        return
    places = borders(bytes(raw))
    assert len(places) == len(sound()) + 1
    assert gzip.decompress(bytes(raw)) == before


def test_files_of_others_are_found_by_name_in_folders(tmp_path: Path) -> None:
    write(tmp_path / "deep" / "er", sound())
    (tmp_path / "notes.txt").write_text("not a WARC")
    assert looked(tmp_path).files == 1
    with pytest.raises(UsageError, match="named like no WARC"):
        looked(tmp_path / "notes.txt")
    with pytest.raises(UsageError, match="no such file"):
        looked(tmp_path / "missing.warc.gz")


def test_a_name_of_another_form_is_a_warning(tmp_path: Path) -> None:
    write(tmp_path, [warcinfo("pages.warc.gz"), *sound()[1:]], "pages.warc.gz")
    report = looked(tmp_path)
    assert (broken(report), report.faults, report.warnings) == ({"file-name"}, 0, 1)


def test_a_file_left_open_is_a_fault_and_a_torn_tail_a_note(tmp_path: Path) -> None:
    write(tmp_path, sound()).rename(tmp_path / f"{NAME}.open")
    (tmp_path / f"{NAME}.torn-77").write_bytes(b"torn")
    report = looked(tmp_path)
    assert broken(report) == {"closed", "parked"}
    assert report.faults == 1


def test_a_file_beyond_the_limit_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.verify.LARGE", 1000)
    write(tmp_path, sound())
    assert broken(looked(tmp_path)) == {"file-size"}


def test_quick_looks_at_heads_and_ends_only(tmp_path: Path) -> None:
    records = {one.name: one for one in sound()}
    records["plain answer"].fields["WARC-Block-Digest"] = sha256(b"x")
    records["cut answer"].fields["WARC-Truncated"] = None
    path = write(tmp_path, list(records.values()))
    assert broken(looked(tmp_path, quick=True)) == set()
    path.write_bytes(path.read_bytes()[:-2])
    assert broken(looked(tmp_path, quick=True)) == {"member-whole"}


def test_revisits_find_their_originals_in_other_files(tmp_path: Path) -> None:
    plain = exchange("plain")
    write(tmp_path, [warcinfo(), *plain])
    other = NAME.replace("00000", "00001")
    again = [replace(warcinfo(other), name="info 2"), *revisit("again", plain[1])]
    for one in again[1:]:
        one.fields["WARC-Warcinfo-ID"] = uid("info 2")
    alone = write(tmp_path, again, other)
    assert broken(looked(tmp_path)) == set()
    assert broken(looked(alone)) == {"revisit-original"}


# ---- indexes


def _longer(lines: list[str], what: str) -> list[str]:
    return [lines[0].replace(f'"{what}": "', f'"{what}": "9')]


def cdxj(path: Path, records: list[Rec]) -> list[str]:
    """The lines of an index of the file, by the records it was made of."""
    places, lines = borders(path.read_bytes()), []
    for one, start, end in zip(records, places, places[1:], strict=False):
        if one.kind in ("response", "revisit") and one.name != "asked answer":
            date = str(one.fields.get("WARC-Date", DATE))
            about = {
                "url": one.fields["WARC-Target-URI"], "digest": one.fields["WARC-Payload-Digest"],
                "offset": str(start), "length": str(end - start), "filename": path.name,
            }  # fmt: skip
            stamp = "".join(filter(str.isdigit, date))[:14]
            lines.append(f"example,paper)/{one.name.split()[0]} {stamp} {json.dumps(about)}")
    return sorted(lines)


def test_an_index_that_agrees_has_nothing_against_it(tmp_path: Path) -> None:
    path = write(tmp_path, sound())
    (tmp_path / "a.cdxj").write_text("\n".join(["!meta {}", *cdxj(path, sound())]) + "\n")
    report = looked(tmp_path)
    assert broken(report) == set()
    assert report.tally.looked["cdxj-lines"] == 6


def test_an_index_alone_is_no_fault_but_a_question(tmp_path: Path) -> None:
    (tmp_path / "a.cdxj").write_text("\n".join(cdxj(write(tmp_path, sound()), sound())) + "\n")
    with pytest.raises(UsageError, match="name its WARC files too"):
        verify_paths([tmp_path / "a.cdxj"])
    assert verify_paths([tmp_path / "a.cdxj", tmp_path]).faults == 0


INDEXES: dict[str, tuple[str, Callable[[list[str]], list[str]]]] = {
    "out of order": ("cdxj-sorted", lambda lines: lines[::-1]),
    "a capture missing": ("cdxj-complete", lambda lines: lines[1:]),
    "a line twice for another": ("cdxj-complete", lambda lines: [lines[1], *lines[1:]]),
    "another place": ("cdxj-lines", lambda lines: _longer(lines, "offset")),
    "another length": ("cdxj-lines", lambda lines: _longer(lines, "length")),
    "another digest": ("cdxj-lines", lambda lines: [lines[0].replace("sha256:", "sha256:A")]),
    "another address": ("cdxj-lines", lambda lines: [lines[0].replace("https://", "http://")]),
    "another time": ("cdxj-lines", lambda lines: [lines[0].replace(" 2026", " 2025")]),
    "another file": ("cdxj-lines", lambda lines: [lines[0].replace("news-", "olds-")]),
    "no JSON": ("cdxj-lines", lambda lines: [*lines, "zzz 2026 {"]),
    "JSON nested deeply": ("cdxj-lines", lambda lines: [*lines, "zzz 2026 " + "[" * 100_000]),
    "a number without end": (
        "cdxj-lines",
        lambda lines: [lines[0].replace('"offset": "', '"offset": "' + "9" * 50)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", INDEXES)
def test_a_fault_in_an_index_is_named(tmp_path: Path, fault: str) -> None:
    rule, change = INDEXES[fault]
    path = write(tmp_path, sound())
    (tmp_path / "a.cdxj").write_text("\n".join(change(cdxj(path, sound()))) + "\n")
    report = looked(tmp_path)
    assert rule in broken(report)
    assert report.faults


# ---- packages

Entries = dict[str, bytes]


def wacz(folder: Path, change: Callable[[Entries], object] = lambda _: None) -> Path:
    """A package of a sound file; `change` is made before sizes and digests are listed."""
    inner = write(folder / "inner", sound())
    entries: Entries = {
        f"archive/{NAME}": inner.read_bytes(),
        "indexes/index.cdx": ("\n".join(cdxj(inner, sound())) + "\n").encode(),
        "pages/pages.jsonl": b'{"format": "json-pages-1.0", "id": "pages"}\n'
        b'{"url": "https://paper.example/ferry/plain", "ts": "2026-11-20T08:30:15Z"}\n',
    }
    change(entries)
    resources = [
        {"name": name, "path": name, "bytes": len(raw),
         "hash": "sha256:" + hashlib.sha256(raw).hexdigest()}
        for name, raw in entries.items()
    ]  # fmt: skip
    about = json.dumps({"wacz_version": "1.1.1", "resources": resources}).encode()
    seal = json.dumps({"hash": "sha256:" + hashlib.sha256(about).hexdigest()}).encode()
    path = folder / "site.wacz"
    with zipfile.ZipFile(path, "w") as package:
        for name, raw in (*entries.items(), ("datapackage.json", about)):
            package.writestr(name, raw)
        package.writestr("datapackage-digest.json", seal)
    return path


def test_a_sound_package_has_nothing_against_it(tmp_path: Path) -> None:
    report = looked(wacz(tmp_path))
    assert broken(report) == set()
    assert sum(report.types.values()) == 23
    assert report.tally.looked["cdxj-lines"] == 6


def rewritten(path: Path, change: Callable[[Entries], object], **zipped: int) -> None:
    """The package anew, with `change` made behind its list's back."""
    with zipfile.ZipFile(path) as package:
        entries = {name: package.read(name) for name in package.namelist()}
    change(entries)
    with zipfile.ZipFile(path, "w", **zipped) as package:  # type: ignore[call-overload]
        for name, raw in entries.items():
            package.writestr(name, raw)


def _force_zip64(path: Path) -> None:
    raw = path.read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as package, zipfile.ZipFile(out, "w") as fresh:
        for name in package.namelist():
            with fresh.open(name, "w", force_zip64=True) as entry:
                entry.write(package.read(name))
    path.write_bytes(out.getvalue())


def _replace(entries: Entries, name: str, old: bytes, new: bytes) -> None:
    entries[name] = entries[name].replace(old, new, 1)


def _damage(entries: Entries) -> None:
    raw = bytearray(entries[f"archive/{NAME}"])
    raw[len(raw) // 2] ^= 1
    entries[f"archive/{NAME}"] = bytes(raw)


PACKAGES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "no pages": ("wacz-form", lambda p: wacz(p, lambda e: e.pop("pages/pages.jsonl"))),
    "pages of no form": (
        "wacz-form",
        lambda p: wacz(p, lambda e: e.update({"pages/pages.jsonl": b'{"url": "x"}\n'})),
    ),
    "a page without a time": (
        "wacz-form",
        lambda p: wacz(p, lambda e: _replace(e, "pages/pages.jsonl", b'"ts"', b'"x"')),
    ),
    "no list": (
        "wacz-form", lambda p: rewritten(wacz(p), lambda e: e.pop("datapackage.json")),
    ),
    "a list nested deeply": (
        "wacz-form",
        lambda p: rewritten(wacz(p), lambda e: e.update({"datapackage.json": b"[" * 100_000})),
    ),
    "another page list": (
        "wacz-listed",
        lambda p: rewritten(wacz(p), lambda e: e.update({"pages/pages.jsonl": b"{}\n"})),
    ),
    "a list without a right digest": (
        "wacz-listed",
        lambda p: rewritten(wacz(p), lambda e: e.update({"datapackage-digest.json": b"{}"})),
    ),
    "something unlisted": (
        "wacz-listed", lambda p: rewritten(wacz(p), lambda e: e.update({"extra.txt": b"x"})),
    ),
    "something missing": (
        "wacz-listed", lambda p: rewritten(wacz(p), lambda e: e.pop("indexes/index.cdx")),
    ),
    "deflated": (
        "wacz-stored",
        lambda p: rewritten(wacz(p), lambda e: None, compression=zipfile.ZIP_DEFLATED),
    ),
    "zip64 for nothing": ("wacz-stored", lambda p: _force_zip64(wacz(p))),
    "a WARC file damaged": ("member-whole", lambda p: wacz(p, _damage)),
    "an index that leads astray": (
        "cdxj-lines",
        lambda p: wacz(p, lambda e: _replace(e, "indexes/index.cdx", b'set": "', b'set": "9')),
    ),
    "no zip": ("wacz-form", lambda p: wacz(p).write_bytes(b"PK nothing")),
}  # fmt: skip


@pytest.mark.parametrize("fault", PACKAGES)
def test_a_fault_in_a_package_is_named(tmp_path: Path, fault: str) -> None:
    rule, make = PACKAGES[fault]
    make(tmp_path)
    report = looked(tmp_path / "site.wacz")
    assert rule in broken(report), report.tally.first
    assert report.faults


@settings(max_examples=40, deadline=None)
@given(at=st.integers(0, 10**9), bit=st.integers(0, 7))
def test_a_flipped_bit_in_a_package_never_makes_it_fail(
    tmp_path_factory: pytest.TempPathFactory, at: int, bit: int
) -> None:
    path = wacz(tmp_path_factory.mktemp("flipped"))
    raw = bytearray(path.read_bytes())
    raw[at % len(raw)] ^= 1 << bit
    path.write_bytes(raw)
    looked(path)


def test_every_rule_about_files_has_a_fault_here() -> None:
    tested = {rule for table in (RECORDS, BYTES, INDEXES, PACKAGES) for rule, _ in table.values()}
    tested |= {"readable", "closed", "parked", "file-name", "file-size"}
    rows = {"database", "row-bytes", "row-facts", "row-answer", "texts", "orphans", "search-index"}
    rows |= {
        "announced",
        "unbroken",
        "accounted",
        "named",
        "removed",
        "forgotten",
    }  # test_verify_tables.py
    assert set(RULES) - rows == tested


def test_the_packer_of_these_tests_makes_what_zlib_reads() -> None:
    assert zlib.decompressobj(31).decompress(packed([warcinfo()])) == warcinfo().raw()
    assert FIELDS in warcinfo().raw().decode()
