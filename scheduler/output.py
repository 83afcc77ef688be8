"""Where a command's results go: JSON to a pipe as bytes, to a terminal so that it can be read."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from typing import Any

import click

from archive.document import line

# what JSON leaves as it is and a terminal would obey: DEL, C1 controls, marks that turn a line
_STEERING = re.compile(r"[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def print_json(document: Mapping[str, Any]) -> None:
    """One document: indented on a terminal, one line of UTF-8 elsewhere."""
    if sys.stdout.isatty():
        text = json.dumps(document, ensure_ascii=False, indent=2)
        click.echo(_STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text))
    else:
        print_line(document)


def print_line(document: Mapping[str, Any]) -> None:
    """One document as one line, whatever standard output is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(line(document))
    sys.stdout.buffer.flush()
