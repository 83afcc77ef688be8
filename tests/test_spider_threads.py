"""How a story's comments are completed by further answers."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence

import pytest

from archive import threads
from archive.model import Comment, Thread
from archive.talk import hold_async
from archive.threads import conversation

STORY = "https://news.example/story"


def thread(name: str, *pages: str) -> Thread:
    return Thread((Comment(name, None, None, None, name),), whole=not pages, pages=pages)


@pytest.fixture(autouse=True)
def simple(monkeypatch: pytest.MonkeyPatch) -> None:
    def next_addresses(
        all_threads: Sequence[Thread], read: Collection[str], failed: Collection[str]
    ) -> tuple[str, ...]:
        # Without a look at `read`: a module that names an address twice must not be asked twice.
        return tuple(page for one in all_threads for page in one.pages)

    def merge(all_threads: Sequence[Thread], *, read: Collection[str]) -> Thread:
        named = {page for one in all_threads for page in one.pages}
        comments = tuple(c for one in all_threads for c in one.comments)
        return Thread(comments, whole=named <= set(read))

    monkeypatch.setattr(threads, "next_addresses", next_addresses)
    monkeypatch.setattr(threads, "merge", merge)


def complete(first: Thread, answers: dict[str, Thread]) -> tuple[Thread, list[str]]:
    asked: list[str] = []

    async def ask(url: str) -> Thread | None:
        asked.append(url)
        return answers.get(url)

    return asyncio.run(hold_async(conversation(first, STORY), ask)), asked


def test_a_whole_thread_asks_for_nothing() -> None:
    made, asked = complete(thread("1"), {})
    assert asked == [] and made.whole


def test_pages_that_name_pages_are_followed_once_each() -> None:
    two, three = "https://news.example/c/2", "https://news.example/c/3"
    made, asked = complete(thread("1", two), {two: thread("2", two, three), three: thread("3")})
    assert asked == [two, three]
    assert [comment.id for comment in made.comments] == ["1", "2", "3"] and made.whole


def test_a_page_that_fails_leaves_the_thread_unwhole() -> None:
    made, asked = complete(thread("1", "https://news.example/c/2"), {})
    assert asked == ["https://news.example/c/2"] and not made.whole


def test_another_sites_address_is_not_asked_for() -> None:
    made, asked = complete(thread("1", "http://169.254.169.254/", "https://other.example/c"), {})
    assert asked == [] and not made.whole


def test_a_site_that_names_pages_without_end_is_left() -> None:
    class Endless(dict[str, Thread]):
        def get(self, url: str, default: object = None) -> Thread:  # type: ignore[override]
            return thread(url, f"{url}x")

    _, asked = complete(thread("1", "https://news.example/c"), Endless())
    assert len(asked) == 100
