"""When a known address is worth another look: pure functions of its age and its past."""

from __future__ import annotations

from datetime import timedelta

# Age since the last change → wait. The steps are those of newsdiffs (ecprice/newsdiffs, website/
# frontend/management/commands/scraper.py), slowed down by two for politeness.
_STEPS = (
    (timedelta(hours=3), timedelta(minutes=30)),
    (timedelta(days=1), timedelta(hours=2)),
    (timedelta(days=7), timedelta(hours=6)),
    (timedelta(days=30), timedelta(days=6)),
    (timedelta(days=360), timedelta(days=60)),
)
_AT_LAST = timedelta(days=120)
_FAILURE = timedelta(hours=1)
_MOST_FAILURES = 24

# A site's styles change with its looks. A font or an image hardly ever does under one address:
# the common cache lifetimes are a month and a year.
_STYLE = timedelta(days=7)
_IMAGE = timedelta(days=30)
_LOST = timedelta(days=1)


def wait(age: timedelta, *, checks: int, changes: int, failures: int) -> timedelta:
    """How long until the next look at a story last changed `age` ago.

    A story that changed at more than a fifth of the looks is looked at twice as often; a failing
    address waits an hour more for each failure in a row, a day at most.
    """
    step = next((pause for limit, pause in _STEPS if age < limit), _AT_LAST)
    if changes and changes * 5 > checks:
        step /= 2
    return step + _FAILURE * min(failures, _MOST_FAILURES)


def wait_requisite(*, style: bool, failures: int) -> timedelta:
    """How long a fetched style, image or font is taken for unchanged, whatever pages use it.

    An answer of 404 is an answer; a failing address waits a day for each failure in a row.
    """
    usual = _STYLE if style else _IMAGE
    return min(usual, _LOST * failures) if failures else usual
