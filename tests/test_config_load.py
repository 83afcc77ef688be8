"""What a configuration says, and that every fault in it is said at once, where it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.config import Config, Crawl, Source, load, loads
from archive.config.checks import MAX_PATTERN
from archive.errors import ConfigError, StorageError
from archive.model import Rule

PATH = Path("/archives/paper/backissue.toml")


def faults(text: str, **more: object) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        loads(text, PATH, **more)  # type: ignore[arg-type]
    return list(caught.value.faults)


def source(lines: str) -> str:
    return f'[sources.paper]\nurl = "https://paper.example/"\n{lines}\n'


def test_a_whole_configuration_is_read() -> None:
    config = loads(
        """
        [archive]
        contact = "archive@library.example"
        operator = "The Library, Port Ellery"

        [warc]
        max_size_mb = 500
        compression = "small"

        [crawl]
        workers = 3
        run_minutes = 20

        [browse]
        port = 9000

        [sources.paper]
        url = "https://paper.example/"
        feeds = ["https://paper.example/feed"]
        schedule = "0 6 * * 1-5"
        timezone = "Europe/Paris"
        include = ['/\\d{4}/']
        delay = 2

        [[sources.paper.rules]]
        until = 2025-06-01
        headline = "h1.title"
        """,
        PATH,
    )
    assert config.folder == PATH.parent
    assert config.contact == "archive@library.example"
    assert config.operator == "The Library, Port Ellery"
    assert (config.warc.max_size_mb, config.warc.compression) == (500, "small")
    assert config.crawl == Crawl(workers=3, run_minutes=20.0)
    assert config.browse.port == 9000
    paper = config.sources["paper"]
    assert paper == Source(
        name="paper",
        url="https://paper.example/",
        feeds=("https://paper.example/feed",),
        schedule="0 6 * * 1-5",
        timezone="Europe/Paris",
        include=(r"/\d{4}/",),
        delay=2.0,
        rules=(Rule(until="2025-06-01", headline="h1.title"),),
    )
    assert isinstance(paper.delay, float)


def test_an_empty_file_is_an_archive_without_sources() -> None:
    assert loads("", PATH) == Config(folder=PATH.parent)


def test_all_faults_are_said_at_once_with_their_key_paths() -> None:
    said = faults(
        """
        [archive]
        contact = "me"
        [warc]
        max_size_mb = "big"
        compresion = "fast"
        [crawl]
        workers = 0
        [sources.a]
        urll = "https://a.example/"
        [sources.b]
        url = "b.example"
        delay = -1
        include = ["("]
        """
    )
    assert said == [
        "archive.contact: must be an e-mail address or the address of a page about your archive",
        "warc.compresion: unknown key; did you mean `compression`?",
        'warc.max_size_mb: must be a whole number, not the text "big"',
        "crawl.workers: must be between 1 and 64, but is 0",
        "sources.a.urll: unknown key; did you mean `url`?",
        "sources.a.url: is missing",
        'sources.b.url: "b.example" is no http or https address; write "https://b.example"',
        'sources.b.include[0]: "(" is no regular expression: '
        "missing ), unterminated subpattern at position 0",
        "sources.b.delay: must not be negative, but is -1",
    ]


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ("delay = true", "sources.paper.delay: must be a number, not true"),
        ("delay = nan", "sources.paper.delay: must be a finite number, not nan"),
        ("delay = inf", "sources.paper.delay: must be a finite number, not inf"),
        ("concurrency = 1.5", "sources.paper.concurrency: must be a whole number"),
        ("concurrency = 1000", "sources.paper.concurrency: must be between 1 and 64"),
        ('comments = "no"', 'sources.paper.comments: must be true or false, not the text "no"'),
        ('feeds = "https://paper.example/f"', "sources.paper.feeds: must be a list of texts"),
        ("feeds = [1]", "sources.paper.feeds: must be a list of texts"),
        ('feeds = ["ftp://x.example/"]', "sources.paper.feeds[0]:"),
        ('pages = ["https://"]', 'sources.paper.pages[0]: "https://" names no host'),
        ('timezone = "Europe/Pariss"', "sources.paper.timezone:"),
        ('timezone = "../../etc/passwd"', "sources.paper.timezone:"),
        ('recheck = "often"', "sources.paper.recheck:"),
        ("max_stories = 0", "sources.paper.max_stories: must be between 1"),
        ('rules = [{ headline = "h1[" }]', "sources.paper.rules[0].headline:"),
        ('rules = [{ headline = "svg|a" }]', "sources.paper.rules[0].headline:"),
        (f'rules = [{{ body = "{"p>" * 999}p" }}]', "sources.paper.rules[0].body: is too deep"),
        (f'rules = [{{ body = "{"p," * 1000}p" }}]', "sources.paper.rules[0].body: is longer"),
        ('rules = [{ until = "soon", body = "p" }]', "sources.paper.rules[0].until:"),
        ("rules = [{ until = 2025-01-01 }]", "sources.paper.rules[0].body: is missing"),
        ('rules = [{ text = "p" }]', "sources.paper.rules[0].text: unknown key"),
        ("rules = [{ headline = 1 }]", "sources.paper.rules[0].headline: must be a text"),
        ('rules = { headline = "h1" }', "sources.paper.rules: must be tables"),
        ('name = "other"', "sources.paper.name: unknown key"),
        (f"exclude = ['{'a' * (MAX_PATTERN + 1)}']", "sources.paper.exclude[0]: is longer than"),
        (f"exclude = ['{'(' * 499}']", "sources.paper.exclude[0]:"),
        ("schedule = 5", "sources.paper.schedule: must be a text"),
    ],
)
def test_a_faulty_value_is_named(lines: str, fault: str) -> None:
    [said] = faults(source(lines))
    assert said.startswith(fault)


@pytest.mark.parametrize(
    "url",
    [
        "https://user:secret@paper.example/",
        "https://paper.example:99999/",
        "https://[::1/",
        "https://paper.example/a b",
        "https://paper.example/\\u001b[2J",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://paper.example/" + "a" * 3000,
    ],
)
def test_an_address_no_crawl_may_start_from_is_refused(url: str) -> None:
    [said] = faults(f'[sources.paper]\nurl = "{url}"')
    assert said.startswith("sources.paper.url:")
    assert "secret" not in said
    assert "\x1b" not in said


def test_a_contact_cannot_bring_a_header_of_its_own() -> None:
    [said] = faults('[archive]\ncontact = "a@b.example\\r\\nCookie: x"')
    assert said.startswith("archive.contact:")


@pytest.mark.parametrize("name", ["../x", "a b", "-x", "ü", "", "a" * 65])
def test_a_name_that_is_no_file_name_is_refused(name: str) -> None:
    [said] = faults(f'[sources."{name}"]\nurl = "https://paper.example/"')
    assert "name" in said


def test_syntax_errors_say_line_and_column() -> None:
    [said] = faults('[archive]\ncontact = "x\n')
    assert said.startswith("line 2, column ")
    [said] = faults("[sources.a")
    assert said.startswith(("line 1", "at the end"))


def test_a_source_named_twice_is_a_fault_with_its_line() -> None:
    [said] = faults('[sources.a]\nurl = "https://a.example/"\n[sources.a]\nurl = "x"\n')
    assert said.startswith("line 3, column ")
    assert said.endswith(": [sources.a] is there twice")


def test_a_value_where_a_table_should_be() -> None:
    assert faults("sources = 1\ncrawl = []") == [
        "crawl: must be a table [crawl], not a list",
        "sources: must be a table [sources], not the number 1",
    ]
    [said] = faults("[sources]\npaper = 'https://paper.example/'")
    assert said.startswith("sources.paper: must be a table [sources.paper]")


def test_a_schedules_fault_joins_the_list() -> None:
    asked: list[tuple[str, str]] = []

    def check(text: str, timezone: str) -> str | None:
        asked.append((text, timezone))
        return "never fires" if text == "0 0 30 2 *" else None

    text = source('schedule = "0 0 30 2 *"\ndelay = -2')
    assert faults(text, check_schedule=check) == [
        "sources.paper.delay: must not be negative, but is -2",
        "sources.paper.schedule: never fires",
    ]
    faults(source('timezone = "Nowhere"'), check_schedule=check)
    assert asked == [("0 0 30 2 *", "UTC")], "a schedule in no zone cannot be judged"


def test_what_is_probably_not_meant_is_warned_of() -> None:
    config = loads(
        """
        [sources.a]
        url = "https://www.paper.example/"
        [sources.b]
        url = "https://paper.example/world"
        delay = 0
        [sources.B]
        url = "http://127.0.0.1:8000/"
        delay = 0
        allow_private = true
        """,
        PATH,
    )
    assert [warning.split(":")[0] for warning in config.warnings] == [
        "archive.contact",
        "sources.b.url",
        "sources.b.delay",
        "sources.B",
    ]


def test_a_file_that_is_not_there_or_not_readable(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="backissue add"):
        load(tmp_path / "backissue.toml")
    (tmp_path / "backissue.toml").mkdir()
    with pytest.raises(StorageError, match="cannot be read"):
        load(tmp_path / "backissue.toml")


def test_bytes_that_are_no_utf_8_are_named_by_line(tmp_path: Path) -> None:
    path = tmp_path / "backissue.toml"
    path.write_bytes(b'[archive]\noperator = "caf\xe9"\n')
    with pytest.raises(ConfigError, match="line 2: is not UTF-8"):
        load(path)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "backissue.toml"
    path.write_bytes(b'\xef\xbb\xbf[archive]\noperator = "x"\n')
    assert load(path).operator == "x"
    assert load(path).folder == tmp_path


@given(st.text(max_size=200))
def test_any_text_is_a_configuration_or_a_config_error(text: str) -> None:
    try:
        loads(text, PATH)
    except ConfigError as error:
        assert error.faults


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


@given(st.sampled_from(sorted(Source.__dataclass_fields__)), _values)
def test_no_value_of_any_key_breaks_the_reader(key: str, value: object) -> None:
    import tomlkit

    if value is None:
        return
    try:
        text = tomlkit.dumps({"sources": {"a": {"url": "https://a.example/", key: value}}})
    except (TypeError, ValueError):
        return
    try:
        loads(text, PATH)
    except ConfigError as error:
        assert all(fault for fault in error.faults)
