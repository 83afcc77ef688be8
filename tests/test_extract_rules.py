"""A user's rule takes the place of what the extractor would find, for as long as it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archive.extract import explain, extract
from archive.extract.ruling import matches, rule_for
from archive.model import Guide, Page, Reading, Rule, SourceLine, Story

TEXT = "The harbour office moved the ferry to seven, as the tide table asks for it. " * 3
PAGE = f"""<html lang="en"><head><title>Elsewhere</title></head><body>
<h1>Quay Gazette</h1><div class="kick">Ferry moves to seven</div>
<div class="sum">An hour less to sleep.</div><div class="who">Ida Holm and Per Lind</div>
<div class="when" title="x">2 September 2025</div>
<div class="txt"><div class="share-bar related">{TEXT}</div><p>{TEXT}</p>
<div class="poll">Do you mind? Yes. No.</div><p>{TEXT}</p></div>
<div class="agency">REFH – Newshub, 2 September 2025</div></body></html>""".encode()
RULE = Rule(
    headline=".kick",
    lead=".sum",
    body=".txt",
    remove=".poll",
    authors=".who",
    published=".when",
    source_line=".agency",
)
AT = datetime(2025, 9, 3, tzinfo=UTC)


def read(*rules: Rule, body: bytes = PAGE) -> Reading:
    return extract(Page("https://q.example/ferry", body, fetched=AT, guide=Guide(rules)))


def story(*rules: Rule) -> Story:
    found = read(*rules).story
    assert found is not None
    return found


def test_a_rule_says_where_things_are() -> None:
    found = story(RULE)
    assert found.headline == "Ferry moves to seven"
    assert found.lead == "An hour less to sleep."
    assert found.authors == ("Ida Holm", "Per Lind")
    assert found.published == "2025-09-02"
    assert found.source_line == SourceLine(
        "REFH – Newshub, 2 September 2025", "REFH", "Newshub", "2025-09-02"
    )


def test_what_a_rule_calls_text_is_kept_and_what_it_removes_is_not() -> None:
    assert story(RULE).paragraphs == (TEXT.strip(),) * 3
    assert "Do you mind?" in " ".join(story(replace(RULE, remove=None)).paragraphs)
    assert len(story().paragraphs) == 2, "without the rule, the share bar's text is furniture"


def test_a_rule_says_in_the_explanation_what_it_overruled() -> None:
    blocks = explain(Page("https://q.example/ferry", PAGE, fetched=AT, guide=Guide((RULE,))))
    assert next(b.why for b in blocks if b.text == TEXT.strip()).startswith("rule; else furniture")


def test_a_rule_that_matches_nothing_changes_nothing() -> None:
    stale = Rule(headline=".gone", body="#gone", authors="i.gone", published="time")
    assert story(stale) == story()
    assert matches(Page("https://q.example/ferry", PAGE, fetched=AT, guide=Guide((stale,)))) == (
        ("headline", 0),
        ("body", 0),
        ("authors", 0),
        ("published", 0),
    )


def test_a_printed_day_in_the_future_is_not_believed() -> None:
    later = PAGE.replace(
        b'2 September 2025</div>\n<div class="txt', b'9 May 2031</div>\n<div class="txt'
    )
    found = read(Rule(published=".when"), body=later).story
    assert found is not None
    assert found.published != "2031-05-09"


OLD, NOW = Rule(until="2025-06-01", body=".old"), Rule(since="2025-06-01", body=".new")


@pytest.mark.parametrize(
    ("day", "rule"),
    [("2025-05-31", OLD), ("2025-06-01", NOW), ("2026-01-01", NOW), (None, NOW)],
)
def test_the_day_of_the_capture_chooses_the_rule(day: str | None, rule: Rule) -> None:
    at = datetime.fromisoformat(f"{day}T23:00:00+00:00") if day else None
    assert rule_for((OLD, NOW), at) is rule


def test_no_rule_holds_on_a_day_between_layouts() -> None:
    assert (
        rule_for((OLD, Rule(since="2025-07-01", body="p")), datetime(2025, 6, 5, tzinfo=UTC))
        is None
    )
