"""The frame around all commands: help, typos, faults as one clear line, exit codes, imports."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from cogapp import Cog

from archive.errors import ArchiveInUse, ConfigError, DatabaseBusy, SourceError, StorageError
from scheduler import cli as module
from scheduler.cli import GROUPS, cli
from scheduler.terminal import one_line, plain

ROOT = Path(__file__).parent.parent


def run(*words: str, **more: str) -> Result:
    return CliRunner().invoke(cli, list(words), env=more)


def commands() -> list[str]:
    return cli.list_commands(click.Context(cli))


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[BaseException]]:
    """A command `status` that raises what the test puts into the list."""
    errors: list[BaseException] = []

    @click.command()
    def command() -> None:
        raise errors[0]

    monkeypatch.setattr(module.Commands, "get_command", lambda *_: command)
    yield errors


def test_the_help_lists_all_commands_in_groups() -> None:
    result = run("--help")
    assert result.exit_code == 0
    for name in ("add", "import", "config", "browse", "search", "export", "parse", "run"):
        assert f"  {name} " in result.stdout
    assert "Choose what to archive:" in result.stdout
    assert "backissue add example.com" in result.stdout
    assert "..." not in result.stdout.split("Options:")[1], "no help is cut off"


@pytest.mark.parametrize("name", commands())
def test_every_command_has_help_with_an_example(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"backissue {name}" in result.stdout.split("Example")[1] or (
        f" {name}" in result.stdout.split("Example")[1]
    )


def test_the_version() -> None:
    result = run("--version")
    assert result.exit_code == 0
    assert result.stdout.startswith("backissue ")


def test_a_mistyped_command_is_guessed() -> None:
    result = run("exprot")
    assert result.exit_code == 2
    assert "No such command `exprot`. Did you mean `export`?" in result.stderr


def test_a_missing_module_hides_its_command_and_breaks_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(GROUPS, "Archive it", ("crawl", "levitate"))
    assert "levitate" not in commands()
    assert run("--help").exit_code == 0
    assert "No such command" in run("levitate").stderr


def test_a_module_that_cannot_be_imported_is_said_in_the_help(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(name: str) -> object:
        raise ImportError("no module named datasette")

    monkeypatch.setattr(module, "import_module", broken)
    result = run("--help")
    assert result.exit_code == 0
    assert "(not available: no module named datasette)" in result.stdout


@pytest.mark.parametrize(
    ("error", "exit_code", "line"),
    [
        (StorageError("a.db: disk full"), 1, "Error: a.db: disk full\n"),
        (DatabaseBusy("a.db: in use"), 1, "Error: a.db: in use\n"),
        (ArchiveInUse("a daemon runs here"), 69, "Error: a daemon runs here\n"),
        (SourceError("x.example: unknown host"), 3, "Error: x.example: unknown host\n"),
        (
            ConfigError("b.toml", ["sources.a.url: is missing", "crawl.x: unknown key"]),
            2,
            "Error: b.toml: sources.a.url: is missing\nError: b.toml: crawl.x: unknown key\n",
        ),
        (OSError(errno.ENOSPC, "No space left", "w.gz"), 1, "Error: the disk is full: w.gz; "),
        (PermissionError(errno.EACCES, "no", "/x"), 1, "Error: no permission: /x\n"),
        (FileNotFoundError(errno.ENOENT, "no", "/x"), 1, "Error: no such file or folder: /x\n"),
        (OSError(errno.EIO, "Input/output error"), 1, "Error: Input/output error\n"),
        (sqlite3.OperationalError("database is locked"), 1, "Error: the database is in use"),
        (sqlite3.OperationalError("database or disk is full"), 1, "Error: the disk is full"),
        (sqlite3.DatabaseError("file is not a database"), 1, "Error: the database is damaged"),
        (KeyboardInterrupt(), 130, "Error: stopped\n"),
        (MemoryError(), 1, "Error: out of memory\n"),
        (ValueError("a\nb \x1b[2J"), 1, "Error: unexpected ValueError: a b \ufffd[2J (run again"),
    ],
)
def test_every_error_is_a_clear_line_and_an_exit_code(
    broken: list[BaseException], error: BaseException, exit_code: int, line: str
) -> None:
    broken.append(error)
    result = run("status")
    assert result.exit_code == exit_code
    assert result.stderr.startswith(line)
    assert "Traceback" not in result.output


def test_debug_shows_where_it_came_from(broken: list[BaseException]) -> None:
    broken.append(StorageError("disk full"))
    assert isinstance(run("--debug", "status").exception, StorageError)


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "backissue.toml").write_text('[sources.a]\nurl = "https://a.example/"\n')
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "scheduler.cli", "-C", str(tmp_path), "config", "check"],
        cwd=ROOT,
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert done.returncode == 141
    assert [line for line in done.stderr.splitlines() if not line.startswith("Warning:")] == []


@pytest.mark.parametrize("words", [["--help"], ["config", "check"]])
def test_a_full_disk_under_standard_output_is_one_line(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "backissue.toml").write_text('[sources.a]\nurl = "https://a.example/"\n')
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "scheduler.cli", "-C", str(tmp_path), *words],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    said = [line for line in done.stderr.splitlines() if not line.startswith("Warning:")]
    assert said == ["Error: the disk is full; free some space and run the command again"]


def test_the_folder_comes_from_option_variable_or_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "backissue.toml").write_text('[sources.a]\nurl = "https://a.example/"\n')
    for result in (
        run("-C", str(tmp_path), "config", "check"),
        run("config", "check", BACKISSUE_FOLDER=str(tmp_path)),
    ):
        assert result.exit_code == 0, result.output
        assert "no faults; 1 source" in result.stdout
        assert "Warning: archive.contact" in result.stderr
    monkeypatch.chdir(tmp_path.parent)
    assert "no such file; `backissue add example.com` makes one" in run("config", "check").stderr


def test_config_check_says_all_faults_and_leaves_with_2(tmp_path: Path) -> None:
    (tmp_path / "backissue.toml").write_text(
        '[sources.a]\nurl = "x"\nschedule = "0 0 30 2 *"\n[crawl]\nworker = 2\n'
    )
    result = run("-C", str(tmp_path), "config", "check")
    assert result.exit_code == 2
    keys = [line.split(": ")[2] for line in result.stderr.splitlines()]
    assert keys == ["crawl.worker", "sources.a.url", "sources.a.schedule"]


def test_starting_costs_no_import_of_what_a_command_does_not_need() -> None:
    program = (
        "import sys\n"
        "from scheduler.cli import cli\n"
        "try: cli(['config', '--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'scrapy', 'twisted', 'datasette', 'apscheduler', 'sqlite_utils', 'lxml'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_no_command_imports_scrapy_or_datasette_before_it_needs_them() -> None:
    program = (
        "import sys, click\n"
        "from scheduler.cli import cli\n"
        "for name in cli.list_commands(None): cli.get_command(None, name)\n"
        "print(sorted({'scrapy', 'twisted', 'datasette', 'spiders'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_command_page_is_what_the_help_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BACKISSUE_FOLDER", raising=False)
    words = ["cog", "--check", "-I", str(ROOT), str(ROOT / "docs" / "cli.md")]
    code = Cog().main(words)
    assert code == 0, "run `cog -r docs/cli.md`"


def test_words_of_others_do_not_steer_the_terminal() -> None:
    assert plain("a\x1b[31mb\u202ec\x9b0m\x07\nd") == "a\ufffd[31mb\ufffdc\ufffd0m\ufffd\nd"
    assert one_line("a\r\nb\t c\u2028d", 6) == "a b c…"
    assert one_line("half \ud83d") == "half ?"


def test_a_terminal_that_knows_no_unicode_gets_something(tmp_path: Path) -> None:
    (tmp_path / "backissue.toml").write_text('[sources.a]\nurl = "https://ł.example/"\n')
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(
        [sys.executable, "-m", "scheduler.cli", "-C", str(tmp_path), "config", "check"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert rb"https://\u0142.example/" in done.stdout
