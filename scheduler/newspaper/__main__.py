"""Serves the newspaper until told to stop: `python -m scheduler.newspaper [--port N]`.

Prints one JSON line, {"url": …}, once it serves. The state file keeps the port and the hour of the
first start, so that a paper started again is where it was, at the same address.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
import time
from pathlib import Path

from scheduler.newspaper.server import Server, clock


def _state(path: Path | None, port: int) -> tuple[int, float]:
    if path is not None and path.exists():
        kept = json.loads(path.read_text("utf-8"))
        return int(kept["port"]), float(kept["started"])
    return port, time.time()


def _shut_down_at_eof(server: Server) -> None:
    sys.stdin.read()
    server.shutdown()


def main() -> int:
    """Serve; 0 when stopped by a signal or when standard input closes, 1 when the port is taken."""
    parser = argparse.ArgumentParser(prog="scheduler.newspaper", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--state", type=Path, help="file that keeps port and start time")
    parser.add_argument("--until-eof", action="store_true", help="stop when standard input closes")
    options = parser.parse_args()
    port, started = _state(options.state, options.port)
    try:
        server = Server(port, clock(started))
    except OSError as error:
        print(f"newspaper: port {port} of 127.0.0.1: {error.strerror}", file=sys.stderr)  # noqa: T201
        return 1
    if options.state is not None:
        options.state.parent.mkdir(parents=True, exist_ok=True)
        kept = {"port": server.server_port, "started": started}
        options.state.write_text(json.dumps(kept), "utf-8")
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(json.dumps({"url": server.base + "/"}), flush=True)  # noqa: T201
    if options.until_eof:
        threading.Thread(target=_shut_down_at_eof, args=[server], daemon=True).start()
    try:
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
