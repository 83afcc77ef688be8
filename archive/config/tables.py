"""Turns one TOML table into one frozen dataclass by its annotations, collecting every fault."""

from __future__ import annotations

import dataclasses
import difflib
import functools
import math
import types
import typing
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any, Literal, TypeVar

T = TypeVar("T")

_NAMES = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text in quotes",
}


class Faults:
    """Faults found so far, each led by its key path, in the order of the file's keys."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, path: str, fault: str) -> None:
        self.lines.append(f"{path}: {fault}" if path else fault)


def unknown_keys(
    table: Mapping[str, Any], known: Collection[str], path: str, faults: Faults
) -> None:
    """A fault for each key of `table` that is not `known`, with the nearest known one."""
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
            hint = f"; did you mean `{near[0]}`?" if near else f"; known are {_listed(known)}"
            faults.add(join(path, key), f"unknown key{hint}")


def subtable(
    document: Mapping[str, Any], key: str, faults: Faults, path: str = ""
) -> Mapping[str, Any]:
    """The table at `key`, empty when it is absent or, with a fault, no table."""
    value = document.get(key, {})
    if isinstance(value, Mapping):
        return value
    faults.add(join(path, key), f"must be a table [{join(path, key)}], not {_described(value)}")
    return {}


def fill(
    kind: Callable[..., T], table: Mapping[str, Any], path: str, faults: Faults, **given: Any
) -> T | None:
    """A `kind` from `table`; `given` fields are no keys. None when a required key is faulty.

    A faulty optional key keeps its default, so that the checks after this one go on.
    """
    assert isinstance(kind, type)
    fields = {f.name: f for f in dataclasses.fields(typing.cast(Any, kind)) if f.name not in given}
    wanted = _annotations(kind)
    unknown_keys(table, fields, path, faults)
    values: dict[str, Any] = dict(given)
    whole = True
    for name, field in fields.items():
        if name in table:
            try:
                values[name] = coerce(table[name], wanted[name])
                continue
            except TypeError as error:
                faults.add(join(path, name), str(error))
        elif _required(field):
            faults.add(join(path, name), "is missing")
        whole = whole and not _required(field)
    return kind(**values) if whole else None


@functools.cache
def _annotations(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def coerce(value: Any, wanted: Any) -> Any:
    """`value` in the annotated type; raises TypeError with a sentence for people."""
    if isinstance(wanted, types.UnionType):  # X | None: TOML has no null
        wanted = next(t for t in typing.get_args(wanted) if t is not type(None))
    origin = typing.get_origin(wanted)
    if origin is tuple:
        if not isinstance(value, list) or not all(isinstance(x, str) for x in value):
            raise TypeError(f'must be a list of texts ["…"], not {_described(value)}')
        return tuple(value)
    if origin is Literal:
        if value not in typing.get_args(wanted):
            choices = " or ".join(f'"{choice}"' for choice in typing.get_args(wanted))
            raise TypeError(f"must be {choices}, not {_described(value)}")
        return value
    if wanted is float and type(value) is int:
        return float(value)
    if type(value) is not wanted:
        raise TypeError(f"must be {_NAMES[wanted]}, not {_described(value)}")
    if wanted is float and not math.isfinite(value):
        raise TypeError(f"must be a finite number, not {value}")
    return value


def day_as_text(value: Any) -> Any:
    """A TOML date as its ISO text; anything else as it is."""
    return value.isoformat() if type(value) is date else value


def _required(field: dataclasses.Field[Any]) -> bool:
    missing = dataclasses.MISSING
    return field.default is missing and field.default_factory is missing


def join(path: str, key: str) -> str:
    bare = key if key.replace("-", "").replace("_", "").isalnum() and key.isascii() else f'"{key}"'
    return f"{path}.{bare}" if path else bare


def _described(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'the text "{value if len(value) <= 40 else value[:39] + "…"}"'
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, list):
        odd = next((x for x in value if not isinstance(x, str)), None)
        return "a list" if odd is None else f"a list with {_described(odd)} in it"
    return "a table" if isinstance(value, Mapping) else f"{value}"


def _listed(names: Collection[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
