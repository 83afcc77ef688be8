"""Every number the judgement turns on, in one place, so that each can be varied and measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Shares are 0–1, lengths are words, times are hours.

    `python -m benchmarks.dedupe --flat` moves each down and up by a fifth.
    """

    window: float = 14 * 24  # a repeat comes within this time
    short_window: float = 72  # of a short text
    again: float = 0.85  # of both texts, for a story that comes again after the window
    verbatim: float = 0.95  # of a text that stands in the other word for word …
    verbatim_words: int = 40  # … and how long both must be when each is all of the other,
    verbatim_inside: int = 100  # … or the shorter, when it stands inside the other
    telling: int = 6  # shared facts by which a short text is told from others of its form
    short: int = 120  # a text below this is short
    dense: float = 0.08  # share of figures from which a text is read like a table
    another_day: float = 18

    coverage: float = 0.4  # of the shorter text, below it nothing else is asked
    sure_coverage: float = 0.72  # above it the rest may be anywhere
    fair_coverage: float = 0.55  # above it the rest may be anywhere if the headlines are alike
    compact: float = 0.85  # of the span it lies in, what a cut or a local passage leaves shared
    loose: float = 0.65  # the same where the headlines are alike
    top: int = 100
    top_shared: float = 0.7
    other_top: float = 0.3

    headline: float = 0.5  # share of words from which two headlines are alike
    about: float = 0.28  # share of a headline's words in the shared text that shows it is the story

    whole: float = 0.9  # coverage from which a name in both headlines shows that as well

    disagreement: float = 0.2  # contradicting facts among all comparable ones
    strict_disagreement: float = 0.1
    far_disagreement: float = 0.08  # of a short text or a table on another day
    correction: float = 0.25  # of a new version that says so, or comes soon under one headline
    prompt_correction: float = 0.34  # marked, or at the same outlet within the hour
    prompt: float = 1
    single: float = 0.2  # when only one fact differs
    soon: float = 12
    same_headline: float = 0.75
    sparse: float = 0.01  # contradicting facts a word, below which they are details of a long text

    mend: int = 30  # words of a gap in which single words in common still count as shared
    strangers: int = 4  # facts of each that the other never mentions …
    strange_share: float = 0.6  # … among these and those they share: one form filled in twice

    hole: int = 40
    hole_share: float = 0.1  # of the shorter text
    deep: float = 0.2  # of the shorter text, a hole that headlines half alike do not excuse
    passage: float = 0.25  # of the longer text, below which the shorter may be a box inside it …
    passage_top: float = 0.1  # … if this little of the longer one's opening, or less, is shared
    edge: int = 20  # words at an end of both texts that still stand in place of each other
    unlike: int = 6  # times as many words on one side as on the other are no words in place


DEFAULT = Limits()
