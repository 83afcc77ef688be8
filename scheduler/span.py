"""`--since` and `--until` as commands take them: days or instants, until included."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import click

from archive import times

F = TypeVar("F", bound=Callable[..., Any])
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def since(_ctx: click.Context, _param: click.Parameter, text: str | None) -> str | None:
    """The first moment that counts, as the text that the tables sort by."""
    return None if text is None else _bound(text, through=False)


def until(_ctx: click.Context, _param: click.Parameter, text: str | None) -> str | None:
    """The first moment that counts no more; a bare day counts whole."""
    return None if text is None else _bound(text, through=True)


def span_options(function: F) -> F:
    """The options `--source`, `--since` and `--until` of commands that choose stories."""
    for option in (
        click.option("--until", metavar="DAY", callback=until, help="Published on or before DAY."),
        click.option("--since", metavar="DAY", callback=since, help="Published on or after DAY."),
        click.option("--source", metavar="NAME", help="Only stories of this source."),
    ):
        function = option(function)
    return function


def _bound(text: str, *, through: bool) -> str:
    text = text.strip()
    try:
        if _DAY.fullmatch(text):
            day = date.fromisoformat(text)
            return (day + timedelta(days=1) if through else day).isoformat()
        moment = datetime.fromisoformat(text)
        return times.stamp(moment if moment.tzinfo else moment.astimezone())
    except (ValueError, OverflowError):
        raise click.BadParameter(
            f"{text!r} is no day like 2025-09-02, nor an instant like 2025-09-02T06:00Z"
        ) from None
