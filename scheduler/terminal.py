"""Text on its way to a terminal: archived words must not steer it."""

from __future__ import annotations

import re

# C0 and C1 controls, and the marks that reorder a line (a headline may hold an escape sequence)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """`text` with control characters, escape sequences' lead bytes and bidi overrides replaced."""
    return _CONTROLS.sub("\ufffd", text).encode("utf-8", "replace").decode("utf-8")


def one_line(text: str, width: int | None = None) -> str:
    """`text` as one plain line, cut with an ellipsis at `width` characters."""
    line = plain(" ".join(text.split()))
    if width is not None and len(line) > width:
        return line[: max(0, width - 1)].rstrip() + "…"
    return line
