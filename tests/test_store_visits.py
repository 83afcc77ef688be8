"""What visits change in the tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive import db
from archive.config import Config, Source
from archive.errors import DatabaseBusy, StorageError
from archive.model import Comment, Reading, Truncated
from archive.query import open_reader
from archive.store import Store, open_store
from tests.store_unwritten import keep
from tests.store_visits import BASE, BRIDGE, MEALS, Newsroom


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as opened:
        source = Source("paper", BASE)
        opened.sync_sources(Config(tmp_path, {"paper": source}))
        yield opened


@pytest.fixture
def rows(tmp_path: Path, store: Store) -> Iterator[sqlite3.Connection]:
    connection = db.open_reader(tmp_path)
    yield connection
    check_index(connection)
    connection.close()


@pytest.fixture
def news() -> Newsroom:
    return Newsroom()


def check_index(connection: sqlite3.Connection) -> None:
    """Every story is found by its headline, and nothing else is in the index."""
    for row in connection.execute("SELECT id, headline, body FROM story_texts").fetchall():
        for text in (row["headline"], row["body"]):
            words = " ".join(f'"{word}"' for word in text.replace('"', " ").split()[:20])
            found = connection.execute(
                "SELECT rowid FROM story_search WHERE story_search MATCH ?", (words,)
            ).fetchall()
            assert row["id"] in {hit[0] for hit in found}


def one(connection: sqlite3.Connection, sql: str, *values: object) -> object:
    return connection.execute(sql, values).fetchone()[0]


def comment(key: str, text: str, parent: str | None = None) -> Comment:
    return Comment(key, parent, "Kari", "2026-11-20T09:00:00Z", text)


def test_a_story_seen_again_unchanged_adds_a_capture_and_nothing_else(
    store: Store, news: Newsroom, rows: sqlite3.Connection
) -> None:
    first, second = keep(store, [news.story("/a"), news.story("/a")])
    assert first is not None and first.outcome == "new"
    assert second is not None and second.outcome == "unchanged"
    assert one(rows, "SELECT count(*) FROM captures") == 2
    assert one(rows, "SELECT count(*) FROM revisions") == 1
    assert one(rows, "SELECT count(*) FROM sections") == 1


def test_a_304_leaves_the_story_seen_and_unchanged(
    store: Store, news: Newsroom, rows: sqlite3.Connection
) -> None:
    keep(store, [news.story("/a")])
    before = one(rows, "SELECT last_seen FROM stories")
    (kept,) = keep(store, [news.nothing("/a", 304)])
    assert kept is not None and kept.outcome == "unchanged"
    assert str(one(rows, "SELECT last_seen FROM stories")) > str(before)
    assert one(rows, "SELECT count(*) FROM revisions") == 1


def test_changed_text_adds_a_revision_and_keeps_the_old_one(
    store: Store, news: Newsroom, rows: sqlite3.Connection
) -> None:
    edited = (*BRIDGE, "The bridge stays shut until Monday at the earliest, the city said later.")
    keep(store, [news.story("/a"), news.story("/a", "Bridge closed until Monday", edited)])
    found = rows.execute("SELECT number, headline, kind FROM revisions ORDER BY number").fetchall()
    assert [tuple(row) for row in found] == [
        (1, "Harbour Bridge closed", "first"),
        (2, "Bridge closed until Monday", "update"),
    ]
    assert one(rows, "SELECT headline FROM stories") == "Bridge closed until Monday"
    assert "Monday at the earliest" not in str(one(rows, "SELECT text FROM sections WHERE id = 1"))


def test_every_revision_leads_to_the_capture_that_showed_it(
    store: Store, news: Newsroom, rows: sqlite3.Connection
) -> None:
    visits = [news.story("/a"), news.story("/a", "Another headline")]
    keep(store, visits)
    found = rows.execute(
        "SELECT record_id FROM revisions JOIN captures ON captures.id = capture ORDER BY number"
    ).fetchall()
    assert [row[0] for row in found] == [visit.capture.record_id for visit in visits]


def test_a_wall_that_shows_only_the_opening_is_no_edit(
    store: Store, news: Newsroom, rows: sqlite3.Connection
) -> None:
    (_, kept) = keep(store, [news.story("/a"), news.story("/a", paragraphs=BRIDGE[:1])])
    assert kept is not None and kept.outcome == "unchanged"
    assert one(rows, "SELECT count(*) FROM revisions") == 1


def test_a_truncated_page_is_no_edit(
    store: Store, news: Newsroom, rows: sqlite3.Connection
) -> None:
    cut = news.story("/a", paragraphs=BRIDGE[:3])
    cut = replace(cut, capture=replace(cut.capture, truncated=Truncated.DISCONNECT))
    keep(store, [news.story("/a"), cut])
    assert one(rows, "SELECT count(*) FROM revisions") == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_deleted_story_is_marked_gone_and_keeps_everything(
    store: Store, news: Newsroom, rows: sqlite3.Connection, status: int
) -> None:
    keep(store, [news.story("/a", comments=[comment("1", "Hm.")])])
    (kept,) = keep(store, [news.nothing("/a", status)])
    assert kept is not None and kept.outcome == "gone"
    assert one(rows, "SELECT gone_at FROM stories") is not None
    assert one(rows, "SELECT count(*) FROM comments WHERE gone_at IS NULL") == 1
    (again,) = keep(store, [news.nothing("/a", status)])
    assert again is not None and again.outcome == "absent"
    keep(store, [news.story("/a")])
    assert one(rows, "SELECT gone_at FROM stories") is None


def test_a_failing_server_never_makes_a_story_gone(
    store: Store, news: Newsroom, rows: sqlite3.Connection
) -> None:
    keep(store, [news.story("/a")])
    kept = keep(
        store, [news.nothing("/a", 503), news.nothing("/a", None, error="TimeoutError: 30 s")]
    )
    assert [k.outcome for k in kept if k] == ["error", "error"]
    assert one(rows, "SELECT gone_at FROM stories") is None
    assert one(rows, "SELECT failures FROM addresses WHERE url = ?", BASE + "/a") == 2


def test_a_page_that_became_a_consent_wall_leaves_the_story_as_it_was(
    store: Store, news: Newsroom, rows: sqlite3.Connection
) -> None:
    keep(store, [news.story("/a")])
    wall = replace(news.story("/a"), reading=Reading(None, why="a consent page"))
    (kept,) = keep(store, [wall])
    assert kept is not None and (kept.outcome, kept.why) == ("no-story", "a consent page")
    assert one(rows, "SELECT headline FROM stories") == "Harbour Bridge closed"
    assert one(rows, "SELECT gone_at FROM stories") is None


def test_a_renamed_story_moves_and_stays_one(
    store: Store, news: Newsroom, rows: sqlite3.Connection
) -> None:
    keep(store, [news.story("/old"), news.story("/new", asked="/old")])
    assert [row[0] for row in rows.execute("SELECT url FROM stories")] == [BASE + "/new"]
    assert one(rows, "SELECT story FROM addresses WHERE url = ?", BASE + "/old") == 1


def test_a_renamed_story_met_first_at_its_new_address_is_joined_with_the_old(
    store: Store, news: Newsroom, rows: sqlite3.Connection
) -> None:
    remark = comment("1", "Hm.")
    both = [remark, comment("2", "Indeed.", "1")]
    keep(store, [news.story("/old", comments=[remark])])
    news.run = "run-2"
    keep(store, [news.story("/new", comments=both)])
    keep(store, [news.story("/new", asked="/old", comments=both)])
    assert [row[0] for row in rows.execute("SELECT url FROM stories")] == [BASE + "/new"]
    assert one(rows, "SELECT count(*) FROM revisions") == 1
    assert one(rows, "SELECT count(*) FROM comments") == 2
    assert one(rows, "SELECT count(*) FROM captures WHERE story IS NULL") == 0
    assert not rows.execute("PRAGMA foreign_key_check").fetchall()


def test_an_address_that_leads_to_another_story_now_makes_the_old_one_gone(
    store: Store, news: Newsroom, rows: sqlite3.Connection
) -> None:
    keep(
        store,
        [
            news.story("/bridge"),
            news.story("/meals", "Free meals", MEALS),
            news.story("/meals", "Free meals", MEALS, asked="/bridge"),
        ],
    )
    found = dict(rows.execute("SELECT url, gone_at IS NOT NULL FROM stories").fetchall())
    assert found == {BASE + "/bridge": 1, BASE + "/meals": 0}


def test_a_deleted_story_whose_address_leads_to_its_repeat_is_gone_and_keeps_everything(
    store: Store, news: Newsroom, rows: sqlite3.Connection
) -> None:
    repeat = [*BRIDGE[:-1], "Divers will go down tomorrow."]
    for _ in range(2):
        news.run = store.start_run("paper", "manual").key
        keep(store, [news.story("/bridge", comments=[comment("1", "Hm.")])])
        keep(store, [news.story("/bridge-2", paragraphs=repeat, comments=[comment("2", "So.")])])
    for left in (BASE + "/bridge", None):
        news.run = store.start_run("paper", "manual").key
        (kept,) = keep(store, [news.story("/bridge-2", paragraphs=repeat, asked="/bridge")])
        assert kept is not None and (kept.outcome, kept.left) == ("unchanged", left), "told once"
        found = rows.execute("SELECT url, gone_at IS NOT NULL, revisions FROM stories")
        assert {tuple(row) for row in found} == {
            (BASE + "/bridge", 1, 1),
            (BASE + "/bridge-2", 0, 1),
        }
    assert [row[0] for row in rows.execute("SELECT story FROM comments ORDER BY id")] == [1, 2]


def test_a_story_renamed_between_two_runs_stays_one_when_met_first_at_its_new_address(
    store: Store, news: Newsroom, rows: sqlite3.Connection
) -> None:
    news.run = store.start_run("paper", "manual").key
    keep(store, [news.story("/old")])
    news.run = store.start_run("paper", "manual").key
    keep(store, [news.story("/new"), news.story("/new", asked="/old")])
    assert [row[0] for row in rows.execute("SELECT url FROM stories")] == [BASE + "/new"]


def test_a_canonical_that_points_at_another_story_is_not_believed(
    store: Store, news: Newsroom, rows: sqlite3.Connection
) -> None:
    liar = news.story("/meals", "Free meals", MEALS)
    assert liar.reading is not None and liar.reading.story is not None
    story = replace(liar.reading.story, canonical_url=BASE + "/bridge")
    keep(store, [news.story("/bridge"), replace(liar, reading=Reading(story))])
    found = {row[0] for row in rows.execute("SELECT url FROM stories")}
    assert found == {BASE + "/bridge", BASE + "/meals"}


def test_comments_are_added_edited_and_marked_gone_but_never_removed(
    store: Store, news: Newsroom, rows: sqlite3.Connection
) -> None:
    keep(store, [news.story("/a", comments=[comment("1", "Frist."), comment("2", "Spam!")])])
    (kept,) = keep(
        store, [news.story("/a", comments=[comment("1", "First."), comment("3", "Third.", "1")])]
    )
    assert kept is not None and (kept.outcome, kept.comments_new) == ("unchanged", 1)
    found = rows.execute(
        "SELECT key, text, earlier_text, gone_at IS NOT NULL, parent FROM comments ORDER BY key"
    ).fetchall()
    assert [tuple(row) for row in found] == [
        ("1", "First.", "Frist.", 0, None),
        ("2", "Spam!", None, 1, None),
        ("3", "Third.", None, 0, "1"),
    ]
    assert one(rows, "SELECT comments FROM stories") == 2


def test_a_thread_that_was_not_read_whole_takes_no_comment_away(
    store: Store, news: Newsroom, rows: sqlite3.Connection
) -> None:
    keep(store, [news.story("/a", comments=[comment("1", "One."), comment("2", "Two.")])])
    keep(store, [news.story("/a", comments=[comment("2", "Two.")], whole=False)])
    assert one(rows, "SELECT count(*) FROM comments WHERE gone_at IS NULL") == 2


def test_a_repeat_under_another_address_joins_a_group_and_names_the_earlier_one(
    store: Store, news: Newsroom, rows: sqlite3.Connection
) -> None:
    later = "2026-11-20T09:00:00Z"
    keep(
        store,
        [
            news.story("/a"),
            news.story("/meals", "Free meals", MEALS),
            news.story("/again", "Bridge shut after barge hits pier", published=later),
        ],
    )
    found = rows.execute(
        "SELECT url, story_group IS NOT NULL, repeats, relation_reason FROM stories ORDER BY id"
    ).fetchall()
    assert [tuple(row)[:3] for row in found] == [
        (BASE + "/a", 1, None),
        (BASE + "/meals", 0, None),
        (BASE + "/again", 1, 1),
    ]
    assert found[2]["relation_reason"]
    group = rows.execute("SELECT first_story, size FROM story_groups").fetchone()
    assert tuple(group) == (1, 2)


def test_search_finds_words_of_comments_and_forgets_edited_ones(
    store: Store, news: Newsroom, tmp_path: Path, rows: sqlite3.Connection
) -> None:
    keep(store, [news.story("/a", comments=[comment("1", "zanzibar")])])
    with open_reader(tmp_path) as reader:
        assert [hit.url for hit in reader.search("zanzibar")] == [BASE + "/a"]
        keep(store, [news.story("/a", "New headline", comments=[comment("1", "madagascar")])])
        assert reader.search("zanzibar") == []
        assert [hit.headline for hit in reader.search("madagascar gravel")] == ["New headline"]


def test_an_export_row_has_everything_of_the_story(
    store: Store, news: Newsroom, tmp_path: Path
) -> None:
    keep(store, [news.story("/a", comments=[comment("1", "One."), comment("2", "Two.", "1")])])
    keep(store, [news.nothing("/a", 410)])
    with open_reader(tmp_path) as reader:
        (row,) = reader.stories()
    assert row.sections[0].paragraphs == BRIDGE
    assert [(c.id, c.parent) for c in row.comments] == [("1", None), ("2", "1")]
    assert row.gone is not None
    assert [(c.at.warc, c.at.length) for c in row.captures] == [("a.warc.gz", 900)] * 2


def test_a_run_that_never_ended_is_marked_crashed_and_counts_as_a_failure(
    store: Store, news: Newsroom, tmp_path: Path
) -> None:
    news.run = store.start_run("paper", "manual").key
    keep(store, [news.story("/a"), news.story("/b", asked="/c")])
    assert store.mark_crashed("the machine stopped") == 1
    assert store.mark_crashed("the machine stopped") == 0
    with open_reader(tmp_path) as reader:
        (row,) = reader.recent_runs("paper", 5)
        (state,) = reader.source_states()
    assert (row.outcome, row.reason, row.captures) == ("crashed", "the machine stopped", 3)
    assert (state.failures, state.last_error) == (1, "the machine stopped")


def test_a_visit_that_cannot_be_written_costs_no_other_and_no_capture(
    store: Store, news: Newsroom, rows: sqlite3.Connection
) -> None:
    broken = news.story("/b", asked="/old")
    assert broken.reading is not None and broken.reading.story is not None
    story = replace(broken.reading.story, headline=None)  # type: ignore[arg-type]
    broken = replace(broken, reading=replace(broken.reading, story=story))
    first, second, third = keep(store, [news.story("/a"), broken, news.story("/c")])
    assert first is not None and first.outcome == "new"
    assert third is not None and third.outcome == "new"
    assert second is not None and second.fault and second.outcome == "error"
    assert second.why is not None and "NOT NULL" in second.why and "report it" in second.why
    assert one(rows, "SELECT count(*) FROM captures") == 4
    assert one(rows, "SELECT count(*) FROM stories") == 2
    assert one(rows, "SELECT count(*) FROM addresses WHERE url LIKE '%/b'") == 0


def test_a_file_that_is_no_database_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "backissue.db").write_text("not a database" * 100)
    with pytest.raises(StorageError, match="is not a Back Issue archive"):
        open_store(tmp_path)


def test_a_locked_database_is_said_to_be_in_use(
    store: Store, tmp_path: Path, news: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_MS", 1)
    other = db.open_writer(tmp_path)
    other.execute("BEGIN IMMEDIATE")
    with open_store(tmp_path) as waiting, pytest.raises(DatabaseBusy, match="in use"):
        keep(waiting, [news.story("/a")])
    other.close()


def test_a_part_that_nobody_asked_for_is_no_page() -> None:
    newsroom = Newsroom()
    assert newsroom.capture(f"{BASE}/a", status=200).is_page
    assert not newsroom.capture(f"{BASE}/a", status=206).is_page


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ("2025-12-19T01:00:00+05:30", "2025-12-18T19:30:00Z"),
        ("2025-09-02T15:25:00", "2025-09-02"),
        ("2025-09-02T06:00:00Z", "2025-09-02T06:00:00Z"),
        ("2025-09-02", "2025-09-02"),
    ],
)
def test_the_tables_hold_instants_and_days_however_a_page_states_them(
    store: Store, news: Newsroom, rows: sqlite3.Connection, stated: str, kept: str
) -> None:
    visit = news.story("/a")
    assert visit.reading is not None and visit.reading.story is not None
    story = replace(visit.reading.story, published=stated)
    keep(store, [replace(visit, reading=replace(visit.reading, story=story))])
    assert one(rows, "SELECT published FROM stories") == kept
    assert one(rows, "SELECT published FROM revisions") == kept
    assert one(rows, "SELECT published_is_known FROM stories") == 1
