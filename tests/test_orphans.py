"""Worker processes end with the process that they work for, even when that is killed."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys

_PARENT = """
import multiprocessing, os, signal
from concurrent.futures import ProcessPoolExecutor
from {module} import {initializer}
context = multiprocessing.get_context({method!r})
pool = ProcessPoolExecutor(1, mp_context=context, initializer={initializer})
print(pool.submit(os.getpid).result(), flush=True)
input()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_worker_leaves_when_its_parent_is_killed() -> None:
    for method in ("forkserver", "spawn"):
        _assert_leaves(method, "archive.orphans", "leave_with_parent")


def test_a_parser_process_leaves_when_the_worker_that_crawls_is_killed() -> None:
    for method in ("forkserver", "fork"):
        _assert_leaves(method, "archive.reading", "prepare_process")


def _assert_leaves(method: str, module: str, initializer: str) -> None:
    code = _PARENT.format(method=method, module=module, initializer=initializer)
    parent = subprocess.Popen(
        [sys.executable, "-c", code],
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
        except AssertionError:
            signal.pidfd_send_signal(worker, signal.SIGKILL)
            raise
        finally:
            os.close(worker)
