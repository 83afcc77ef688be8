"""Dates and zones as the world prints them: scripts, orders, eras, offsets of a digit."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.extract.calendars import find_elsewhere
from archive.extract.dates import find_day, read_iso, read_printed
from archive.extract.offsets import american_zone, named_zone, offset

DAY = "2023-10-12"


@pytest.mark.parametrize(
    "text",
    [
        "12 Tetor, 2023",
        "12. októbra 2023",
        "12. oktoober 2023",
        "2023. gada 12. oktobris",
        "2023 m. spalio 12 d.",
        "12. октобар 2023.",
        "12 кастрычніка 2023",
        "12 oktyabr 2023",
        "2023 ж. 12 қазан",
        "ngày 12 tháng 10 năm 2023",
        "Thứ Năm, 12 tháng 10, 2023",
        "12 באוקטובר 2023",
        "12 تشرين الأول 2023",
        "12 تشرين الأول/أكتوبر 2023",
        "12\u200f/10\u200f/2023",
        "12 اکتبر 2023",
        "१२ अक्टूबर २०२३",
        "12 ऑक्टोबर, 2023",
        "১২ অক্টোবর ২০২৩",
        "அக்டோபர் 12, 2023",
        "12 ოქტომბერი, 2023",
        "12 հոկտեմբերի, 2023",
        "令和5年10月12日",
        "2023年（令和5年）10月12日",
        "12 ตุลาคม 2566",
        "12 ต.ค. 66",
        "12 ตุลาคม พ.ศ. 2566 เวลา",
        "12/10/2566",
        "12. listopada 2023.",
    ],
)
def test_a_day_in_many_languages(text: str) -> None:
    found = find_day(f"{text} ")
    assert found is not None
    assert found[0].isoformat() == DAY


def test_listopada_is_november_where_the_day_has_no_point() -> None:
    found = find_day("12 listopada 2023")
    assert found is not None
    assert found[0].isoformat() == "2023-11-12"


@pytest.mark.parametrize(
    "text",
    ["15 लोग अक्टूबर 2023 में", "12 คน 66", "42 tháng 13 2023", "令和5年13月3日", "12 ต.ค. 08:15"],
)
def test_numbers_beside_words_are_no_day(text: str) -> None:
    assert find_day(text) is None


@pytest.mark.parametrize(
    ("clock", "stated"),
    [
        ("08:15 (GMT+7)", "2023-10-12T01:15:00Z"),
        ("08:15 GMT+7", "2023-10-12T01:15:00Z"),
        ("08:15 UTC+2", "2023-10-12T06:15:00Z"),
        ("08:15 UTC-3", "2023-10-12T11:15:00Z"),
        ("08:15 GMT+5:30", "2023-10-12T02:45:00Z"),
        ("08:15 (UTC+03:00)", "2023-10-12T05:15:00Z"),
        ("08:15 +0530", "2023-10-12T02:45:00Z"),
        ("08:15 GMT", "2023-10-12T08:15:00Z"),
        ("8:15 PDT", "2023-10-12T15:15:00Z"),
        ("8:15 AEST", "2023-10-12T08:15:00+10:00"),
        ("8:15 p.m. PDT", "2023-10-12T20:15:00-07:00"),
        ("4:05 P.M.", "2023-10-12T16:05:00"),
        ("4:05p", "2023-10-12T16:05:00"),
        ("4:05 pm ET", "2023-10-12T20:05:00Z"),
        ("08:15 ET MIS", "2023-10-12T08:15:00"),
        ("08:15 WITA", "2023-10-12T00:15:00Z"),
        ("08:15 GMT+99", "2023-10-12T08:15:00"),
        ("08:15 +9900", "2023-10-12T08:15:00"),
    ],
)
def test_a_zone_is_read_whole_or_not_at_all(clock: str, stated: str) -> None:
    moment = read_printed(f"12.10.2023 {clock}")
    assert moment is not None
    assert moment.stated() == stated


def test_a_year_of_the_buddhist_era_in_data() -> None:
    moment = read_iso("2566-10-12T08:15:00+07:00")
    assert moment is not None
    assert moment.written() == "2023-10-12T01:15:00Z"


def test_offsets_and_names() -> None:
    assert offset("+7") == offset("+07") == offset("+0700") == offset("+07:00")
    assert offset("−3") == named_zone("BRT")
    assert offset("+15:00") is None
    assert named_zone("words") is None


def test_the_short_names_of_american_zones_follow_the_season() -> None:
    assert american_zone("ET", datetime(2023, 1, 12, 12)) == offset("-5")
    assert american_zone("pt", datetime(2023, 7, 12, 12)) == offset("-7")
    assert american_zone("XT", datetime(2023, 7, 12, 12)) is None


@given(st.text(alphabet="0123456789 ./年月日令和ต.ค ژतك‏ gada tháng", max_size=60))
def test_any_text_reads(text: str) -> None:
    found = find_elsewhere(text)
    assert found is None or 0 <= found[1] < found[2] <= len(text)
    read_printed(text)
