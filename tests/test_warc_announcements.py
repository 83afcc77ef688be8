"""Announcements stand in the files among the exchanges, and say how far these are settled."""

from __future__ import annotations

import fcntl
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import CaptureMissing, StorageError
from archive.journal import Announcement, CaptureEntry, Placed, VisitEntry, read
from archive.model import Capture
from archive.warc import bulk
from archive.warc.announcements import announcements
from archive.warc.journal import WarcJournal
from archive.warc.member import member_at
from archive.warc.outstanding import Outstanding
from archive.warc.recover import whole_until
from archive.warc.write import WarcWriter
from tests.warc_exchanges import exchange, members, writer

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def of(sequence: int, *captures: Capture) -> Announcement:
    entries = tuple(CaptureEntry(capture.record_id) for capture in captures)
    return Announcement(sequence, AT, 1, entries)


def test_an_announcement_is_found_at_its_place_and_is_no_capture(tmp_path: Path) -> None:
    with writer(tmp_path) as warc:
        page = warc.append(exchange())
        said = of(3, page)
        placed = warc.announce(said)
        other = warc.append(exchange(url="https://paper.example/other"))
    [path] = tmp_path.glob("*.warc.gz")
    [found] = announcements(path)
    assert found.announcement == said
    assert (found.placed.record_id, found.placed.at) == (placed.record_id, placed.at)
    assert list(bulk.captures(path)) == [page, other]
    member = member_at(tmp_path, placed.at, 10_000)
    assert read(member.block) == said
    with path.open("rb") as file:
        assert whole_until(file) == path.stat().st_size


def test_its_record_tells_of_the_file_and_of_no_address(tmp_path: Path) -> None:
    with writer(tmp_path) as warc:
        warc.announce(of(1))
    [path] = tmp_path.glob("*.warc.gz")
    (about, _), (fields, block) = members(path)
    assert fields["WARC-Type"] == ["metadata"]
    assert fields["WARC-Refers-To"] == about["WARC-Record-ID"] == fields["WARC-Warcinfo-ID"]
    assert fields["Content-Type"] == ["application/warc-fields"]
    assert "WARC-Target-URI" not in fields and "WARC-Concurrent-To" not in fields
    assert block.startswith(b"announcement: 1\r\nsequence: 1\r\n")


def test_a_file_is_read_from_a_record_on(tmp_path: Path) -> None:
    with writer(tmp_path) as warc:
        first = warc.append(exchange())
        middle = warc.announce(of(1, first)).at
        second = warc.append(exchange(url="https://paper.example/second"))
        last = warc.announce(of(2, second))
    [path] = tmp_path.glob("*.warc.gz")
    start = middle.offset + middle.length
    assert [one.placed.record_id for one in announcements(path, start)] == [last.record_id]
    assert list(bulk.captures(path, start)) == [second]


def test_a_damaged_announcement_and_a_damaged_file_are_told_of(tmp_path: Path) -> None:
    with writer(tmp_path) as warc:
        at = warc.announce(of(1)).at
    [path] = tmp_path.glob("*.warc.gz")
    whole = path.read_bytes()
    path.write_bytes(whole[: at.offset + 20] + b"\0\0\0\0" + whole[at.offset + 24 :])
    with pytest.raises(CaptureMissing):
        list(announcements(path))
    with pytest.raises(CaptureMissing, match="cannot read"):
        list(announcements(tmp_path / "nowhere.warc.gz"))


def settled(placed: Placed) -> list[int]:
    return [placed.settled[name] for name in sorted(placed.settled)]


def test_a_file_is_settled_up_to_the_first_exchange_that_is_not_announced(tmp_path: Path) -> None:
    with writer(tmp_path) as warc:
        journal = WarcJournal(warc)
        first = warc.append(exchange())
        begin = (first.at.offset + first.at.length) if first.at else 0
        second = warc.append(exchange())
        third = warc.append(exchange())
        placed = journal.write(of(1, first, third))
        journal.confirm()
        [here] = settled(placed)
        assert second.at is not None and begin < here < second.at.offset
        placed = journal.write(of(2, second))
        journal.confirm()
        assert settled(placed) == [placed.at.offset + placed.at.length]


def test_what_was_not_confirmed_is_not_settled_by_the_next(tmp_path: Path) -> None:
    with writer(tmp_path) as warc:
        journal = WarcJournal(warc)
        first = warc.append(exchange())
        lost = journal.write(of(1, first))
        second = warc.append(exchange())
        [here] = settled(journal.write(of(2, second)))
        assert first.at is not None and here < first.at.offset < lost.at.offset


def locked(path: Path) -> bool:
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_a_rolled_file_stays_locked_until_all_in_it_is_announced(tmp_path: Path) -> None:
    with writer(tmp_path, max_size=1) as warc:
        journal = WarcJournal(warc)
        first = warc.append(exchange())
        second = warc.append(exchange())
        [rolled] = tmp_path.glob("*.warc.gz")
        assert locked(rolled)
        journal.write(of(1, second))
        journal.confirm()
        assert locked(rolled), "the first is not announced yet"
        assert journal.write(of(2, first)).settled[rolled.name] == rolled.stat().st_size
        assert locked(rolled), "the tables do not know it yet"
        journal.confirm()
        assert not locked(rolled)
        last = journal.write(of(3))
        assert rolled.name not in last.settled, "and nothing more is said of it"


def test_after_a_failed_sync_nothing_more_is_announced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: WarcWriter) -> None:
        raise StorageError("cannot sync: the disk is on fire")

    with writer(tmp_path) as warc:
        journal = WarcJournal(warc)
        with monkeypatch.context() as broken:
            broken.setattr(WarcWriter, "sync", fail)
            with pytest.raises(StorageError, match="on fire"):
                journal.write(of(1))
        with pytest.raises(StorageError, match="on fire"):
            journal.write(of(2))
    [path] = tmp_path.glob("*.warc.gz")
    assert [one.announcement.sequence for one in announcements(path)] == [1]


STEPS = st.lists(st.tuples(st.integers(0, 2), st.lists(st.integers(0, 9), max_size=4)), max_size=12)


@given(STEPS)
def test_nothing_before_the_settled_byte_is_outstanding(
    steps: list[tuple[int, list[int]]],
) -> None:
    outstanding, begins = Outstanding(), dict[str, tuple[str, int]]()
    for number, (file, going) in enumerate(steps):
        name, begin = f"f{file}", number * 10
        outstanding.add(str(number), name, begin, begin + 10)
        begins[str(number)] = (name, begin)
        names = [str(one) for one in going]
        far = outstanding.settled(names)
        for record, (warc, at) in begins.items():
            assert record in names or far[warc] <= at
        outstanding.remove(names)
        for one in names:
            begins.pop(one, None)
        assert outstanding.left_in(name) == any(warc == name for warc, _ in begins.values())


def test_entries_of_visits_settle_all_their_captures(tmp_path: Path) -> None:
    with writer(tmp_path) as warc:
        page, other = warc.append(exchange(io.BytesIO(b"<p>Hm."))), warc.append(exchange())
        entry = VisitEntry("paper", "run-7", page.url, page.record_id, (other.record_id,))
        placed = warc.announce(Announcement(1, AT, 1, (entry,)))
    assert settled(placed) == [placed.at.offset + placed.at.length]
