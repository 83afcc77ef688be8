"""A small archive with hostile words in it, for the tests of everything that lets stories out."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.config.model import Config, Source
from archive.model import (
    Capture,
    Comment,
    Image,
    Kind,
    Locator,
    Purpose,
    Reading,
    Section,
    SourceLine,
    Story,
    Thread,
    Visit,
)
from archive.store import open_store
from tests.store_unwritten import keep

START = datetime(2026, 11, 20, 8, tzinfo=UTC)

FERRY = Story(
    url="https://paper.example/ferry",
    canonical_url="https://paper.example/ferry",
    headline='=HYPERLINK("http://evil.example","Ferry") stops \x1b[2J early',
    outlet="The Paper",
    lead="The last ferry of the year left the island an hour before it should have on Friday.",
    sections=(
        Section(None, ("The last ferry of the year left the island an hour before it should.",)),
        Section("What the captain says", ("@captain said nothing.", "+1 for the crew, “she” said")),
    ),
    source_line=SourceLine("REFH – Newshub, 2 September 2025", "REFH", "Newshub", "2025-09-02"),
    authors=("Jo Lund", "Ann Ås"),
    published="2025-09-02T06:00:00Z",
    language="en",
    topics=("Harbour", "-Weather"),
    images=(Image("https://paper.example/ferry.jpg", "The ferry", None),),
    comments=(
        Comment("c1", None, "Per", "2025-09-02T07:00:00Z", "Typical.\nAs ever."),
        Comment("c2", "c1", None, None, "+1 \u202eevil"),
    ),
)
BAKERY = Story(
    url="https://daily.example/bakery",
    canonical_url="https://daily.example/bakery",
    headline="Bakery opens again",
    sections=(Section(None, ("The bakery in Mill Street opens again after a fire last winter.",)),),
    published="2025-10-01",
)
MARKET = Story(
    url="https://paper.example/market",
    canonical_url="https://paper.example/market",
    headline="Market moves to the square",
    sections=(Section(None, ("Stalls will stand before the town hall from Saturday onwards.",)),),
)


def build(folder: Path) -> None:
    """An archive of two sources and three stories; the market's page is gone since."""
    config = Config(
        folder,
        sources={
            "paper": Source("paper", "https://paper.example/"),
            "daily": Source("daily", "https://daily.example/"),
        },
    )
    with open_store(folder) as store:
        store.sync_sources(config)
        for n, (source, story) in enumerate(
            (("paper", FERRY), ("daily", BAKERY), ("paper", MARKET), ("paper", None))
        ):
            run = store.start_run(source, "test")
            keep(store, [_visit(n, source, run.key, story)])


def _visit(n: int, source: str, run: str, story: Story | None) -> Visit:
    address = story.url if story else MARKET.url
    capture = Capture(
        url=address,
        method="GET",
        purpose=Purpose(source=source, kind=Kind.STORY, run=run, visit=f"v{n}"),
        captured_at=START + timedelta(minutes=n),
        record_id=f"<urn:uuid:{n}>",
        at=Locator("paper-1.warc.gz", n * 1000, 900),
        status=200 if story else 404,
        mime="text/html",
        size=500,
        digest=f"sha256:{hashlib.sha256(bytes([n])).hexdigest()}",
        entity_digest=f"sha256:{n}",
    )
    thread = Thread(story.comments if story else ())
    reading = Reading(story, None if story else "404", thread) if story else None
    return Visit(source, run, address, capture, reading=reading, thread=thread if story else None)
