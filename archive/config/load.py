"""Reads `backissue.toml` into a Config, or says everything that is wrong with it at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import urlsplit

from archive.config import checks
from archive.config.model import Browse, Config, Crawl, Source, WarcFiles
from archive.config.tables import Faults, day_as_text, fill, join, subtable, unknown_keys
from archive.errors import ConfigError, StorageError
from archive.model import Rule

CheckSchedule = Callable[[str, str], str | None]
"""(schedule text, time zone) → what is wrong with it, or None."""

MAX_BYTES = 32 * 1024 * 1024

T = TypeVar("T")
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|(end of document))\)$")

_TWICE = re.compile(r"^Cannot declare \((.*)\) twice$")  # tomllib's, with a tuple of the keys
_KEY = r"'([^']*)'"


def load(path: Path, *, check_schedule: CheckSchedule | None = None) -> Config:
    """The configuration in the TOML file `path`; its folder is the archive.

    Raises ConfigError with every fault of the file, StorageError when it cannot be read.
    """
    return loads(_text(path), path, check_schedule=check_schedule)


def load_rules(path: Path) -> tuple[Rule, ...]:
    """The `[[rules]]` of a TOML file that holds nothing else; raises as `load` does."""
    faults = Faults()
    document = _parse(_text(path), path)
    unknown_keys(document, ("rules",), "", faults)
    rules = _rules(document.get("rules", []), "rules", faults)
    if not rules and not faults.lines:
        faults.add("rules", "is missing: write [[rules]] and CSS selectors below it")
    if faults.lines:
        raise ConfigError(str(path), faults.lines)
    return rules


def loads(text: str, path: Path, *, check_schedule: CheckSchedule | None = None) -> Config:
    """The configuration that `text` says; `path` is where it is (to be) kept."""
    document = _parse(text, path)
    faults = Faults()
    unknown_keys(document, ("archive", "warc", "crawl", "browse", "sources"), "", faults)
    contact, operator = _archive(subtable(document, "archive", faults), faults)
    warc = _section(WarcFiles, document, "warc", checks.warc_faults, faults)
    crawl = _section(Crawl, document, "crawl", checks.crawl_faults, faults)
    browse = _section(Browse, document, "browse", checks.browse_faults, faults)
    sources = _sources(subtable(document, "sources", faults), check_schedule, faults)
    if faults.lines:
        raise ConfigError(str(path), faults.lines)
    return Config(
        folder=path.absolute().parent,
        sources=MappingProxyType(sources),
        contact=contact,
        operator=operator,
        warc=warc,
        crawl=crawl,
        browse=browse,
        warnings=tuple(_warnings(sources, contact)),
        text=text,
    )


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        advice = "no such file; `backissue add example.com` makes one"
        raise ConfigError(str(path), [advice]) from None
    except OSError as error:
        raise StorageError(f"{path}: cannot be read: {error.strerror}") from error
    if len(raw) > MAX_BYTES:
        raise ConfigError(str(path), [f"is larger than {MAX_BYTES // 2**20} MB"])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(str(path), [f"line {line}: is not UTF-8"]) from None


def _parse(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _PLACE.search(message)
        if place is None:
            raise ConfigError(str(path), [message]) from None
        said = _TWICE.sub(_said_twice, message[: place.start()])
        where = "at the end" if place[3] else f"line {place[1]}, column {place[2]}"
        raise ConfigError(str(path), [f"{where}: {said}"]) from None
    except RecursionError:
        raise ConfigError(str(path), ["is nested too deep"]) from None


def _said_twice(match: re.Match[str]) -> str:
    return f"[{'.'.join(re.findall(_KEY, match[1]))}] is there twice"


def _archive(table: Mapping[str, Any], faults: Faults) -> tuple[str | None, str | None]:
    unknown_keys(table, ("contact", "operator"), "archive", faults)
    texts: dict[str, str] = {}
    for key in ("contact", "operator"):
        value = table.get(key, "")
        if not isinstance(value, str) or not value.isprintable():  # it goes into HTTP and WARC
            faults.add(f"archive.{key}", "must be one line of text in quotes")
        elif key == "contact" and value and (fault := checks.contact_fault(value)):
            faults.add("archive.contact", fault)
        else:
            texts[key] = value
    return texts.get("contact") or None, texts.get("operator") or None


def _section(
    kind: Callable[[], T],
    document: Mapping[str, Any],
    name: str,
    check: Callable[[T], Iterable[checks.Fault]],
    faults: Faults,
) -> T:
    section = fill(kind, subtable(document, name, faults), name, faults)
    assert section is not None  # these tables have no required key
    for key, fault in check(section):
        faults.add(f"{name}.{key}", fault)
    return section


def _sources(
    table: Mapping[str, Any], check_schedule: CheckSchedule | None, faults: Faults
) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for name in table:
        path = join("sources", name)
        if fault := checks.name_fault(name):
            faults.add(path, fault)
        keys = subtable(table, name, faults, "sources")
        readable = isinstance(table[name], Mapping)
        rules = _rules(keys.get("rules", []), join(path, "rules"), faults)
        rest = {key: value for key, value in keys.items() if key != "rules"}
        source = fill(Source, rest, path, faults, name=name, rules=rules) if readable else None
        if source is None:
            continue
        wrong = list(checks.source_faults(source))
        if check_schedule is not None and not any(key == "timezone" for key, _ in wrong):
            fault = check_schedule(source.schedule, source.timezone)
            wrong += [("schedule", fault)] if fault else []
        for key, fault in wrong:
            faults.add(f"{path}.{key}", fault)
        sources[name] = source
    return sources


def _rules(tables: Any, path: str, faults: Faults) -> tuple[Rule, ...]:
    if not isinstance(tables, list) or not all(isinstance(one, Mapping) for one in tables):
        faults.add(path, f"must be tables [[{path}]], each with CSS selectors")
        return ()
    rules: list[Rule] = []
    for n, table in enumerate(tables):
        plain = {key: day_as_text(value) for key, value in table.items()}
        before = len(faults.lines)
        rule = fill(Rule, plain, f"{path}[{n}]", faults)
        assert rule is not None  # it has no required key
        for key, fault in checks.rule_faults(rule) if len(faults.lines) == before else ():
            faults.add(f"{path}[{n}].{key}", fault)
        rules.append(rule)
    return tuple(rules)


def _warnings(sources: Mapping[str, Source], contact: str | None) -> Iterator[str]:
    """What is allowed but probably not meant."""
    if sources and contact is None:
        yield "archive.contact: is empty; sites cannot reach you and may block the crawler"
    hosts: dict[str, str] = {}
    names: dict[str, str] = {}
    for name, source in sources.items():
        host = (urlsplit(source.url).netloc).lower().removeprefix("www.")
        if (other := hosts.setdefault(host, name)) != name:
            yield f"sources.{name}.url: the same host as sources.{other}; they take turns"
        if (other := names.setdefault(name.lower(), name)) != name:
            yield f"sources.{name}: differs from sources.{other} by capital letters only"
        if source.delay < 1 and not source.allow_private:
            yield f"sources.{name}.delay: under a second is hard on a public site"
