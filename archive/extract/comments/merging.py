"""Makes one thread out of several answers, and chooses what to fetch next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from archive.extract.comments.unique import rooted
from archive.model import Comment, Thread

MOST_ADDRESSES = 50  # further comment addresses of one story; a hostile site may name endless ones


def merge(threads: Sequence[Thread], *, read: Collection[str]) -> Thread:
    """One thread: comments unique by id, each after the comment it answers.

    `threads` begins with the page's own thread, further answers follow in the order they were
    read; `read` holds their addresses. Whole when a listing was read to its end, or when every
    comment page that any answer named was read; the page's own word counts when it named none.
    """
    if not threads:
        return Thread()
    comments = _ordered(_united(threads))
    declared = next((t.declared for t in threads if t.declared is not None), None)
    pages = _all(t.pages for t in threads)
    unread = tuple(p for p in pages if p not in read)
    complete = any(t.whole for t in threads) or bool(pages and not unread)
    if declared and len(comments) >= declared:
        complete = True
    listings = (
        () if complete else tuple(a for a in _all(t.listings for t in threads) if a not in read)
    )
    return Thread(comments, complete, declared, () if complete else unread, listings)


def next_addresses(
    threads: Sequence[Thread], read: Collection[str], failed: Collection[str]
) -> tuple[str, ...]:
    """What to fetch next; empty when the thread is whole, or nothing more can be had.

    A listing that was begun is read on, page by page; else the page's best untried listing; else
    all comment pages that are named and not read. No more than `MOST_ADDRESSES` in all.
    """
    if not threads or any(t.whole for t in threads[1:]):
        return ()
    tried = {*read, *failed}
    named = _all((*t.listings, *t.pages) for t in threads)
    left = MOST_ADDRESSES - sum(address in tried for address in named)
    if left <= 0:
        return ()
    for thread in (*reversed(threads[1:]), threads[0]):
        for address in thread.listings:
            if address not in tried:
                return (address,)
    if threads[0].whole:
        return ()
    return tuple(p for p in _all(t.pages for t in threads) if p not in tried)[:left]


def _all(named: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(a for several in named for a in several))  # type: ignore[attr-defined]


def _united(threads: Sequence[Thread]) -> dict[str, Comment]:
    """Comments by id; a later answer completes or corrects an earlier one."""
    united: dict[str, Comment] = {}
    for thread in threads:
        for comment in thread.comments:
            known = united.get(comment.id)
            united[comment.id] = comment if known is None else _joined(known, comment)
    return rooted(united)


def _joined(known: Comment, later: Comment) -> Comment:
    published = later.published
    if published is None or ((known.published or "").endswith("Z") and not published.endswith("Z")):
        published = known.published
    return Comment(
        id=known.id,
        parent=later.parent or known.parent,
        author=later.author or known.author,
        published=published,
        text=later.text or known.text,
    )


def _ordered(comments: dict[str, Comment]) -> tuple[Comment, ...]:
    """Threads by time and number, each comment followed by its answers."""
    place = {key: _rank(c, index) for index, (key, c) in enumerate(comments.items())}
    answers: dict[str | None, list[str]] = {}
    for key, comment in comments.items():
        answers.setdefault(comment.parent, []).append(key)
    for keys in answers.values():
        keys.sort(key=place.__getitem__)
    ordered: list[Comment] = []
    reached: set[str] = set()

    def walk(tops: Sequence[str]) -> None:
        stack = list(reversed(tops))
        while stack:
            key = stack.pop()
            if key in reached:
                continue
            reached.add(key)
            ordered.append(comments[key])
            stack.extend(reversed(answers.get(key, [])))

    walk(answers.get(None, []))
    for key in sorted(comments, key=place.__getitem__):  # parents in a ring: cut it open once
        if key not in reached:
            comments[key] = replace(comments[key], parent=None)
            walk([key])
    return tuple(ordered)


def _rank(comment: Comment, index: int) -> tuple[int, int, str, int]:
    """The site's own numbers grow with time; hashes say nothing, so times and reading order do."""
    if comment.id.isascii() and comment.id.isdigit():
        return (0, int(comment.id), "", index)
    return (1, 0, "", index)
