"""`backissue dedupe`: anyone's stories in, groups out."""

from __future__ import annotations

from typing import Any

import pytest
from dedupe_texts import DIGEST, FERRY, FOLLOW_UP, OTHER_WORDS, paragraphs

from archive.dedupe_stream import group
from archive.errors import UsageError


def line(id: int | str, text: str = FERRY, **other: Any) -> dict[str, Any]:
    return {
        "id": id,
        "url": f"https://outlet{id}.example/news/story",
        "headline": "Ferry Osprey loses its licence over cracked fuel lines",
        "text": text,
        "published": "2026-03-10T09:00:00Z",
        "outlet": f"Outlet {id}",
        **other,
    }


def groups(lines: list[dict[str, Any]]) -> dict[Any, Any]:
    return {out["id"]: out["group"] for out in group(lines)}


def test_lines_come_out_in_the_order_they_came_in() -> None:
    out = list(group([line("b"), line("a"), line(7, OTHER_WORDS, headline="Skerra cut off")]))
    assert [list(one) for one in out] == [["id", "group", "relation", "of", "reason"]] * 3
    assert [one["id"] for one in out] == ["b", "a", 7]
    assert [one["group"] for one in out] == ["b", "b", 7]
    assert out[0]["relation"] is None
    assert out[0]["of"] is None
    assert (out[1]["relation"], out[1]["of"]) == ("wire-copy", "b")
    assert out[2]["relation"] is None
    assert all(one["reason"] for one in out)


def test_ids_keep_their_type() -> None:
    out = list(group([line(1), line("1", url="https://other.example/x")]))
    assert [(one["id"], one["group"]) for one in out] == [(1, 1), ("1", 1)]


def test_the_earlier_telling_is_the_original_even_when_its_line_comes_later() -> None:
    late = line("late", published="2026-03-10T15:00:00Z")
    out = {one["id"]: one for one in group([late, line("early")])}
    assert out["late"]["of"] == "early"
    assert out["early"]["of"] is None
    assert out["late"]["group"] == out["early"]["group"] == "late"


def test_a_later_story_proves_two_groups_one() -> None:
    first = line(1, paragraphs(FERRY, 0, 1, 2), headline="Osprey licence withdrawn in Port Lanning")
    last = line(2, paragraphs(FERRY, 3, 4, 5), headline="Skerra shops fear for Easter trade")
    assert groups([first, last]) == {1: 1, 2: 2}
    assert groups([first, last, line(3)]) == {1: 1, 2: 1, 3: 1}
    out = list(group([first, last, line(3)]))
    assert [one["of"] for one in out].count(None) == 1
    assert all(one["relation"] for one in out if one["of"] is not None)
    assert any("a later story showed" in one["reason"] for one in out)


def test_the_same_address_is_found_without_any_text_in_common() -> None:
    address = "https://ledger.example/ferry"
    short = line(2, "The licence is back.", url=address + "?utm_source=x", outlet="Outlet 1")
    out = list(group([line(1, url=address), short]))
    assert out[1]["relation"] == "same-url"


def test_other_stories_stay_apart() -> None:
    lines = [
        line(1),
        line(2, OTHER_WORDS, headline="Skerra cut off as ferry fails check"),
        line(3, FOLLOW_UP, headline="Two new ferries ordered", published="2026-03-20"),
        line(4, DIGEST, headline="Morning briefing", published="2026-03-11"),
    ]
    assert groups(lines) == {1: 1, 2: 2, 3: 3, 4: 4}


def test_only_id_and_text_are_needed() -> None:
    out = list(group([{"id": 1, "text": FERRY}, {"id": 2, "text": FERRY, "url": None}]))
    assert [one["group"] for one in out] == [1, 1]


def test_progress_counts_the_lines_read() -> None:
    seen: list[int] = []
    list(group([line(1), line(2), line(3)], progress=seen.append))
    assert seen == [1, 2, 3]


@pytest.mark.parametrize(
    ("bad", "complaint"),
    [
        ([], "not a JSON object"),
        ({"text": "x"}, "`id`"),
        ({"id": None, "text": "x"}, "`id`"),
        ({"id": True, "text": "x"}, "`id`"),
        ({"id": 1.5, "text": "x"}, "`id`"),
        ({"id": 1}, "`text`"),
        ({"id": 1, "text": 5}, "`text`"),
        ({"id": 1, "text": "x", "headline": 5}, "`headline`"),
        ({"id": 1, "text": "x", "published": "yesterday"}, "`published`"),
    ],
)
def test_a_bad_line_is_named_by_its_number(bad: Any, complaint: str) -> None:
    with pytest.raises(UsageError, match=f"^line 2: .*{complaint}"):
        list(group([line(1), bad]))


def test_odd_text_passes() -> None:
    odd = "\ud800 \x00 " + FERRY
    lines = [line(1, odd, headline="\udfff"), line("\ud801", odd, url="https://a.example/\ud800")]
    assert [one["group"] for one in group(lines)] == [1, 1]


def test_no_lines_give_no_lines() -> None:
    assert list(group([])) == []
