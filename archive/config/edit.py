"""Changes `backissue.toml` as a person would: comments, order and spelling of the rest stay."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from archive.atomic import replacing
from archive.config.checks import MAX_NAME
from archive.config.load import load, loads
from archive.config.model import Config, Source
from archive.errors import StorageError, UsageError
from archive.model import Rule

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import InlineTable, Table

T = TypeVar("T", "Table", "InlineTable")

TEMPLATE = """\
# What this archive keeps. Every key: docs/configuration.md; `backissue config check` reads it.

[archive]
# An e-mail address or a page about your archive. It is sent to every site with each request,
# so that somebody who minds can reach you instead of blocking you.
# contact = "archive@example.org"
# operator = "Who runs this archive"

# [crawl]
# workers = 2            # crawl processes at once
# max_stories = 5000     # story pages fetched in one run of a source

# [browse]
# host = "127.0.0.1"
# port = 8001
"""


def add_source(path: Path, source: Source, *, note: str | None = None) -> Config:
    """Write `source` as `[sources.NAME]` and return the new configuration.

    See `add_sources`; `note` becomes a comment above the table's keys.
    """
    return add_sources(path, [source], notes={source.name: note} if note else None)


def add_sources(
    path: Path, sources: Iterable[Source], *, notes: Mapping[str, str] | None = None
) -> Config:
    """Write each of `sources` as a `[sources.NAME]` table, creating the file when there is none.

    Raises UsageError when a name is taken (nothing is overwritten), ConfigError when the file has
    faults before or would have after, StorageError when it cannot be written. The file changes
    whole or not at all, and two processes that add at once both get their sources in.
    """
    import tomlkit  # 26 ms that reading does not pay

    with _turn(path.absolute().parent):
        if path.exists():
            load(path)  # a broken file is reported with all its faults, and left as it is
            document = tomlkit.parse(path.read_text("utf-8-sig"))
        else:
            document = tomlkit.parse(TEMPLATE)
        for source in sources:
            _add(document, source, (notes or {}).get(source.name))
        text = tomlkit.dumps(document)
        config = loads(text, path)
        with replacing(path) as file:
            file.write(text.encode())
    return config


def free_name(wanted: str, taken: Collection[str]) -> str:
    """A source's name made of `wanted` (a title, a host) that none of `taken` has."""
    words = re.findall(r"[a-z0-9]+", wanted.lower())
    stem = "-".join(words)[: MAX_NAME - 6].strip("-") or "source"
    names = {name.lower() for name in taken}
    name, n = stem, 1
    while name in names:
        n += 1
        name = f"{stem}-{n}"
    return name


def host_name(url: str) -> str:
    """The part of an address's host that a person would call the site by: `www.` dropped."""
    host = urlsplit(url).hostname or ""
    return host.removeprefix("www.")


def _add(document: TOMLDocument, source: Source, note: str | None) -> None:
    import tomlkit
    from tomlkit.items import InlineTable

    if "sources" not in document:
        document.add("sources", tomlkit.table(is_super_table=True))
    tables: Any = document["sources"]
    if source.name in tables:
        raise UsageError(f"there is already a source `{source.name}`; choose another --name")
    if isinstance(tables, InlineTable):  # sources = { … } on one line
        tables.append(source.name, _fill(tomlkit.inline_table(), source, lines=False))
        return
    table = tomlkit.table()
    if note:
        for line in note.splitlines():
            table.add(tomlkit.comment("".join(c if c.isprintable() else " " for c in line)))
    tables.append(source.name, _fill(table, source, lines=True))
    table.add(tomlkit.nl())


def _fill(table: T, source: Source, *, lines: bool) -> T:
    """Add the keys of `source` that differ from their defaults; long lists one entry a line."""
    import tomlkit

    for field in dataclasses.fields(Source):
        value = getattr(source, field.name)
        if field.name == "name" or (field.name != "url" and value == _default(field)):
            continue
        if field.name == "rules":
            table.add(field.name, _rules(source.rules))
        elif isinstance(value, tuple):
            array = tomlkit.array()
            array.extend(value)
            table.add(field.name, array.multiline(lines and len(value) > 1))
        else:
            table.add(field.name, _short(value))
    return table


def _rules(rules: tuple[Rule, ...]) -> Any:
    import tomlkit

    array = tomlkit.array()
    for rule in rules:
        said = tomlkit.inline_table()
        said.update({k: v for k, v in dataclasses.asdict(rule).items() if v is not None})
        array.append(said)
    return array.multiline(True)


def _short(value: Any) -> Any:
    """0.0 is written as 0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


@contextlib.contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """Wait until no other process changes the configuration of `folder`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise StorageError(f"{folder}: cannot be written: {error.strerror}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
