"""Reads JSON Lines from others: objects one by one, with line numbers, within a limit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from archive.errors import UsageError

MAX_LINE = 64 * 1024 * 1024  # bytes


def objects(file: BinaryIO, label: str) -> Iterator[tuple[int, dict[str, Any] | UsageError]]:
    """(line number, object) of each line that is not blank; a UsageError in place of a bad one.

    The caller decides whether a bad line ends the work.
    """
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            # the rest of such a line would be read as lines of its own
            yield number, UsageError(f"{label}: line {number}: longer than {MAX_LINE >> 20} MB")
            return
        if line.strip():
            yield number, _object(line, f"{label}: line {number}")


def _object(line: bytes, where: str) -> dict[str, Any] | UsageError:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return UsageError(f"{where}: is no JSON: {error}")
    return value if isinstance(value, dict) else UsageError(f"{where}: is no JSON object")
