"""Which files are to be looked at, and which of them belong together."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.errors import UsageError
from archive.verify.findings import Tally
from archive.warc import naming

_WARCS = (".warc", ".warc.gz")
_INDEXES = (".cdxj",)
_PACKAGE = ".wacz"
_TORN = ".warc.gz.torn-"
_MAKING_S = 10.0  # an empty file younger than this is being made


@dataclass(frozen=True, slots=True)
class WarcFile:
    """A file, or the part of a package from `start` to `end`; `growing` while it is written."""

    path: Path
    name: str  # the final one
    shown: str
    start: int
    end: int
    growing: bool = False


@dataclass(frozen=True, slots=True)
class Inventory:
    """What lies in the folders and at the places that were named."""

    warcs: tuple[WarcFile, ...]
    indexes: tuple[Path, ...]
    packages: tuple[Path, ...]
    parked: tuple[Path, ...]


def inventory(paths: Sequence[Path], tally: Tally) -> Inventory:
    """All files at `paths`, those in folders by their names; raises UsageError for what is none."""
    found = sorted(set(_found(paths)))
    warcs = [path for path in found if _is_warc(path)]
    parked = [path for path in found if _TORN in path.name]
    for path in parked:
        tally.check("parked", False, path.name, None, f"{_size(path)} bytes")
    return Inventory(
        tuple(filter(None, (_warc(path, tally) for path in warcs))),
        tuple(path for path in found if path.suffix in _INDEXES),
        tuple(path for path in found if path.suffix == _PACKAGE),
        tuple(parked),
    )


def _found(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (one for one in path.rglob("*") if _is_known(one) and one.is_file())
        elif not path.exists():
            raise UsageError(f"{path}: no such file or folder")
        elif _is_known(path):
            yield path
        else:
            raise UsageError(f"{path}: is named like no WARC, WACZ or CDXJ file")


def _is_known(path: Path) -> bool:
    return _is_warc(path) or path.suffix in (*_INDEXES, _PACKAGE) or _TORN in path.name


def _is_warc(path: Path) -> bool:
    return naming.final_name(path).endswith(_WARCS) and _TORN not in path.name


def _warc(path: Path, tally: Tally) -> WarcFile | None:
    """The file as far as it is written now; None when it has gone meanwhile."""
    name = naming.final_name(path)
    try:
        growing = path.suffix == naming.OPEN and _is_written(path)
        size = path.stat().st_size
    except FileNotFoundError:  # closed under its final name, or thrown away empty
        path = path.with_name(name)
        if not path.exists():
            return None
        growing, size = False, _size(path)
    closed = growing or path.suffix != naming.OPEN
    tally.check("closed", closed, path.name, None, f"{size} bytes, nobody writes to it")
    return WarcFile(path, name, path.name, 0, size, growing)


def _is_written(path: Path) -> bool:
    """Whether a living process holds the file's lock, or is about to."""
    facts = path.stat()
    if not facts.st_size and time.time() - facts.st_mtime < _MAKING_S:
        return True  # made, but not locked yet: trying would be in its way
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except PermissionError:
        return False  # reading it will say so
    return False


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
