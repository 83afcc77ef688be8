"""Starts the real daemon with the fake worker: `daemon_driver.py FOLDER [FLOOR_MB]`."""

import asyncio
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from archive.errors import BackIssueError  # noqa: E402
from scheduler import clockwork, daemon  # noqa: E402
from scheduler.commands import Session  # noqa: E402
from scheduler.logs import log_to_stderr  # noqa: E402
from scheduler.workers import Patience  # noqa: E402


def main() -> int:
    folder = Path(sys.argv[1])
    daemon.PULSE_S = 0.1
    clockwork.TICK_S = 0.2
    log_to_stderr(verbose=True)
    serving = daemon.serve(
        Session(folder).config,
        say=lambda line: print(line, flush=True),
        floor_mb=float(sys.argv[2]) if len(sys.argv) > 2 else 0,
        patience=Patience(stall=20, grace=20, hurry=0.2, deadline=60),
        command=(sys.executable, str(HERE / "schedule_fake_worker.py")),
    )
    try:
        asyncio.run(serving)
    except BackIssueError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
