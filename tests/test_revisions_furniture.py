"""What rotates around a story is no edit, and an edit is one."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from revision_pages import HEADLINE, QUOTES, STORY, TEMPLATES, page

from archive import db
from archive.extract import extract
from archive.furniture import is_rotation, time_stands
from archive.model import Page, Reading, Visit
from archive.store import visits
from tests.store_visits import BASE, START, Newsroom

URL = f"{BASE}/2026/ferry-osprey"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(db.open_writer(tmp_path)) as connection:
        connection.execute(
            "INSERT INTO sources (name, url, schedule, added_at) VALUES ('paper', '', '', '')"
        )
        yield connection


def visit(news: Newsroom, number: int, template: str, story: tuple[str, ...] = STORY) -> Visit:
    """A visit a day after the one before it, with what the extractor reads on the page."""
    when = START + timedelta(days=number)
    body = page(template, number, story)
    reading = extract(Page(URL, body, "text/html; charset=utf-8", when))
    assert isinstance(reading, Reading)
    assert reading.story is not None
    made = news.story("/2026/ferry-osprey")
    capture = replace(made.capture, captured_at=when)
    return replace(made, capture=capture, reading=reading)


def kinds(connection: sqlite3.Connection) -> list[str]:
    return [row[0] for row in connection.execute("SELECT kind FROM revisions ORDER BY number")]


def keep(connection: sqlite3.Connection, *made: Visit) -> None:
    for one in made:
        with db.transaction(connection):
            visits.keep(connection, one)


@pytest.mark.parametrize("template", TEMPLATES)
def test_furniture_that_rotates_at_every_visit_makes_no_revision(
    archive: sqlite3.Connection, template: str
) -> None:
    news = Newsroom()
    keep(archive, *(visit(news, number, template) for number in range(12)))
    assert kinds(archive) == ["first"]


EDITS = {
    "typo": (STORY[:2], (STORY[0].replace("withdrawn", "withdrwan"), STORY[1]), "typo"),
    "figure": (STORY[1:2], (STORY[1].replace("1,900", "1,700"),), "update"),
    "added": ((), ("The Osprey was built in 1988, and her sister ship sank in 2004.",), "update"),
    "taken away": (STORY[4:5], (), "update"),
    "notice": ((), ("Correction: the ship has four fuel lines, not six.",), "correction"),
}


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("template", TEMPLATES)
def test_an_edit_among_rotating_furniture_is_one_revision(
    archive: sqlite3.Connection, template: str, edit: str
) -> None:
    old, new, kind = EDITS[edit]
    rest = [text for text in STORY if text not in old]
    story = (*new, *rest) if edit == "typo" else (*rest[:1], *new, *rest[1:])
    news = Newsroom()
    keep(archive, *(visit(news, number, template) for number in range(3)))
    keep(archive, *(visit(news, number, template, story) for number in range(3, 6)))
    found = kinds(archive)
    assert len(found) == 2
    assert found[1] == kind or template != "named"  # beside furniture more has changed


def test_what_comes_and_goes_is_taken_for_an_edit_twice_and_then_no_more(
    archive: sqlite3.Connection,
) -> None:
    news = Newsroom()
    with_box = (*STORY, "Our reporters have covered the ferries of the north since 1902.")
    for number in range(10):
        keep(archive, visit(news, number, "named", with_box if number % 2 else STORY))
    assert len(kinds(archive)) == 3


def test_an_edit_that_is_taken_back_is_two_revisions(archive: sqlite3.Connection) -> None:
    news = Newsroom()
    wrong = tuple(text.replace("four", "six") for text in STORY)
    keep(archive, *(visit(news, n, "named", wrong if n == 1 else STORY) for n in range(4)))
    assert kinds(archive) == ["first", "update", "update"]


def test_a_page_that_says_it_changed_is_believed() -> None:
    assert not time_stands("2026-03-10T09:00:00Z", "2026-03-11T09:00:00Z",
                           "2026-03-12T08:00:00Z", "2026-03-12T09:00:00Z")  # fmt: skip
    assert time_stands(None, "2026-03-11T09:00:00Z", None, "2026-03-12T09:00:00Z")
    assert time_stands("2026-03-10", "2026-03-11T09:00:00Z", "2026-03-10", "2026-03-12T09:00:00Z")


def test_a_time_of_change_made_with_the_page_says_nothing() -> None:
    assert time_stands("2026-03-11T08:59:58Z", "2026-03-11T09:00:00Z",
                       "2026-03-12T08:59:59Z", "2026-03-12T09:00:00Z")  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The fire killed 12 people.", "The fire killed 13 people."),
        (STORY[3], "Travellers were asked to take the Petrel, which the operator has chartered."),
        (QUOTES[0], STORY[4]),
        ("Maren Tolliver said so.", "Ida Corran said so."),
    ],
)
def test_a_passage_of_the_story_is_no_furniture(old: str, new: str) -> None:
    about = (*STORY[:3], "Two people were hurt when fire broke out and were killed later.")
    assert not is_rotation(HEADLINE, (*about, old), (*about, new))


def test_figures_of_a_table_are_no_furniture() -> None:
    table = tuple(f"Division {n}: {n}{n}4 mln vs {n}12 mln" for n in range(1, 9))
    corrected = (*table[:3], "Division 4: 446 mln vs 412 mln", *table[4:])
    assert not is_rotation("Northern Sound Lines, quarterly figures", table, corrected)


@given(st.integers(0, len(STORY) - 1), st.integers(0, 30), st.integers())
def test_a_word_changed_in_the_story_is_never_furniture(n: int, place: int, seed: int) -> None:
    said = STORY[n].split()
    said[place % len(said)] = random.Random(seed).choice(["notable", "never", "Brandt", "17"])
    new = (*STORY[:n], " ".join(said), *STORY[n + 1 :])
    assert new == STORY or not is_rotation(HEADLINE, STORY, new)
