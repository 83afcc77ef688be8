"""The group page: the picture of how a story spread, what each repeat changed, what was chosen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from browse_archive import Site, inert, serving, words
from hypothesis import given
from hypothesis import strategies as st

from archive import db
from archive.browse.questions.ask import Row
from archive.browse.spread import MOST, spread
from archive.journal import ChoiceEntry
from archive.store import choices
from tests.store_visits import BASE, Newsroom
from tests.test_groups import WHOLE, at, keep

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("groups")
    build(folder)
    with serving(folder) as served:
        yield served


def build(folder: Path) -> None:
    news = Newsroom()
    with closing(db.open_writer(folder)) as connection:
        connection.execute(
            "INSERT INTO sources (name, url, schedule, added_at) VALUES ('paper', '', '', '')"
        )
        wire = news.story("/a", "Osprey loses licence", WHOLE, published="2026-11-20T06:00:00Z")
        post = news.story("/b", "Ferry in port", WHOLE[:4], published="2026-11-20T06:04:00Z")
        daily = news.story("/c", HOSTILE, WHOLE[:5], published="2026-11-21")
        keep(connection, at(wire, "Agency"), at(post, HOSTILE, "Agency"), at(daily, "Daily"))
        entry = ChoiceEntry("join", f"{BASE}/c", f"{BASE}/a", f"seen {HOSTILE}")
        with db.transaction(connection):
            choices.apply(connection, entry, datetime(2026, 11, 22, tzinfo=UTC))


def test_the_page_shows_who_was_first_what_was_cut_and_what_was_chosen(site: Site) -> None:
    answer = site.get("/group/1")
    page = inert(answer)
    said = words(page)
    assert "3 stories in 3 outlets within 18 hours" in said
    assert "credited to Agency, where it stood first" in said
    assert len(page.xpath("//*[contains(@class, 'arrow')]")) == 2
    assert len(page.xpath("//*[contains(@class, 'dot')]")) == 3
    cut = " ".join(page.xpath("//li[@id='story-2']//del/text()"))
    assert "The cost of the repair" in cut
    assert f"joined {BASE}/c with {BASE}/a – seen {HOSTILE}" in said


def test_one_repeat_can_be_asked_for(site: Site) -> None:
    page = inert(site.get("/group/1?compare=3"))
    (details,) = page.xpath("//details[@class='versus']")
    assert details.get("open") is not None
    assert "What it cut and added" in words(page.xpath("//li[@id='story-2']")[0])


@pytest.mark.parametrize("odd", ["x", "-1", "9999999999999999999999", "%00"])
def test_an_odd_repeat_shows_them_all(site: Site, odd: str) -> None:
    assert len(inert(site.get(f"/group/1?compare={odd}")).xpath("//details")) == 2


TIMES = st.one_of(
    st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)).map(
        lambda when: when.strftime("%Y-%m-%dT%H:%M:%SZ")
    ),
    st.dates().map(str),
    st.sampled_from(["", "yesterday", "2026-13-01"]),
)


@st.composite
def members(draw: st.DrawFn) -> list[Row]:
    count = draw(st.integers(0, MOST + 5))
    return [
        {
            "id": number,
            "outlet": draw(st.none() | st.text(max_size=60)),
            "source": "paper",
            "headline": "Ferry",
            "published": draw(TIMES),
            "published_is_known": draw(st.integers(0, 1)),
            "first_seen": "2026-11-20T06:00:00Z",
            "credit": None,
            "relation": draw(st.sampled_from([None, "updated", "wire-copy", "odd"])),
            "relation_reason": None,
            "repeats": draw(st.none() | st.integers(0, count)),
        }
        for number in range(count)
    ]


@given(members())
def test_everything_stands_in_the_picture(rows: list[Row]) -> None:
    drawn = spread(rows)
    if drawn is None:
        assert len(rows) < 2
        return
    assert len(drawn.dots) == min(len(rows), MOST)
    for dot in drawn.dots:
        assert drawn.left <= dot.x <= dot.x + dot.width <= drawn.width
        assert 0 < dot.y < drawn.height
    assert all(drawn.left <= x <= drawn.width for x, _ in drawn.marks)
