"""The index of sketches in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from archive.schema import DEDUPE
from archive.sketches import CANDIDATES, CROWD, MOST, Sketches

DAY = "2026-03-10T09:00:00Z"


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(DEDUPE)
    yield connection
    connection.close()


@pytest.fixture
def index(connection: sqlite3.Connection) -> Sketches:
    return Sketches(connection)


def rows(connection: sqlite3.Connection) -> list[tuple[int, int]]:
    return connection.execute("SELECT hash, story FROM sketches ORDER BY 2, 1").fetchall()


def test_a_story_that_shares_two_hashes_is_a_candidate(index: Sketches) -> None:
    for story, hashes in enumerate(((10, 20, 30), (30, 40, 50), (30, 41, 51), (30, 42, 52)), 1):
        index.add(story, hashes, DAY)
    assert index.candidates((10, 20, 60, 70), DAY) == [1]
    assert index.candidates((10, 30, 60, 70), DAY) == [1]
    assert index.candidates((11, 30, 60, 70), DAY) == []


def test_one_hash_that_few_stories_have_is_enough(index: Sketches) -> None:
    index.add(1, (100, 200, 900), DAY)  # a long text: its hashes are low, and few compare
    assert index.candidates((900, 7000, 8000, 9000), DAY) == [1]


def test_those_with_most_in_common_come_first_and_are_few(index: Sketches) -> None:
    hashes = range(100, 120)
    for story in range(1, 11):
        index.add(story, tuple(hashes[: story + 1]), DAY)
    assert index.candidates(tuple(hashes), DAY) == [10, 9, 8, 7]
    assert len(index.candidates(tuple(hashes), DAY)) == CANDIDATES
    assert index.candidates(tuple(hashes), DAY, exclude=9)[:2] == [10, 8]


def test_outside_the_window_only_a_whole_story_is_a_candidate(index: Sketches) -> None:
    index.add(1, (10, 20, 30, 40), DAY)
    late = "2026-04-10T09:00:00Z"
    assert index.candidates((10, 20, 50, 60), late) == []
    assert index.candidates((10, 20, 30, 60), late) == [1]


def test_boilerplate_is_no_reason_to_compare(index: Sketches) -> None:
    for story in range(CROWD + 1):
        index.add(story, (7, 8, 1000 + story, 2000 + story), DAY)
    assert index.candidates((7, 8, 5001, 5002), DAY) == []
    assert index.candidates((7, 8, 1003, 2003), DAY) == [3]


def test_a_wire_story_that_everybody_prints_is_still_found(index: Sketches) -> None:
    wire = tuple(range(10, 26))
    for story in range(CROWD + 20):
        index.add(story, wire, DAY)
    assert index.candidates(wire, DAY) == list(range(CANDIDATES))


def test_a_crowded_hash_takes_no_more_rows(index: Sketches, connection: sqlite3.Connection) -> None:
    for story in range(CROWD + 20):
        index.add(story, (7,), DAY)
    assert len(rows(connection)) == CROWD + 1


def test_a_replaced_sketch_leaves_nothing_behind(
    index: Sketches, connection: sqlite3.Connection
) -> None:
    index.add(1, (10, 20, 30), DAY)
    index.replace(1, (30, 40), DAY)
    index.replace(2, (10, 40), DAY)
    assert rows(connection) == [(30, 1), (40, 1), (10, 2), (40, 2)]
    index.remove(1)
    index.remove(99)
    assert rows(connection) == [(10, 2), (40, 2)]


def test_sketches_expire_by_when_their_text_was_new_not_by_when_it_was_published(
    index: Sketches, connection: sqlite3.Connection
) -> None:
    for story, day in ((1, "2026-03-03"), (2, "2026-03-01"), (3, "2026-03-09")):
        index.add(story, (10, story + 100), "1999-01-01", seen=day)
    assert index.expire("2026-05-29T00:00:00Z") == 0
    assert index.expire("2026-06-05T00:00:00Z") == 2  # 90 days after 7 March
    assert index.expire("2026-06-05T00:00:00Z") == 0
    assert rows(connection) == [(10, 3), (103, 3)]


def test_few_sketches_expire_at_once_the_oldest_first(
    index: Sketches, connection: sqlite3.Connection
) -> None:
    for story in range(1, MOST + 4):
        index.add(story, (story,), "2026-03-01", seen=f"2026-03-{30 - story:02}")
    assert index.expire("2027-01-01") == MOST
    assert [story for _, story in rows(connection)] == [1, 2, 3]
    assert index.expire("2027-01-01") == 3


def test_nothing_is_committed_for_the_caller(
    index: Sketches, connection: sqlite3.Connection
) -> None:
    index.add(1, (10, 20), DAY)
    Sketches(connection).replace(1, (10, 20, 30), DAY)
    assert connection.in_transaction
    connection.rollback()
    assert rows(connection) == []


def test_a_text_without_words_has_no_candidates(index: Sketches) -> None:
    index.add(1, (), DAY)
    assert index.candidates((), DAY) == []


def test_one_shared_hash_is_enough_where_there_is_only_one(index: Sketches) -> None:
    index.add(1, (10,), "no known time")
    assert index.candidates((10,), "1970-01-01") == [1]


def test_work_for_a_story_does_not_grow_with_the_number_of_stories(
    index: Sketches, connection: sqlite3.Connection
) -> None:
    """Steps of SQLite's machine, not time: the same lookup among 100 and among 5,000 stories."""
    asked = tuple(range(1, 17))
    index.add(1, asked, DAY)

    def steps() -> int:
        count = 0

        def tick() -> int:
            nonlocal count
            count += 1
            return 0

        connection.set_progress_handler(tick, 1)
        assert index.candidates(asked, DAY) == [1]
        connection.set_progress_handler(None, 1)
        return count

    def fill(first: int, last: int) -> None:
        for story in range(first, last):
            index.add(story, tuple(story * 100 + n for n in range(14)), DAY)

    fill(2, 100)
    few = steps()
    fill(100, 5000)
    assert steps() == few
