"""Answers a conversation (archive.talk) from what was captured when it was first held; pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from w3lib.url import safe_url_string

from archive.model import Capture, Kind
from archive.warc.records import target_uri

T = TypeVar("T")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Heard:
    """The captured answers of one visit's further pages of a kind, in the order they came."""

    def __init__(self, captures: Sequence[Capture], kind: Kind) -> None:
        self._left = [capture for capture in captures if capture.purpose.kind is kind]

    def read(self, url: str, read: Callable[[Capture], T]) -> T | None:
        """What `read` makes of the answer to `url`; None when there is none."""
        answer = self.answer(url)
        return None if answer is None else read(answer)

    def answer(self, url: str) -> Capture | None:
        """The page that asking for `url` led to; None when it led to none, or was not asked.

        The exchanges between are passed over: answers come in the order in which they are asked
        for, and an address that robots.txt forbids has none.
        """
        asked = target_uri(safe_url_string(url))
        pairs = enumerate(zip((None, *self._left), self._left, strict=False))
        begins = (n for n, (before, one) in pairs if one.url == asked and not _led_to(before, one))
        begin = next(begins, None)
        if begin is None:
            return None
        end = begin + 1
        while end < len(self._left) and _goes_on(self._left[end - 1], self._left[end], asked):
            end += 1
        last = self._left[end - 1]
        del self._left[:end]
        return last if last.is_page else None


def _led_to(before: Capture | None, capture: Capture) -> bool:
    """Whether a redirect led here: by hopsFromSeed, or, where rows do not tell it, by `via`."""
    if capture.purpose.hops.endswith("R"):
        return True
    if before is None or before.status not in _REDIRECTS:
        return False
    return capture.purpose.via == before.url


def _goes_on(before: Capture, after: Capture, asked: str) -> bool:
    """Whether `after` still answers the same question: a redirect, or another try."""
    return not before.is_page and (_led_to(before, after) or after.url == asked)
