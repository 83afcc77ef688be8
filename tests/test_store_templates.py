"""What recurs on a source's pages becomes furniture at a run's end, and fades when it is gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import db
from archive.model import UNLEARNED, Reading
from archive.store import templates
from archive.store.templates import LEAST, WINDOW

BOX, PHRASE = 1, 2  # numbers of texts
ASIDE, PROSE = 10, 20  # numbers of places


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = db.open_writer(tmp_path)
    for name in ("quay", "pier"):
        opened.execute(
            "INSERT INTO sources (name, url, schedule, added_at) VALUES (?, '', '', '')", (name,)
        )
    yield opened
    opened.close()


def learn(
    connection: sqlite3.Connection, count: int, *texts: int, start: int = 1000, source: str = "quay"
) -> None:
    """So many new stories, each with these texts and one of its own."""
    for n in range(start, start + count):
        traits = (*((text, ASIDE) for text in texts), (n, PROSE))
        templates.learn(connection, source, Reading(None, traits=traits))


def texts(connection: sqlite3.Connection, source: str = "quay") -> set[int]:
    return set(templates.template(connection, source).texts)


def test_nothing_is_furniture_before_the_run_ends(connection: sqlite3.Connection) -> None:
    learn(connection, 10, BOX)
    assert templates.template(connection, "quay") == UNLEARNED
    templates.settle(connection, "quay")
    found = templates.template(connection, "quay")
    assert (found.edition, set(found.texts)) == (1, {BOX})


def test_a_few_stories_prove_nothing(connection: sqlite3.Connection) -> None:
    learn(connection, LEAST - 1, BOX)
    templates.settle(connection, "quay")
    assert templates.template(connection, "quay") == UNLEARNED


def test_a_stock_phrase_that_some_stories_have_is_text(connection: sqlite3.Connection) -> None:
    learn(connection, 40, BOX)
    learn(connection, 10, BOX, PHRASE, start=2000)
    templates.settle(connection, "quay")
    assert texts(connection) == {BOX}


def test_a_site_learns_from_its_own_pages_alone(connection: sqlite3.Connection) -> None:
    learn(connection, 10, BOX)
    templates.settle(connection, "quay")
    templates.settle(connection, "pier")
    assert templates.template(connection, "pier") == UNLEARNED


def test_the_same_answer_is_the_same_edition(connection: sqlite3.Connection) -> None:
    for start in (1000, 2000, 3000):
        learn(connection, 10, BOX, start=start)
        templates.settle(connection, "quay")
    assert templates.template(connection, "quay").edition == 1


def test_a_place_that_holds_furniture_alone_is_furniture(connection: sqlite3.Connection) -> None:
    learn(connection, 10, BOX)
    templates.settle(connection, "quay")
    assert templates.template(connection, "quay").places == frozenset({ASIDE})


def test_furniture_that_left_the_site_fades_and_rows_stay_bounded(
    connection: sqlite3.Connection,
) -> None:
    learn(connection, WINDOW, BOX)
    templates.settle(connection, "quay")
    assert texts(connection) == {BOX}
    for start in range(10_000, 20_000, 1000):
        learn(connection, WINDOW, start=start)
        templates.settle(connection, "quay")
    assert texts(connection) == set()
    (rows,) = connection.execute("SELECT count(*) FROM recurring").fetchone()
    assert rows <= 2 * WINDOW
