"""Ends a worker process when the process that it works for is gone, however that ended."""

from __future__ import annotations

import multiprocessing
import os
import threading


def leave_with_parent() -> None:
    """Exit as soon as the parent process has; for the initializer of a pool.

    A pool's workers wait on pipes that they hold open themselves: when a signal ends the parent,
    nothing would tell them, and they would stay for ever.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(0)

    threading.Thread(target=watch, name="leave-with-parent", daemon=True).start()
