"""Removes content by law, so that a tombstone stays and everything else goes.

First the removal is announced: the rows go, and from then on it will be finished, whatever comes
between (`sweeping`). Then the WARC files are written anew without the content (`rewriting`).
"""

from __future__ import annotations

from archive.forget.asked import Asked, Chosen, choose
from archive.forget.doing import Done, clean, forget

__all__ = ["Asked", "Chosen", "Done", "choose", "clean", "forget"]
