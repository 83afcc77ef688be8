"""Starting this project's own modules as processes."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

import scheduler

_ROOT = Path(scheduler.__file__).resolve().parents[1]
_PR_SET_PDEATHSIG = 1  # prctl(2)


def module_command(module: str, *arguments: str) -> tuple[str, ...]:
    """The command line that runs a module with this interpreter.

    -P keeps the working directory off sys.path: the folder may hold a `spiders` of its own.
    """
    return (sys.executable, "-P", "-m", module, *arguments)


def environment() -> dict[str, str]:
    """This process's environment; in a checkout that is not installed, with the way to it."""
    variables = dict(os.environ)
    if _ROOT.name not in ("site-packages", "dist-packages"):
        paths = [str(_ROOT), *filter(None, [variables.get("PYTHONPATH")])]
        variables["PYTHONPATH"] = os.pathsep.join(paths)
    return variables


def leave_with_parent() -> None:
    """For `preexec_fn`: ask Linux for a SIGTERM when the parent dies; elsewhere do nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
