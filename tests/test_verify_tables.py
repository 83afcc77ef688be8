"""Rows against records, rows against each other, and what `verify` leaves alone meanwhile."""

from __future__ import annotations

import fcntl
import io
import json
import os
import select
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from verify_archive import NAME, build, change, whole
from verify_records import DATE, FIELDS, announcement, exchange, uid, warcinfo, write

from archive.errors import StorageError
from archive.verify import RULES, Report, Tally, verify_archive, verify_paths
from archive.verify.files import Task, Unwanted, examine
from archive.verify.scratch import Shelved
from scheduler.cli import cli
from scheduler.gauge import Gauge, gauge


def looked(folder: Path, *, quick: bool = False) -> Report:
    return verify_archive(folder, quick=quick, jobs=1)


def broken(report: Report) -> set[str]:
    return {rule for rule, count in report.tally.found.items() if count}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    build(tmp_path)
    return tmp_path


@pytest.mark.parametrize("quick", [False, True])
def test_a_sound_archive_has_nothing_against_it(archive: Path, quick: bool) -> None:
    report = looked(archive, quick=quick)
    assert broken(report) == set(), report.tally.first
    assert report.rows == 8
    assert report.tally.looked["row-bytes"] == 7
    assert report.tally.looked["announced"] >= 2


WHERE = f"WHERE record_id = '{uid('plain answer')}'"
ROWS: dict[str, tuple[str, str]] = {
    "another offset": ("row-bytes", f"UPDATE captures SET offset = offset + 1 {WHERE}"),
    "an offset behind all": ("row-bytes", f"UPDATE captures SET offset = 1 << 40 {WHERE}"),
    "another length": ("row-bytes", f"UPDATE captures SET length = length - 1 {WHERE}"),
    "another record": ("row-bytes", f"UPDATE captures SET record_id = '{uid('x')}' {WHERE}"),
    "a file that is not there": ("row-bytes", f"UPDATE captures SET warc = 'x.gz' {WHERE}"),
    "a file elsewhere": ("row-bytes", f"UPDATE captures SET warc = '../{NAME}' {WHERE}"),
    "another address": ("row-facts", f"UPDATE captures SET url = 'https://x/' {WHERE}"),
    "another time": (
        "row-facts",
        f"UPDATE captures SET captured_at = '2026-11-20T08:30:15Z' {WHERE}",
    ),
    "another digest": ("row-facts", f"UPDATE captures SET digest = 'sha256:A' {WHERE}"),
    "another entity": ("row-facts", f"UPDATE captures SET entity_digest = 'sha256:A' {WHERE}"),
    "another status": ("row-facts", f"UPDATE captures SET status = 404 {WHERE}"),
    "another size": ("row-facts", f"UPDATE captures SET size = size + 1 {WHERE}"),
    "cut, says the row": ("row-facts", f"UPDATE captures SET truncated = 'time' {WHERE}"),
    "a revisit, says the row": ("row-facts", f"UPDATE captures SET profile = 'x' {WHERE}"),
    "another original": (
        "row-facts",
        "UPDATE captures SET original = 'x' WHERE original IS NOT NULL",
    ),
    "a row that leads to metadata": (
        "row-bytes",
        f"UPDATE captures SET (warc, offset, length) ="
        f" (SELECT warc, offset, length FROM announcements) {WHERE}",
    ),
    "an answer without a place": ("row-answer", f"UPDATE captures SET warc = NULL {WHERE}"),
    "a request that is not there": (
        "row-answer",
        f"UPDATE captures SET record_id = '{uid('x')}' WHERE warc IS NULL",
    ),
    "a row lost": ("accounted", "DELETE FROM captures WHERE status = 204"),
    "the row of an unanswered one lost": ("accounted", "DELETE FROM captures WHERE warc IS NULL"),
    "an announcement elsewhere": (
        "announced",
        "UPDATE announcements SET offset = offset + 1 WHERE sequence = 2",
    ),
    "an announcement of another number": (
        "announced",
        "UPDATE announcements SET sequence = 3 WHERE sequence = 2",
    ),
    "an announcement lost": (
        "unbroken",
        "UPDATE announcements SET sequence = 4 WHERE sequence = 2",
    ),
    "an announcement of more": ("announced", "UPDATE announcements SET entries = 99"),
    "a revision of no capture": ("database", "UPDATE revisions SET capture = 999"),
    "a revision of nothing": ("texts", "UPDATE revisions SET capture = 999"),
    "a revision without bytes": (
        "texts",
        "UPDATE revisions SET capture = (SELECT id FROM captures WHERE warc IS NULL)",
    ),
    "a comment of nothing": ("texts", "UPDATE comments SET capture = 999"),
    "a story without revisions": ("orphans", "DELETE FROM revisions"),
    "a revision too few": ("orphans", "UPDATE stories SET revisions = 2"),
    "a comment too few": ("orphans", "UPDATE stories SET comments = 2"),
    "a group of nobody": (
        "orphans",
        "INSERT INTO story_groups"
        " (first_story, headline, size, outlets, first_published, last_published)"
        " VALUES (1, 'x', 2, 1, '2026-01-01', '2026-01-01')",
    ),
    "a story that only the dedupe index knows": (
        "orphans",
        "INSERT INTO sketched (story, at, hashes) VALUES (9, 0, x'00')",
    ),
    "a section of no revision": (
        "database",
        "INSERT INTO sections (revision, position, text) VALUES (9, 0, 'x')",
    ),
    "words that were never indexed": ("search-index", "UPDATE sections SET text = 'Other words.'"),
    "a story that was never indexed": (
        "search-index",
        "INSERT INTO story_search(story_search) VALUES ('delete-all')",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", ROWS)
def test_a_fault_in_the_rows_is_named(archive: Path, fault: str) -> None:
    rule, statement = ROWS[fault]
    change(archive, statement)
    report = looked(archive)
    assert rule in broken(report), report.tally.first
    assert RULES[rule].severity == "warning" or report.faults


@pytest.mark.parametrize("fault", [name for name, (rule, _) in ROWS.items() if rule == "row-bytes"])
def test_the_quick_look_finds_rows_that_lead_astray(archive: Path, fault: str) -> None:
    change(archive, ROWS[fault][1])
    assert "row-bytes" in broken(looked(archive, quick=True))


def test_a_file_that_is_gone_leaves_its_rows_without_bytes(archive: Path) -> None:
    (archive / "warc" / NAME).unlink()
    report = looked(archive)
    assert report.tally.found["row-bytes"] == 7
    assert f"there is no file {NAME}" in report.tally.first["row-bytes"][0].what


def test_a_damaged_file_loses_the_rows_that_lead_there_and_no_other(archive: Path) -> None:
    path = archive / "warc" / NAME
    raw = bytearray(path.read_bytes())
    with closing(sqlite3.connect(archive / "backissue.db")) as connection:
        [(offset,)] = connection.execute("SELECT offset FROM captures WHERE truncated IS NOT NULL")
    raw[offset + 40] ^= 255
    path.write_bytes(raw)
    report = looked(archive)
    assert {"member-whole", "row-bytes"} <= broken(report)
    assert report.tally.found["row-bytes"] == 1


def test_a_database_that_is_none_is_a_fault(archive: Path) -> None:
    (archive / "backissue.db").write_bytes(b"SQLite format 3\0" + bytes(5000))
    report = looked(archive)
    assert broken(report) == {"database"}
    assert sum(report.types.values()) == 26


def test_a_damaged_page_of_the_database_is_a_fault(archive: Path) -> None:
    change(archive, "PRAGMA wal_checkpoint(TRUNCATE)")
    path = archive / "backissue.db"
    raw = bytearray(path.read_bytes())
    raw[-4096:] = bytes(4096)
    path.write_bytes(raw)
    assert "database" in broken(looked(archive))


def test_an_archive_without_its_database_says_what_to_do(archive: Path) -> None:
    for path in archive.glob("backissue.db*"):
        path.unlink()
    report = looked(archive)
    assert broken(report) == {"database"}
    assert "backissue rebuild" in RULES["database"].advice


def test_where_there_is_no_archive_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no archive here yet"):
        looked(tmp_path)


def test_an_announcement_that_never_reached_the_tables_is_right(tmp_path: Path) -> None:
    """A crash came before its transaction; what it named was announced again."""
    records = whole()
    told = announcement(2, records[2].id)
    told.name = "in vain"
    build(tmp_path, [*records[:-1], told, records[-1]])
    assert broken(looked(tmp_path)) == set()


def test_a_capture_that_no_announcement_names_is_a_warning(tmp_path: Path) -> None:
    records = whole()
    build(tmp_path, [*records[:-1], announcement(2, uid("gone answer"))])
    report = looked(tmp_path)
    assert broken(report) == {"named"}
    assert (report.faults, report.warnings) == (0, 3)


def test_an_announcement_that_names_nothing_is_a_fault(tmp_path: Path) -> None:
    records = whole()
    build(tmp_path, [*records, announcement(3, uid("nowhere"))])
    assert broken(looked(tmp_path)) == {"announced"}


def test_what_is_being_written_is_looked_at_as_far_as_it_is(archive: Path) -> None:
    closed = archive / "warc" / NAME
    path = closed.rename(closed.with_name(f"{NAME}.open"))
    with path.open("ab") as writing:
        fcntl.flock(writing, fcntl.LOCK_EX)
        writing.write(b"\x1f\x8b\x08\x00torn")
        writing.flush()
        assert broken(looked(archive)) == set()
    assert broken(looked(archive)) == {"closed", "member-whole"}


def test_nothing_is_written_and_a_writer_is_not_in_the_way(archive: Path) -> None:
    change(archive, "PRAGMA wal_checkpoint(TRUNCATE)")
    before = {p.name: p.read_bytes() for p in archive.rglob("*") if p.is_file()}
    with closing(sqlite3.connect(archive / "backissue.db", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert broken(looked(archive)) == set()
        writer.execute("ROLLBACK")
    after = {p.name: p.read_bytes() for p in archive.rglob("*") if p.is_file()}
    assert {name: raw for name, raw in after.items() if name in before} == before
    assert set(after) - set(before) <= {"backissue.db-wal", "backissue.db-shm"}


@pytest.mark.parametrize("quick", [False, True])
def test_what_comes_after_the_start_is_not_looked_at(archive: Path, quick: bool) -> None:
    """Rows of a file that was not there, and a file that is closed before it is read."""
    closed = archive / "warc" / NAME
    path = closed.rename(closed.with_name(f"{NAME}.open"))

    def meanwhile(_done: int, _total: int) -> None:
        if path.exists():
            path.rename(closed)
            change(
                archive,
                "INSERT INTO captures (url, source, kind, method, captured_at, size, record_id,"
                " warc, offset, length) SELECT url, source, kind, method, captured_at, size,"
                " 'new', 'new.warc.gz', offset, length FROM captures WHERE id = 1",
                "INSERT INTO announcements (record_id, sequence, at, entries, warc, offset, length)"
                " VALUES ('new', 3, '', 1, 'new.warc.gz', 0, 9)",
            )

    with path.open("rb") as writing:
        fcntl.flock(writing, fcntl.LOCK_EX)
        report = verify_archive(archive, quick=quick, jobs=1, watch=meanwhile)
    assert closed.exists()
    assert broken(report) == set(), report.tally.first
    assert report.rows == 8


def test_a_file_that_goes_meanwhile_cannot_be_read(archive: Path) -> None:
    path = archive / "warc" / NAME
    report = verify_paths([path], watch=lambda _done, _total: path.unlink(missing_ok=True))
    assert broken(report) == {"readable"}
    assert report.faults == 1


def forgotten(folder: Path) -> None:
    change(
        folder,
        "INSERT INTO tombstones (record_id, url, captured_at, forgotten_at)"
        f" VALUES ('{uid('plain answer')}', 'https://x/', '', '')",
    )


def test_what_was_forgotten_is_a_note_and_its_bytes_are_not_compared(tmp_path: Path) -> None:
    """As `forget` leaves it: a tombstone with the answer's id where the exchange stood."""
    records = {one.name: one for one in whole()}
    stone = records["plain answer"]
    stone.kind, stone.block = "metadata", b"forgotten: 2026-11-22T00:00:00Z\r\nmethod: GET\r\n"
    stone.fields |= {"Content-Type": FIELDS, "WARC-Payload-Digest": None}
    gone = {"plain asked", "plain about", *(n for n in records if n.startswith(("again", "same")))}
    left = [one for name, one in records.items() if name not in gone]
    left[-2] = announcement(1, stone.id)
    left[-1] = announcement(2, *(one.id for one in left if one.name.endswith(("answer", "asked"))))
    build(tmp_path, left)
    insert = (
        "INSERT INTO captures (url, source, kind, method, captured_at, size, record_id, outcome)"
    )
    change(
        tmp_path,
        f"{insert} VALUES ('{stone.fields['WARC-Target-URI']}', 'paper', 'story', 'GET', '{DATE}',"
        f" 0, '{stone.id}', 'forgotten')",
    )
    forgotten(tmp_path)
    report = looked(tmp_path)
    assert (broken(report), report.faults) == ({"forgotten"}, 0), report.tally.first


def test_what_was_forgotten_and_is_still_there_is_a_fault(archive: Path) -> None:
    forgotten(archive)
    assert broken(looked(archive)) == {"forgotten", "removed"}


def test_an_older_database_says_what_to_do(archive: Path) -> None:
    change(archive, "DROP TABLE tombstones")
    report = looked(archive)
    assert broken(report) == {"database"}
    assert "earlier version" in report.tally.first["database"][0].what


# ---- the command


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, [*words], prog_name="backissue")
    return result.exit_code, result.output


def test_the_command_says_sound_and_leaves_with_0(archive: Path) -> None:
    code, said = run("-C", str(archive), "verify", "--jobs", "1")
    assert code == 0
    assert said.splitlines()[-1].startswith("SOUND: no fault in 1 file,")
    assert "every capture row leads to its record" in said


def test_the_command_names_offenders_and_what_to_do_and_leaves_with_1(archive: Path) -> None:
    change(archive, ROWS["another digest"][1])
    path = archive / "warc" / NAME
    path.write_bytes(path.read_bytes()[:-3])
    code, said = run("-C", str(archive), "verify")
    assert code == 1
    assert said.splitlines()[-1].startswith("FAULTY: ")
    assert f"  {NAME}@" in said
    assert "captures 1: " in said
    assert "What to do: " in said


def test_the_command_prints_json(archive: Path) -> None:
    change(archive, ROWS["another digest"][1])
    code, said = run("-C", str(archive), "verify", "--json")
    told = json.loads(said)
    assert (code, told["sound"], told["faults"]) == (1, False, 1)
    [rule] = [rule for rule in told["rules"] if rule["found"]]
    assert (rule["rule"], rule["looked_at"]) == ("row-facts", 7)
    assert rule["first"][0]["file"] == "captures 1"


def test_the_command_takes_paths_and_wants_them_right(archive: Path, tmp_path: Path) -> None:
    assert run("verify", str(archive / "warc"))[0] == 0
    code, said = run("verify", str(tmp_path / "missing"))
    assert code == 2
    assert "no such file or folder" in said


def test_the_command_knows_an_archive_that_is_named(archive: Path) -> None:
    assert "8 capture rows" in run("verify", str(archive))[1]
    assert "capture rows" not in run("verify", str(archive / "warc"))[1]


def test_two_processes_say_what_one_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.verify.work._SMALL", 0)
    build(tmp_path)
    other = NAME.replace("00000", "00001")
    write(tmp_path / "warc", [warcinfo(other), *exchange("other")], other)
    alone, both = (verify_archive(tmp_path, jobs=jobs) for jobs in (1, 2))
    assert alone == both
    assert broken(both) == {"id-once", "accounted"}


def test_the_gauge_says_how_far_it_is() -> None:
    assert gauge(412_000_000, 1_200_000_000, 2.0) == "412 MB of 1.2 GB, 34 %, 206 MB/s, 4 s left"
    assert gauge(5, 5, 0.0) == "5 B read; now what records and rows say of each other"
    assert gauge(1_000_000, 10_000_000_000, 10.0).endswith("27 h 46 min left")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_gauge_is_for_terminals_only() -> None:
    seen, unseen = Terminal(), io.StringIO()
    for out in (seen, unseen):
        with Gauge(out) as shown:
            shown.show(1_000_000, 2_000_000)
    assert seen.getvalue() == "\r\x1b[2K1.0 MB of 2.0 MB, 50 %\r\x1b[2K"
    assert unseen.getvalue() == ""


_PARENT = """
import os, sys
from archive.verify.work import workers

with workers(1, 1 << 30) as pool:
    print(pool.submit(os.getpid).result(), flush=True)
    sys.stdin.read()
"""


def test_reading_processes_go_with_their_parent() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _PARENT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
    ) as parent:
        assert parent.stdout is not None
        reader = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    gone, _, _ = select.select([reader], [], [], 20)
    os.close(reader)
    assert gone


def test_a_reading_that_nobody_waits_for_ends(tmp_path: Path) -> None:
    path = write(tmp_path, [warcinfo(), *exchange("large", os.urandom(3_000_000))])
    place = Shelved(0, 0, NAME)
    told = tmp_path / "told"
    told.write_bytes(bytes(8))
    task = Task(path, NAME, 0, path.stat().st_size, place, tmp_path / "part", told, 0)
    assert examine(task).records == 4
    assert told.read_bytes() > bytes(8)

    class Removing(Tally):
        def check(self, rule: str, *look: object) -> bool:
            if rule == "member-whole":
                told.unlink(missing_ok=True)
            return super().check(rule, *look)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch, pytest.raises(Unwanted):
        patch.setattr("archive.verify.files.Tally", Removing)
        (tmp_path / "part").unlink()
        examine(task)
