"""Looks into a WACZ package (WACZ 1.1.1): its list, its digests, its pages, and how it is zipped.

The WARC files in it are not unpacked: they lie stored in the zip file, and are read there.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.verify.cdxj import look_at_lines
from archive.verify.findings import Tally
from archive.verify.listing import WarcFile
from archive.warc import naming

_LIST = "datapackage.json"
_SEAL = "datapackage-digest.json"
_PAGES = "pages/pages.jsonl"
_JSON_LIMIT = 1 << 24  # bytes of the data package
_BOMB = 1 << 26  # unpacked bytes of an entry from which on the ratio counts
_RATIO = 200
_LARGE = 0xFFFFFFFE  # from here on an entry's sizes need zip64
_PIECE = 1 << 20
_LOCAL_HEADER = 30  # bytes before the name
_BAD = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True)
class Package:
    """What of a package other parts look at: WARC files by their place, and names of indexes."""

    warcs: tuple[WarcFile, ...] = ()
    indexes: tuple[str, ...] = ()


def look_at_package(path: Path, tally: Tally, *, quick: bool) -> Package:
    """All rules about packages; with `quick` no digest is taken."""
    shown = path.name
    try:
        with zipfile.ZipFile(path) as package:
            if not _is_safe(package, shown, tally):
                return Package()
            listed = _listed(package, shown, tally)
            _look_at_list(package, listed, shown, tally, quick=quick)
            _look_at_pages(package, shown, tally)
            warcs = [_warc(path, entry, shown, tally) for entry in package.infolist()]
            indexes = [
                n for n in package.namelist() if re.fullmatch(r"indexes/.*\.cdxj?(\.gz)?", n)
            ]
            return Package(tuple(one for one in warcs if one), tuple(indexes))
    except _BAD as error:
        tally.check("wacz-form", False, shown, None, str(error) or type(error).__name__)
    except OSError as error:
        tally.check("readable", False, shown, None, error.strerror or str(error))
    return Package()


def look_at_packed_index(
    connection: sqlite3.Connection, path: Path, name: str, shelf: int, tally: Tally
) -> None:
    """The index `name` in the package at `path`, against the records on its shelf."""
    shown = f"{path.name}!{name}"
    try:
        with zipfile.ZipFile(path) as package, package.open(name) as lines:
            look_at_lines(connection, lines, shown, shelf, tally)
    except (OSError, *_BAD) as error:
        tally.check("wacz-form", False, shown, None, str(error) or type(error).__name__)


def _is_safe(package: zipfile.ZipFile, shown: str, tally: Tally) -> bool:
    """Whether no entry unpacks to far more than it takes; zipfile reads no more than is said."""
    bombs = [e for e in package.infolist() if e.file_size > _BOMB + _RATIO * e.compress_size]
    first = f"{bombs[0].filename} is a bomb" if bombs else ""
    return tally.check("wacz-form", not bombs, shown, None, first)


def _listed(package: zipfile.ZipFile, shown: str, tally: Tally) -> dict[str, dict[str, Any]]:
    """The resources of the data package by their paths."""
    about, raw = _json(package, _LIST)
    listed = {}
    for one in about.get("resources") or ():
        if isinstance(one, dict) and isinstance(one.get("path"), str):
            listed[one["path"]] = one
    tally.check("wacz-form", listed, shown, None, f"no {_LIST} that lists anything")
    version = str(about.get("wacz_version", ""))
    tally.check("wacz-form", version.startswith("1."), shown, None, "wacz_version is", version)
    seal, _ = _json(package, _SEAL)
    right = seal.get("hash") == f"sha256:{hashlib.sha256(raw).hexdigest()}"
    tally.check("wacz-listed", right, shown, None, f"{_SEAL} has no right digest of {_LIST}")
    return listed


def _json(package: zipfile.ZipFile, name: str) -> tuple[dict[str, Any], bytes]:
    """A JSON object in the package and its bytes; an empty one when there is none."""
    try:
        with package.open(name) as file:
            raw = file.read(_JSON_LIMIT)
        read = json.loads(raw)
    except (KeyError, ValueError, RecursionError):
        return {}, b""
    return (read if isinstance(read, dict) else {}), raw


def _look_at_list(
    package: zipfile.ZipFile,
    listed: dict[str, dict[str, Any]],
    shown: str,
    tally: Tally,
    *,
    quick: bool,
) -> None:
    entries = {e.filename: e for e in package.infolist() if not e.is_dir()}
    there = set(entries) - {_LIST, _SEAL}
    odd = sorted(there ^ set(listed))
    tally.check("wacz-listed", not odd, shown, None, "listed and there differ:", *odd[:3])
    tally.check("wacz-listed", len(entries) == len(package.filelist), shown, None, "a name twice")
    for name in sorted(there & set(listed)):
        said = listed[name]
        sound = said.get("bytes") == entries[name].file_size
        if sound and not quick:
            sound = said.get("hash") == f"sha256:{_digest(package, name)}"
        tally.check("wacz-listed", sound, shown, None, f"{name}: size or digest is wrong")


def _digest(package: zipfile.ZipFile, name: str) -> str:
    running = hashlib.sha256()
    with package.open(name) as file:
        while piece := file.read(_PIECE):
            running.update(piece)
    return running.hexdigest()


def _look_at_pages(package: zipfile.ZipFile, shown: str, tally: Tally) -> None:
    """A first line that says what it is, then an object with an address and a time each."""
    if not tally.check(
        "wacz-form", _PAGES in package.namelist(), shown, None, f"there is no {_PAGES}"
    ):
        return
    with package.open(_PAGES) as file:
        number = 0
        while line := file.readline(_PIECE):
            number += 1
            try:
                page = json.loads(line)
                sound = isinstance(page, dict) and (
                    str(page.get("format", "")).startswith("json-pages")
                    if number == 1
                    else bool(page.get("url") and page.get("ts"))
                )
            except (ValueError, RecursionError):
                sound = False
            tally.check("wacz-form", sound, shown, None, f"{_PAGES} line {number}:", line[:60])


def _warc(path: Path, entry: zipfile.ZipInfo, shown: str, tally: Tally) -> WarcFile | None:
    """Where the bytes of an entry lie, when it is a WARC file that is stored as it is."""
    with path.open("rb") as file:
        file.seek(entry.header_offset)
        local = file.read(_LOCAL_HEADER)
    names, extra = int.from_bytes(local[26:28], "little"), int.from_bytes(local[28:30], "little")
    # wabac.js takes a local extra field that the directory does not have for bytes of the file
    same = extra == len(entry.extra) or entry.file_size > _LARGE
    what = f"{entry.filename}: {extra} bytes of extra field, {len(entry.extra)} in the directory"
    tally.check("wacz-stored", same, shown, None, what)
    if not entry.filename.startswith("archive/") or entry.is_dir():
        return None
    stored = entry.compress_type == zipfile.ZIP_STORED
    tally.check("wacz-stored", stored, shown, None, f"{entry.filename} is deflated")
    name = entry.filename.rpartition("/")[2]
    if not stored or ".warc" not in name:
        return None
    start = entry.header_offset + _LOCAL_HEADER + names + extra
    inside = f"{shown}!{name}"
    return WarcFile(path, naming.final_name(Path(name)), inside, start, start + entry.file_size)
