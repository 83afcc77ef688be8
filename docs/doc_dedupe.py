"""Runs the Python examples of docs/dedupe.md and gives what they said, as code blocks."""

from __future__ import annotations

import contextlib
import io
from code import InteractiveConsole

_SESSION = """
from archive.dedupe_stream import group
ferry = (
    "The harbour authority of Port Lanning has withdrawn the licence of the ferry Osprey after "
    "inspectors found cracks in two of its four fuel lines, officials said on Tuesday. The ship, "
    "which carries 1,900 passengers a day to the island of Skerra, will stay at its berth."
)

stories = [
    {
        "id": 1,
        "outlet": "Northern Wire",
        "published": "2026-03-10T09:00:00Z",
        "headline": "Ferry Osprey loses its licence",
        "text": ferry,
    },
    {
        "id": 2,
        "outlet": "Skerra Post",
        "published": "2026-03-10T08:59:00Z",
        "credit": "Northern Wire",
        "headline": "Skerra ferry kept in port",
        "text": ferry + " A catamaran takes its place.",
    },
    {
        "id": 3,
        "outlet": "Skerra Post",
        "published": "2026-03-10T12:00:00Z",
        "headline": "Baker wins prize",
        "text": "The best rye bread of the north comes from Ostrey.",
    },
]

for line in group(stories):
    print(line)

"""
_PAIR = """
from archive.dedupe import Telling, compare
form = "Lanning on {} March: {}, at most {} and at least {} degrees, wind from the {}."
one = Telling(1, "", "Weather: Lanning", form.format(10, "rain", 4, 1, "north"), "2026-03-10")
two = Telling(2, "", "Weather: Lanning", form.format(11, "sun", 11, 3, "west"), "2026-03-11")
verdict = compare(one, two)
verdict.same
verdict.reason
"""


def session() -> str:
    """`group` over three stories."""
    return _run(_SESSION)


def pair() -> str:
    """`compare` on two weather reports."""
    return _run(_PAIR)


def _run(source: str) -> str:
    """An interactive session over `source`, as a reader would see it."""
    console = InteractiveConsole()
    shown, more = [], False
    for line in source.strip("\n").split("\n") + [""] * source.endswith("\n\n"):
        if not line and not more:
            continue
        if line:  # the empty one that ends a block is left out, as ruff writes examples
            shown.append(("... " if more else ">>> ") + line)
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            more = console.push(line)
        shown += said.getvalue().splitlines()
    return "```pycon\n" + "\n".join(shown) + "\n```\n"
