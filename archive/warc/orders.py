"""What a person asked to be forgotten here, from before it is announced until all of it is gone.

A crash leaves the announcement in a WARC file alone, where the next start finds it. Without this
note any file that somebody puts into the folder could have an archive's content removed.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from archive.atomic import replacing
from archive.errors import StorageError
from archive.journal import Announcement, ForgottenEntry, written
from archive.times import parse

NAME = "backissue.forgetting"
_EVER = parse("1970-01-01T00:00:00Z")


def give(folder: Path, entry: ForgottenEntry) -> None:
    """Note, and sync, that this is to be forgotten; raises StorageError."""
    lines = [*_given(folder), _mark(entry)]
    try:
        with replacing(folder / NAME) as file:
            file.write("".join(f"{line}\n" for line in lines).encode())
    except OSError as error:
        raise StorageError(f"cannot write {folder / NAME}: {error.strerror or error}") from error


def is_given(folder: Path, entry: ForgottenEntry) -> bool:
    """Whether a person asked for this here, and it may not be done yet."""
    return _mark(entry) in _given(folder)


def done(folder: Path) -> None:
    """All that was asked for is gone."""
    (folder / NAME).unlink(missing_ok=True)


def _given(folder: Path) -> list[str]:
    try:
        return (folder / NAME).read_text(errors="replace").split()
    except FileNotFoundError:
        return []


def _mark(entry: ForgottenEntry) -> str:
    """No address: this file must not tell what is gone."""
    return hashlib.sha256(written(Announcement(0, _EVER, 0, (entry,)))).hexdigest()
