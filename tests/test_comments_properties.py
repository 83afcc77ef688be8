"""Whatever a page or an answer holds: no exception, ids unique, parents there."""

from __future__ import annotations

import string

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.extract.comments import merge, next_addresses, read_comments, read_listing
from archive.extract.tree import parse
from archive.model import Comment, Page, Thread

CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NAMES = st.sampled_from(
    [
        *(
            "comment",
            "comments",
            "comment-body",
            "comment-list",
            "children",
            "author",
            "fn",
            "date",
        ),
        *("comment-content", "reply", "level-2", "hentry", "pingback", "forum", "thread", "text"),
    ]
)
WORDS = st.sampled_from(
    ["Ada", "says:", "3 May 2024", "vor 2 Stunden", "+1", "", "12 comments", "Reply", "[…]", "\x00"]
)
TAGS = st.sampled_from(
    ["div", "li", "ol", "dl", "dt", "dd", "p", "b", "a", "time", "span", "h1", "table", "form"]
)


@st.composite
def trees(draw: st.DrawFn) -> str:
    """Markup that nests, opens and closes at random."""
    out = ["<html><body>"]
    for _ in range(draw(st.integers(0, 40))):
        tag = draw(TAGS)
        if draw(st.booleans()):
            number = draw(st.integers(0, 9))
            out.append(
                f'<{tag} class="{draw(NAMES)} {draw(NAMES)}" id="{draw(NAMES)}-{number}"'
                f' href="/x/comment-page-{number}/#comment-{number}" data-parent="{number}"'
                f' style="margin-left:{number}px" datetime="2024-05-0{number}">'
            )
        out.append(draw(WORDS))
        if draw(st.booleans()):
            out.append(f"</{tag}>")
    return "".join(out)


def sound(thread: Thread) -> None:
    ids = [comment.id for comment in thread.comments]
    assert len(ids) == len(set(ids))
    assert all(ids)
    for comment in thread.comments:
        assert comment.parent is None or comment.parent in ids
        assert comment.parent != comment.id
        assert comment.text.strip()


@CALM
@given(trees(), st.sampled_from(["https://x.example/x/", "", "http://[", "x:y"]))
def test_any_tree_is_read(html: str, url: str) -> None:
    root = parse(html)
    assert root is not None
    thread, held = read_comments(root, Page(url, html.encode()))
    sound(thread)
    assert all(element.tag != "body" for element in held)
    assert len(thread.pages) <= 50
    sound(merge([thread], read=()))


@CALM
@given(st.binary(max_size=300) | st.text(alphabet=string.printable, max_size=200).map(str.encode))
def test_any_answer_is_read(body: bytes) -> None:
    thread = read_listing(Page("https://x.example/x?page=2", body))
    assert len({comment.id for comment in thread.comments}) == len(thread.comments)


IDS = st.sampled_from(["1", "2", "3", "h1", "h2"])
COMMENTS = st.builds(
    Comment, IDS, st.none() | IDS, st.none() | st.just("A"), st.none(), st.just("text")
)
ADDRESSES = st.lists(st.sampled_from("abcdef"), max_size=3, unique=True).map(tuple)
THREADS = st.lists(
    st.builds(
        Thread,
        st.lists(COMMENTS, max_size=6).map(tuple),
        st.booleans(),
        st.none() | st.integers(0, 9),
        ADDRESSES,
        ADDRESSES,
    ),
    max_size=5,
)


@CALM
@given(THREADS, st.sets(st.sampled_from("abcdef")), st.sets(st.sampled_from("abcdef")))
def test_any_threads_merge(threads: list[Thread], read: set[str], failed: set[str]) -> None:
    merged = merge(threads, read=read)
    sound(merged)
    assert {c.id for c in merged.comments} == {c.id for t in threads for c in t.comments}
    before: set[str | None] = {None}
    for comment in merged.comments:
        assert comment.parent in before
        before.add(comment.id)
    assert not {*next_addresses(threads, read, failed)} & (read | failed)


def test_deep_nesting_and_many_comments_are_read_in_bounds() -> None:
    deep = '<div class="comment" id="comment-1">' * 3000 + "x"
    many = "".join(
        f'<li class="comment" id="comment-{n}"><b class="fn">A</b> <i class="date">3 May 2024</i>'
        f'<div class="comment-text">t {n}</div></li>'
        for n in range(1500)
    )
    for html in (deep, f'<ol class="comment-list">{many}</ol>'):
        root = parse(f"<html><body>{html}</body></html>")
        assert root is not None
        thread, _ = read_comments(root, Page("https://x.example/x/", html.encode()))
        sound(thread)
    assert len(thread.comments) == 1500
