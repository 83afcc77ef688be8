"""Whether the evidence shows one story told twice, and the words to say why or why not."""

from __future__ import annotations

from archive.dedupe.evidence import Evidence
from archive.dedupe.limits import DEFAULT, Limits


def objection(found: Evidence, limits: Limits = DEFAULT) -> str | None:
    """Why two tellings are not the same story, in words; None when they are."""
    for check in (_time, _coverage, _boilerplate, _facts, _holes, _tops):
        reason = check(found, limits)
        if reason is not None:
            return reason
    return None


def _strict(found: Evidence, limits: Limits) -> bool:
    """A short text or a table: what is left when the form is taken away is little."""
    return found.size < limits.short or found.dense > limits.dense


def _alike(found: Evidence, limits: Limits) -> bool:
    return found.headlines is not None and found.headlines >= limits.headline


def _time(found: Evidence, limits: Limits) -> str | None:
    window = limits.short_window if found.size < limits.short else limits.window
    if found.hours is None or found.hours <= window:
        return None
    return f"published {found.hours / 24:.0f} days apart"


def _coverage(found: Evidence, limits: Limits) -> str | None:
    low = f"only {found.coverage:.0%} of the shorter text is in the other"
    if found.coverage < limits.coverage:
        return low
    if found.coverage < limits.sure_coverage:
        tops = found.top >= limits.top_shared or _alike(found, limits)
        if _strict(found, limits) or not tops:
            return low
    return None


def _boilerplate(found: Evidence, limits: Limits) -> str | None:
    if _alike(found, limits) or found.about >= limits.about:
        return None
    return "what they share is not what their headlines are about"


def _facts(found: Evidence, limits: Limits) -> str | None:
    wrong = found.contradicting
    if not wrong:
        return None
    reason = f"{wrong} figures or names stand against others in the same place"
    strict = _strict(found, limits)
    if strict and (found.hours is None or found.hours > limits.another_day):
        return reason
    if wrong == 1:
        return reason if found.disagreement > limits.single_disagreement else None
    allowed = limits.strict_disagreement if strict else limits.disagreement
    return reason if found.disagreement > allowed else None


def _holes(found: Evidence, limits: Limits) -> str | None:
    shared = found.coverage * found.size
    inside = found.hole > limits.hole and found.hole > limits.hole_share * found.size
    if inside and not _alike(found, limits):
        return f"a frame in common, but {found.hole} words of their own inside it"
    if found.end_hole > limits.edge and found.end_hole > limits.end_share * shared:
        return f"a passage in common, but {found.end_hole} words of their own beside it"
    return None


def _tops(found: Evidence, limits: Limits) -> str | None:
    if _alike(found, limits) or found.other_top >= 0.3 or found.top >= limits.top_shared:
        return None
    return "other headlines and other openings"
