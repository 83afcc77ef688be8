"""Names of WARC files: Prefix-Timestamp-Serial-Host.warc.gz (WARC 1.1, annex C)."""

from __future__ import annotations

import re
import socket
from datetime import datetime
from pathlib import Path

from archive.times import utc

ENDING = ".warc.gz"
OPEN = ".open"  # added to the name while a file is being written, as Heritrix and warcprox do

_UNFIT = re.compile(r"[^A-Za-z0-9._]+")


def host_label() -> str:
    """This machine's name as a part of a file name; `localhost` when it has none."""
    return _label(socket.gethostname()) or "localhost"


def file_name(prefix: str, moment: datetime, serial: int, host: str) -> str:
    """`news-20251123170000-00003-server.warc.gz`; `moment` is the file's creation, aware."""
    when = utc(moment).strftime("%Y%m%d%H%M%S")
    return f"{_label(prefix) or 'backissue'}-{when}-{serial:05d}-{_label(host)}{ENDING}"


def find(folder: Path, name: str) -> Path | None:
    """Where the file with the final name `name` lies now: closed, still `.open`, or nowhere (None).

    A name that would lead out of `folder` is nowhere.
    """
    if not name or Path(name).name != name:
        return None
    for candidate in (folder / name, folder / (name + OPEN), folder / name):
        # looked for a second time under its final name: it may be renamed between two looks
        if candidate.is_file():
            return candidate
    return None


def final_name(path: Path) -> str:
    """The name that `path` has, or will have when it is closed."""
    return path.name.removesuffix(OPEN)


def _label(text: str) -> str:
    return _UNFIT.sub("-", text).strip("-.")
