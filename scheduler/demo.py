"""The archive that `backissue run` keeps when nothing is set up: of the made-up newspaper."""

from __future__ import annotations

import json
from pathlib import Path

from archive.errors import StorageError

NAME = "newspaper"
EVERY = "@every 15s"
_MARK = "# Written by `backissue run`"


def newspaper_address(line: bytes) -> str | None:
    """The address in the line that the newspaper prints when it serves; None when it is not one."""
    try:
        url = json.loads(line)["url"]
    except (ValueError, KeyError, TypeError):
        return None
    return url if isinstance(url, str) else None


def configuration(url: str) -> str:
    """The demo's `backissue.toml`: this machine's own newspaper, so it may be asked often."""
    return f"""\
{_MARK} for the newspaper that comes with Back Issue; it is written anew when that moves.
[archive]
contact = "https://example.org/"

[sources.{NAME}]
url = {json.dumps(url)}
schedule = "{EVERY}"
delay = 0
recheck = "all"
allow_private = true  # it is served by this machine
"""


def write_configuration(path: Path, url: str) -> None:
    """Write it, unless it stands there already or a person has made it theirs.

    Raises StorageError when it cannot be written.
    """
    wanted = configuration(url)
    try:
        kept = path.read_text("utf-8") if path.exists() else None
        if kept != wanted and (kept is None or kept.startswith(_MARK)):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted, "utf-8")
    except OSError as error:
        raise StorageError(f"{path}: cannot be written: {error.strerror}") from error
