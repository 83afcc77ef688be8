"""The processes that read pages: how they are started, whoever needs them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from archive.garbage import collect_seldom
from archive.reading import prepare_process

_PRELOAD = ("archive.reading",)


def parser_pool(jobs: int, preload: Sequence[str] = _PRELOAD) -> ProcessPoolExecutor:
    """Up to `jobs` processes within the limits of `prepare_process`; `preload` is what they run.

    They come from a fork server: forked here, they would share our open database and sockets.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin)


def _begin() -> None:
    prepare_process()
    collect_seldom()
