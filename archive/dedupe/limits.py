"""Every number the judgement turns on, in one place, so that each can be varied and measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Shares are 0–1, lengths are words, times are hours. `benchmarks/dedupe.py --flat` varies
    each and shows that the result hangs on none of them."""

    window: float = 14 * 24  # a repeat comes within this time
    short_window: float = 72  # of a short text
    short: int = 120  # a text below this is short
    dense: float = 0.08  # share of figures from which a text is read like a table
    another_day: float = 18

    coverage: float = 0.5  # of the shorter text, below it nothing else is asked
    sure_coverage: float = 0.72  # below it the tops must agree as well
    top: int = 80
    top_shared: float = 0.6

    headline: float = 0.5  # share of words from which two headlines are alike
    about: float = 0.3  # share of a headline's words in the shared text that shows it is the story

    disagreement: float = 0.2  # contradicting facts among all comparable ones
    strict_disagreement: float = 0.12
    single_disagreement: float = 0.34  # when only one fact differs: a correction

    hole: int = 40
    hole_share: float = 0.1  # of the shorter text
    end_share: float = 0.5  # of the shared text: other words at one end of both
    edge: int = 15  # other words at an end that still count as words in place of words


DEFAULT = Limits()
