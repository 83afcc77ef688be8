"""Joins the comments that a page shows with those that it holds as data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from archive.extract.comments.unique import rooted
from archive.extract.text import key
from archive.model import Comment

Comments = tuple[Comment, ...]

_COMPARED = 80  # letters and digits; a shown text may end in "read more"


def completed(shown: Comments, stated: Sequence[Comments]) -> Comments:
    """The thread: data tells times, answers and comments that the page leaves for a script.

    Data counts only when it holds half of what is shown, else it is another story's thread. With
    nothing shown the first thread counts, for a page's own data comes before that of others.
    """
    if not stated:
        return shown
    if not shown:
        return _widest(stated)
    texts = {_folded(comment.text) for comment in shown}
    best = max(stated, key=lambda thread: len(texts & {_folded(c.text) for c in thread}))
    if len(texts & {_folded(c.text) for c in best}) * 2 < len(texts):
        return shown
    return _joined(shown, best)


def _widest(stated: Sequence[Comments]) -> Comments:
    """The first thread, or a later one that holds all of it: chosen comments come before all."""
    first = stated[0]
    ids = {comment.id for comment in first}
    return max((t for t in stated if ids <= {comment.id for comment in t}), key=len, default=first)


def _joined(shown: Comments, stated: Comments) -> Comments:
    """All comments, in the order of the fuller thread; a shown number goes before a stated one."""
    waiting: dict[str, list[Comment]] = defaultdict(list)
    for comment in stated:
        waiting[_folded(comment.text)].append(comment)
    pairs = [(comment, _taken(comment, waiting[_folded(comment.text)])) for comment in shown]
    names = {other.id: comment.id for comment, other in pairs if other and comment.id.isdigit()}
    if any(waiting.values()):
        united = {other.id: _united(comment, other, names) for comment, other in pairs if other}
        both = [united.get(comment.id, comment) for comment in stated]
        both.extend(comment for comment, other in pairs if other is None)
    else:
        both = [_united(comment, other, names) if other else comment for comment, other in pairs]
    known = {comment.id: comment for comment in reversed(both)}
    renamed = {
        c.id: replace(c, parent=names.get(c.parent or "", c.parent))
        for c in reversed(known.values())
    }
    return tuple(rooted(renamed).values())


def _taken(comment: Comment, alike: list[Comment]) -> Comment | None:
    """The same comment among those of the same text: by number, by instant, else the first."""
    if not alike:
        return None
    at = (i for i, c in enumerate(alike) if comment.id == c.id or comment.published == c.published)
    return alike.pop(next(at, 0))


def _united(shown: Comment, stated: Comment, names: dict[str, str]) -> Comment:
    return Comment(
        names.get(stated.id, stated.id),
        stated.parent or _numbered(shown.parent),
        shown.author or stated.author,
        max(stated.published, shown.published, key=_exactness),
        max(stated.text, shown.text, key=len),
    )


def _exactness(published: str | None) -> int:
    """An instant goes before a local time, that before a day."""
    return 0 if published is None else 1 + ("T" in published) + published.endswith("Z")


def _numbered(parent: str | None) -> str | None:
    return parent if parent and parent.isdigit() else None


def _folded(text: str) -> str:
    return key(text)[:_COMPARED]
