"""The first pass: all WARC files of an archive into the scratch file, many at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from pathlib import Path

from archive.errors import StorageError
from archive.folder import WARCS
from archive.rebuild.indexing import Indexed, index
from archive.rebuild.places import Places, remove
from archive.rebuild.scratch import Scratch
from archive.warc.naming import ENDING, final_name


@contextmanager
def indexed(
    places: Places, executor: Callable[[], Executor], jobs: int, tell: Callable[[int, int], None]
) -> Iterator[Scratch]:
    """The scratch file, with all that the files hold; what an earlier call read is kept.

    `tell` is called with the bytes that were read, and with those in all. Raises StorageError when
    the scratch file cannot be written.
    """
    paths = {final_name(path): path for path in (places.folder / WARCS).glob(f"*{ENDING}*")}
    paths = {name: path for name, path in paths.items() if name.endswith(ENDING)}
    with _opened(places, paths) as scratch:
        try:
            _read(scratch, places, paths, executor, jobs, tell)
        except (sqlite3.Error, OSError) as error:
            raise StorageError(f"{places.index}: cannot be written ({error})") from error
        yield scratch


def _opened(places: Places, paths: dict[str, Path]) -> Scratch:
    """What an earlier call left, unless a file that it read is another one now."""
    with suppress(sqlite3.Error, OSError):
        scratch = Scratch(places.index)
        known = scratch.files()
        if all(name in paths and _state(paths[name]) == known[name] for name in known):
            return scratch
        scratch.close()
    remove(places.index)
    return Scratch(places.index)


def _state(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _read(
    scratch: Scratch,
    places: Places,
    paths: dict[str, Path],
    executor: Callable[[], Executor],
    jobs: int,
    tell: Callable[[int, int], None],
) -> None:
    known = scratch.files()
    total = sum(path.stat().st_size for path in paths.values())
    done = sum(size for size, _ in known.values())
    waiting = [path for name, path in sorted(paths.items()) if name not in known]
    tell(done, total)
    if not waiting:
        return
    # Only as many at once as there are processes: each part takes room until it is taken in.
    running: set[Future[Indexed]] = set()
    numbered = enumerate(waiting)
    with executor() as pool:
        while True:
            while len(running) < jobs and (one := next(numbered, None)) is not None:
                running.add(pool.submit(index, one[1], places.part(one[0])))
            if not running:
                return
            ready, running = wait(running, return_when=FIRST_COMPLETED)
            for future in ready:
                found = _result(future)
                scratch.take_in(found.part)
                remove(found.part)
                done += found.size
                tell(done, total)


def _result(future: Future[Indexed]) -> Indexed:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise StorageError(
            "a process that reads WARC files died (out of memory?); run this again with --jobs 1"
        ) from error
