"""Which sources a person means."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from archive.config.model import Config, Source
from archive.errors import UsageError

if TYPE_CHECKING:
    from archive.query import SourceState


def chosen(config: Config, names: Sequence[str]) -> list[Source]:
    """The sources of these names, each once, or all when none is named.

    Raises UsageError for a name that is not in the configuration.
    """
    for name in names:
        if name not in config.sources:
            near = difflib.get_close_matches(name, config.sources, n=1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            raise UsageError(f"no source is called `{name}`{hint}")
    if not names:
        return list(config.sources.values())
    return [config.sources[name] for name in dict.fromkeys(names)]


def check_archived(name: str, states: Iterable[SourceState]) -> None:
    """Raise UsageError, with the names there are, when the archive holds no such source."""
    known = sorted(state.name for state in states)
    if name not in known:
        raise UsageError(
            f"no source `{name}` in this archive; there are: {', '.join(known) or 'none'}"
        )
