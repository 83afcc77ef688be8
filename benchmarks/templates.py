"""Measures what a site's other pages teach: paragraphs read off made-up sites, before and after.

    python -m benchmarks.templates [--stories N] [--peers]

Each site has its own markup and its own furniture, worded so that no single page tells it from the
text. Its stories are read in runs of ten by what the runs before taught (archive.store.templates),
and the last run is scored against what was written, beside trafilatura when `--peers` is given,
which reads each page alone. Percent of paragraphs, pooled over all sites.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from archive import db
from archive.extract import extract
from archive.model import Guide, Page
from archive.store import templates

RUN = 10  # stories of a run

_VOCABULARY = """
    harbour ferry council mayor quay tide fishermen ticket autumn morning office market
    bridge tram school pupils teacher budget road storm lamp post river bank library choir
    museum orchard winter factory strike union wages court judge verdict appeal witness
    police fire
"""
_WORDS = _VOCABULARY.split()
_BOX = "Our readers have kept this paper free for thirty years, and we thank every one of them."
_BIO = "{} joined us in the spring of 2019 and has looked after the harbour and the islands since."
_LEGAL = "What is printed here may be quoted with our name, and not printed whole without asking."
_TEASERS = (
    "The choir of the north quay sings on Sunday, and there are seats left for those who come.",
    "Apples of the old sorts are on the market this week, says the orchard on the river road.",
    "The library opens at nine again, and the first pupils were at its door before that hour.",
)
_BULLETIN = (
    "The harbour office asks all owners of small boats to look after their lines before the night.",
    "The next bulletin follows at six in the morning, and earlier when the wind turns to the west.",
)
_PEOPLE = ("Ida Holm", "Per Lind", "Aino Berg")


@dataclass(frozen=True, slots=True)
class Site:
    """`page` makes a story's HTML from its headline, its paragraphs and a source of chance.

    `form` are paragraphs that every fifth story ends with: text that recurs, and is no furniture.
    """

    name: str
    page: Callable[[str, Sequence[str], random.Random], str]
    form: tuple[str, ...] = ()


def _html(headline: str, inside: str) -> str:
    head = f"<title>{headline}</title><meta property='og:type' content='article'>"
    return f"<html lang='en'><head>{head}</head><body>{inside}</body></html>"


def _plain_box(headline: str, text: Sequence[str], chance: random.Random) -> str:
    prose = "".join(f"<p>{one}</p>" for one in text)
    return _html(headline, f"<article><h1>{headline}</h1>{prose}<p>{_BOX}</p></article>")


def _box_between(headline: str, text: Sequence[str], chance: random.Random) -> str:
    at = chance.randrange(1, len(text))
    parts = [f"<div class='txt'>{one}</div>" for one in text]
    parts.insert(at, f"<div class='txt'>{_BOX}</div>")
    parts.append(f"<div class='txt'>{_LEGAL}</div>")
    return _html(headline, f"<main><h1>{headline}</h1>{''.join(parts)}</main>")


def _biography(headline: str, text: Sequence[str], chance: random.Random) -> str:
    prose = "".join(f"<p>{one}</p>" for one in text)
    bio = f"<p>{_BIO.format(chance.choice(_PEOPLE))}</p>"
    return _html(headline, f"<div id='c'><h1>{headline}</h1>{prose}{bio}</div>")


def _teasers(headline: str, text: Sequence[str], chance: random.Random) -> str:
    prose = "".join(f"<p>{one}</p>" for one in text)
    tip = f"<div class='z9'><p>{chance.choice(_TEASERS)}</p></div>"
    return _html(headline, f"<section><h1>{headline}</h1>{prose}{tip}</section>")


def _nothing(headline: str, text: Sequence[str], chance: random.Random) -> str:
    prose = "".join(f"<p>{one}</p>" for one in text)
    return _html(headline, f"<article><h1>{headline}</h1>{prose}</article>")


SITES = (
    Site("box at the end", _plain_box),
    Site("box in the text, notice below", _box_between),
    Site("biography of three authors", _biography),
    Site("rotating tips", _teasers),
    Site("no furniture", _nothing),
    Site("a bulletin of one form in every fifth story", _nothing, _BULLETIN),
)


@dataclass(slots=True)
class Tally:
    """Paragraphs read right, read in all, and written."""

    right: int = 0
    read: int = 0
    written: int = 0

    def add(self, read: Sequence[str], written: Sequence[str]) -> None:
        self.right += len(set(read) & set(written))
        self.read += len(read)
        self.written += len(written)

    def __str__(self) -> str:
        precision, recall = self.right / max(1, self.read), self.right / max(1, self.written)
        return f"precision {precision:6.1%}  recall {recall:6.1%}"


def stories(site: Site, count: int) -> Iterator[tuple[Page, tuple[str, ...]]]:
    """Pages of a site with the paragraphs that were written; the same in every run."""
    for number in range(count):
        chance = random.Random(f"{site.name} {number}")
        headline = " ".join(chance.choices(_WORDS, k=6)).capitalize()
        text = tuple(
            " ".join(chance.choices(_WORDS, k=chance.randrange(14, 40))).capitalize() + "."
            for _ in range(chance.randrange(4, 9))
        )
        if number % 5 == 0:
            text += site.form
        body = site.page(headline, text, chance).encode()
        yield Page(f"https://made.example/{number}", body), text


def measured(site: Site, count: int, peer: Callable[[Page], Sequence[str]] | None) -> list[Tally]:
    """[each page alone, by the site's template, the peer]: the last run of `count` stories."""
    alone, taught, other = Tally(), Tally(), Tally()
    with tempfile.TemporaryDirectory() as folder, closing(db.open_writer(Path(folder))) as tables:
        tables.execute(
            "INSERT INTO sources (name, url, schedule, added_at) VALUES ('site', '', '', '')"
        )
        for number, (page, written) in enumerate(stories(site, count)):
            if number % RUN == 0:
                templates.settle(tables, "site")
                guide = Guide(template=templates.template(tables, "site"))
            by_itself = extract(page).story
            reading = extract(Page(page.url, page.body, guide=guide))
            templates.learn(tables, "site", reading)
            if number >= count - RUN:
                alone.add(by_itself.paragraphs if by_itself else (), written)
                taught.add(reading.story.paragraphs if reading.story else (), written)
                if peer is not None:
                    other.add(peer(page), written)
    return [alone, taught, *([other] if peer is not None else [])]


def _trafilatura(page: Page) -> list[str]:
    import trafilatura

    text = trafilatura.extract(page.body, favor_precision=True, include_comments=False) or ""
    headline = extract(page).story
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return [line for line in lines if headline is None or line != headline.headline]


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--stories", type=int, default=40, help="of each site; the last 10 count")
    parser.add_argument("--peers", action="store_true", help="trafilatura beside ours")
    wanted = parser.parse_args()
    peer = _trafilatura if wanted.peers else None
    names = ["each page alone", "by the template", *(["trafilatura"] if peer else [])]
    for site in SITES:
        print(site.name)
        for name, tally in zip(names, measured(site, wanted.stories, peer), strict=True):
            print(f"  {name:18} {tally}")


if __name__ == "__main__":
    main()
