"""Reads saved pages for `backissue parse`, by a source's rules where it was asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from archive.bounded import read_page
from archive.config.load import load, load_rules
from archive.errors import UsageError
from archive.folder import CONFIG
from archive.model import UNGUIDED, Guide, Reading, Rule
from archive.saved import Saved
from scheduler.commands import Session


class Reader:
    """Reads pages by the rules that `named` says: a source of the archive, or a TOML file.

    Raises UsageError when there is no such source and ConfigError for faulty rules.
    """

    def __init__(self, session: Session, named: str | None) -> None:
        self._debug = session.debug
        self._guide = Guide(_rules(session.folder, named)) if named is not None else UNGUIDED

    def read(self, saved: Saved) -> tuple[Saved, Reading]:
        """The page with the rules it was read by, and what it was understood as."""
        saved = replace(saved, page=replace(saved.page, guide=self._guide))
        return saved, read_page(saved.page, debug=self._debug)


def _rules(folder: Path, named: str) -> tuple[Rule, ...]:
    if named.endswith(".toml"):
        return load_rules(Path(named))
    config = load(folder / CONFIG)
    if named not in config.sources:
        known = ", ".join(config.sources) or "none"
        raise UsageError(f"--rules: no source named {named}; there are: {known}")
    rules = config.sources[named].rules
    if not rules:
        raise UsageError(f"--rules: {named} has none; write [[sources.{named}.rules]]")
    return rules
