"""Runs pywb over an archive's own WARC files, as a process of its own that leaves nothing behind.

pywb is under the GPL and pins libraries that break Scrapy's, so it is never imported: it lives in
an environment of its own, and is found as the program `wayback`.
"""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.errors import BackIssueError, UsageError
from archive.warc import naming
from scheduler.children import leave_with_parent

HOST = "127.0.0.1"
COLLECTION = "archive"
_INSTALL = "install pywb in an environment of its own: uv tool install pywb (or pipx install pywb)"
_PATIENCE_S = 60.0  # it answers after one second; a small machine that is busy needs longer
_GRACE_S = 5.0
_LOOK_S = 0.1


def program(name: str) -> Path:
    """Where pywb's `wayback` is: `name` on PATH, or a path; raises UsageError."""
    found = shutil.which(Path(name).expanduser())
    if found is None:
        raise UsageError(f"{name}: no such program; {_INSTALL}, or say where it is with --pywb")
    return Path(found)


def free_port(port: int) -> int:
    """`port` when it can be had, any free one for 0; raises BackIssueError when it is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise BackIssueError(
                f"port {port} of {HOST} cannot be had ({error.strerror}); choose another by --port"
            ) from error
        return int(probe.getsockname()[1])


@contextmanager
def serving(wayback: Path, warcs: Path, lines: Iterable[str], port: int) -> Iterator[Replay]:
    """pywb at `port`, over the files in `warcs` that the CDXJ `lines` tell of.

    It answers when this is entered, and is gone, with all its files, when it is left. Raises
    BackIssueError when it does not start.
    """
    with tempfile.TemporaryDirectory(prefix="backissue-replay-") as name:
        folder = Path(name)
        _write_collection(folder, warcs, lines)
        log = folder / "wayback.log"
        with log.open("wb") as out:
            process = subprocess.Popen(  # noqa: S603 - the user's own program
                [wayback, "-b", HOST, "-p", str(port), "-d", folder],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for us; we end it
                preexec_fn=leave_with_parent,
            )
        replay = Replay(process, port, log)
        try:
            replay.wait_until_it_answers()
            yield replay
        finally:
            replay.end()


class Replay:
    """The running process."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self._process = process
        self._log = log
        self._port = port
        self.address = f"http://{HOST}:{port}/{COLLECTION}/"

    def wait_until_it_answers(self) -> None:
        """Raises BackIssueError with its last words when it ends, or is silent for a minute."""
        until = time.monotonic() + _PATIENCE_S
        while not self._answers():
            self.check()
            if time.monotonic() > until:
                raise BackIssueError(f"wayback does not answer at {self.address}")
            time.sleep(_LOOK_S)

    def run(self) -> None:
        """Wait; raises BackIssueError when the process ends by itself."""
        self._process.wait()
        self.check()

    def check(self) -> None:
        """Raise BackIssueError when the process has ended."""
        if self._process.poll() is not None:
            said = self._log.read_text("utf-8", "replace").strip().splitlines()
            why = said[-1] if said else f"exit code {self._process.returncode}"
            raise BackIssueError(f"wayback has ended: {why}")

    def end(self) -> None:
        """Stop the process, by force after five seconds."""
        self._process.terminate()
        try:
            self._process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self._port, timeout=5)
        try:
            connection.request("GET", f"/{COLLECTION}/")
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def _write_collection(folder: Path, warcs: Path, lines: Iterable[str]) -> None:
    """pywb's configuration, index, and where each WARC file lies.

    A file that is still written is under both its names, for it may be closed while we serve.
    """
    index, paths = folder / "index.cdxj", folder / "files.txt"
    with index.open("w", encoding="ascii") as file:
        file.writelines(lines)
    endings = (naming.ENDING, naming.ENDING + naming.OPEN)
    names = {naming.final_name(path) for path in warcs.iterdir() if path.name.endswith(endings)}
    with paths.open("w", encoding="utf-8") as file:
        for name in sorted(names, key=str.encode):
            closed = warcs.resolve() / name
            file.write(f"{name}\t{closed}\t{closed}{naming.OPEN}\n")
    collection = {"index_paths": str(index), "archive_paths": str(paths)}
    # JSON is YAML
    (folder / "config.yaml").write_text(json.dumps({"collections": {COLLECTION: collection}}))
