"""Dates: as stated, with the zone that is known, never later than the fetch."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.extract import extract
from archive.extract.dates import Moment, find_day, is_only_a_date, read_iso, read_printed
from archive.model import Page, Story

PROSE = "<p>The council met on Monday and spoke for two hours about the price of bread.</p>" * 4


def story(head: str, above: str = "", fetched: datetime | None = None) -> Story:
    body = f"<head>{head}</head><h1>Bread dearer</h1>{above}<div>{PROSE}</div>"
    found = extract(Page("https://news.example/a", body.encode(), None, fetched)).story
    assert found is not None
    return found


def published(time: str) -> str:
    return f'<meta property="article:published_time" content="{time}">'


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2025-09-02T08:00:00+02:00", "2025-09-02T06:00:00Z"),
        ("2025-09-02T08:00:00.123+0200", "2025-09-02T06:00:00Z"),
        ("2025-09-02 08:00:00 +0530", "2025-09-02T02:30:00Z"),
        ("20250902T080000Z", "2025-09-02T08:00:00Z"),
        ("2025-09-02T08:00:00", "2025-09-02"),
        ("2025-09-02", "2025-09-02"),
        ("1756792800", "2025-09-02T06:00:00Z"),
    ],
)
def test_iso_forms(text: str, written: str) -> None:
    moment = read_iso(text)
    assert moment is not None
    assert moment.written() == written


@pytest.mark.parametrize(
    "text", ["2025-13-02", "0001-01-01", "yesterday", "", "9999999999999", "2025-02-30"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_iso(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2 September 2025", "2025-09-02"),
        ("September 2nd, 2025", "2025-09-02"),
        ("2. September 2025", "2025-09-02"),
        ("le 1er octobre 2025", "2025-10-01"),
        ("3 de septiembre de 2025", "2025-09-03"),
        ("28 сентября 2025 года", "2025-09-28"),
        ("02.09.2025, 18:30 Uhr", "2025-09-02"),
        ("25/12/2025", "2025-12-25"),
        ("2025年9月2日", "2025-09-02"),
        ("2025년 9월 2일", "2025-09-02"),
        ("16 SEP 2025", "2025-09-16"),
        ("2 syyskuuta 2025", "2025-09-02"),
    ],
)
def test_printed_days_in_many_languages(text: str, day: str) -> None:
    found = find_day(text)
    assert found is not None
    assert found[0].isoformat() == day


def test_a_printed_clock_with_its_zone_is_an_instant() -> None:
    moment = read_printed("April 26, 2024 at 11:24 a.m. EDT")
    assert moment is not None
    assert moment.written() == "2024-04-26T15:24:00Z"


def test_only_a_date() -> None:
    assert is_only_a_date("17:41 JST, October 13, 2024")
    assert not is_only_a_date("On October 13, 2024 bread became dearer")


def test_a_day_stays_a_day() -> None:
    assert story(published("2025-09-02")).published == "2025-09-02"


def test_a_wall_time_takes_its_zone_from_a_time_element() -> None:
    above = '<p class="date"><time datetime="2025-09-02T08:15:00+02:00">2 September</time></p>'
    assert story(published("2025-09-02T08:15:00"), above).published == "2025-09-02T06:15:00Z"


def test_nothing_is_later_than_the_fetch() -> None:
    fetched = datetime(2025, 9, 1, tzinfo=UTC)
    assert story(published("2025-09-02T08:00:00Z"), fetched=fetched).published is None


def test_a_page_without_a_date_has_none() -> None:
    assert story("").published is None


def test_a_change_before_publication_is_not_believed() -> None:
    head = published("2025-09-02T08:00:00Z")
    head += '<meta property="article:modified_time" content="2025-09-01T08:00:00Z">'
    assert story(head).modified is None


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    read_iso(text)
    read_printed(text)


LD = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"%s"}</script>'


def test_the_sites_own_day_is_kept_where_it_is_not_that_of_utc() -> None:
    assert story(LD % "2025-12-19T01:00:00+05:30").published == "2025-12-19T01:00:00+05:30"
    assert story(LD % "2025-12-19T08:00:00+05:30").published == "2025-12-19T02:30:00Z"


def test_an_instant_in_utc_takes_the_offset_that_the_printed_clock_shows() -> None:
    above = "<p class='date'>3 de mayo de 2022 22:41</p>"
    found = story(LD % "Wed, 04 May 2022 02:41:07 GMT", above).published
    assert found == "2022-05-03T22:41:07-04:00"


@pytest.mark.parametrize("printed", ["3 de mayo de 2022 22:40", "5 de mayo de 2022 02:41", ""])
def test_another_clock_tells_no_offset(printed: str) -> None:
    above = f"<p class='date'>{printed}</p>"
    assert story(LD % "2022-05-04T02:41:07Z", above).published == "2022-05-04T02:41:07Z"


def test_the_same_instant_in_another_place_tells_the_offset() -> None:
    head = LD % "2019-10-18T22:04:00Z" + published("Sat, 19 Oct 2019 00:04:00 +0200")
    assert story(head).published == "2019-10-19T00:04:00+02:00"


def test_a_clock_time_stays_without_a_zone_where_none_is_told() -> None:
    assert story(published("2025-09-02T15:25:00")).published == "2025-09-02T15:25:00"
    assert story(published("2025-09-02T00:00:00")).published == "2025-09-02"


def test_a_second_date_is_no_clock_time() -> None:
    moment = read_printed("07.03.2024 - Güncelleme : 08.03.2024")
    assert moment is not None
    assert moment.stated() == "2024-03-07"


def test_a_clock_glued_to_its_year_is_read() -> None:
    moment = read_printed("3 de mayo de 202221:25")
    assert moment is not None
    assert moment.stated() == "2022-05-03T21:25:00"


def test_a_dateline_tells_the_day_where_nothing_else_does() -> None:
    text = "The council met on Monday and spoke for two hours about the price of bread."
    body = f"<h1>Bread dearer</h1><div><p>29.11.2022 – {text}</p>{PROSE}</div>"
    found = extract(Page("https://news.example/a", body.encode())).story
    assert found is not None
    assert found.published == "2022-11-29"
    other = body.replace("29.11.2022 – ", "On 29.11.2022 all was well. ")
    found = extract(Page("https://news.example/a", other.encode())).story
    assert found is not None
    assert found.published is None


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1)), st.timezones())
def test_what_is_stated_is_the_same_instant_as_what_is_written(at: datetime, zone: tzinfo) -> None:
    clock = at.replace(microsecond=0, tzinfo=timezone(zone.utcoffset(at) or timedelta()))
    found = Moment(clock.date(), clock)
    assert datetime.fromisoformat(found.stated()) == datetime.fromisoformat(found.written())
    assert found.stated()[:10] == clock.date().isoformat()


def test_broken_data_still_tells_day_and_author() -> None:
    data = """{"@type": "NewsArticle", "headline": "Bread dearer", "url": https://x.example/a,
    "datePublished": 2023-01-12T06:18:10-03:00, "author": {"@type": "Person", "name": "Ann Ray"}"""
    found = story(f'<script type="application/ld+json">{data}</script>')
    assert (found.published, found.authors) == ("2023-01-12T09:18:10Z", ("Ann Ray",))


def test_the_masthead_does_not_tell_a_storys_day() -> None:
    body = f"<body><p>Monday, 24 August 2026 | Quay</p><div>{PROSE}</div>"
    found = extract(Page("https://news.example/a", f"<title>Bread dearer</title>{body}".encode()))
    assert found.story is not None
    assert found.story.published is None


def test_the_date_of_a_related_story_is_not_the_storys() -> None:
    related = "<h2>Recently</h2>" + "".join(
        f"<p><a href='/{n}'>Minutes of a meeting, by Sam Lee (7/{n}/2014)</a></p>"
        for n in (1, 2, 3)
    )
    body = f"<h1>Bread dearer</h1><div>{PROSE}</div>{related}"
    found = extract(Page("https://news.example/a", body.encode())).story
    assert found is not None
    assert found.published is None


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://news.example/2012/06/08/bread-dearer/", "2012-06-08"),
        ("https://news.example/20190730/bread-dearer", "2019-07-30"),
        ("https://news.example/2012/13/08/bread-dearer/", None),
        ("https://news.example/1234567890/bread", None),
    ],
)
def test_the_address_tells_the_day_where_nothing_else_does(url: str, day: str | None) -> None:
    body = f"<h1>Bread dearer</h1><div>{PROSE}</div>"
    found = extract(Page(url, body.encode())).story
    assert found is not None
    assert found.published == day


def test_the_pages_only_time_element_is_the_storys_wherever_it_stands() -> None:
    time = (
        "<aside><div><time datetime='01-11-2023 10:29'>1. November 2023 10:29</time></div></aside>"
    )
    body = f"<h1>Bread dearer</h1><div>{PROSE}</div>{time}"
    found = extract(Page("https://news.example/a", body.encode())).story
    assert found is not None
    assert found.published == "2023-11-01T10:29:00"


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("2015. augusztus 20., 11:16", "2015-08-20T11:16:00"),
        ("الأحد، 04 آب/اغسطس 2013، آخر تحديث 02:21 (GMT+0400)", "2013-08-04T02:21:00+04:00"),
    ],
)
def test_printed_forms(text: str, stated: str) -> None:
    moment = read_printed(text)
    assert moment is not None
    assert moment.stated() == stated


def printed(lines: str, url: str = "https://news.example/a", head: str = "") -> str | None:
    body = f"<head>{head}</head><h1>Bread dearer</h1>{lines}<div>{PROSE}</div>"
    found = extract(Page(url, body.encode())).story
    assert found is not None
    return found.published


def test_the_address_tells_the_storys_date_from_those_of_related_stories() -> None:
    related = "<p>Bakers on strike</p><p class='timestamp'>Fri, Jul 12 2013</p>"
    url = "https://news.example/article/2013/07/19/bread-idUS1"
    assert printed(related, url) == "2013-07-19"
    own = "<p>Fri Jul 19, 2013 8:30am EDT</p>"
    assert printed(related + own, url) == "2013-07-19T12:30:00Z"


@pytest.mark.parametrize(
    ("line", "url", "day"),
    [
        ("06.05.13", "https://news.example/2013/06/deep-sea/", "2013-06-05"),
        ("06.05.13", "https://news.example/deep-sea/", "2013-05-06"),
        ("07.17.13", "https://news.example/deep-sea/", "2013-07-17"),
        ("06.05.13", "https://news.example/2014/06/deep-sea/", "2013-05-06"),
    ],
)
def test_the_month_in_the_address_tells_the_order_of_day_and_month(
    line: str, url: str, day: str
) -> None:
    assert printed(f"<p class='date'>{line}</p>", url) == day


def test_printed_date_and_address_together_beat_a_meta_element() -> None:
    line = "<p class='date'>Published June 06, 2013</p>"
    head = published("2012-06-16T01:20:48Z")
    assert printed(line, "https://news.example/2013/06/06/bread/", head) == "2013-06-06"
    assert printed(line, "https://news.example/bread/", head) == "2012-06-16T01:20:48Z"


def test_a_line_that_says_it_was_published_beats_the_date_of_a_picture() -> None:
    lines = "<p>The baker, on May 21, 2013</p><p>Published: 18 July 2013 11:45 AM</p>"
    assert printed(lines) == "2013-07-18T11:45:00"


@pytest.mark.parametrize("path", ["2010/POLITICS/08/13", "2010/aug/13"])
def test_a_day_is_read_out_of_many_forms_of_address(path: str) -> None:
    assert printed("", f"https://news.example/{path}/bread.html") == "2010-08-13"


def test_a_day_in_the_address_is_not_later_than_the_fetch_either() -> None:
    page = f"<h1>Bread dearer</h1><div>{PROSE}</div>".encode()
    fetched = datetime(2012, 6, 1, tzinfo=UTC)
    found = extract(Page("https://news.example/2012/06/08/bread/", page, None, fetched)).story
    assert found is not None
    assert found.published is None


def test_a_meta_element_that_holds_json_tells_the_date() -> None:
    head = """<meta name="parsely-page" content='{"pub_date": "2013-07-18T16:45:27Z"}'>"""
    assert printed("", head=head) == "2013-07-18T16:45:27Z"


def test_the_time_of_publication_below_the_text_beats_a_day_that_the_text_speaks_of() -> None:
    page = (
        f"<h1>Bread dearer</h1><article><p>The price on 28 September 2025</p>{PROSE}{PROSE}"
        '<div class="tags">Filed</div><time class="entry-date published updated"'
        ' datetime="2025-09-30T17:54:00+02:00">30 September 2025</time></article>'
        '<ol><li><time datetime="2025-10-01T08:00:00+02:00">1 October 2025</time></li></ol>'
    )
    found = extract(Page("https://news.example/bread/", page.encode())).story
    assert found is not None
    assert found.published == "2025-09-30T15:54:00Z"


def test_a_block_of_labels_and_values_tells_the_day() -> None:
    labels = "<br>".join(
        ["Featured Article", "Main Category: Bread and Butter / Bakeries / Mills and Granaries"]
    )
    assert printed(f"<div>{labels}<br>Article Date: 07 Jun 2013 - 0:00 PDT</div>") == (
        "2013-06-07T07:00:00Z"
    )
