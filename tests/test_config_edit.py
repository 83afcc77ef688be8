"""Changing backissue.toml keeps what a person wrote in it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from archive.config import Source, load
from archive.config.edit import add_source, add_sources, free_name, host_name
from archive.errors import ConfigError, UsageError
from archive.model import Rule

MINE = """\
# my archive, do not touch
[archive]
contact = "me@example.org"   # at work

[sources.first]
url = "https://first.example/"  # the first one
# delay was 5 until they complained
delay = 10

[crawl]
workers = 1
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "backissue.toml"


def test_a_new_file_holds_the_source_and_shows_how_to_go_on(path: Path) -> None:
    config = add_source(path, Source("paper", "https://paper.example/"))
    text = path.read_text()
    assert '# contact = "archive@example.org"' in text
    assert text.startswith("#")
    assert (
        config.sources == load(path).sources == {"paper": Source("paper", "https://paper.example/")}
    )


def test_every_key_survives_the_way_through_the_file(path: Path) -> None:
    source = Source(
        name="paper",
        url="https://paper.example/",
        feeds=("https://paper.example/a", "https://paper.example/b"),
        sitemaps=("https://paper.example/news.xml",),
        pages=("https://paper.example/world",),
        schedule="*/5 * * * *",
        timezone="Europe/Oslo",
        discover=False,
        include=(r"/\d+/", '"quoted"'),
        exclude=("/tag/",),
        comments=False,
        recheck="all",
        requisites=True,
        delay=0.0,
        concurrency=8,
        robots=False,
        allow_private=True,
        max_stories=7,
        rules=(Rule(until="2025-06-01", headline="h1 > a"),),
    )
    unchanged = {
        name
        for name, field in Source.__dataclass_fields__.items()
        if name not in ("name", "url") and getattr(source, name) == field.default
    }
    assert not unchanged, "each key must be tried with a value that has to be written"
    add_source(path, source)
    assert load(path).sources["paper"] == source


def test_only_what_differs_from_the_defaults_is_written(path: Path) -> None:
    add_source(path, Source("paper", "https://paper.example/", delay=0.0))
    table = tomllib.loads(path.read_text())["sources"]["paper"]
    assert table == {"url": "https://paper.example/", "delay": 0}


def test_comments_order_and_spelling_stay(path: Path) -> None:
    path.write_text(MINE)
    add_source(path, Source("second", "https://second.example/"), note="found\nby \x1b[2J hand")
    text = path.read_text()
    added = '[sources.second]\n# found\n# by  [2J hand\nurl = "https://second.example/"\n\n'
    assert added in text
    assert text.replace(added, "") == MINE
    assert list(load(path).sources) == ["first", "second"]


@pytest.mark.parametrize(
    "text",
    [
        'sources.first = { url = "https://first.example/" }\n',
        '[sources]\nfirst.url = "https://first.example/"\n',
        'sources = { first = { url = "https://first.example/" } }\n',
        '[crawl]\nworkers = 1\n[sources."first"]\nurl = "https://first.example/"',
        '[sources.first]\r\nurl = "https://first.example/"\r\n',
    ],
)
def test_sources_written_in_other_ways_are_added_to(path: Path, text: str) -> None:
    path.write_bytes(text.encode())
    add_source(path, Source("second", "https://second.example/"))
    assert set(load(path).sources) == {"first", "second"}


def test_a_name_that_is_taken_changes_nothing(path: Path) -> None:
    path.write_text(MINE)
    with pytest.raises(UsageError, match="already a source `first`"):
        add_sources(
            path,
            [Source("other", "https://o.example/"), Source("first", "https://x.example/")],
        )
    assert path.read_text() == MINE


def test_a_broken_file_is_left_as_it_is(path: Path) -> None:
    path.write_text("[sources.a]\nurl = 1\n[warc]\nmax = 1\n")
    with pytest.raises(ConfigError) as caught:
        add_source(path, Source("b", "https://b.example/"))
    assert len(caught.value.faults) == 2
    assert "b.example" not in path.read_text()


def test_a_source_that_could_not_be_read_back_is_not_written(path: Path) -> None:
    path.write_text(MINE)
    with pytest.raises(ConfigError, match=r"sources\.bad\.url"):
        add_source(path, Source("bad", "nowhere"))
    assert path.read_text() == MINE
    assert [p.name for p in path.parent.iterdir()] == [path.name], "nothing is left behind"


def test_permissions_and_links_stay(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "real.toml"
    real.write_text(MINE)
    real.chmod(0o600)
    path.symlink_to(real)
    add_source(path, Source("second", "https://second.example/"))
    assert path.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o600
    assert "second" in real.read_text()


def test_two_processes_that_add_at_once_both_get_in(path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from archive.config.edit import add_source;"
        "from archive.config import Source;"
        "[add_source(Path(sys.argv[1]), Source(f'{sys.argv[2]}{n}', 'https://x.example/'))"
        " for n in range(10)]"
    )
    root = Path(__file__).parent.parent
    both = [
        subprocess.Popen([sys.executable, "-c", program, str(path), letter], cwd=root)
        for letter in "ab"
    ]
    assert [process.wait(60) for process in both] == [0, 0]
    assert len(load(path).sources) == 20


@pytest.mark.parametrize(
    ("wanted", "taken", "name"),
    [
        ("The Morning Call", (), "the-morning-call"),
        ("paper.example", ("paper-example",), "paper-example-2"),
        ("Paper", ("paper", "paper-2"), "paper-3"),
        ("PAPER", ("Paper",), "paper-2"),
        ("Известия", (), "source"),
        ("../../etc", (), "etc"),
        ("x" * 200, (), "x" * 58),
    ],
)
def test_a_free_name(wanted: str, taken: tuple[str, ...], name: str) -> None:
    assert free_name(wanted, taken) == name


def test_host_name() -> None:
    assert host_name("https://www.paper.example:8080/x") == "paper.example"
    assert host_name("nonsense") == ""
