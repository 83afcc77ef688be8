"""The full-text index says what the tables say, whatever happens within one announcement."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import db
from archive.config import Config, Source
from archive.model import Visit
from archive.store import Store, groups, open_store
from tests.store_unwritten import keep
from tests.store_visits import BASE, BRIDGE, MEALS, Newsroom

TEXTS = (BRIDGE, MEALS, BRIDGE[:2], (*MEALS, "A passage that was added later on the same day."))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as opened:
        opened.sync_sources(Config(tmp_path, {"paper": Source("paper", BASE)}))
        yield opened


def check(folder: Path) -> None:
    """FTS5 compares each word of its index with the texts that it is an index of."""
    with closing(db.open_writer(folder)) as connection:
        connection.execute(
            "INSERT INTO story_search (story_search, rank) VALUES ('integrity-check', 1)"
        )


def found(folder: Path, words: str) -> list[str]:
    sql = "SELECT url FROM story_search JOIN stories ON id = story_search.rowid"
    with closing(db.open_reader(folder)) as connection:
        rows = connection.execute(f"{sql} WHERE story_search MATCH ? ORDER BY url", (words,))
        return [url.removeprefix(BASE) for (url,) in rows]


def test_a_story_that_is_edited_before_it_was_indexed_is_found_by_its_last_text(
    store: Store, tmp_path: Path
) -> None:
    news = Newsroom()
    keep(store, [news.story("/a"), news.story("/b", "Free meals", MEALS)])
    edited = (*BRIDGE[:2], "The mayor asked for patience in a statement about the closure today.")
    keep(store, [news.story("/a", paragraphs=edited), news.story("/a", "Bridge open again")])
    assert found(tmp_path, "again") == ["/a"] and found(tmp_path, "patience") == []
    check(tmp_path)


def test_a_visit_that_fails_leaves_the_index_as_it_was(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news, real = Newsroom(), groups.place

    def fail(connection: sqlite3.Connection, story: int, visit: Visit) -> None:
        if visit.address.endswith("/bad"):
            raise ValueError("a fault of ours")
        real(connection, story, visit)

    monkeypatch.setattr(groups, "place", fail)
    visits = [news.story("/bad", "Never kept"), news.story("/good", "Free meals", MEALS)]
    keep(store, visits)
    assert found(tmp_path, "never") == [] and found(tmp_path, "meals") == ["/good"]
    check(tmp_path)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["/a", "/b", "/c", "/a?x=1"]),
            st.sampled_from([None, "/b", "/c"]),
            st.integers(0, len(TEXTS) - 1),
            st.booleans(),
        ),
        max_size=12,
    )
)
def test_the_index_says_what_the_tables_say(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[str, str | None, int, bool]]
) -> None:
    """Stories are new, edited, renamed and found to be one, several times in an announcement."""
    folder, news = tmp_path_factory.mktemp("a"), Newsroom()
    waiting: list[Visit] = []
    with open_store(folder) as opened:
        opened.sync_sources(Config(folder, {"paper": Source("paper", BASE)}))
        for path, asked, text, together in said:
            waiting.append(news.story(path, paragraphs=TEXTS[text], asked=asked))
            if not together:
                keep(opened, waiting)
                waiting = []
        keep(opened, waiting)
    check(folder)
