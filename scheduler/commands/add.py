"""`backissue add`: finds out what a news site offers and writes it into backissue.toml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from archive.config import checks
from archive.config.edit import add_source, free_name, host_name
from archive.config.model import Config, Source
from archive.errors import BackIssueError, SourceError, UsageError
from archive.urls import host
from scheduler.commands import Session
from scheduler.faults import explain
from scheduler.terminal import one_line

if TYPE_CHECKING:
    from scheduler.survey import Offer, Survey

PARTLY = 3
_SHOWN = 8  # addresses of a kind


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options say about the sources to add."""

    name: str | None
    schedule: str
    timezone: str
    delay: float
    concurrency: int | None
    allow_private: bool
    comments: bool


_EXAMPLES = """\b
Examples:
  backissue add example.com
  backissue add https://example.org/news/ --schedule "0 6 * * 1-5" --timezone Europe/Paris
"""


@click.command(short_help="Add news sites: finds their feeds and sitemaps.", epilog=_EXAMPLES)
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option("--name", help="What to call the source; made from the site's name by default.")
@click.option(
    "--schedule",
    default="adaptive",
    show_default=True,
    help='When to visit: "adaptive", a crontab line such as "*/30 * * * *", or @hourly.',
)
@click.option("--timezone", default="UTC", show_default=True, help="Zone of the crontab line.")
@click.option(
    "--delay",
    type=click.FloatRange(min=0),
    default=5.0,
    show_default=True,
    help="Seconds between two requests.",
)
@click.option(
    "--concurrency",
    type=click.IntRange(1, 64),
    help="Requests to the site at once.  [default: 1, with --delay 0: 8]",
)
@click.option("--allow-private", is_flag=True, help="The site may be on a private address.")
@click.option("--no-comments", is_flag=True, help="Leave readers' comments out.")
@click.pass_obj
def command(
    session: Session,
    urls: tuple[str, ...],
    name: str | None,
    schedule: str,
    timezone: str,
    delay: float,
    concurrency: int | None,
    allow_private: bool,
    no_comments: bool,
) -> None:
    """Find the feeds, sitemaps and section pages of news sites and add them to backissue.toml.

    A bare domain is enough. Nothing is crawled yet.
    """
    wishes = Wishes(
        name, schedule, timezone, delay, concurrency, allow_private, comments=not no_comments
    )
    _check(wishes, urls)
    config = session.config() if session.config_path.exists() else Config(folder=session.folder)
    failures: list[BackIssueError] = []
    for url in urls:
        try:
            config = _add(session, config, url, wishes)
        except BackIssueError as error:
            if len(urls) == 1:
                raise
            failures.append(error)
            for line in explain(error)[0]:
                click.echo(f"Error: {line}", err=True)
    _close(session, config, added=len(urls) - len(failures))
    if failures:
        all_failed = len(failures) == len(urls)
        raise click.exceptions.Exit(failures[0].exit_code if all_failed else PARTLY)


def _check(wishes: Wishes, urls: tuple[str, ...]) -> None:
    """Refuse options that could not be written, before a site is bothered."""
    from scheduler.cron import check_schedule

    if wishes.name is not None and len(urls) > 1:
        raise UsageError("--name is for one URL; leave it out to add several")
    faults = [
        ("--name", checks.name_fault(wishes.name) if wishes.name is not None else None),
        ("--timezone", checks.timezone_fault(wishes.timezone)),
    ]
    if faults[1][1] is None:
        faults.append(("--schedule", check_schedule(wishes.schedule, wishes.timezone)))
    wrong = [f"{option}: {fault}" for option, fault in faults if fault]
    if wrong:
        raise UsageError("\n".join(wrong))


def _add(session: Session, config: Config, url: str, wishes: Wishes) -> Config:
    from scheduler.survey import survey

    url = url.strip()
    address = url if "://" in url else f"https://{url}"
    if fault := checks.url_fault(address):
        raise UsageError(f"{url}: {fault}")
    if wishes.name is None and (known := _known(config.sources, address)):
        raise UsageError(
            f"{host(address)} is already there as [sources.{known}]; "
            "give a --name to add it once more"
        )
    if wishes.name is not None and wishes.name in config.sources:
        raise UsageError(f"there is already a source `{wishes.name}`; choose another --name")
    click.echo(f"Looking at {one_line(url)} …", err=True)
    try:
        found = survey(
            url, allow_private=wishes.allow_private, delay=wishes.delay, contact=config.contact
        )
    except SourceError as error:
        if "allow_private" in str(error) and not wishes.allow_private:
            raise SourceError(f"{error} (here: --allow-private)") from error
        raise
    source = _source(found, config, wishes)
    for line in _described(found):
        click.echo(line)
    note = f"added by `backissue add {one_line(url)}`"
    config = add_source(session.config_path, source, note=note)
    click.echo(f"Wrote [sources.{source.name}] to {session.config_path}")
    return config


def _known(sources: Mapping[str, Source], url: str) -> str | None:
    """The name of a source at the same host and port."""
    return next((name for name, s in sources.items() if host(s.url) == host(url)), None)


def _source(found: Survey, config: Config, wishes: Wishes) -> Source:
    name = wishes.name or free_name(found.name or host_name(found.url), config.sources)
    defaults = Source(name=name, url=found.url)
    # without a pause between requests, one at a time would only waste the operator's evening
    concurrency = wishes.concurrency or (8 if wishes.delay == 0 else defaults.concurrency)
    return Source(
        name=name,
        url=found.url,
        feeds=tuple(offer.url for offer in found.feeds),
        sitemaps=tuple(offer.url for offer in found.sitemaps),
        pages=tuple(offer.url for offer in found.pages),
        schedule=wishes.schedule,
        timezone=wishes.timezone,
        comments=wishes.comments,
        delay=wishes.delay,
        concurrency=concurrency,
        allow_private=wishes.allow_private,
    )


def _described(found: Survey) -> Iterator[str]:
    """What was found, a line each."""
    system = f" ({one_line(found.system, 40)})" if found.system else ""
    yield f"Found {one_line(found.outlet or host_name(found.url), 80)}{system}"
    for kind, offers in (
        ("feed", found.feeds),
        ("sitemap", found.sitemaps),
        ("page", found.pages),
    ):
        for offer in offers[:_SHOWN]:
            yield f"  {kind:8} {one_line(offer.url)}{_detail(offer)}"
        if len(offers) > _SHOWN:
            yield f"  {kind:8} … and {len(offers) - _SHOWN} more"
    if not (found.feeds or found.sitemaps):
        yield "  no feed and no sitemap: stories are looked for among the front page's links"
    for note in found.notes:
        yield f"  note     {one_line(note, 300)}"


def _detail(offer: Offer) -> str:
    parts = ["news"] if offer.news else []
    if offer.title:
        parts.append(one_line(offer.title, 50))
    if offer.entries is not None:
        parts.append(f"{offer.entries} {'entry' if offer.entries == 1 else 'entries'}")
    return f"  ({', '.join(parts)})" if parts else ""


def _close(session: Session, config: Config, added: int) -> None:
    if not added:
        return
    if config.contact is None:
        click.echo(
            "Please set archive.contact there: an address at which the site can reach you.",
        )
    click.echo(session.next_step())
