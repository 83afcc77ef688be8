"""`backissue dedupe`: the archive's own dedupe on anyone's stories, and choices about its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from archive.errors import UsageError
from scheduler.commands import Session

_EXAMPLES = """\b
Examples:
  backissue dedupe stories.jsonl > groups.jsonl
  backissue export | backissue dedupe -
  backissue dedupe --split https://paper.example/a
  backissue dedupe --join https://paper.example/a https://daily.example/b \\
      --reason "the same report, rewritten"
  backissue dedupe --choices
"""
_NEEDS = {"split": (1, 2), "join": (2, 2), "undo": (1, 2)}


@click.command(
    short_help="Group stories that repeat each other, by text or by hand.",
    epilog=_EXAMPLES,
)
@click.argument("what", metavar="[FILE | URL [URL]]", nargs=-1)
@click.option("--split", "verb", flag_value="split", help="Part the first story from its group,"
              " or from the second story.")  # fmt: skip
@click.option("--join", "verb", flag_value="join", help="Make the two stories one group.")
@click.option("--undo", "verb", flag_value="undo", help="Forget what was chosen for the first"
              " story, or for the two.")  # fmt: skip
@click.option("--reason", metavar="TEXT", help="Why, to be kept with the choice.")
@click.option("--choices", "verb", flag_value="choices", help="List the choices that hold.")
@click.pass_obj
def command(
    session: Session,
    what: tuple[str, ...],
    verb: Literal["split", "join", "undo", "choices"] | None,
    reason: str | None,
) -> None:
    """Say which stories in FILE repeat each other: the archive's own judgement, nothing stored.

    FILE has lines {"id", "url", "headline", "text", "published", "outlet"}, or story documents as
    `backissue export` writes them; it may be gzipped, or - for standard input. Printed are lines
    {"id", "group", "relation", "of", "reason"}; a story of its own is a group of one.

    With --split, --join or --undo: decide about two stories of this archive yourself. A choice is
    written into the WARC files, so `backissue rebuild` knows it, and nothing that comes later
    undoes it.
    """
    if reason is not None and verb not in _NEEDS:
        raise UsageError("--reason goes with --split, --join or --undo")
    if verb is None:
        _group(what)
    elif verb == "choices":
        _list(session, what)
    else:
        _decide(session, verb, what, reason)


def _group(what: tuple[str, ...]) -> None:
    from archive.dedupe_stream import group
    from scheduler.commands._dedupe_lines import Counted, opened, stories
    from scheduler.output import print_line

    if len(what) != 1:
        raise UsageError("name one FILE, or - for standard input")
    if what[0].startswith(("http://", "https://")):
        raise UsageError(f"{what[0]} is an address: say --split, --join or --undo with it")
    with opened(Path(what[0])) as stream, Counted(sys.stderr) as line:
        for verdict in group(stories(stream, what[0]), progress=line.show):
            print_line(verdict)


def _list(session: Session, what: tuple[str, ...]) -> None:
    from archive.deciding import choices
    from scheduler.terminal import one_line

    if what:
        raise UsageError("--choices takes no address")
    for choice in choices(session.folder):
        other = choice.other or ("all others" if choice.verb == "split" else "")
        why = f"  ({choice.reason})" if choice.reason else ""
        said = f"{choice.decided_at}  {choice.verb:<5}  {choice.story}  {other}{why}"
        click.echo(one_line(said))


def _decide(
    session: Session,
    verb: Literal["split", "join", "undo"],
    urls: tuple[str, ...],
    reason: str | None,
) -> None:
    from archive.deciding import decide
    from scheduler.lock import ArchiveLock
    from scheduler.terminal import one_line

    least, most = _NEEDS[verb]
    if not least <= len(urls) <= most:
        raise UsageError(f"--{verb} takes {'two addresses' if least == 2 else 'one or two'}")
    config = session.config()
    with ArchiveLock(config.folder, f"backissue dedupe --{verb}"):
        members = decide(config, verb, urls, reason=reason)
    for member in members:
        click.echo(one_line(f"{member.headline}  {member.url}"))
        for mate in member.mates:
            click.echo(one_line(f"  in one group with {mate}"))
        if not member.mates:
            click.echo("  in no group")
