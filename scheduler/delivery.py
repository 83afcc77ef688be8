"""Where an export goes: standard output, or a file that is written whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from archive.atomic import replacing
from archive.errors import StorageError, UsageError


class Delivery:
    """What `-o` asked for; `folder` is set when that is a folder, there already or ending in /."""

    def __init__(self, output: str | None) -> None:
        self.file: Path | None = None
        self.folder: Path | None = None
        if output and output != "-":
            is_folder = output.endswith("/") or Path(output).is_dir()
            self.folder = Path(output) if is_folder else None
            self.file = None if is_folder else Path(output)

    @property
    def where(self) -> str:
        """As a person wrote it."""
        return str(self.file or self.folder or "standard output")

    def pieces(self, pieces: Iterable[bytes]) -> None:
        """Write text, piece by piece; raises UsageError when a folder was asked for."""
        with self._opened() as file:
            for piece in pieces:
                file.write(piece)

    @contextmanager
    def binary(self, form: str) -> Iterator[BinaryIO]:
        """A file for what no terminal can show; raises UsageError for a terminal or a folder."""
        if self.file is None and self.folder is None and sys.stdout.isatty():
            raise UsageError(f"{form} is no text: give a file with -o, or a pipe")
        with self._opened() as file:
            yield file

    @contextmanager
    def inside(self, name: str) -> Iterator[BinaryIO]:
        """A file in the folder, which is made when it is missing."""
        assert self.folder is not None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"{self.folder}: cannot be made: {error.strerror}") from error
        with replacing(self.folder / name) as file:
            yield file

    def tell(self, count: int, one: str, many: str) -> None:
        """Say how much was written, unless it went to standard output."""
        if self.file is not None or self.folder is not None:
            self.say(f"{count:,} {one if count == 1 else many} written to {self.where}")

    def say(self, words: str) -> None:
        """Tell a person, beside what is written."""
        click.echo(words, err=True)

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        if self.folder is not None:
            raise UsageError(f"{self.folder}: is a folder; -o wants a file's name here")
        if self.file is not None:
            with replacing(self.file) as file:
                yield file
            return
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
