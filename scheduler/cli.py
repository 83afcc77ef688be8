"""The `backissue` command: finds commands when they are called, and words what goes wrong."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

import click

from scheduler.commands import Session
from scheduler.faults import PIPE_CLOSED, explain

# what the help shows, in this order; a command is the module of its name in scheduler/commands
GROUPS: dict[str, tuple[str, ...]] = {
    "Choose what to archive": ("add", "import", "config"),
    "Archive it": ("crawl", "daemon", "run", "status", "schedule"),
    "Read it": ("browse", "search", "export", "replay"),
    "Use single parts": ("parse", "dedupe"),
    "Keep it safe": ("verify", "rebuild", "backup", "forget"),
}
_MODULES = {"import": "import_opml"}  # a Python word cannot name a module


class Commands(click.Group):
    """A group whose commands are imported one by one, when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        names = (name for group in GROUPS.values() for name in group)
        return [name for name in names if _module_of(name) is not None]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _module_of(cmd_name) if cmd_name in self.list_commands(ctx) else None
        if module is None:
            return None
        command: click.Command = import_module(module).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and name not in self.list_commands(ctx):
            near = difflib.get_close_matches(name, self.list_commands(ctx), n=1)
            hint = f" Did you mean `{near[0]}`?" if near else ""
            raise click.UsageError(f"No such command `{name}`.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, names in GROUPS.items():
            rows = [(name, self._short_help(ctx, name)) for name in names if _module_of(name)]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows, col_max=12)

    def _short_help(self, ctx: click.Context, name: str) -> str:
        try:
            command = self.get_command(ctx, name)
        except ImportError as error:
            return f"(not available: {error})"
        return _first_clause(command.short_help or command.help or "") if command else ""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the words before the command's name; `--help` prints here already."""
        with _in_words():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with _in_words(debug=bool(ctx.params.get("debug"))):
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result


@contextmanager
def _in_words(*, debug: bool = False) -> Iterator[None]:
    """Turn every error but click's own into lines and an exit code, unless `debug`."""
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except BrokenPipeError:
        _silence_stdout()
        raise click.exceptions.Exit(PIPE_CLOSED) from None
    except (Exception, KeyboardInterrupt) as error:
        if debug:
            raise
        lines, exit_code = explain(error)
        for line in lines:
            click.echo(f"Error: {line}", err=True)
        try:
            sys.stdout.flush()
        except OSError:  # a full disk: the interpreter would complain once more at its end
            _silence_stdout()
        raise click.exceptions.Exit(exit_code) from error


def _module_of(name: str) -> str | None:
    """The module that holds a command, or None when it is not built in."""
    module = f"scheduler.commands.{_MODULES.get(name, name)}"
    return module if find_spec(module) is not None else None


def _first_clause(text: str, width: int = 70) -> str:
    """The first sentence of a help text, cut at a comma or semicolon when it is too long."""
    sentence = " ".join(text.split("\n\n")[0].split()).split(". ")[0].rstrip(".")
    while len(sentence) > width and (cut := max(sentence.rfind(","), sentence.rfind(";"))) > 0:
        sentence = sentence[:cut]
    return f"{sentence}."


def _silence_stdout() -> None:
    """Let nothing be written to the closed pipe when the interpreter flushes at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    from importlib.metadata import PackageNotFoundError, version  # 20 ms

    try:
        click.echo(f"backissue {version('backissue')}")
    except PackageNotFoundError:
        click.echo("backissue from a checkout that is not installed")
    ctx.exit()


_FIRST_STEPS = """\b
First steps:
  backissue add example.com     find its feeds and sitemaps
  backissue crawl               archive it once, now
  backissue browse --open       read it in the browser
"""


@click.group(cls=Commands, epilog=_FIRST_STEPS, context_settings={"max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
@click.option(
    "--folder",
    "-C",
    metavar="DIR",
    envvar="BACKISSUE_FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="The archive: backissue.toml, warc/, backissue.db. Default: $BACKISSUE_FOLDER, or here.",
)
@click.option("--debug", is_flag=True, help="Show where in the program an error came from.")
@click.pass_context
def cli(ctx: click.Context, folder: Path, debug: bool) -> None:
    """An always-on archive of news sites: raw pages, parsed stories, comments, revisions."""
    ctx.obj = Session(folder=folder.absolute(), debug=debug)


def main() -> NoReturn:
    """The console entry: runs the command and leaves with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    cli(prog_name="backissue")
    raise AssertionError("click leaves by itself")


if __name__ == "__main__":
    main()
