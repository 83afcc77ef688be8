"""Works out where the bars and dots of the charts lie; templates draw them as inline SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from archive.browse.questions.ask import Row
from archive.browse.words import clock, count, instant, outcome

SERIES = 5  # sources that get a tone of their own; the rest are "other sources"


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle in the chart's own units. `tone` is a CSS class, `title` what it says."""

    x: float
    y: float
    width: float
    height: float
    tone: str
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of `width` × `height` units; all of its words are set beside it, as text.

    `said` is the picture in one sentence, `ends` stand below its left and right edge, `level` is
    the height of a line across it and what the line stands for, `legend` pairs tones with names.
    """

    width: float
    height: float
    said: str
    bars: tuple[Bar, ...]
    ends: tuple[str, str] | None = None
    level: tuple[float, str] | None = None
    legend: tuple[tuple[str, str], ...] = ()


def stories_by_day(per_day: Sequence[Row], last: date, days: int) -> Chart:
    """Stacked bars: stories of each of `days` days up to `last`, by source."""
    totals: dict[str, int] = {}
    cells: dict[tuple[str, str], int] = {}
    for row in per_day:
        totals[row["source"]] = totals.get(row["source"], 0) + row["stories"]
        cells[row["day"], row["source"]] = row["stories"]
    ranked = sorted(totals, key=lambda name: (-totals[name], name))
    tones = {name: f"tone-{min(rank, SERIES)}" for rank, name in enumerate(ranked)}
    dates = [last - timedelta(days=back) for back in reversed(range(days))]
    height, step = 96.0, 24.0
    stacks = [[(name, cells.get((day.isoformat(), name), 0)) for name in ranked] for day in dates]
    most = max((sum(n for _, n in stack) for stack in stacks), default=0)
    bars: list[Bar] = []
    for index, (day, stack) in enumerate(zip(dates, stacks, strict=True)):
        top = height
        for tone, (names, stories) in _by_tone(stack, tones).items():
            if not stories:
                continue
            tall = height * stories / most
            top -= tall
            title = f"{_day(day)}: {count(stories, 'story', 'stories')}, {names}"
            bars.append(Bar(index * step + 2, top, step - 4, tall, tone, title))
    total = sum(totals.values())
    said = f"{count(total, 'story', 'stories')} in {days} days" + (
        f", at most {most:,} a day" if total else ""
    )
    legend = [(f"tone-{rank}", name) for rank, name in enumerate(ranked[:SERIES])]
    if len(ranked) > SERIES:
        legend.append((f"tone-{SERIES}", count(len(ranked) - SERIES, "other source")))
    ends = (_day(dates[0]), _day(dates[-1]))
    return Chart(days * step, height, said, tuple(bars), ends, legend=tuple(legend))


def _by_tone(
    stack: Sequence[tuple[str, int]], tones: Mapping[str, str]
) -> dict[str, tuple[str, int]]:
    joined: dict[str, tuple[str, int]] = {}
    for name, stories in stack:
        tone = tones[name]
        if tone == f"tone-{SERIES}":
            name = "other sources"
        joined[tone] = (name, joined.get(tone, ("", 0))[1] + stories)
    return joined


def runs(history: Sequence[Row], slots: int) -> Chart:
    """One bar a run, the latest at the right: as high as its new stories, toned by its outcome.

    `history` is newest first; the newest `slots` of it are drawn, fewer leave room at the left.
    """
    shown = list(reversed(history[:slots]))
    height, step = 40.0, 9.0
    left = (slots - len(shown)) * step
    most = max((run["stories_new"] for run in shown), default=0) or 1
    bars = []
    for index, run in enumerate(shown):
        tall = 5 + (height - 5) * run["stories_new"] / most
        title = (
            f"{clock(run['started_at'])}: {outcome(run['outcome'])}, "
            f"{count(run['stories_new'], 'new story', 'new stories')}"
            + (f" – {run['reason']}" if run["reason"] else "")
        )
        bars.append(
            Bar(
                left + index * step,
                height - tall,
                step - 2,
                tall,
                f"run-{_tone(run['outcome'])}",
                title,
            )
        )
    bad = sum(run["outcome"] in ("failed", "crashed") for run in shown)
    said = (
        f"last {count(len(shown), 'run')}, {bad or 'none'} of them failed"
        if shown
        else "no runs yet"
    )
    return Chart(slots * step, height, said, tuple(bars))


def _tone(name: str) -> str:
    return {"ok": "good", "partly": "fair", "stopped": "fair", "running": "now"}.get(name, "bad")


def against_median(new_by_day: Sequence[Row], last: date, days: int) -> Chart:
    """Bars of new stories a day up to `last`, with a line at the median of the days before it."""
    stories = {row["day"]: row["stories"] or 0 for row in new_by_day}
    dates = [last - timedelta(days=back) for back in reversed(range(days))]
    figures = [stories.get(day.isoformat(), 0) for day in dates]
    middle = usual(new_by_day, last)
    most = max([*figures, middle or 0, 1])
    height, step = 80.0, 20.0
    bars = tuple(
        Bar(
            index * step + 2,
            height - height * figure / most,
            step - 4,
            height * figure / most,
            "run-now" if day == last else "run-same",
            f"{_day(day)}: {count(figure, 'new story', 'new stories')}",
        )
        for index, (day, figure) in enumerate(zip(dates, figures, strict=True))
        if figure
    )
    level = None
    said = f"{count(figures[-1], 'new story', 'new stories')} today"
    if middle is not None:
        level = (height - height * middle / most, f"median of earlier days: {middle:g}")
        said += f"; the median of earlier days is {middle:g}"
    return Chart(days * step, height, said, bars, (_day(dates[0]), _day(dates[-1])), level)


def usual(new_by_day: Sequence[Row], last: date) -> float | None:
    """The median of new stories of the days before `last` on which runs began; None for none."""
    earlier = sorted(row["stories"] or 0 for row in new_by_day if row["day"] < last.isoformat())
    if not earlier:
        return None
    half = len(earlier) // 2
    return float(earlier[half] if len(earlier) % 2 else (earlier[half - 1] + earlier[half]) / 2)


def timeline(captures: Sequence[Row]) -> Chart | None:
    """A dot (a small bar) for each capture, on a line of time; None for fewer than two."""
    moments = [(capture, instant(capture["captured_at"])) for capture in captures]
    known = [(capture, moment) for capture, moment in moments if moment is not None]
    if len(known) < 2:
        return None
    first = min(moment for _, moment in known)
    last = max(moment for _, moment in known)
    width, height = 640.0, 22.0
    length = max((last - first).total_seconds(), 1.0)
    bars = tuple(
        Bar(
            (width - 6) * (moment - first).total_seconds() / length,
            3 if capture["kind"] == "story" else 11,
            6,
            height - 6 if capture["kind"] == "story" else height - 14,
            _capture_tone(capture),
            f"{clock(capture['captured_at'])}: {capture['outcome'] or capture['kind']}, "
            f"{capture['status'] or capture['error'] or 'no answer'}",
        )
        for capture, moment in known
    )
    ends = (_moment(first), _moment(last))
    said = f"{count(len(known), 'capture')} from {ends[0]} to {ends[1]}"
    legend = (("run-now", "new text"), ("run-same", "unchanged"), ("run-bad", "failed"))
    return Chart(width, height, said, bars, ends, legend=legend)


def _capture_tone(capture: Row) -> str:
    if capture["error"] or (capture["status"] or 0) >= 400:
        return "run-bad"
    return "run-now" if capture["outcome"] in ("new", "revised") else "run-same"


def _moment(moment: datetime) -> str:
    return clock(moment.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"
