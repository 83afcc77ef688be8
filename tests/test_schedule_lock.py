"""One process at a time writes to an archive, and others are told which."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from archive.errors import ArchiveInUse, StorageError
from scheduler.lock import NAME, ArchiveLock, holder

ROOT = Path(__file__).resolve().parent.parent
HOLD = (
    "import sys, pathlib; sys.path.insert(0, sys.argv[1])\n"
    "from scheduler.lock import ArchiveLock\n"
    "with ArchiveLock(pathlib.Path(sys.argv[2]), 'backissue daemon') as lock:\n"
    "    {body}\n"
    "    print('held', flush=True); sys.stdin.read()\n"
)


class Elsewhere:
    """Another process that holds the lock of a folder."""

    def __init__(self, folder, body="pass"):
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD.format(body=body), str(ROOT), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.said = self.process.stdout.readline().split()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def test_a_held_lock_is_refused_with_who_holds_it(tmp_path):
    with Elsewhere(tmp_path) as other:
        with pytest.raises(ArchiveInUse) as refused, ArchiveLock(tmp_path, "backissue crawl"):
            pass
        assert f"`backissue daemon` (process {other.process.pid})" in str(refused.value)
        assert refused.value.exit_code == 69
        held = holder(tmp_path)
        assert (held.pid, held.command, held.alive) == (other.process.pid, "backissue daemon", True)


def test_a_lock_ends_with_its_process_and_leaves_nothing_stale(tmp_path):
    with Elsewhere(tmp_path):
        pass  # killed
    assert holder(tmp_path) is None
    with ArchiveLock(tmp_path, "backissue crawl"):
        assert holder(tmp_path).pid == os.getpid()
    assert holder(tmp_path) is None


def test_workers_of_a_killed_process_keep_it_until_they_leave(tmp_path):
    body = (
        "import subprocess; p = subprocess.Popen([sys.executable, '-c', 'import time;"
        " time.sleep(60)'], pass_fds=[lock.fileno()]); print(p.pid, end=' ')"
    )
    said = []
    with Elsewhere(tmp_path, body) as other:
        orphan = int(other.said[0])
    try:
        assert holder(tmp_path).alive is False
        with (
            pytest.raises(ArchiveInUse, match="was killed; they have not left yet"),
            ArchiveLock(tmp_path, "c", orphans_leave_s=0.3, say=said.append),
        ):
            pass
        assert said == ["waiting for the crawl processes of a killed one to leave"]
    finally:
        os.kill(orphan, 9)
    with ArchiveLock(tmp_path, "c"):
        pass


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(StorageError, match="no such folder"), ArchiveLock(tmp_path / "no", "c"):
        pass
    assert holder(tmp_path / "no") is None


def test_a_lock_that_is_a_link_is_not_followed(tmp_path):
    (tmp_path / "precious").write_text("keep me")
    (tmp_path / NAME).symlink_to(tmp_path / "precious")
    with pytest.raises(StorageError, match="symbolic link"), ArchiveLock(tmp_path, "c"):
        pass
    assert (tmp_path / "precious").read_text() == "keep me"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"99999999999999999999 x", b"1" * 9999])
def test_a_lock_file_with_odd_content_is_no_hindrance(tmp_path, content):
    (tmp_path / NAME).write_bytes(content)
    with ArchiveLock(tmp_path, "backissue crawl"):
        assert holder(tmp_path).command == "backissue crawl"
