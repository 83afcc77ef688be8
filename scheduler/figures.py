"""Figures as people read them: sizes, numbers of things, time that is left, and tables of them."""

from __future__ import annotations

from collections.abc import Sequence

from tabulate import tabulate

_WORDS = ("last success", "next run")  # columns that are no figures


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], *, left: int) -> str:
    """Columns two spaces apart; the first `left` of them and those of words to the left.

    The headers go in as a row, for tabulate pads real ones.
    """
    align = ["left" if n < left or name in _WORDS else "right" for n, name in enumerate(headers)]
    return tabulate([headers, *rows], tablefmt="plain", colalign=align, disable_numparse=True)


def spoken_bytes(number: int) -> str:
    """`812 B`, `4.1 kB`, `17 MB`, `1.2 GB`; a kB is a thousand bytes."""
    size = float(number)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 999.5:
            return f"{size:.1f} {unit}" if size < 9.95 and unit != "B" else f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:,.1f} TB"


def many(count: int, what: str) -> str:
    """`1 record`, `2,000 records`."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def spoken_wait(seconds: float) -> str:
    """Of a guess: `42 s`, `12 min`, `27 h 46 min`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
