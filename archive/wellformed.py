"""Text as UTF-8 and SQLite can hold it: what a page may say, but nobody can write down, replaced.

JSON on a page may name half of a surrogate pair (`"\\ud800"`), which Python takes and no encoder
gives back, and NUL, at which C programs end a text.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

T = TypeVar("T")

_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_REPLACEMENT = "\ufffd"


def wellformed(value: T) -> T:
    """`value`, a text or a frozen dataclass or tuple of such, with U+FFFD for what is unwritable.

    What holds nothing of the kind comes back as the same object.
    """
    return cast(T, _wellformed(value))


def _wellformed(value: Any) -> Any:
    if isinstance(value, str):
        return _UNWRITABLE.sub(_REPLACEMENT, value) if _UNWRITABLE.search(value) else value
    if isinstance(value, tuple):
        if not value or isinstance(value[0], int):  # a sketch holds thousands of numbers
            return value
        cleaned = tuple(map(_wellformed, value))
        same = all(map(lambda new, old: new is old, cleaned, value))
        return value if same else cleaned
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            field.name: new
            for field in fields(value)
            if (new := _wellformed(old := getattr(value, field.name))) is not old
        }
        return replace(value, **changed) if changed else value
    return value
