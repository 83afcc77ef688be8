"""Lends the scheduler's judgement of a schedule's text to the reader of the configuration."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from archive.config.load import CheckSchedule

_MODULE = "scheduler.cron"


def check_schedule() -> CheckSchedule | None:
    """The function that finds fault with a schedule, or None where cron lines are not built in."""
    if find_spec(_MODULE) is None:
        return None
    check: CheckSchedule | None = getattr(import_module(_MODULE), "check_schedule", None)
    return check
