"""Runs the README's first commands over the made-up newspaper, and gives what they said.

The README holds this text between cog markers; `make lint` runs it again and compares.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from scheduler.newspaper.server import Server

_SITE = "http://127.0.0.1:8765"


def text() -> str:
    """The session as a code block; the port, the folder and the bytes kept are made equal."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(0, lambda: 0.0)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            said = _session(folder, server.base)
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
    said = (
        said.replace(server.base, _SITE).replace(f"-C {folder} ", "").replace(folder, "my-archive")
    )
    said = re.sub(r" {2,}(\d+ kB)", lambda found: "    48 kB".rjust(len(found[0])), said)
    return f"```console\n{said}```\n"


def _session(folder: str, base: str) -> str:
    commands = [
        ["add", base, "--name", "courier", "--allow-private", "--delay", "0"],
        ["crawl"],
        ["search", "lighthouse"],
    ]
    return "\n".join(_said(folder, command) for command in commands)


def _said(folder: str, command: list[str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "scheduler.cli", "-C", folder, *command],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parent.parent,
    )
    lines = done.stdout.rstrip().splitlines()
    news = sorted(line for line in lines if line.startswith("+ new"))
    shown = [*news[-3:], "…"] if news else []
    rest = [line.rstrip() for line in lines if not line.startswith("+ new")]
    return "\n".join([f"$ backissue {' '.join(command)}", *shown, *rest, ""])
