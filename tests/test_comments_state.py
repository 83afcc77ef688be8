"""Comments in a page's data, in scripts, strings and attributes, and joined with the shown ones."""

from __future__ import annotations

import html
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.extract.comments import entries, read_comments
from archive.extract.comments.joining import completed
from archive.extract.tree import parse
from archive.model import Comment, Page, Thread

CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ADA: dict[str, Any] = {
    "id": 7,
    "body": "Good to have her back.",
    "author": {"name": "Ada Penn", "url": "/ada"},
    "createdAt": "2025-03-04T10:01:00+01:00",
    "replies": [
        {
            "id": 8,
            "body": "The mice &amp; I <b>think</b> otherwise.",
            "author": {"name": "Ben Oak"},
            "createdAt": 1741168800000,
        }
    ],
}
STATE = {"story": {"title": "Owl returns"}, "comments": [ADA]}


def thread_of(markup: str) -> Thread:
    text = f"<html><body><h1>Owl returns</h1><p>It is back.</p>{markup}</body></html>"
    root = parse(text)
    assert root is not None
    return read_comments(root, Page("https://gazette.example/owl/", text.encode()))[0]


def written(state: Any) -> str:
    return json.dumps(state).replace("</", "<\\/")


FORMS = {
    "JSON of its own": f'<script type="application/json">{written(STATE)}</script>',
    "assigned to a name": f"<script>window.__STATE__ = {written(STATE)};</script>",
    "JSON in a string": f"<script>x = JSON.parse({written(json.dumps(STATE))})</script>",
    "streamed in pieces": f"<script>self.f.push([1,{written('9:' + json.dumps(STATE))}])</script>",
    "a string in a string": f"<script>x = {written(json.dumps(json.dumps(STATE)))}</script>",
    "an attribute": f'<div id="comments" data-props="{html.escape(json.dumps(STATE))}"></div>',
    "edges and nodes": "<script>x = "
    + written({"postComments": {"total": 2, "edges": [{"node": ADA}]}})
    + "</script>",
    "by number": f"<script>x = {written({'commentsById': {'7': ADA}})}</script>",
}


@pytest.mark.parametrize("form", FORMS)
def test_comments_of_a_script_are_read(form: str) -> None:
    assert thread_of(FORMS[form]).comments == (
        Comment("7", None, "Ada Penn", "2025-03-04T09:01:00Z", "Good to have her back."),
        Comment("8", "7", "Ben Oak", "2025-03-05T10:00:00Z", "The mice & I think otherwise."),
    )


@pytest.mark.parametrize(
    "entry",
    [
        {"comment_id": 1, "comment_text": "Yes.", "user_name": "Ada", "created_at": "2025-03-04"},
        {"_id": "a1", "text": "Yes.", "nickname": "Ada", "date": "2025-03-04"},
        {"id": 1, "body": {"rendered": "<p>Yes.</p>"}, "authorName": "Ada", "time": "2025-03-04"},
        {"id": "a1", "message": "Yes.", "user": {"displayName": "Ada"}, "timestamp": 1741046400},
    ],
)  # fmt: skip
def test_keys_go_by_many_names(entry: dict[str, Any]) -> None:
    (found,) = entries.comments([entry])
    assert (found.author, found.text) == ("Ada", "Yes.")
    assert (found.published or "").startswith("2025-03-04")


@pytest.mark.parametrize(
    "mark",
    [
        {"deleted": True},
        {"isHidden": True},
        {"status": "pending"},
        {"state": "Rejected"},
        {"approved": False},
        {"type": "pingback"},
        {"post": {"title": "Bus seven", "url": "/bus/"}},
    ],
)
def test_what_the_page_would_not_show_is_no_comment(mark: dict[str, Any]) -> None:
    entry = {key: ADA[key] for key in ("id", "body", "author", "createdAt")} | mark
    assert entries.comments([entry]) == ()


def test_answers_named_by_number_are_tied() -> None:
    flat = [
        {"id": 8, "text": "No.", "author": "Ben", "date": "2025-03-05", "parentId": 7},
        {"id": 7, "text": "Yes.", "author": "Ada", "date": "2025-03-04", "parentId": 0},
        {"id": 9, "text": "Oh.", "author": "Cy", "date": "2025-03-06", "parentId": 404},
    ]
    assert {c.id: c.parent for c in entries.comments(flat)} == {"8": "7", "7": None, "9": None}


def comment(number: str, text: str, author: str | None = None, at: str | None = None) -> Comment:
    return Comment(number, None, author, at, text)


def test_data_completes_what_is_shown() -> None:
    shown = (comment("hab", "Yes, it is.", "Ada", "2025-03-04"),)
    data = (
        comment("7", "Yes, it is.", None, "2025-03-04T09:01:00Z"),
        Comment("8", "7", "Ben", None, "No."),
    )
    assert completed(shown, [data]) == (
        comment("7", "Yes, it is.", "Ada", "2025-03-04T09:01:00Z"),
        Comment("8", "7", "Ben", None, "No."),
    )


def test_the_number_that_is_shown_stays_and_its_answers_follow() -> None:
    shown = (comment("7", "Yes."),)
    data = (comment("uuid-a", "Yes."), Comment("uuid-b", "uuid-a", "Ben", None, "No."))
    assert [(c.id, c.parent) for c in completed(shown, [data])] == [("7", None), ("uuid-b", "7")]


def test_data_of_another_thread_adds_nothing() -> None:
    shown = (comment("1", "Yes."), comment("2", "Indeed."))
    assert completed(shown, [(comment("9", "The bus is late."),)]) == shown


def test_same_words_by_several_people_stay_apart() -> None:
    shown = (comment("1", "+1", "Ada"), comment("2", "+1", "Ben"))
    data = (comment("2", "+1"), comment("1", "+1"), comment("3", "+1", "Cy"))
    found = {c.id: c.author for c in completed(shown, [data])}
    assert found == {"1": "Ada", "2": "Ben", "3": "Cy"}


def test_chosen_comments_give_way_to_the_thread_that_holds_them() -> None:
    one, two = comment("1", "Yes."), comment("2", "No.")
    assert completed((), [(one,), (one, two), (comment("9", "Bus."),)]) == (one, two)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "text",
                    "author",
                    "name",
                    "date",
                    "parent",
                    "comments",
                    "status",
                    "post",
                    "x",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@CALM
@given(VALUES)
def test_any_data_gives_sound_comments(value: Any) -> None:
    found = entries.comments(value)
    ids = [c.id for c in found]
    assert len(ids) == len(set(ids))
    assert all(c.parent is None or (c.parent in ids and c.parent != c.id) for c in found)
    assert all(c.text and c.id for c in found)


@CALM
@given(VALUES, st.integers(0, 400))
def test_data_cut_anywhere_raises_nothing(value: Any, end: int) -> None:
    thread_of(f"<script>{json.dumps({'comments': [ADA, value]})[:end]}</script>")


def test_nested_without_end_gives_nothing() -> None:
    deep = '{"comments":[{"a":' * 20_000
    assert thread_of(f"<script>{deep}</script>").comments == ()
    assert thread_of(f"<script>{deep.replace(chr(34), chr(92) + chr(34))}</script>").comments == ()
