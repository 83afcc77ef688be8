"""`backissue forget`: removes what is kept of an address, by law; a tombstone stays."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING

import click

from archive.errors import UsageError
from scheduler.commands import Session

if TYPE_CHECKING:
    from archive.forget import Chosen, Done

_SHOWN = 20

_EXAMPLES = """\b
Examples:
  backissue forget https://newshub.example/2025/09/02/story/ --reason "court order 12 C 34/25"
  backissue forget --prefix https://newshub.example/blogs/jo/ --reason "author withdrew"
  backissue forget --crawl-again URL --reason "the site removed a comment"
"""


@click.command(short_help="Remove an address's content by law.", epilog=_EXAMPLES)
@click.argument("urls", metavar="URL...", nargs=-1, required=True)
@click.option("--reason", required=True, help="Why; it is kept with the tombstone.")
@click.option("--prefix", is_flag=True, help="All addresses that begin with URL.")
@click.option("--listings", is_flag=True, help="Also feeds and front pages that name it.")
@click.option("--crawl-again", is_flag=True, help="Let later crawls fetch the address again.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.pass_obj
def command(
    session: Session,
    urls: tuple[str, ...],
    reason: str,
    prefix: bool,
    listings: bool,
    crawl_again: bool,
    yes: bool,
) -> None:
    """Remove what is kept of an address for good: from WARC files, tables and search index.

    A story goes as a whole, with its revisions, comments, redirects and all its addresses, which
    are not crawled again. Whole answers go, never parts of one: a changed one would be a forgery.
    What stays is that something was captured there and when, that it was removed, and why.
    """
    from archive import db
    from archive.announcing import put_right
    from archive.forget import Asked, choose, forget
    from scheduler.lock import ArchiveLock

    if not reason.strip():
        raise UsageError("--reason: say why, for those who find the tombstone")
    config = session.config()
    db.open_reader(session.folder).close()  # says so when there is no archive
    with ArchiveLock(session.folder, "backissue forget"):
        with put_right(config):
            pass  # no file is open then, and every exchange has its row
        with closing(db.open_writer(session.folder)) as connection:
            chosen = choose(connection, session.folder, Asked(urls, prefix, listings))
            _show(chosen, listings=listings)
            _ask(yes)
            done = forget(config, connection, chosen, urls, reason=reason, again=crawl_again)
    _tell(done, chosen)


def _show(chosen: Chosen, *, listings: bool) -> None:
    from scheduler.figures import many, spoken_bytes
    from scheduler.terminal import one_line

    for headline, url in chosen.stories[:_SHOWN]:
        click.echo(f"{one_line(headline)}\n  {one_line(url)}")
    if len(chosen.stories) > _SHOWN:
        click.echo(f"and {len(chosen.stories) - _SHOWN} more stories")
    kinds = ", ".join(f"{count} {kind}" for kind, count in chosen.named.items())
    click.echo(
        f"To be removed: {_count(len(chosen.stories), 'story', 'stories')},"
        f" {many(chosen.comments, 'comment')}, {many(len(chosen.records), 'capture')}"
        f" ({kinds}; {spoken_bytes(chosen.bytes)})"
        f" at {_count(len(chosen.addresses), 'address', 'addresses')}."
    )
    if not listings:
        click.echo("Feeds and front pages that showed its headline stay; --listings takes them.")


def _count(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"


def _ask(yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("nobody is here to be asked: add --yes to remove it")
    click.confirm("Remove it for good?", abort=True)


def _tell(done: Done, chosen: Chosen) -> None:
    click.echo(
        f"Removed {len(chosen.records)} captures; {done.files} WARC files were written anew."
    )
    for name in done.removed:
        click.echo(f"Removed {name}, which held some of it.")
    if not done.log_is_empty:
        click.echo(
            "Another program reads the tables, so backissue.db-wal may hold old pages:"
            " close it and run `backissue forget` again, or stop it, and they go.",
            err=True,
        )
    click.echo("Backups and exports elsewhere are not touched: remove it there too.")
