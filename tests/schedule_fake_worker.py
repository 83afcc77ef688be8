"""A worker that crawls nothing: it speaks the protocol, or breaks it, as its sources are called."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

BEAT = 0.05
told_to_stop = threading.Event()


def tell(event, **facts):
    with contextlib.suppress(OSError):
        sys.stdout.write(json.dumps({"event": event, **facts}) + "\n")
        sys.stdout.flush()


def beat_while(condition):
    while condition():
        tell("beat")
        time.sleep(BEAT)


def finish(source, outcome="ok", reason=None, **counts):
    tell(
        "finished",
        source=source,
        run=f"run-{source}",
        outcome=outcome,
        reason=reason,
        counts={"stories_new": 0, "bytes": 0, "errors": 0, **counts},
    )


def ok(source):
    tell("progress", source=source, pages=3, bytes=4000, new=2, queued=0)
    tell("story", source=source, outcome="new", headline=f"From {source}", url="http://a.test/1")
    finish(source, stories_new=2, bytes=4000, captures=3)


def quiet(source):
    finish(source, stories_unchanged=5)


def lingering(source):
    """Has done its work and stays."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    finish(source)
    beat_while(lambda: True)


def early_bird(source):
    """Forgets a stop that comes before its first beat, as Scrapy does."""
    time.sleep(0.3)
    if told_to_stop.is_set():
        beat_while(lambda: True)
    slow(source)


def failing(source):
    tell("trouble", source=source, url="http://a.test/", words="unknown host")
    finish(source, "failed", "unknown host a.test")


def partly(source):
    finish(source, "partly", "2 pages could not be read", errors=2, stories_new=1)


def slow(source):
    Path("slow").touch()
    beat_while(lambda: not told_to_stop.is_set())
    finish(source, "stopped", "asked to stop", stories_new=1)


def silent(_source):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(60)


def deaf(_source):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Path("deaf").touch()
    beat_while(lambda: True)


def stubborn(_source):
    """Leaves cleanly only after a second SIGTERM, with code 0 and no record, as Scrapy does."""
    signals = []
    signal.signal(signal.SIGTERM, lambda *_: signals.append(1))
    beat_while(lambda: len(signals) < 2)
    os._exit(0)


def dying(_source):
    print("MemoryError: no more", file=sys.stderr, flush=True)
    os._exit(1)


early = dying  # before it says that it started


def killed(_source):
    os.kill(os.getpid(), signal.SIGKILL)


def full(_source):
    tell("fatal", error="StorageError", message="the disk is full: free some", exit_code=1)
    os._exit(1)


def noisy(source):
    sys.stdout.write("not json\n[1,2]\n{}\n\n" + '{"event":"finished","source":7}\n')
    sys.stdout.write("[" * 100_000 + "\n")
    sys.stdout.write("x" * 3_000_000 + "\n")
    tell("finished", source="somebody else", run="r", outcome="ok", counts={})
    tell("finished", source=source, run="r", outcome="splendid", counts={})
    tell("story", source=source, outcome="new", headline="\x1b[2JGone\r\n\u202eevil", url="u")
    finish(source, stories_new=1)


def parental(source):
    """Leaves a child behind that holds its pipes open and does not listen."""
    code = (
        "import signal,time;signal.signal(signal.SIGTERM,signal.SIG_IGN);"
        'print(\'{"event": "beat"}\',flush=True);time.sleep(60)'
    )
    child = subprocess.Popen([sys.executable, "-c", code])
    finish(source)
    Path("child.pid").write_text(str(child.pid))
    os._exit(0)


def main():
    job = json.loads(sys.stdin.readline())
    with (Path(job["folder"]) / "jobs.jsonl").open("a") as file:
        file.write(json.dumps({**job, "pid": os.getpid()}) + "\n")

    def watch():
        sys.stdin.read()
        told_to_stop.set()

    threading.Thread(target=watch, daemon=True).start()
    kinds = globals()
    for source in job["sources"]:
        if told_to_stop.is_set():
            break
        if source != "early":
            tell("started", source=source, run=f"run-{source}")
        kinds[source.split("-")[0]](source)
    tell("end")


if __name__ == "__main__":
    main()
