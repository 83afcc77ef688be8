"""An archive of captures of every sort, for the tests of exports: real records, few rows."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from warc_exchanges import HEAD, PAGE, START, chunked, exchange, writer

from archive.closing import Closing
from archive.db import open_writer
from archive.model import Capture, Exchange, Kind, Purpose, Truncated
from archive.store import captures
from archive.times import fine_stamp, stamp
from archive.warc.originals import Originals
from archive.warc.write import WarcWriter

FERRY = "https://paper.example/ferry"
COPY = "https://daily.example/ferry-again"
MARKET = "https://daily.example/market"
CODED = HEAD + b'Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\nETag: "v1"\r\n'
LATER = PAGE.replace(b"late again", b"in time")


class Press(Closing):
    """Writes exchanges and their rows, a minute apart; every method gives what was written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows = open_writer(folder)
        self._originals = Originals(smallest=1)
        self.warc: WarcWriter = self._writer()
        self.made: list[Capture] = []

    def roll(self) -> None:
        """Go on in another WARC file."""
        self.warc.close()
        self.warc = self._writer()

    def close(self) -> None:
        self.warc.close()
        self.rows.close()

    def source(self, name: str) -> None:
        self.insert(
            "sources", name=name, url="https://x.example/", schedule="adaptive", added_at="2026"
        )

    def story(self, source: str, url: str, headline: str, lead: str | None = None) -> int:
        when = "2026-11-20T08:00:00Z"
        return self.insert(
            "stories", source=source, url=url, headline=headline, lead=lead, published=when,
            published_is_known=1, first_seen=when, last_seen=when, last_changed=when, words=1,
            revisions=1, comments=0,
        )  # fmt: skip

    def capture(
        self, source: str, story: int | None = None, outcome: str | None = None, **given: Any
    ) -> Capture:
        """`given` are fields of the Exchange; `kind` and `via` of its purpose."""
        purpose = Purpose(
            source=source, kind=given.pop("kind", Kind.STORY), via=given.pop("via", None)
        )
        started = START + timedelta(minutes=len(self.made))
        made: Exchange = exchange(purpose=purpose, started=started, **given)
        kept = self.warc.append(made)
        captures.insert(self.rows, kept, story=story, outcome=outcome)
        self.made.append(kept)
        return kept

    def revision(self, story: int, shown_by: Capture, headline: str, lead: str | None) -> None:
        (capture,) = self.rows.execute(
            "SELECT id FROM captures WHERE record_id = ?", (shown_by.record_id,)
        ).fetchone()
        self.insert(
            "revisions", story=story, number=capture, seen_at=stamp(shown_by.captured_at),
            capture=capture, kind="first", headline=headline, lead=lead, text_digest="x", reader=1,
        )  # fmt: skip

    def forget(self, capture: Capture) -> None:
        self.insert(
            "tombstones", record_id=capture.record_id, url=capture.url,
            captured_at=fine_stamp(capture.captured_at), forgotten_at="2026-11-21T00:00:00Z",
        )  # fmt: skip

    def insert(self, table: str, **columns: Any) -> int:
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        found = self.rows.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(columns.values())
        )
        return found.lastrowid or 0

    def _writer(self) -> WarcWriter:
        return writer(self.folder / "warc", originals=self._originals)


def build(folder: Path) -> list[Capture]:
    """Two sources, two files, and one capture of each sort; the captures in their order."""
    with Press(folder) as press:
        press.source("paper")
        press.source("daily")
        ferry = press.story("paper", FERRY, "The ferry is late", "It is late again.")
        # in chunks without extensions, which replayweb.page does not take off
        packed = chunked(gzip.compress(PAGE, mtime=0)).replace(b";note=1", b"")
        packed = packed.replace(b"X-Trailer: yes\r\n", b"")
        feed = HEAD.replace(b"Text/HTML", b"application/rss+xml")
        press.capture(
            "paper", url="https://paper.example/feed", kind=Kind.FEED, head=feed, body=b"<rss/>"
        )
        press.capture(
            "paper", ferry, url="https://paper.example/?id=7", body=b"",
            head=b"HTTP/1.1 301 Moved\r\nLocation: /ferry\r\nContent-Length: 0\r\n",
        )  # fmt: skip
        page = press.capture("paper", ferry, "new", url=FERRY, body=packed, head=CODED)
        press.revision(ferry, page, "The ferry is late", "It is late again.")
        press.capture(
            "paper", url="https://paper.example/style.css", kind=Kind.REQUISITE, via=FERRY,
            head=HEAD.replace(b"Text/HTML", b"text/css"), body=b"p { color: red }",
        )  # fmt: skip
        press.capture("paper", ferry, url=FERRY + "/2", kind=Kind.COMMENTS, body=LATER)
        press.roll()
        asked = b'GET /ferry HTTP/1.1\r\nHost: paper.example\r\nIf-None-Match: "v1"\r\n\r\n'
        press.capture(
            "paper", ferry, "unchanged", url=FERRY, request=asked, body=b"",
            head=b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n',
        )  # fmt: skip
        press.capture("paper", ferry, "unchanged", url=FERRY, body=packed, head=CODED)
        again = press.story("daily", COPY, "The ferry, again")
        press.capture("daily", again, "new", url=COPY, body=packed, head=CODED)
        market = press.story("daily", MARKET, "Market & “square”")
        cut = press.capture(
            "daily", market, "new", url=MARKET, truncated=Truncated.LENGTH,
            head=HEAD.lower().replace(b"http", b"HTTP") + b"Content-Length: 90000\r\n", body=LATER,
        )  # fmt: skip
        press.revision(market, cut, "Market & “square”", None)
        press.capture(
            "daily",
            url=MARKET,
            method="HEAD",
            body=b"",
            request=b"HEAD /market HTTP/1.1\r\nHost: d\r\n\r\n",
        )
        press.capture("daily", url=MARKET + "?b=2&a=1", head=b"", body=b"", error="timeout")
        return press.made


def zipped(raw: bytes) -> dict[str, bytes]:
    """The members of a WACZ by their paths."""
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def json_lines(raw: bytes) -> Iterator[dict[str, Any]]:
    for line in raw.splitlines():
        yield json.loads(line)
