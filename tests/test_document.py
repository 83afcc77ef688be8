"""The story document: its shape never varies, whatever a page held."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from export_archive import FERRY, build
from export_schema import DOCS, SCHEMA, VALID
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from archive import db, document, moments
from archive.model import Comment, Image, Reading, Section, SourceLine, Story
from archive.query import open_reader


def test_the_schema_itself_is_sound_and_closed() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    objects = [SCHEMA, *(d for d in SCHEMA["$defs"].values() if d.get("type") == "object")]
    assert all(one["additionalProperties"] is False for one in objects)
    assert all(set(one["required"]) <= set(one["properties"]) for one in objects)
    assert set(SCHEMA["properties"]) - set(SCHEMA["required"]) == {"id", "why"}


def test_every_key_is_documented() -> None:
    page = (DOCS / "story-document.md").read_text()
    names = set(SCHEMA["properties"]).union(
        *(d.get("properties", ()) for d in SCHEMA["$defs"].values())
    )
    assert [name for name in sorted(names) if f"`{name}`" not in page] == []


def test_the_documents_example_is_a_story_document() -> None:
    page = (DOCS / "story-document.md").read_text()
    example = json.loads(page.split("```json\n")[1].split("```")[0])
    VALID.validate(example)
    assert list(example) == list(document.from_reading(Reading(FERRY))), "same keys, same order"


def test_a_reading_becomes_a_document_with_everything_on_the_page() -> None:
    made = document.from_reading(Reading(FERRY), url="https://paper.example/ferry?from=home")
    VALID.validate(made)
    assert made["url"] == "https://paper.example/ferry?from=home"
    assert made["canonical_url"] == FERRY.url
    assert made["headline"] == FERRY.headline
    assert [section["heading"] for section in made["sections"]] == [None, "What the captain says"]
    assert made["source_line"] == {
        "text": "REFH – Newshub, 2 September 2025",
        "credit": "REFH",
        "outlet": "Newshub",
        "date": "2025-09-02",
    }
    assert made["comments"][1]["parent"] == "c1"
    assert (made["revision"], made["group"], made["gone"], made["captures"]) == (1, None, None, [])


def test_a_page_without_a_story_is_a_document_that_says_why() -> None:
    made = document.from_reading(
        Reading(None, why="a list of links", canonical_url="https://p.example/"), url=None
    )
    VALID.validate(made)
    assert made["why"] == "a list of links"
    assert made["canonical_url"] == "https://p.example/"
    assert made["headline"] is None
    assert made["sections"] == made["comments"] == made["captures"] == []


def test_a_stored_story_has_its_captures_and_says_that_it_is_gone(tmp_path: Path) -> None:
    build(tmp_path)
    with open_reader(tmp_path) as reader:
        ferry, bakery, market = [document.from_row(row) for row in reader.stories()]
    for made in (ferry, bakery, market):
        VALID.validate(made)
    assert list(ferry) == list(document.from_reading(Reading(FERRY)))
    assert (ferry["source"], ferry["gone"], bakery["published"]) == ("paper", None, "2025-10-01")
    assert market["gone"] == "2026-11-20T08:03:00Z"
    assert market["published"] is None, "the time it was first seen is not invented as its date"
    [capture] = ferry["captures"]
    assert (capture["warc"], capture["offset"], capture["length"]) == ("paper-1.warc.gz", 0, 900)
    assert capture["revisit"] is None


def test_a_revisit_says_where_the_body_lies(tmp_path: Path) -> None:
    build(tmp_path)
    with closing(db.open_writer(tmp_path)) as connection:
        connection.execute(
            "INSERT INTO captures (url, story, kind, method, captured_at, size, digest, record_id,"
            " warc, offset, length, profile, original) SELECT url, story, kind, method,"
            " '2026-11-21T08:00:00Z', 0, digest, 'again', 'paper-2.warc.gz', 7, 8,"
            " 'server-not-modified', record_id FROM captures WHERE offset = 0 AND story = 1"
        )
        connection.commit()
    with open_reader(tmp_path) as reader:
        ferry = document.from_row(next(reader.stories()))
    VALID.validate(ferry)
    _, again = ferry["captures"]
    assert (again["warc"], again["offset"], again["length"]) == ("paper-2.warc.gz", 7, 8)
    assert again["revisit"] == {
        "profile": "server-not-modified",
        "warc": "paper-1.warc.gz",
        "offset": 0,
        "length": 900,
    }


@pytest.mark.parametrize(
    ("stated", "given_out"),
    [
        ("2025-09-02T08:00:00+02:00", "2025-09-02T06:00:00Z"),
        ("2025-09-02T06:00:00Z", "2025-09-02T06:00:00Z"),
        ("2025-09-02T06:00:00.123Z", "2025-09-02T06:00:00Z"),
        ("2025-09-02", "2025-09-02"),
        ("2025-09-02T06:00:00", "2025-09-02"),
        ("yesterday", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("", None),
        (None, None),
    ],
)
def test_times_are_instants_or_days_or_unknown(stated: str | None, given_out: str | None) -> None:
    assert moments.moment(stated) == given_out


@pytest.mark.parametrize(
    ("stated", "given_out"),
    [
        ("2025-12-19T01:00:00+05:30", "2025-12-19T01:00:00+05:30"),
        ("2025-12-19T08:00:00+05:30", "2025-12-19T02:30:00Z"),
        ("2025-09-02T15:25:00.5", "2025-09-02T15:25:00"),
        ("2025-09-02T06:00:00Z", "2025-09-02T06:00:00Z"),
        ("2025-09-02", "2025-09-02"),
        ("0001-01-01T00:00:00+14:00", None),
        ("at noon", None),
        (None, None),
    ],
)
def test_a_pages_own_times_keep_the_sites_day_and_a_clock_without_a_zone(
    stated: str | None, given_out: str | None
) -> None:
    assert moments.stated(stated) == given_out


def test_a_line_is_utf_8_even_for_what_no_utf_8_can_say() -> None:
    line = document.line({"headline": "half \ud83d of a face\u2028“ok”"})
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert json.loads(line.decode()) == {"headline": "half \ufffd of a face\u2028“ok”"}


_text = st.text(max_size=20)
_maybe = st.none() | _text
_times = st.none() | st.sampled_from(["2025-09-02", "2025-09-02T06:00:00Z", "noon", ""])
_stories = st.builds(
    Story,
    url=_text,
    canonical_url=_text,
    headline=st.text(min_size=1, max_size=20),
    outlet=_maybe,
    lead=_maybe,
    sections=st.lists(
        st.builds(Section, _maybe, st.lists(_text, max_size=3).map(tuple)), max_size=3
    ).map(tuple),
    source_line=st.none() | st.builds(SourceLine, _text, _maybe, _maybe, _times),
    authors=st.lists(_text, max_size=2).map(tuple),
    published=_times,
    modified=_times,
    language=_maybe,
    topics=st.lists(_text, max_size=2).map(tuple),
    images=st.lists(
        st.builds(Image, st.text(min_size=1, max_size=9), _maybe, _maybe), max_size=2
    ).map(tuple),
    comments=st.lists(
        st.builds(Comment, st.text(min_size=1, max_size=5), _maybe, _maybe, _times, _text),
        max_size=2,
    ).map(tuple),
)


@given(_stories)
def test_any_story_makes_a_valid_document(story: Story) -> None:
    made = document.from_reading(Reading(story))
    VALID.validate(made)
    assert json.loads(document.line(made)).keys() == made.keys()
