"""Groups of repeats: who was first, what each is to an earlier one, and what a person decides."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dedupe_texts import FERRY, OTHER_WORDS
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import db
from archive.dedupe.clusters import clusters
from archive.journal import ChoiceEntry
from archive.model import SourceLine, Visit
from archive.store import choices, visits
from tests.store_visits import BASE, Newsroom

WHOLE = tuple(FERRY.split("\n"))
DECIDED = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(db.open_writer(tmp_path)) as connection:
        connection.execute(
            "INSERT INTO sources (name, url, schedule, added_at)"
            " VALUES ('paper', ?, 'adaptive', '2026-11-20T00:00:00Z')",
            (BASE,),
        )
        yield connection
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        consistent(connection)


@pytest.fixture
def news() -> Newsroom:
    return Newsroom()


def keep(connection: sqlite3.Connection, *kept: Visit) -> None:
    for visit in kept:
        with db.transaction(connection):
            visits.keep(connection, visit)


def choose(
    connection: sqlite3.Connection, verb: str, story: str, other: str | None = None, why: str = ""
) -> None:
    entry = ChoiceEntry(
        verb,  # type: ignore[arg-type]
        BASE + story,
        BASE + other if other else None,
        why or None,
    )
    with db.transaction(connection):
        choices.apply(connection, entry, DECIDED)


def at(visit: Visit, outlet: str, credit: str | None = None) -> Visit:
    """The same visit, at another outlet."""
    assert visit.reading is not None
    assert visit.reading.story is not None
    line = SourceLine(credit, credit=credit) if credit else None
    story = replace(visit.reading.story, outlet=outlet, source_line=line)
    return replace(visit, reading=replace(visit.reading, story=story))


def groups(connection: sqlite3.Connection) -> list[list[str]]:
    """The paths of each group's stories, the first one first."""
    found = []
    for group, first in connection.execute(
        "SELECT id, first_story FROM story_groups ORDER BY id"
    ).fetchall():
        rows = connection.execute(
            "SELECT url FROM stories WHERE story_group = ? ORDER BY id != ?, id", (group, first)
        )
        found.append([row[0].removeprefix(BASE) for row in rows])
    return found


def repeats(connection: sqlite3.Connection) -> dict[str, tuple[str, str] | None]:
    """Each story's relation and what it is a repeat of, by path."""
    rows = connection.execute(
        "SELECT one.url, one.relation, other.url FROM stories AS one"
        " LEFT JOIN stories AS other ON other.id = one.repeats ORDER BY one.id"
    )
    return {
        row[0].removeprefix(BASE): (row[1], row[2].removeprefix(BASE)) if row[2] else None
        for row in rows
    }


def consistent(connection: sqlite3.Connection) -> None:
    """Groups have two members and more, their figures are right, and all but one repeat another."""
    for row in connection.execute("SELECT * FROM story_groups").fetchall():
        members = connection.execute(
            "SELECT * FROM stories WHERE story_group = ?", (row["id"],)
        ).fetchall()
        assert len(members) == row["size"] >= 2
        assert {m["id"] for m in members if m["repeats"] is None} == {row["first_story"]}
        assert {m["repeats"] for m in members} <= {m["id"] for m in members} | {None}
        assert all(m["relation_reason"] for m in members if m["repeats"])
    lone = connection.execute("SELECT * FROM stories WHERE story_group IS NULL").fetchall()
    assert all(row["repeats"] is row["relation"] is row["relation_reason"] is None for row in lone)


def test_a_copy_says_of_whom_how_much_and_by_which_credit(
    archive: sqlite3.Connection, news: Newsroom
) -> None:
    first = at(news.story("/a", "Ferry Osprey loses its licence", WHOLE), "Ledger")
    copy = at(
        news.story("/b", "Skerra ferry kept in port", WHOLE[:4], published="2026-11-20T07:00:00Z"),
        "Post",
        "Ledger News",
    )
    keep(archive, first, copy)
    row = archive.execute("SELECT relation, relation_reason FROM stories WHERE id = 2").fetchone()
    assert row["relation"] == "wire-copy"
    assert "Ledger News" in row["relation_reason"]
    assert "words cut" in row["relation_reason"]
    assert groups(archive) == [["/a", "/b"]]


def test_a_later_story_proves_two_groups_one_and_every_member_has_a_place(
    archive: sqlite3.Connection, news: Newsroom
) -> None:
    keep(
        archive,
        news.story("/top", "Osprey licence withdrawn in Port Lanning", WHOLE[:3]),
        news.story("/end", "Skerra shops fear for Easter trade", WHOLE[3:]),
    )
    assert groups(archive) == []
    keep(archive, news.story("/all", "Ferry Osprey loses its licence over cracks", WHOLE))
    assert groups(archive) == [["/top", "/end", "/all"]]
    place = repeats(archive)
    assert place["/top"] is None
    assert place["/all"] is not None
    assert place["/end"] == ("republished", "/top")
    reason = archive.execute("SELECT relation_reason FROM stories WHERE id = 2").fetchone()[0]
    assert "a later story showed" in reason


def test_an_older_story_met_late_becomes_the_first(
    archive: sqlite3.Connection, news: Newsroom
) -> None:
    keep(
        archive,
        news.story("/b", paragraphs=WHOLE, published="2026-11-20T06:00:00Z"),
        news.story("/c", paragraphs=WHOLE, published="2026-11-20T07:00:00Z"),
        news.story("/a", paragraphs=WHOLE, published="2026-11-20T05:00:00Z"),
    )
    assert groups(archive) == [["/a", "/b", "/c"]]
    assert repeats(archive)["/a"] is None


def test_a_story_split_from_its_group_stays_out_of_it(
    archive: sqlite3.Connection, news: Newsroom
) -> None:
    keep(archive, *(news.story(path, paragraphs=WHOLE) for path in ("/a", "/b", "/c")))
    choose(archive, "split", "/b", why="a test")
    assert groups(archive) == [["/a", "/c"]]
    edited = (*WHOLE, "The Osprey sailed again on Friday, the company said in a short statement.")
    keep(archive, news.story("/b", paragraphs=edited), news.story("/d", paragraphs=WHOLE))
    assert groups(archive) == [["/a", "/c", "/d"]]
    choose(archive, "undo", "/b")
    assert groups(archive) == [["/a", "/b", "/c", "/d"]]
    assert archive.execute("SELECT count(*) FROM choices").fetchone()[0] == 0


def test_the_first_of_a_group_can_be_split_off(archive: sqlite3.Connection, news: Newsroom) -> None:
    keep(archive, *(news.story(path, paragraphs=WHOLE) for path in ("/a", "/b", "/c")))
    choose(archive, "split", "/a")
    assert groups(archive) == [["/b", "/c"]]
    assert repeats(archive)["/c"] == ("republished", "/b")


def test_two_split_from_each_other_are_never_one_group_whatever_comes_later(
    archive: sqlite3.Connection, news: Newsroom
) -> None:
    keep(archive, news.story("/a", paragraphs=WHOLE), news.story("/b", paragraphs=WHOLE))
    choose(archive, "split", "/a", "/b")
    assert groups(archive) == []
    keep(archive, news.story("/c", paragraphs=WHOLE))
    (group,) = groups(archive)
    assert len(group) == 2
    assert "/c" in group


def test_two_that_have_nothing_in_common_can_be_joined_and_parted_again(
    archive: sqlite3.Connection, news: Newsroom
) -> None:
    keep(archive, news.story("/a", paragraphs=WHOLE))
    keep(archive, news.story("/b", "Islanders cut off", tuple(OTHER_WORDS.split("\n"))))
    assert groups(archive) == []
    choose(archive, "join", "/b", "/a", "one event, one text rewritten")
    assert groups(archive) == [["/a", "/b"]]
    reason = archive.execute("SELECT relation_reason FROM stories WHERE id = 2").fetchone()[0]
    assert reason.startswith("joined by hand: one event, one text rewritten")
    choose(archive, "split", "/a", "/b")
    assert groups(archive) == []
    assert [tuple(row) for row in archive.execute("SELECT verb, story FROM choices")] == [
        ("split", BASE + "/a")
    ]
    choose(archive, "undo", "/b", "/a")
    assert groups(archive) == []


def test_a_choice_outlives_a_new_address_of_its_story(
    archive: sqlite3.Connection, news: Newsroom
) -> None:
    keep(archive, news.story("/a", paragraphs=WHOLE), news.story("/b", paragraphs=WHOLE))
    choose(archive, "split", "/a", "/b")
    later = replace(news, run="run-2")
    keep(archive, later.story("/b-renamed", paragraphs=WHOLE, asked="/b"))
    assert groups(archive) == []


def test_a_choice_on_an_address_that_is_not_there_is_kept_and_changes_nothing(
    archive: sqlite3.Connection, news: Newsroom
) -> None:
    keep(archive, news.story("/a", paragraphs=WHOLE))
    choose(archive, "join", "/a", "/nowhere")
    assert groups(archive) == []
    assert archive.execute("SELECT count(*) FROM choices").fetchone()[0] == 1


def test_the_same_visits_and_choices_give_the_same_tables(tmp_path: Path) -> None:
    dumps = []
    for name in ("one", "two"):
        news = Newsroom()
        with closing(db.open_writer(tmp_path / name)) as connection:
            connection.execute(
                "INSERT INTO sources (name, url, schedule, added_at) VALUES ('paper', '', '', '')"
            )
            for n in range(6):
                cut = WHOLE[: 6 - n // 2]
                keep(connection, news.story(f"/{n}", paragraphs=cut))
                if n == 3:
                    choose(connection, "split", "/1", "/2")
                    choose(connection, "join", "/0", "/1")
            dumps.append([line for line in connection.iterdump() if "_migrations" not in line])
    assert dumps[0] == dumps[1]


def test_a_sketch_is_forgotten_three_months_after_its_text_was_new(
    archive: sqlite3.Connection, news: Newsroom
) -> None:
    keep(archive, news.story("/a", paragraphs=WHOLE))
    late = news.story("/b", "Islanders cut off", tuple(OTHER_WORDS.split("\n")))
    when = late.capture.captured_at + timedelta(days=91)
    keep(archive, replace(late, capture=replace(late.capture, captured_at=when)))
    assert [row[0] for row in archive.execute("SELECT story FROM sketched")] == [2]


def test_a_text_that_comes_again_to_the_letter_is_found_after_its_sketch_is_gone(
    archive: sqlite3.Connection, news: Newsroom
) -> None:
    keep(archive, news.story("/a", paragraphs=WHOLE))
    archive.execute("DELETE FROM sketches")
    archive.execute("DELETE FROM sketched")
    keep(archive, news.story("/b", paragraphs=WHOLE, published="2027-11-20T06:00:00Z"))
    assert groups(archive) == [["/a", "/b"]]


PAIRS = st.frozensets(st.integers(0, 7), min_size=2, max_size=2)


@given(
    ties=st.lists(PAIRS, max_size=20),
    joined=st.lists(PAIRS, max_size=4),
    split=st.frozensets(PAIRS, max_size=4),
    alone=st.frozensets(st.integers(0, 7), max_size=3),
)
@settings(deadline=None)
def test_clusters_hold_every_story_once_and_no_split_pair(
    ties: list[frozenset[int]],
    joined: list[frozenset[int]],
    split: frozenset[frozenset[int]],
    alone: frozenset[int],
) -> None:
    found = clusters(range(8), ties, joined=joined, split=split, alone=alone)
    assert sorted(story for part in found for story in part) == list(range(8))
    assert not any(pair <= part for pair in split for part in found)
    if not split:
        assert all(any(pair <= part for part in found) for pair in joined)
    lone = alone - frozenset().union(*joined)
    assert all(frozenset({story}) in found for story in lone)
