"""docs/configuration.md names every key with its real default, and its example works."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest

from archive.config import Browse, Crawl, Source, WarcFiles, loads

PAGE = (Path(__file__).parent.parent / "docs" / "configuration.md").read_text()


def documented(heading: str) -> dict[str, str]:
    """Key → default as the table under a heading says."""
    section = PAGE.split(f"## `[{heading}]`")[1].split("\n## ")[0].split("\n### ")[0]
    return dict(re.findall(r"^\| `(\w+)` \| `?(.*?)`? \|", section, re.MULTILINE))


@pytest.mark.parametrize(
    ("heading", "kind"),
    [("warc", WarcFiles), ("crawl", Crawl), ("browse", Browse), ("sources.NAME", Source)],
)
def test_every_key_is_documented_with_its_default(heading: str, kind: type) -> None:
    found = documented(heading)
    for field in dataclasses.fields(kind):
        if field.name == "name":
            continue
        if field.name in ("url", "max_stories") and kind is Source:
            assert field.name in found
            continue
        default = {} if field.default is dataclasses.MISSING else field.default
        assert json.loads(found.pop(field.name)) == (
            list(default) if isinstance(default, tuple) else default
        )
    assert set(found) <= {"url", "max_stories"}, "documented, but no key"


def test_the_example_is_a_configuration_without_faults() -> None:
    from scheduler.cron import check_schedule

    example = PAGE.split("```toml\n")[1].split("```")[0]
    config = loads(example, Path("/a/backissue.toml"), check_schedule=check_schedule)
    assert list(config.sources) == ["newshub", "morning-call"]
    assert config.warnings == ()


def test_the_schedules_of_the_page_are_schedules() -> None:
    from scheduler.cron import check_schedule

    table = PAGE.split("### Schedules")[1].split("\n\n")[1]
    texts = [
        text
        for row in table.splitlines()[2:]
        for text in re.findall("`([^`]+)`", row.split("|")[1])
    ]
    assert len(texts) >= 7
    assert [text for text in texts if check_schedule(text, "UTC")] == []
