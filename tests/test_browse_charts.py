"""Bars stand where their figures say, inside the picture, and are told in words as well."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from archive.browse import charts
from archive.browse.questions.ask import Row

TODAY = date(2026, 11, 23)
_DAYS = st.dates(date(2026, 11, 3), TODAY).map(date.isoformat)


@given(
    st.dictionaries(
        st.tuples(_DAYS, st.sampled_from("abcdefghi")), st.integers(1, 10**6), max_size=40
    )
)
def test_stacks_stay_in_the_picture_and_add_up(cells: dict[tuple[str, str], int]) -> None:
    per_day = [{"day": day, "source": s, "stories": n} for (day, s), n in cells.items()]
    chart = charts.stories_by_day(per_day, TODAY, 21)
    for bar in chart.bars:
        assert bar.y >= -0.001
        assert bar.y + bar.height <= chart.height + 0.001
        assert 0 <= bar.x <= chart.width - bar.width
    assert len(chart.legend) <= charts.SERIES + 1
    if cells:
        tallest = {
            x: sum(bar.height for bar in chart.bars if bar.x == x)
            for x in {bar.x for bar in chart.bars}
        }
        assert abs(max(tallest.values()) - chart.height) < 0.001


def test_a_day_without_stories_has_no_bar() -> None:
    chart = charts.stories_by_day([], TODAY, 21)
    assert chart.bars == ()
    assert chart.said == "0 stories in 21 days"


def _run(outcome: str, new: int) -> Row:
    return {"started_at": "2026-11-23T08:00:00Z", "outcome": outcome, "stories_new": new,
            "reason": None}  # fmt: skip


def test_the_latest_run_stands_at_the_right() -> None:
    chart = charts.runs([_run("failed", 0), _run("ok", 4), _run("ok", 8)], 10)
    assert [bar.tone for bar in chart.bars] == ["run-good", "run-good", "run-bad"]
    assert chart.bars[-1].x + chart.bars[-1].width <= chart.width
    assert chart.said == "last 3 runs, 1 of them failed"
    assert charts.runs([], 10).said == "no runs yet"


def test_today_is_measured_against_the_median_of_earlier_days() -> None:
    days = [{"day": f"2026-11-{day:02}", "stories": n} for day, n in
            ((19, 2), (20, 40), (21, 10), (22, 12), (23, 1))]  # fmt: skip
    assert charts.usual(days, TODAY) == 11
    chart = charts.against_median(days, TODAY, 30)
    assert chart.said == "1 new story today; the median of earlier days is 11"
    assert chart.level is not None
    assert charts.against_median([], TODAY, 30).level is None


def test_a_timeline_needs_two_captures() -> None:
    one = {"captured_at": "2026-11-23T08:00:00.25Z", "kind": "story", "status": 200, "error": None,
           "outcome": "new"}  # fmt: skip
    assert charts.timeline([one]) is None
    assert charts.timeline([one, one | {"captured_at": "broken"}]) is None
    chart = charts.timeline([one, one | {"captured_at": "2026-11-23T09:00:00Z", "status": 404}])
    assert chart is not None
    assert [bar.tone for bar in chart.bars] == ["run-now", "run-bad"]
    assert all(0 <= bar.x <= chart.width - bar.width for bar in chart.bars)
