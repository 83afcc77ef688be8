"""Finds the stored response that a new answer repeats, so that its body is not stored again."""

from __future__ import annotations

from collections import OrderedDict
from typing import Protocol, TypeVar

from archive.model import Capture, Profile
from archive.warc.answer import Answer
from archive.warc.revisits import (
    Body,
    Original,
    Reference,
    Validators,
    asked_about,
    is_confirmation,
    original_of,
    repeatable,
    validators_of,
)

SMALLEST = 1000  # bytes of a body; the revisit of a smaller one takes as much room as the response
_REMEMBERED = 4096  # answers; more than ever wait to be announced

K = TypeVar("K")
V = TypeVar("V")


class Stored(Protocol):
    """Originals in the tables. None when there is none there, or nobody can tell just now."""

    def identical(self, url: str, body: Body) -> Original | None:
        """One that has this body, of `url` if any."""

    def confirmed(self, url: str, asked: Validators) -> Original | None:
        """The one that has the body which `url` last gave with these validators."""


class Originals:
    """What this process has stored lately, and behind that what the tables know.

    Two processes that store one body at the same moment both store an original: no harm.
    """

    def __init__(self, stored: Stored | None = None, *, smallest: int = SMALLEST) -> None:
        """`smallest`: bytes of the smallest body that a revisit stands for by its digest."""
        self._stored = stored
        self._smallest = smallest
        self._bodies: OrderedDict[tuple[str, bool], Original] = OrderedDict()
        self._latest: OrderedDict[str, tuple[Validators, Original]] = OrderedDict()

    def find(self, url: str, answer: Answer) -> Reference | None:
        """The revisit that `answer` is, `url` being its WARC-Target-URI; None: store it whole."""
        if body := repeatable(answer):
            found = self._identical(url, body) if answer.size >= self._smallest else None
            return Reference(Profile.IDENTICAL, found) if found else None
        if is_confirmation(answer) and (asked := asked_about(answer.exchange)):
            found = self._confirmed(url, asked)
            return Reference(Profile.NOT_MODIFIED, found) if found else None
        return None

    def appended(self, answer: Answer, capture: Capture, reference: Reference | None) -> None:
        """Remember what was stored, for the tables learn of it only later."""
        body = repeatable(answer)
        if body is None:
            return
        original = reference.original if reference else original_of(capture)
        if not reference and answer.size >= self._smallest:
            _remember(self._bodies, (body.entity, body.framed), original)
        _remember(self._latest, capture.url, (validators_of(answer.head), original))

    def _identical(self, url: str, body: Body) -> Original | None:
        mine = self._bodies.get((body.entity, body.framed))
        if mine is not None and mine.url == url:
            return mine
        stored = self._stored.identical(url, body) if self._stored else None
        return stored if stored and (mine is None or stored.url == url) else mine

    def _confirmed(self, url: str, asked: Validators) -> Original | None:
        latest = self._latest.get(url)
        if latest is not None and asked.match(latest[0]):
            return latest[1]
        return self._stored.confirmed(url, asked) if self._stored else None


def _remember(kept: OrderedDict[K, V], key: K, value: V) -> None:
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > _REMEMBERED:
        kept.popitem(last=False)
