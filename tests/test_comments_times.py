"""The times that sites print beside comments."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.extract.comments.when import is_moment, moment, stamped, without_moment

NOW = datetime(2025, 6, 10, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("2023-11-03T20:14:10+01:00", "2023-11-03T19:14:10Z"),
        ("Tue, 30 Sep 2025 15:50:38 +0000", "2025-09-30T15:50:38Z"),
        ("3. November 2023 um 20:14 Uhr", "2023-11-03T20:14:00"),
        ("February 20, 2019 at 3:42 pm", "2019-02-20T15:42:00"),
        ("2:15 pm November 11, 2014", "2014-11-11T14:15:00"),
        ("le lundi 29 octobre 2012 à 15h46", "2012-10-29T15:46:00"),
        ("wtorek, 11 maja 2021, 23:13", "2021-05-11T23:13:00"),
        ("18/02/2020 à 16:42", "2020-02-18T16:42:00"),
        ("12:20 AM, March 10, 2017", "2017-03-10T00:20:00"),
        ("28.02.2018", "2018-02-28"),
        ("vor 2 Stunden", "2025-06-09"),
        ("15 minutes ago", "2025-06-10"),
        ("Hace 3 días", "2025-06-07"),
        ("2 months ago", None),
        ("6y", None),
        ("Reply", None),
        ("", None),
        ("31.02.2018", None),
    ],
)
def test_moment(printed: str, read: str | None) -> None:
    assert moment(printed, fetched=NOW) == read


def test_relative_times_mean_nothing_without_the_time_of_the_visit() -> None:
    assert moment("vor 2 Stunden") is None


@pytest.mark.parametrize("printed", ["6y", "73 months ago", "1 Monat her", "vor 3 Wochen"])
def test_an_age_is_a_time_though_none_can_be_told(printed: str) -> None:
    assert is_moment(printed)
    assert moment(printed, fetched=NOW) is None


@pytest.mark.parametrize(
    "printed", ["Reply", "12 likes", "page 3 of 4", "Bus 7", "See p. 4, please"]
)
def test_other_numbers_are_no_time(printed: str) -> None:
    assert not is_moment(printed)


def test_name_is_left_when_the_time_is_taken_out() -> None:
    assert without_moment("Ben 19. Juni 2018 um 15:28 Uhr").split() == ["Ben", "um"]
    assert without_moment("anna, 2 days ago").strip() == "anna,"


def test_attributes_in_words_are_not_trusted() -> None:
    assert stamped("comment_date") is None
    assert stamped("Link to comment 12") is None
    assert stamped("1587481447") == "2020-04-21T15:04:07Z"


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("Tue, 03/04/2025 - 09:01", "2025-03-04T09:01:00"),
        ("Fri, 03/04/2025 - 09:01", "2025-04-03T09:01:00"),
        ("Thursday 03/04/2025 09:01", "2025-04-03T09:01:00"),
        ("Mon, 03/04/2025 - 09:01", "2025-04-03T09:01:00"),
    ],
)
def test_the_weekday_tells_month_and_day_apart(printed: str, day: str) -> None:
    assert moment(printed) == day
