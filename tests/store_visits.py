"""Visits to made-up stories, for the tests of the store."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from archive.model import (
    Capture,
    Comment,
    Kind,
    Locator,
    Purpose,
    Reading,
    Section,
    Story,
    Thread,
    Visit,
)

BASE = "https://paper.example"
START = datetime(2026, 11, 20, 8, tzinfo=UTC)

BRIDGE = (
    "The Harbour Bridge was closed on Friday after a gravel barge drifted into its northern pier.",
    "Traffic is being sent over the Old Ferry causeway until engineers have looked at the pier, "
    "which dates from 1931. The city expects queues of up to an hour at peak times on all roads.",
    "Skipper Anton Reve said that he could not see his own bow lamp in the fog. The barge carried "
    "640 tonnes of gravel from the Kvalvik quarry and lost power shortly before the bridge.",
    "Divers will go down at slack water this afternoon and look at the footing of the old pier.",
)
MEALS = (
    "Every pupil in Port Ellery will get a free hot meal from January, the council has decided.",
    "The meals are paid for by the new mooring levy on cruise ships, which brings in slightly more "
    "than they cost. The opposition called the levy a gamble on the weather of the coming summer.",
    "Eleven of nineteen schools have no kitchen of their own and will be served by the hospital.",
)


@dataclass
class Newsroom:
    """Makes visits in order, a minute apart, all of one run."""

    source: str = "paper"
    run: str = "run-1"
    clock: itertools.count[int] = field(default_factory=itertools.count)

    def capture(
        self, url: str, *, status: int | None = 200, kind: Kind = Kind.STORY, **facts: object
    ) -> Capture:
        n = next(self.clock)
        return Capture(
            url=url,
            method="GET",
            purpose=Purpose(source=self.source, kind=kind, run=self.run, visit=f"v{n}"),
            captured_at=START + timedelta(minutes=n),
            record_id=f"<urn:uuid:{hashlib.md5(str(n).encode()).hexdigest()}>",
            at=Locator("a.warc.gz", n * 1000, 900) if status is not None else None,
            status=status,
            mime="text/html",
            size=500,
            digest=f"sha256:{n}",
            entity_digest=f"sha256:{n}",
            **facts,  # type: ignore[arg-type]
        )

    def story(
        self,
        path: str,
        headline: str = "Harbour Bridge closed",
        paragraphs: Sequence[str] = BRIDGE,
        *,
        comments: Sequence[Comment] | None = None,
        whole: bool = True,
        asked: str | None = None,
        published: str = "2026-11-20T06:00:00Z",
    ) -> Visit:
        url = BASE + path
        story = Story(
            url=url,
            canonical_url=url,
            headline=headline,
            lead=paragraphs[0],
            sections=(Section(None, tuple(paragraphs)),),
            published=published,
            language="en",
            outlet="Paper",
        )
        hops = ()
        if asked is not None:
            hops = (self.capture(BASE + asked, status=301, location=url),)
        return Visit(
            source=self.source,
            run=self.run,
            address=BASE + (asked or path),
            capture=self.capture(url),
            others=hops,
            reading=Reading(story, canonical_url=url),
            thread=None if comments is None else Thread(tuple(comments), whole=whole),
        )

    def nothing(self, path: str, status: int | None, **facts: object) -> Visit:
        return Visit(
            source=self.source,
            run=self.run,
            address=BASE + path,
            capture=self.capture(BASE + path, status=status, **facts),
        )
