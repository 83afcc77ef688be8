"""Worker processes end with the process that they work for, even when that is killed."""

from __future__ import annotations

import os
import select
import subprocess
import sys

_PARENT = """
import multiprocessing, os, signal
from concurrent.futures import ProcessPoolExecutor
from archive.orphans import leave_with_parent
context = multiprocessing.get_context({method!r})
pool = ProcessPoolExecutor(1, mp_context=context, initializer=leave_with_parent)
print(pool.submit(os.getpid).result(), flush=True)
input()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_worker_leaves_when_its_parent_is_killed() -> None:
    for method in ("forkserver", "spawn"):
        parent = subprocess.Popen(
            [sys.executable, "-c", _PARENT.format(method=method)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert parent.stdout is not None
        assert parent.stdin is not None
        with parent, parent.stdout, parent.stdin:
            worker = os.pidfd_open(int(parent.stdout.readline()))
            try:
                assert not select.select([worker], [], [], 0)[0]
                parent.stdin.write(b"\n")
                parent.stdin.flush()
                assert select.select([worker], [], [], 20)[0], f"a worker of {method} stayed"
            finally:
                os.close(worker)
