"""A second crawl of unchanged sites stores no body again, and all that is read stays the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from faults_archive import backissue, configure, news, prove_files, prove_rows, rows
from spider_site import Answer, Asked, Rule, Site

SHARED: dict[str, Rule] = {
    "/robots.txt": Answer("# come in\n" * 200, headers={"Content-Type": "text/plain"}),
    "/photo.jpg": Answer(bytes(range(256)) * 20, headers={"Content-Type": "image/jpeg"}),
}
COUNT = """
SELECT runs.source, profile, count(*) FROM captures JOIN runs ON runs.id = captures.run
WHERE runs.id {} 2 AND kind {} ('robots', 'requisite')
    AND (captures.size >= 1000 OR captures.status = 304)
GROUP BY 1, 2
"""


def site(stories: int) -> dict[str, Rule]:
    """Stories with a picture."""

    def pictured(rule: Rule) -> Rule:
        def answer(asked: Asked, before: int) -> Answer:
            assert callable(rule)
            given = rule(asked, before)
            assert isinstance(given.body, str)
            photo = '<img src="/photo.jpg" alt="The harbour"></article>'
            return replace(given, body=given.body.replace("</article>", photo))

        return answer

    rules = {path: pictured(rule) for path, rule in news(stories, size=3000).items()}
    return rules | SHARED


def untagged(rules: dict[str, Rule]) -> dict[str, Rule]:
    """The same pages from a server that knows no validators."""

    def plain(rule: Rule) -> Rule:
        def answer(asked: Asked, before: int) -> Answer:
            given = rule(replace(asked, headers={}), before) if callable(rule) else rule
            assert isinstance(given, Answer)
            return replace(given, headers={k: v for k, v in given.headers.items() if k != "ETag"})

        return answer

    return {path: plain(rule) for path, rule in rules.items()}


@dataclass
class Crawled:
    folder: Path
    documents: tuple[list[Any], list[Any]]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("archive")
    with ExitStack() as stack:
        tagged = stack.enter_context(Site(site(4)))
        plain = stack.enter_context(Site(untagged(site(3))))
        configure(folder, "[crawl]\nworkers = 1\n", tagged=tagged.base, plain=plain.base)
        text = (folder / "backissue.toml").read_text()
        (folder / "backissue.toml").write_text(
            text.replace("delay = 0", 'delay = 0\nrecheck = "all"\nrequisites = true')
        )
        told = []
        for _ in range(2):
            done = backissue(folder, "crawl")
            assert done.returncode == 0, done.stdout + done.stderr
            lines = backissue(folder, "export", "--format", "jsonl").stdout.splitlines()
            told.append([json.loads(line) for line in lines])
        yield Crawled(folder, (told[0], told[1]))


def test_nothing_is_a_revisit_the_first_time(crawled: Crawled) -> None:
    first = rows(crawled.folder, COUNT.format("<=", "NOT IN"))
    assert {profile for _, profile, _ in first} == {None}


def test_nothing_is_stored_whole_the_second_time(crawled: Crawled) -> None:
    second = {
        (source, profile): n
        for source, profile, n in rows(crawled.folder, COUNT.format(">", "NOT IN"))
    }
    assert set(second) == {
        ("tagged", "server-not-modified"),
        ("plain", "identical-payload-digest"),
    }
    assert second["tagged", "server-not-modified"] >= 4
    assert second["plain", "identical-payload-digest"] >= 3


def test_what_two_sources_share_is_stored_once(crawled: Crawled) -> None:
    for kind, times in (("robots", 4), ("requisite", 2)):
        sql = "SELECT source, profile FROM captures WHERE kind = ? ORDER BY id"
        first, *rest = rows(crawled.folder, sql, kind)
        assert first[1] is None
        assert [profile for _, profile in rest] == ["identical-payload-digest"] * (times - 1)
        assert {source for source, _ in rest} >= {"plain", "tagged"} - {first[0]}


def test_all_leads_to_the_bytes(crawled: Crawled) -> None:
    prove_rows(crawled.folder)
    assert prove_files(crawled.folder) >= 2


def test_the_stories_are_what_they_were(crawled: Crawled) -> None:
    first, second = crawled.documents
    assert len(first) == 7
    for before, after in zip(first, second, strict=True):
        assert len(after["captures"]) == 2
        assert after["captures"][1]["revisit"]["offset"] == before["captures"][0]["offset"]
        assert {**before, "captures": None} == {**after, "captures": None}


def test_revisits_can_be_switched_off(tmp_path: Path) -> None:
    with Site(site(1)) as tagged:
        configure(tmp_path, "[warc]\nrevisits = false\n", tagged=tagged.base)
        for _ in range(2):
            assert backissue(tmp_path, "crawl").returncode == 0
    assert rows(tmp_path, "SELECT DISTINCT profile FROM captures") == [(None,)]
    [(unmodified,)] = rows(tmp_path, "SELECT count(*) FROM captures WHERE status = 304")
    assert unmodified > 0
