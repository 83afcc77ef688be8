"""What a page or robots.txt may cost, and that nothing unwritable leaves a parser process."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from protego import Protego

from archive import bounded
from archive.bounded import read_page, time_limit
from archive.errors import PageError, SourceError
from archive.model import Comment, Page, Reading, Section, Story, Thread
from archive.wellformed import wellformed
from scheduler.survey import survey
from spiders.robots_text import for_agent

ROOT = Path(__file__).resolve().parent.parent
HALF = "\ud800"
PARAGRAPH = "<p>The harbour bridge was closed on Tuesday after a barge struck one of its piers.</p>"


def test_text_that_cannot_be_written_down_is_replaced_however_deep_it_stands() -> None:
    thread = Thread((Comment("1", None, f"A{HALF}", None, "one\x00two"),), pages=(f"/{HALF}",))
    story = Story("u", "u", f"Half {HALF}", sections=(Section(None, ("fine", HALF)),))
    cleaned = wellformed(Reading(story, thread=thread, sketch=(1, 2)))
    assert cleaned.story is not None
    assert cleaned.story.headline == "Half \ufffd"
    assert cleaned.story.sections == (Section(None, ("fine", "\ufffd")),)
    assert cleaned.thread.comments[0].author == "A\ufffd"
    assert cleaned.thread.comments[0].text == "one\ufffdtwo"
    assert cleaned.thread.pages == ("/\ufffd",)
    assert cleaned.sketch == (1, 2)


def test_well_formed_text_comes_back_as_the_same_object() -> None:
    story = Story("u", "u", "Schöne Grüße 😀", sections=(Section(None, ("a", "b")),))
    assert wellformed(story) is story


def test_half_a_surrogate_pair_in_a_pages_data_leaves_nothing_unwritable() -> None:
    data = json.dumps(
        {
            "@type": "NewsArticle",
            "headline": f"Harbour bridge {HALF} closed",
            "author": {"@type": "Person", "name": f"Ann {HALF} Other"},
            "publisher": {"name": f"Courier\x00{HALF}"},
            "keywords": [HALF],
        }
    )
    page = f'<script type="application/ld+json">{data}</script><h1>Bridge</h1>{PARAGRAPH * 5}'
    reading = read_page(Page("http://example.org/2025/bridge", page.encode(), "text/html"))
    assert reading.story is not None
    assert reading == wellformed(reading)
    repr(reading).encode()


def test_a_swallowed_time_limit_is_raised_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "SECONDS", 0.05)
    swallowed = 0
    with pytest.raises(PageError), time_limit():
        while True:
            try:
                sum(range(1000))
            except PageError:
                swallowed += 1
                if swallowed == 2:
                    raise


def test_a_parser_process_stuck_in_a_library_is_ended() -> None:
    stuck = (
        "from archive import bounded, reading; reading.prepare_process();"
        "bounded.SECONDS = bounded.GRACE = 0.1\n"
        "with bounded.time_limit(): sum(range(10**12))"  # C, which looks for no signal
    )
    done = subprocess.run([sys.executable, "-c", stuck], cwd=ROOT, timeout=30, check=False)
    assert done.returncode == -signal.SIGVTALRM


def test_many_crawlers_over_many_rules_cost_no_more_than_the_rules() -> None:
    names = "".join(f"User-agent:a{n}\n" for n in range(17_000))
    stars = "".join(f"User agent b{'*' * n}\n" for n in range(400))
    text = for_agent(names + stars + "Disallow:/ab\n" * 10_000, "backissue")
    assert len(set(text.lower().splitlines())) == 3
    assert not Protego.parse(text).can_fetch("http://example.org/ab", "backissue")  # `b` is meant


@pytest.mark.parametrize("spelling", ["User-agent: {}", "useragent {} # us", " USER AGENT : {}"])
@pytest.mark.parametrize("name", ["backissue", "BackIssue*", "*"])
def test_rules_that_are_meant_for_us_are_kept(spelling: str, name: str) -> None:
    group = f"{spelling.format(name)}\nDisallow: /private\n"
    text = f"User-agent: googlebot\nDisallow: /all\n\n{group}"
    for content in (text, for_agent(text, "backissue")):
        rules = Protego.parse(content)
        assert not rules.can_fetch("http://example.org/private", "backissue")
        assert rules.can_fetch("http://example.org/all", "backissue")


def test_rules_for_others_are_not_ours() -> None:
    text = for_agent("User-agent: googlebot\nUser-agent: issue\nDisallow: /\n", "backissue")
    assert Protego.parse(text).can_fetch("http://example.org/", "backissue")


def test_a_survey_that_a_page_holds_up_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "stuck.py").write_text("import os, signal; os.kill(os.getpid(), signal.SIGVTALRM)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr("scheduler.survey.MODULE", "stuck")
    with pytest.raises(SourceError, match="takes longer to read"):
        survey("http://paper.example/")
