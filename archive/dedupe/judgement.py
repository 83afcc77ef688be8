"""Whether the evidence shows one story told twice, and the words to say why or why not."""

from __future__ import annotations

from archive.dedupe.evidence import Evidence
from archive.dedupe.limits import DEFAULT, Limits


def objection(found: Evidence, limits: Limits = DEFAULT) -> str | None:
    """Why two tellings are not the same story, in words; None when they are."""
    for check in (_time, _coverage, _boilerplate, _facts, _holes, _passage, _tops):
        reason = check(found, limits)
        if reason is not None:
            return reason
    return None


def _strict(found: Evidence, limits: Limits) -> bool:
    """A short text or a table: what is left when the form is taken away is little."""
    return found.size < limits.short or found.dense > limits.dense


def _another_day(found: Evidence, limits: Limits) -> bool:
    """A short text or a table, and not of the same day: what bulletins of one form are."""
    apart = found.hours is None or found.hours > limits.another_day
    return apart and _strict(found, limits)


def _alike(found: Evidence, limits: Limits) -> bool:
    return found.headlines is not None and found.headlines >= limits.headline


def _one_subject(found: Evidence, limits: Limits) -> bool:
    return found.headlines is not None and found.headlines >= limits.same_headline


def _verbatim(found: Evidence, limits: Limits) -> bool:
    """One text word for word, stating something and contradicting nothing: no other day changes it.

    A bulletin's form comes again with other figures, a text printed again with the same ones.
    """
    each = min(found.coverage, found.coverage_longer) >= limits.verbatim
    inside = found.coverage >= limits.verbatim and found.size >= limits.verbatim_inside
    long = inside or (each and found.size >= limits.verbatim_words)
    return long and found.agreed > 0 and not found.contradicting


def _time(found: Evidence, limits: Limits) -> str | None:
    short = found.size < limits.short
    if found.hours is None or found.hours <= (limits.short_window if short else limits.window):
        return None
    if _verbatim(found, limits):
        return None
    apart = f"published {found.hours / 24:.0f} days apart"
    if short:
        facts = found.agreed >= limits.telling and not found.contradicting
        same = facts and found.coverage >= limits.again and found.hours <= limits.window
        return None if same else apart
    whole = min(found.coverage, found.coverage_longer) >= limits.again
    return None if whole and found.contradicting < limits.sparse * found.size else apart


def _version(found: Evidence, limits: Limits) -> bool:
    """A newsroom's next version: soon, or marked as one, under the same headline."""
    soon = found.marked or (found.hours is not None and found.hours <= limits.soon)
    return soon and _one_subject(found, limits) and not found.other_figures


def too_little(coverage: float, limits: Limits = DEFAULT) -> bool:
    """Whether so little is shared that nothing else can make two tellings one story."""
    return coverage < min(limits.coverage, limits.fair_coverage, limits.sure_coverage)


def low(coverage: float) -> str:
    """The words for too little in common."""
    return f"only {coverage:.0%} of the shorter text is in the other"


def _coverage(found: Evidence, limits: Limits) -> str | None:
    if found.coverage >= limits.sure_coverage:
        return None
    version = _version(found, limits) and found.one_headline
    if version and found.coverage >= limits.fair_coverage:
        return None
    if found.coverage < limits.coverage or found.size < limits.short:
        return low(found.coverage)
    alike = _alike(found, limits)
    openings = found.top >= limits.top_shared and (alike or found.other_top >= limits.other_top)
    if found.compact >= limits.compact and openings:
        return None  # the opening and what follows it, cut or with other passages at the end
    edited = found.coverage >= limits.fair_coverage and found.compact >= limits.loose
    return None if edited and alike else low(found.coverage)


def _boilerplate(found: Evidence, limits: Limits) -> str | None:
    if found.about >= limits.about:
        return None
    if not _alike(found, limits):
        if found.coverage >= limits.whole and _telling(found, limits):
            return None
        return "what they share is not what their headlines are about"
    if not found.agreed and not found.contradicting:
        return "what they share names nobody and no figures: a consent or login text"
    return None


def _telling(found: Evidence, limits: Limits) -> bool:
    """Whether a text shared whole tells something, though the headlines do not say so."""
    if found.named == 2 or (found.named and found.agreed >= limits.telling):
        return True
    # A wall or a newsletter box may be printed word for word, but it states little.
    long = found.size >= limits.verbatim_inside and found.agreed >= limits.telling
    return long and _verbatim(found, limits)


def _facts(found: Evidence, limits: Limits) -> str | None:
    known = found.strange + found.agreed
    if found.strange >= limits.strangers and found.strange > limits.strange_share * known:
        return f"{found.strange} figures or names of each are unknown to the other"
    wrong = found.contradicting
    details = wrong < limits.sparse * found.size and not _another_day(found, limits)
    if not wrong or details:
        return None
    if found.disagreement <= _allowed(found, limits):
        return None
    return f"{wrong} figures or names stand against others in the same place"


def _allowed(found: Evidence, limits: Limits) -> float:
    """The share of contradicting facts that is no more than an edit."""
    if _version(found, limits):
        prompt = found.hours is not None and found.hours <= limits.prompt
        if found.marked or (prompt and found.one_outlet and found.one_headline):
            return limits.prompt_correction
        return limits.correction
    if _another_day(found, limits):
        return limits.far_disagreement
    if found.contradicting == 1:
        return limits.single
    return limits.strict_disagreement if _strict(found, limits) else limits.disagreement


def _holes(found: Evidence, limits: Limits) -> str | None:
    inside = found.hole > limits.hole and found.hole > limits.hole_share * found.size
    deep = inside and found.hole > limits.deep * found.size
    if (inside and not _alike(found, limits)) or (deep and not _one_subject(found, limits)):
        return f"a frame in common, but {found.hole} words of their own inside it"
    return None


def _passage(found: Evidence, limits: Limits) -> str | None:
    """A box, a quotation or a digest's paragraph: a cut copy begins as the whole does."""
    small = found.coverage_longer < limits.passage and found.other_top <= limits.passage_top
    if small and not _one_subject(found, limits):
        return "a passage inside a longer story that begins otherwise"
    return None


def _tops(found: Evidence, limits: Limits) -> str | None:
    if (
        _alike(found, limits)
        or found.other_top >= limits.other_top
        or found.top >= limits.top_shared
    ):
        return None
    return "other headlines and other openings"
