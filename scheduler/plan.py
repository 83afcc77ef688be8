"""Sorts due sources into batches, one worker process each; pure.

A worker costs 0.7 CPU-seconds before it has fetched anything, and politeness is kept within one
process only. So many sources share a worker, and sources with a host in common are in one batch:
two live batches never touch the same registered domain.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

import tldextract

from archive.config.model import Source

BATCH = 25  # sources; 50 in one worker took 98 MB and 1.2 CPU-seconds to start

# the list that comes with the library: a daemon fetches nothing for itself
_SUFFIXES = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())


@dataclass(frozen=True, slots=True)
class Due:
    """A source that is to be crawled, and the registered domains a crawl of it may burden."""

    source: str
    hosts: frozenset[str]
    trigger: str = "schedule"  # or "manual", "catch-up"
    recheck: str = "due"  # or "all"


@dataclass(frozen=True, slots=True)
class Batch:
    """What one worker is given."""

    sources: tuple[str, ...]
    hosts: frozenset[str]
    trigger: str
    recheck: str


def due(source: Source, *, trigger: str = "schedule", recheck: str | None = None) -> Due:
    """The errand of crawling `source`; `recheck` overrides what the source itself says."""
    places = (source.url, *source.feeds, *source.sitemaps, *source.pages)
    return Due(
        source.name, frozenset(map(operator_domain, places)), trigger, recheck or source.recheck
    )


def plan(
    waiting: Sequence[Due],
    *,
    busy_sources: Collection[str] = (),
    busy_hosts: Collection[str] = (),
    workers: int,
    size: int = BATCH,
) -> tuple[Batch, ...]:
    """The batches to start now, at most `workers`; whoever fits into none goes on waiting.

    `waiting` is in order of urgency. Small errands fill one batch before a second is opened, so
    that a worker stays free for what falls due next; a group of sources that share hosts is never
    divided, even if it is larger than `size`.
    """
    taken = frozenset(busy_sources)
    startable = [errand for errand in _once(waiting) if errand.source not in taken]
    batches: list[list[Due]] = []
    for group in _clusters(startable):
        hosts = _hosts(group)
        if not hosts.isdisjoint(busy_hosts):
            continue
        for kind, errands in _kinds(group):
            _place(errands, kind, batches, workers, size)
            break  # the rest of the group shares its hosts: it waits until these are done
    return tuple(_batch(errands) for errands in batches)


@lru_cache(maxsize=20_000)
def operator_domain(url: str) -> str:
    """`example.co.uk` for any host below it; a host that has none (an address) stands for itself.

    Only public suffixes count, not private ones such as `github.io`: behind those is one operator
    (archive.urls.site tells sites apart and so counts both).
    """
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return ip_address(host).compressed
    except ValueError:
        # names of no public suffix (`news.intranet`): their last two labels
        known = _SUFFIXES(host).top_domain_under_public_suffix
        return known or ".".join(host.split(".")[-2:])


def _place(
    errands: list[Due], kind: tuple[str, str], batches: list[list[Due]], workers: int, size: int
) -> None:
    """Put a group into the first batch of its kind with room, or into a new one if one is free."""
    for batch in batches:
        if (batch[0].trigger, batch[0].recheck) == kind and len(batch) + len(errands) <= size:
            batch.extend(errands)
            return
    if len(batches) < workers:
        batches.append(list(errands))


def _kinds(group: Sequence[Due]) -> list[tuple[tuple[str, str], list[Due]]]:
    """A group's errands by trigger and recheck, the most urgent kind first."""
    kinds: dict[tuple[str, str], list[Due]] = {}
    for errand in group:
        kinds.setdefault((errand.trigger, errand.recheck), []).append(errand)
    return list(kinds.items())


def _clusters(errands: Sequence[Due]) -> list[list[Due]]:
    """Errands joined where they share a host, in the order of the most urgent of each."""
    leader = list(range(len(errands)))

    def find(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    first_at: dict[str, int] = {}
    for number, errand in enumerate(errands):
        for host in errand.hosts:
            one, other = find(number), find(first_at.setdefault(host, number))
            leader[max(one, other)] = min(one, other)
    groups: dict[int, list[Due]] = {}
    for number, errand in enumerate(errands):
        groups.setdefault(find(number), []).append(errand)
    return list(groups.values())


def _once(errands: Iterable[Due]) -> list[Due]:
    """Each source once, as it was first asked for."""
    first: dict[str, Due] = {}
    for errand in errands:
        first.setdefault(errand.source, errand)
    return list(first.values())


def _hosts(errands: Iterable[Due]) -> frozenset[str]:
    return frozenset().union(*(errand.hosts for errand in errands))


def _batch(errands: Sequence[Due]) -> Batch:
    first = errands[0]
    names = tuple(errand.source for errand in errands)
    return Batch(names, _hosts(errands), first.trigger, first.recheck)
