"""Runs a command and all its descendants, and says what they cost.

The measuring is done in a process of its own, so that nothing else is among its children.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER, prctl(2)
_SAMPLE_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run cost: CPU and wall seconds, peak proportional memory in MB, exit code."""

    cpu: float
    wall: float
    memory: float
    code: int


def run(command: Sequence[str], *, cwd: Path, env: Mapping[str, str], log: Path) -> Cost:
    """Run to the end, grandchildren that outlive their parents included."""
    job = json.dumps({"command": list(command), "cwd": str(cwd), "log": str(log)})
    done = subprocess.run(
        [sys.executable, __file__], input=job, env=dict(env), stdout=subprocess.PIPE, text=True
    )
    return Cost(**json.loads(done.stdout))


def _measured(command: Sequence[str], cwd: str, log: Path) -> Cost:
    """What `run` tells, measured in this process.

    It becomes a subreaper, so that each descendant's CPU is counted wherever it was started from
    (a fork server's children are nobody else's to wait for).
    """
    ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, 1, 0, 0, 0)
    before = _children_cpu()
    began = time.monotonic()
    with log.open("wb") as out:
        child = subprocess.Popen(
            list(command), cwd=cwd, stdout=out, stderr=out, start_new_session=True
        )
        memory = _Memory(child.pid)
        code = child.wait()
        wall = time.monotonic() - began
        peak = memory.stop()
    _reap()
    return Cost(_children_cpu() - before, wall, peak, code)


def _reap() -> None:
    """Wait for whatever was left to this process."""
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _Memory:
    """Samples the memory of a process session."""

    def __init__(self, session: int) -> None:
        self._session = session
        self._peak = 0.0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        self._end.set()
        self._thread.join()
        return self._peak

    def _watch(self) -> None:
        while not self._end.wait(_SAMPLE_SECONDS):
            self._peak = max(self._peak, sum(map(_pss, _session(self._session))) / 1000)


def _session(leader: int) -> list[int]:
    """The process and its descendants, found by their parents."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(folder.name)] = int(stat[1])
    found, front = {leader}, {leader}
    while front:
        front = {pid for pid, parent in parents.items() if parent in front} - found
        found |= front
    return sorted(found)


def _pss(pid: int) -> int:
    """Proportional set size in kB: memory shared by n processes counts 1/n."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")), 0)


if __name__ == "__main__":
    job = json.loads(sys.stdin.read())
    print(json.dumps(asdict(_measured(job["command"], job["cwd"], Path(job["log"])))))
