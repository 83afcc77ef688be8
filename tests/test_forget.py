"""`backissue forget`: what is gone, what stays, and that everything else is as it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from forget_archive import COPY, KEPT, OTHER, REMARK, SECRET, STORY, backissue, build, rows, traces
from spider_site import Site

from archive import db
from archive.config import load
from archive.forget import Asked, choose, forget
from archive.model import Locator
from archive.verify import verify_archive
from archive.warc.read import response_at


class Kept:
    def __init__(self, folder: Path, site: Site) -> None:
        self.folder, self.site = folder, site

    def url(self, path: str) -> str:
        return self.site.base + path

    def forget(self, *arguments: str, code: int = 0) -> str:
        return backissue(
            self.folder, "forget", *arguments, "--reason", "a court said so", "--yes", code=code
        )

    def stories(self) -> list[str]:
        found = rows(self.folder, "SELECT url FROM stories ORDER BY url")
        return [url.removeprefix(self.site.base) for (url,) in found]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp("forget") / "a"
    with Site({}) as site:
        build(folder, site)
        yield Kept(folder, site)


@pytest.fixture
def kept(built: Kept, tmp_path: Path) -> Kept:
    shutil.copytree(built.folder, tmp_path / "a")
    return Kept(tmp_path / "a", built.site)


def is_sound(folder: Path) -> None:
    report = verify_archive(folder)
    assert report.faults == 0, dict(report.tally.first)
    assert report.warnings == 0 or "named" not in report.tally.first


def test_the_archive_is_as_the_tests_want_it(built: Kept) -> None:
    assert set(built.stories()) == {STORY, COPY, OTHER}
    (profile,) = rows(
        built.folder, "SELECT profile FROM captures WHERE url = ? AND run = 1", built.url(COPY)
    )
    assert profile == ("identical-payload-digest",)
    assert traces(built.folder, SECRET)
    is_sound(built.folder)


def test_nothing_of_a_forgotten_story_is_left_in_the_folder(kept: Kept) -> None:
    said = kept.forget(kept.url(STORY), kept.url(COPY))
    assert "Council hears a name" in said
    assert traces(kept.folder, SECRET, REMARK) == []
    assert kept.stories() == [OTHER]
    is_sound(kept.folder)
    for table in ("revisions", "sections", "comments"):
        assert SECRET not in str(rows(kept.folder, f"SELECT * FROM {table}"))
    assert rows(kept.folder, "SELECT count(*) FROM story_search WHERE story_search MATCH 'name'")


def test_tombstones_stay(kept: Kept) -> None:
    kept.forget(kept.url(STORY))
    stones = rows(kept.folder, "SELECT url, captured_at, forgotten_at, reason FROM tombstones")
    assert {url for url, *_ in stones} == {kept.url(STORY), kept.url("/news/moved-1234567/")}
    assert {reason for *_, reason in stones} == {"a court said so"}
    for url, outcome, digest, status in rows(
        kept.folder,
        "SELECT captures.url, outcome, digest, status FROM captures"
        " JOIN tombstones USING (record_id)",
    ):
        assert (outcome, digest, status) == ("forgotten", None, None), url


def test_what_another_address_shows_too_stays_there_whole(kept: Kept) -> None:
    """The first answer goes; the second, which was a revisit of it, gets the body."""
    before = bodies(kept, COPY)
    kept.forget(kept.url(STORY))
    assert bodies(kept, COPY) == before
    assert kept.stories() == [COPY, OTHER]
    profiles = rows(
        kept.folder, "SELECT profile FROM captures WHERE url = ? ORDER BY id", kept.url(COPY)
    )
    assert profiles == [(None,), ("identical-payload-digest",)]
    is_sound(kept.folder)


def bodies(kept: Kept, path: str) -> list[bytes]:
    found = rows(
        kept.folder,
        "SELECT c.warc, c.offset, c.length, o.warc, o.offset, o.length FROM captures c"
        " LEFT JOIN captures o ON o.record_id = c.original WHERE c.url = ? ORDER BY c.id",
        kept.url(path),
    )
    return [
        response_at(
            kept.folder / "warc",
            Locator(*row[:3]),
            body_at=Locator(*row[3:]) if row[3] else None,
        ).body
        for row in found
    ]


def test_all_else_is_as_it_was(kept: Kept) -> None:
    before = bodies(kept, OTHER), bodies(kept, "/feed")
    kept.forget(kept.url(STORY))
    assert (bodies(kept, OTHER), bodies(kept, "/feed")) == before
    assert backissue(kept.folder, "search", "lighthouse").count(KEPT)


def test_crawling_again_does_not_bring_it_back(kept: Kept) -> None:
    kept.forget(kept.url(STORY), kept.url(COPY))
    asked = len(kept.site.asked)
    backissue(kept.folder, "crawl")
    paths = {one.path for one in kept.site.asked[asked:]}
    assert OTHER in paths
    assert not paths & {STORY, COPY}  # nor by the redirect that leads there
    assert kept.stories() == [OTHER]
    assert traces(kept.folder, SECRET) == []
    is_sound(kept.folder)


def test_it_may_be_crawled_again_when_wanted(kept: Kept) -> None:
    kept.forget("--crawl-again", kept.url(STORY))
    backissue(kept.folder, "crawl")
    assert STORY in kept.stories()
    is_sound(kept.folder)


def test_a_prefix_takes_all_below_it(kept: Kept) -> None:
    kept.forget("--prefix", kept.url("/news/"))
    assert kept.stories() == []
    assert traces(kept.folder, SECRET, "keepers said") == []
    assert rows(kept.folder, "SELECT count(*) FROM story_groups") == [(0,)]
    is_sound(kept.folder)


def test_stopped_before_it_is_announced_nothing_has_happened(kept: Kept) -> None:
    counted = "SELECT name, learned FROM sources", "SELECT * FROM recurring ORDER BY source, text"
    before = [rows(kept.folder, sql) for sql in counted]
    beats = iter([None, KeyboardInterrupt])

    def beat() -> None:
        if stop := next(beats):
            raise stop

    with closing(db.open_writer(kept.folder)) as connection:
        chosen = choose(connection, kept.folder, Asked((kept.url("/news/"),), prefix=True))
        assert len(chosen.stories) > 1
        with pytest.raises(KeyboardInterrupt):
            config = load(kept.folder / "backissue.toml")
            forget(config, connection, chosen, (), reason="a court said so", beat=beat)
    assert [rows(kept.folder, sql) for sql in counted] == before


def test_a_prefix_that_names_no_whole_host_is_refused(kept: Kept) -> None:
    for prefix in ("", "http", kept.site.base):
        assert "name the whole host" in kept.forget("--prefix", prefix, code=2)
    assert rows(kept.folder, "SELECT count(*) FROM tombstones") == [(0,)]


def test_listings_that_name_it_go_when_asked(kept: Kept) -> None:
    assert traces(kept.folder, f"<title>Story {STORY}")
    kept.forget("--listings", kept.url(STORY))
    assert traces(kept.folder, f"<title>Story {STORY}") == []
    asked = len(kept.site.asked)
    backissue(kept.folder, "crawl")
    assert "/feed" in {one.path for one in kept.site.asked[asked:]}
    is_sound(kept.folder)


def test_forgotten_twice_is_forgotten(kept: Kept) -> None:
    kept.forget(kept.url(STORY))
    assert "nothing is kept" in kept.forget(kept.url(STORY), code=2)
    kept.forget(kept.url(COPY))
    assert traces(kept.folder, SECRET) == []
    is_sound(kept.folder)


def test_it_asks_and_wants_a_reason(kept: Kept) -> None:
    said = backissue(kept.folder, "forget", kept.url(OTHER), "--reason", "because", code=2)
    assert "To be removed: 1 story, " in said and " at 1 address." in said
    assert "--yes" in said
    backissue(kept.folder, "forget", kept.url(STORY), "--yes", code=2)
    assert "reason" in backissue(
        kept.folder, "forget", kept.url(STORY), "--yes", "--reason", " ", code=2
    )
    assert "nothing is kept" in kept.forget("https://nowhere.example/", code=2)
    assert set(kept.stories()) == {STORY, COPY, OTHER}


def test_an_archive_in_use_is_left_alone(kept: Kept) -> None:
    from scheduler.lock import ArchiveLock

    with ArchiveLock(kept.folder, "a test"):
        assert "in use" in kept.forget(kept.url(STORY), code=69)


def test_old_copies_of_the_tables_and_torn_bytes_go_too(kept: Kept) -> None:
    shutil.copy(kept.folder / "backissue.db", kept.folder / "backissue.db.before-rebuild")
    warc = next((kept.folder / "warc").glob("*.warc.gz"))
    (kept.folder / "warc" / f"{warc.name}.torn-7").write_bytes(warc.read_bytes()[:-50])
    (kept.folder / "warc" / "x.warc.gz.torn-9").write_bytes(b"\x1f\x8bnothing")
    said = kept.forget(kept.url(STORY), kept.url(COPY))
    assert "before-rebuild" in said
    assert "torn-7" in said
    assert traces(kept.folder, SECRET) == []
    assert (kept.folder / "warc" / "x.warc.gz.torn-9").exists()


def test_exports_leave_it_out(kept: Kept) -> None:
    kept.forget(kept.url(STORY), kept.url(COPY))
    for form, name in (("jsonl", "a.jsonl"), ("warc", "a.warc.gz"), ("wacz", "a.wacz")):
        backissue(kept.folder, "export", "--format", form, "-o", str(kept.folder / name))
    assert traces(kept.folder, SECRET) == []
    assert KEPT in (kept.folder / "a.jsonl").read_text()


def test_the_browse_pages_say_that_it_was_removed(kept: Kept) -> None:
    import asyncio

    from archive.browse.instance import archive_datasette

    kept.forget(kept.url(STORY))
    datasette = archive_datasette(kept.folder / "backissue.db", loopback=True)

    async def ask(path: str) -> tuple[int, str]:
        answer = await datasette.client.get(path, follow_redirects=True)
        return answer.status_code, answer.text

    status, text = asyncio.run(ask(f"/web/2026/{kept.url(STORY)}"))
    assert status == 451
    assert "a court said so" in text
