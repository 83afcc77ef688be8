"""`backissue add`: what a site offers is said, written down, and never over somebody's words."""

from __future__ import annotations

import functools
import http.server
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from archive.config import Source, load
from scheduler import survey
from scheduler.cli import cli
from scheduler.lock import ArchiveLock
from scheduler.survey import read_answer

ANSWER: dict[str, Any] = {
    "url": "https://paper.example/",
    "name": "The Paper",
    "outlet": "The Paper \x1b[2J",
    "system": "WordPress",
    "feeds": [
        {"url": "https://paper.example/feed", "title": "News", "entries": 10},
        {"url": "https://paper.example/feed", "title": "again", "entries": 10},
        {"url": "https://user:word@paper.example/feed", "title": None, "entries": None},
        {"url": "javascript:alert(1)"},
    ],
    "sitemaps": [{"url": "https://paper.example/news.xml", "news": True, "entries": 1}],
    "pages": [{"url": "https://paper.example/world", "title": "World"}],
    "notes": ["robots.txt asks for 2 s between requests"],
    "error": None,
}


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """The survey's process answers ANSWER; a test may set another answer."""
    monkeypatch.setattr(survey, "MODULE", "cli_fake_survey")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    monkeypatch.setenv("CLI_FAKE_QUESTION", str(tmp_path / "question"))
    monkeypatch.setenv("CLI_FAKE_ANSWER", json.dumps(ANSWER))
    return monkeypatch


def add(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(folder), "add", *words])


def question(tmp_path: Path) -> Any:
    return json.loads((tmp_path / "question").read_text())


def test_a_bare_domain_is_enough(site: object, tmp_path: Path) -> None:
    result = add(tmp_path / "new", "paper.example")
    assert result.exit_code == 0, result.output
    assert load(tmp_path / "new" / "backissue.toml").sources == {
        "the-paper": Source(
            name="the-paper",
            url="https://paper.example/",
            feeds=("https://paper.example/feed",),
            sitemaps=("https://paper.example/news.xml",),
            pages=("https://paper.example/world",),
        )
    }
    assert question(tmp_path) == {
        "url": "paper.example",
        "allow_private": False,
        "delay": 5.0,
        "contact": None,
    }


def test_it_says_what_it_found_and_what_to_do_next(site: object, tmp_path: Path) -> None:
    result = add(tmp_path, "paper.example")
    said = result.stdout.splitlines()
    assert said[0] == "Found The Paper \ufffd[2J (WordPress)"
    assert "  feed     https://paper.example/feed  (News, 10 entries)" in said
    assert "  sitemap  https://paper.example/news.xml  (news, 1 entry)" in said
    assert "  page     https://paper.example/world  (World)" in said
    assert "  note     robots.txt asks for 2 s between requests" in said
    assert f"Wrote [sources.the-paper] to {tmp_path}/backissue.toml" in said
    assert "archive.contact" in said[-2]
    assert said[-1] == f"Next: backissue -C {tmp_path} crawl"


def test_all_options_are_written_and_asked_with(site: object, tmp_path: Path) -> None:
    (tmp_path / "backissue.toml").write_text('# mine\n[archive]\ncontact = "me@lib.example"\n')
    result = add(
        tmp_path,
        "https://paper.example/",
        *("--name", "mine", "--schedule", "0 6 * * 1-5", "--timezone", "Europe/Paris"),
        *("--delay", "2.5", "--concurrency", "3", "--allow-private", "--no-comments"),
    )
    assert result.exit_code == 0, result.output
    mine = load(tmp_path / "backissue.toml").sources["mine"]
    assert (mine.schedule, mine.timezone) == ("0 6 * * 1-5", "Europe/Paris")
    assert (mine.delay, mine.concurrency) == (2.5, 3)
    assert (mine.allow_private, mine.comments) == (True, False)
    assert question(tmp_path) == {
        "url": "https://paper.example/",
        "allow_private": True,
        "delay": 2.5,
        "contact": "me@lib.example",
    }
    assert (tmp_path / "backissue.toml").read_text().startswith("# mine\n")
    assert "archive.contact" not in result.stdout


def test_without_a_delay_eight_requests_go_at_once(site: object, tmp_path: Path) -> None:
    add(tmp_path, "paper.example", "--delay", "0")
    assert load(tmp_path / "backissue.toml").sources["the-paper"].concurrency == 8
    add(tmp_path, "paper.example", "--delay", "0", "--concurrency", "2", "--name", "two")
    assert load(tmp_path / "backissue.toml").sources["two"].concurrency == 2


def test_a_site_that_is_there_already_is_not_asked_again(site: object, tmp_path: Path) -> None:
    add(tmp_path, "paper.example")
    before = (tmp_path / "backissue.toml").read_text()
    (tmp_path / "question").unlink()
    for words in (["www.paper.example"], ["other.example", "--name", "the-paper"]):
        result = add(tmp_path, *words)
        assert result.exit_code == 2
        assert "the-paper" in result.stderr
    assert (tmp_path / "backissue.toml").read_text() == before
    assert not (tmp_path / "question").exists()


def test_a_second_port_of_a_host_is_another_site(site: object, tmp_path: Path) -> None:
    site.setenv("CLI_FAKE_ANSWER", json.dumps({**ANSWER, "url": "http://127.0.0.1:8001/"}))  # type: ignore[attr-defined]
    assert add(tmp_path, "127.0.0.1:8001", "--allow-private").exit_code == 0
    assert add(tmp_path, "127.0.0.1:8002", "--allow-private").exit_code == 0
    assert list(load(tmp_path / "backissue.toml").sources) == ["the-paper", "the-paper-2"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["paper.example", "--schedule", "61 * * * *"], "--schedule: "),
        (["paper.example", "--timezone", "Mars/Base"], "--timezone: "),
        (["paper.example", "--name", "../x"], "--name: "),
        (["a.example", "b.example", "--name", "x"], "--name is for one URL"),
        (["paper.example", "--delay", "-1"], "--delay"),
        (["file:///etc/passwd"], "no http or https address"),
        (["https://a:b@paper.example/"], "user name or password"),
    ],
)
def test_what_cannot_be_written_is_refused_before_the_site_is_asked(
    site: object, tmp_path: Path, words: list[str], said: str
) -> None:
    result = add(tmp_path, *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / "question").exists()
    assert not (tmp_path / "backissue.toml").exists()


def test_a_broken_configuration_is_said_before_the_site_is_asked(
    site: object, tmp_path: Path
) -> None:
    (tmp_path / "backissue.toml").write_text("[crawl]\nworker = 1\nparser = 2\n")
    result = add(tmp_path, "paper.example")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 2
    assert not (tmp_path / "question").exists()


def test_a_site_that_cannot_be_read_leaves_nothing_behind(
    site: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    site.setenv("CLI_FAKE_ANSWER", json.dumps({"error": "unknown host"}))
    result = add(tmp_path, "paper.example")
    assert result.exit_code == 3
    assert result.stderr.splitlines()[-1] == "Error: paper.example: unknown host"
    assert not (tmp_path / "backissue.toml").exists()


def test_one_of_several_sites_that_fails_does_not_stop_the_others(
    site: object, tmp_path: Path
) -> None:
    result = add(tmp_path, "ftp://no.example", "paper.example")
    assert result.exit_code == 3
    assert list(load(tmp_path / "backissue.toml").sources) == ["the-paper"]
    assert "Next:" in result.stdout


@pytest.mark.parametrize("answer", ["", "[]", "no json", "\x00"])
def test_a_survey_without_an_answer_is_said(
    site: pytest.MonkeyPatch, tmp_path: Path, answer: str
) -> None:
    site.setenv("CLI_FAKE_ANSWER", answer.replace("\x00", "{"))
    result = add(tmp_path, "paper.example")
    assert result.exit_code == 3
    assert "a last word on standard error" in result.stderr


def test_an_answer_of_odd_types_is_read_as_far_as_it_goes() -> None:
    odd = read_answer(
        {"url": 5, "name": [], "feeds": "x", "pages": [1, {"url": 2}], "notes": [3, "n"]},
        "p.example",
    )
    assert odd.url == "https://p.example/"
    assert (odd.name, odd.feeds, odd.pages, odd.notes) == (None, (), (), ("n",))


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    pages = tmp_path / "site"
    pages.mkdir()
    (pages / "index.html").write_text(
        "<html><head><title>The Paper</title>"
        '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
        '</head><body><a href="/world/">World</a></body></html>'
    )
    (pages / "feed.xml").write_text(
        '<rss version="2.0"><channel><title>The Paper</title><item><title>Ferry</title>'
        "<link>/ferry.html</link></item></channel></rss>"
    )
    handler = functools.partial(_Quiet, directory=str(pages))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_a_real_survey_of_a_real_site(server: str, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    refused = add(folder, f"http://{server}")
    assert refused.exit_code == 3
    assert "--allow-private" in refused.stderr
    result = add(folder, server, "--allow-private", "--delay", "0")
    assert result.exit_code == 0, result.output
    [source] = load(folder / "backissue.toml").sources.values()
    assert source.feeds == (f"http://{server}/feed.xml",)
    assert source.url == f"http://{server}/"


def test_an_unknown_host_is_named_once(site: pytest.MonkeyPatch, tmp_path: Path) -> None:
    site.setenv("CLI_FAKE_ANSWER", json.dumps({"error": "unknown host: paper.example"}))
    result = add(tmp_path, "paper.example")
    assert result.exit_code == 3
    assert result.stderr.splitlines()[-1] == (
        "Error: paper.example: unknown host; is the address right, and this machine online?"
    )


def test_beside_a_running_daemon_the_next_step_is_to_tell_it(
    site: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with ArchiveLock(tmp_path, "backissue daemon"):
        result = add(tmp_path, "paper.example")
    assert result.stdout.splitlines()[-1].startswith(f"Next: kill -HUP {os.getpid()} ")


def test_a_module_in_the_present_folder_is_not_taken_for_the_survey(
    site: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "cli_fake_survey.py").write_text("raise SystemExit('somebody else')")
    site.chdir(tmp_path)
    result = add(tmp_path / "new", "paper.example")
    assert result.exit_code == 0, result.output
