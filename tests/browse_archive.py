"""Makes an archive for the browse tests: plain SQL rows, real WARC records, hostile text."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import lxml.html

from archive import times
from archive.browse.instance import archive_datasette
from archive.browse.web.key import key_of
from archive.db import open_writer
from archive.model import Exchange, Kind, Purpose, Truncated
from archive.warc.originals import Originals
from archive.warc.write import WarcWriter

NOW = times.now().replace(microsecond=0)
SCRIPT = "<script>document.title = 'stolen'; window.stolen = 1</script>"
IMAGE = '<img src=x onerror="window.stolen = 1">'
HOSTILE = f"{SCRIPT} {IMAGE} {{{{ 7 * 7 }}}} \"quoted' & <b>bold"
HOSTILE_SOURCE = 'evil"><script>window.stolen=1</script>/&?#é'
HOSTILE_URL = "javascript:window.stolen=1//https://evil.example/<script>"


def at(**ago: float) -> str:
    """A stored time so long before NOW."""
    return times.stamp(NOW - timedelta(**ago))


class Maker:
    """Puts rows into the archive of a folder; every method gives the new row's id."""

    def __init__(self, folder: Path, *, revisits: bool = False) -> None:
        self.folder = folder
        self.conn = open_writer(folder)
        self.records = 0
        self.warc = WarcWriter(
            folder / "warc", prefix="test", software="tests", operator=None, user_agent="tests",
            robots="obey", max_size=10**9, max_age_s=3600, compression="fast",
            originals=Originals() if revisits else None,
        )  # fmt: skip

    def insert(self, table: str, **columns: Any) -> int:
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        cursor = self.conn.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(columns.values())
        )
        return cursor.lastrowid or 0

    def source(self, name: str, **columns: Any) -> str:
        fixed = {"url": "https://gazette.example/", "schedule": "adaptive", "added_at": at(days=40)}
        self.insert("sources", name=name, **(fixed | columns))
        return name

    def run(self, source: str, **columns: Any) -> int:
        self.records += 1
        fixed = {
            "key": f"run-{self.records}", "trigger": "schedule", "started_at": at(hours=1),
            "finished_at": at(minutes=55), "outcome": "ok",
        }  # fmt: skip
        return self.insert("runs", source=source, **(fixed | columns))

    def capture(
        self, url: str, body: bytes, *, when: str | None = None, content_type: str = "text/html",
        status: int = 200, kind: Kind = Kind.STORY, said: str = "", asked_with: str = "",
        cut: Truncated | None = None, **columns: Any,
    ) -> int:  # fmt: skip
        """A capture whose bytes are in a WARC file; `said` and `asked_with` are header lines."""
        moment = times.parse(when or at(minutes=30))
        head = (
            f"HTTP/1.1 {status} OK\r\nContent-Type: {content_type}\r\n"
            f"Content-Length: {len(body)}\r\nX-Evil: <script>window.stolen=1</script>\r\n{said}\r\n"
        )
        asked = f"GET {url} HTTP/1.1\r\nUser-Agent: tests\r\n{asked_with}\r\n"
        kept = self.warc.append(
            Exchange(
                url=url, method="GET", request=asked.encode(),
                response_head=head.encode(), response_body=body, started=moment, elapsed_ms=12,
                purpose=Purpose(kind=kind), truncated=cut,
            )
        )  # fmt: skip
        assert kept.at is not None
        return self.insert(
            "captures", **({
                "url": url, "kind": str(kind), "method": "GET", "status": status,
                "captured_at": when or times.stamp(moment), "mime": content_type.partition(";")[0],
                "size": len(body), "entity_digest": kept.entity_digest, "truncated": cut,
                "profile": kept.revisit and kept.revisit.profile,
                "original": kept.revisit and kept.revisit.original,
                "digest": kept.digest, "record_id": kept.record_id, "warc": kept.at.warc,
                "offset": kept.at.offset, "length": kept.at.length, "outcome": "new",
            } | columns),
        )  # fmt: skip

    def bare_capture(self, url: str, **columns: Any) -> int:
        """A capture without bytes."""
        self.records += 1
        fixed = {
            "url": url, "kind": "story", "method": "GET", "captured_at": at(minutes=20), "size": 0,
            "record_id": f"<urn:uuid:{self.records}>",
        }  # fmt: skip
        return self.insert("captures", **(fixed | columns))

    def story(
        self, source: str, headline: str, *, url: str | None = None, lead: str | None = None,
        sections: Sequence[tuple[str | None, str]] = ((None, "A paragraph of text."),),
        body: bytes | None = None, revision: Mapping[str, Any] | None = None, **columns: Any,
    ) -> int:  # fmt: skip
        """A story with its first revision and the capture it came from, findable by search."""
        self.records += 1
        url = url or f"https://gazette.example/{self.records}"
        page = body if body is not None else f"<html>{headline}</html>".encode()
        fixed: dict[str, Any] = {
            "outlet": source.title(), "published": at(hours=self.records), "published_is_known": 1,
            "first_seen": at(hours=2), "last_seen": at(minutes=5), "last_changed": at(hours=1),
            "words": 120, "revisions": 1, "comments": 0, "language": "en",
        }  # fmt: skip
        story = self.insert(
            "stories", source=source, url=url, headline=headline, lead=lead, **(fixed | columns)
        )
        when = str((revision or {}).get("seen_at", at(hours=2)))
        capture = self.capture(url, page, source=source, story=story, when=when)
        self.revision(
            story, capture, 1, headline, lead=lead, sections=sections, kind="first",
            **({"authors": columns.get("authors", "[]"), "credit": columns.get("credit")}
               | dict(revision or {})),
        )  # fmt: skip
        self.index(story)
        return story

    def revision(
        self, story: int, capture: int, number: int, headline: str, *,
        sections: Sequence[tuple[str | None, str]], **columns: Any,
    ) -> int:  # fmt: skip
        fixed = {
            "seen_at": at(hours=1),
            "kind": "update",
            "text_digest": f"sha256:{number}",
            "reader": 1,
        }
        revision = self.insert(
            "revisions", story=story, capture=capture, number=number, headline=headline,
            **(fixed | columns),
        )  # fmt: skip
        for position, (heading, text) in enumerate(sections):
            self.insert(
                "sections", revision=revision, position=position, heading=heading, text=text
            )
        self.conn.execute(
            "UPDATE stories SET revision = ?, revisions = ?, headline = ? WHERE id = ?",
            (revision, number, headline, story),
        )
        return revision

    def comment(self, story: int, key: str, text: str, **columns: Any) -> int:
        capture = self.conn.execute(
            "SELECT min(id) FROM captures WHERE story = ?", (story,)
        ).fetchone()[0]
        position = self.conn.execute(
            "SELECT count(*) FROM comments WHERE story = ?", (story,)
        ).fetchone()[0]
        fixed = {
            "author": "Ida", "published": at(minutes=90 - position), "published_is_known": 1,
            "first_seen": at(minutes=40), "capture": capture, "position": position,
        }  # fmt: skip
        comment = self.insert("comments", story=story, key=key, text=text, **(fixed | columns))
        self.conn.execute("UPDATE stories SET comments = comments + 1 WHERE id = ?", (story,))
        return comment

    def group(self, first: int, others: Mapping[int, tuple[str, str]]) -> int:
        """A group led by `first`; `others` gives each story's relation and reason."""
        rows = [
            self.conn.execute("SELECT headline, published, outlet FROM stories WHERE id = ?", (s,))
            .fetchone() for s in (first, *others)
        ]  # fmt: skip
        group = self.insert(
            "story_groups", first_story=first, headline=rows[0][0], size=len(rows),
            outlets=len({row[2] for row in rows}), first_published=min(row[1] for row in rows),
            last_published=max(row[1] for row in rows),
        )  # fmt: skip
        self.conn.execute("UPDATE stories SET story_group = ? WHERE id = ?", (group, first))
        for story, (relation, reason) in others.items():
            self.conn.execute(
                "UPDATE stories SET story_group = ?, relation = ?, repeats = ?, relation_reason = ?"
                " WHERE id = ?",
                (group, relation, first, reason, story),
            )
        return group

    def index(self, story: int) -> None:
        self.conn.execute(
            "INSERT INTO story_search (rowid, headline, lead, body, comments)"
            " SELECT id, headline, lead, body, comments FROM story_texts WHERE id = ?",
            (story,),
        )

    def reindex(self) -> None:
        self.conn.execute("INSERT INTO story_search (story_search) VALUES ('rebuild')")


@contextmanager
def making(folder: Path, *, revisits: bool = False) -> Iterator[Maker]:
    """A Maker whose rows and records are on disk afterwards."""
    maker = Maker(folder, revisits=revisits)
    try:
        maker.conn.execute("PRAGMA foreign_keys = OFF")  # stories and groups point at each other
        maker.conn.execute("BEGIN")
        yield maker
        maker.conn.execute("COMMIT")
    finally:
        maker.warc.close()
        maker.conn.close()


BRIDGE = [
    (None, "The bridge over the river Aller will close on Monday for the first time in a while.\n\n"
     "Engineers found cracks in two of its piers during a routine inspection last week, the city "
     "said on Friday."),
    ("A detour of nine kilometres", "Drivers must use the motorway crossing at Westen. Buses will "
     "stop on both banks, and a ferry for people on foot is to run every twenty minutes.\n\n"
     "“We know what this means for people who work across the river,” said the mayor, Ada Lund."),
    ("What it will cost", "Repairs are put at four million euros. The state pays half."),
]  # fmt: skip

BRIDGE_LATER = [
    BRIDGE[0],
    ("A detour of nine kilometres", "Drivers must use the motorway crossing at Westen. Buses will "
     "stop on both banks, and a ferry for people on foot is to run every ten minutes.\n\n"
     "“We know what this means for people who work across the river,” said the mayor, Ada Lund."),
    ("What it will cost", "Repairs are put at six million euros. The state pays half.\n\n"
     "Correction: an earlier version of this story gave a wrong figure for the cost."),
]  # fmt: skip


def rich(folder: Path) -> dict[str, int]:
    """A newspaper's worth of everything the pages show; the ids of what tests look for."""
    ids: dict[str, int] = {}
    with making(folder) as maker:
        _sources(maker)
        ids["bridge"] = _bridge(maker)
        ids["copy"] = maker.story(
            "harbour", "Aller bridge to close from Monday, city says", outlet="Harbour Post",
            lead="Cracks were found in two piers.", credit="REFH", published=at(hours=20),
            sections=BRIDGE,
        )  # fmt: skip
        ids["group"] = maker.group(
            ids["bridge"], {ids["copy"]: ("wire-copy", "87 % of its sentences, same credit REFH")}
        )
        ids["hostile"] = _hostile(maker)
        ids["gone"] = maker.story(
            "harbour", "Mayor's brother-in-law wins harbour contract", outlet="Harbour Post",
            gone_at=at(hours=3), published=at(days=3), lead="No other bid was opened.",
        )  # fmt: skip
        ids["foreign"] = maker.story(
            "courrier", "Le pont de l'Aller fermé dès lundi", outlet="Le Courrier", language="fr",
            lead="Des fissures ont été découvertes dans deux piles de l'ouvrage.",
            published=at(hours=22), credit="AFP", authors=json.dumps(["Zoé Müller"]),
        )  # fmt: skip
        names = ("gazette", "harbour", "courrier", "fourth", "fifth", "sixth", "seventh")
        for number in range(60):
            maker.story(
                names[number % 7],
                f"Council meets for the {number + 1}th time over the market square",
                published=at(hours=9 * number + 4), lead="Nothing was decided.",
                credit="REFH" if number % 5 == 0 else None,
            )  # fmt: skip
        maker.reindex()
    return ids


def _sources(maker: Maker) -> None:
    maker.source(
        "gazette", outlet="The Gazette", last_run_at=at(minutes=12), interval_s=2200,
        last_success_at=at(minutes=11), next_due_at=at(minutes=-25),
        due_reason="adaptive: 4 new stories in the last run, so sooner",
    )  # fmt: skip
    maker.source(
        "harbour", outlet="Harbour Post", url="https://harbour.example/", failures=4,
        last_error="harbour.example: connection refused; the site may be down",
        last_run_at=at(hours=2), last_success_at=at(days=2), next_due_at=at(hours=-3),
        due_reason="4 failures in a row: waits 3 hours", schedule="*/30 6-22 * * 1-5",
    )  # fmt: skip
    for name in ("courrier", "fourth", "fifth", "sixth", "seventh"):
        maker.source(name, url=f"https://{name}.example/", last_success_at=at(hours=5))
    maker.source(HOSTILE_SOURCE, url=HOSTILE_URL, outlet=HOSTILE, failures=1, last_error=HOSTILE,
                 due_reason=HOSTILE, schedule=HOSTILE)  # fmt: skip
    for number in range(70):
        bad = number in (1, 2, 3, 4)
        maker.run(
            "gazette", started_at=at(hours=8 * number), finished_at=at(hours=8 * number - 0.1),
            outcome="ok" if number % 11 else "partly", stories_new=(number * 7) % 13,
            captures=30 + number, bytes=900_000 + number * 1000, stories_unchanged=20,
            reason=None if number % 11 else "2 pages could not be read",
        )  # fmt: skip
        maker.run(
            "harbour", started_at=at(hours=8 * number + 2), finished_at=at(hours=8 * number + 1.9),
            outcome="failed" if bad else "ok", stories_new=0 if bad else 3 + number % 4,
            captures=0 if bad else 22, bytes=0 if bad else 410_000, errors=1 if bad else 0,
            reason="connection refused" if bad else None,
        )  # fmt: skip
    maker.run(HOSTILE_SOURCE, reason=HOSTILE, outcome="crashed", trigger="<b>hand</b>")


def _bridge(maker: Maker) -> int:
    story = maker.story(
        "gazette", "Old Aller bridge to close for repairs", lead="The river crossing shuts on "
        "Monday, and nobody can say for how long.", sections=BRIDGE, credit="REFH",
        authors=json.dumps(["Nils Brandt", "Mara Okafor"]), topics=json.dumps(["Traffic", "City"]),
        published=at(hours=26), url="https://gazette.example/city/aller-bridge",
        body=("<html><h1>Old Aller bridge</h1>" + SCRIPT + "<p>Text.</p>" * 40).encode(),
        revision={
            "source_line": "REFH – The Gazette, 21 November 2026", "credit_outlet": "The Gazette",
            "credit_date": "2026-11-21", "seen_at": at(hours=25), "published": at(hours=26),
            "modified": at(hours=26),
            "images": json.dumps([{"url": "https://gazette.example/bridge.jpg",
                                   "caption": "The bridge in 1971", "credit": "City archive"}]),
        },
    )  # fmt: skip
    url = "https://gazette.example/city/aller-bridge"
    for number, (headline, sections, kind, hours) in enumerate((
        ("Aller bridge shut from Monday after cracks found", BRIDGE, "headline", 19),
        ("Aller bridge shut from Monday after cracks found", BRIDGE_LATER, "correction", 4),
    ), start=2):  # fmt: skip
        capture = maker.capture(
            url, b"<html>later</html>", when=at(hours=hours), source="gazette", story=story,
            outcome="revised",
        )  # fmt: skip
        maker.revision(
            story, capture, number, headline, sections=sections, kind=kind, seen_at=at(hours=hours),
            lead="The river crossing shuts on Monday, and nobody can say for how long.",
            authors=json.dumps(["Nils Brandt", "Mara Okafor"]), credit="REFH",
            source_line="REFH – The Gazette, 21 November 2026", credit_outlet="The Gazette",
            credit_date="2026-11-21", modified=at(hours=hours),
        )  # fmt: skip
    for hours in (22, 15, 9, 1):
        maker.capture(url, b"<html>same</html>", when=at(hours=hours), source="gazette",
                      story=story, outcome="unchanged")  # fmt: skip
    maker.bare_capture(url, source="gazette", story=story, error="timeout after 30 s",
                       captured_at=at(hours=12), outcome="error")  # fmt: skip
    maker.comment(story, "c1", "About time. I have driven over it with my eyes shut for years.")
    maker.comment(story, "c2", "Eyes shut?\nThat explains the railing.", parent="c1", author="Tove")
    maker.comment(story, "c3", "It was the plough, as everyone knows.", parent="c2", author="Ida",
                  edited_at=at(minutes=30), earlier_text="It was the mayor.")  # fmt: skip
    maker.comment(story, "c4", "Buy watches at a very low price", author="W4tches",
                  gone_at=at(minutes=20))  # fmt: skip
    maker.comment(story, "c5", "Where does the ferry stop?", author=None, published_is_known=0)
    return story


def _hostile(maker: Maker) -> int:
    story = maker.story(
        HOSTILE_SOURCE, HOSTILE, lead=HOSTILE, outlet=HOSTILE, credit=HOSTILE, language="en\"><b>",
        authors=json.dumps([HOSTILE, SCRIPT]), topics=json.dumps([HOSTILE]), url=HOSTILE_URL,
        sections=[(HOSTILE, f"{HOSTILE}\n\n{HOSTILE}")], published=at(hours=1),
        body=b"<html><script>window.stolen = 1; document.title='stolen'</script></html>",
        revision={
            "source_line": HOSTILE, "credit_outlet": HOSTILE, "credit_date": SCRIPT,
            "images": json.dumps([{"url": "javascript:window.stolen=1", "caption": HOSTILE,
                                   "credit": HOSTILE}, {"url": 7}, "no image"]),
        },
    )  # fmt: skip
    capture = maker.capture(HOSTILE_URL, b"<script>window.stolen=1</script>", story=story,
                            source=HOSTILE_SOURCE, outcome=HOSTILE, via=HOSTILE_URL,
                            error=HOSTILE, truncated=SCRIPT)  # fmt: skip
    maker.revision(story, capture, 2, HOSTILE + "!", sections=[(SCRIPT, IMAGE)], kind=SCRIPT)
    maker.comment(
        story, SCRIPT, HOSTILE, author=HOSTILE, earlier_text=HOSTILE, edited_at=at(hours=1)
    )
    maker.comment(story, "answer", HOSTILE, author=HOSTILE, parent=SCRIPT)
    other = maker.story(HOSTILE_SOURCE, HOSTILE + " again", published=at(hours=2), outlet=HOSTILE)
    maker.group(story, {other: (SCRIPT, HOSTILE)})
    maker.bare_capture(HOSTILE_URL, source=HOSTILE_SOURCE, story=story, error=HOSTILE)
    return story


class Site:
    """Datasette over an archive, asked in process."""

    def __init__(self, folder: Path, *, loopback: bool = True) -> None:
        self.folder = folder
        self.datasette = archive_datasette(folder / "backissue.db", loopback=loopback)
        self._runner = asyncio.Runner()

    def get(self, path: str, *, follow: bool = True, **asked: Any) -> httpx.Response:
        """The answer to a GET; redirects are followed. `asked` are httpx's arguments."""
        asking = self.datasette.client.get(path, follow_redirects=follow, **asked)
        answer: httpx.Response = self._runner.run(asking)
        return answer

    def head(self, path: str) -> httpx.Response:
        """The answer to a HEAD."""
        answer: httpx.Response = self._runner.run(self.datasette.client.head(path))
        return answer

    @property
    def key(self) -> str:
        """What stands in the paths of what snapshots embed."""
        return key_of(self.datasette)

    def page(self, path: str, status: int = 200) -> lxml.html.HtmlElement:
        """A page of ours, parsed, after a look that nothing on it is live."""
        answer = self.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:500])
        return inert(answer)

    def text(self, path: str, status: int = 200) -> str:
        """The words of a page, single-spaced."""
        return words(self.page(path, status))

    def close(self) -> None:
        self.datasette.executor.shutdown()
        for database in self.datasette.databases.values():
            database.close()
        self._runner.close()


@contextmanager
def serving(folder: Path, *, loopback: bool = True) -> Iterator[Site]:
    """A Site that is closed afterwards."""
    site = Site(folder, loopback=loopback)
    try:
        yield site
    finally:
        site.close()


def words(element: lxml.html.HtmlElement) -> str:
    """The text of an element, single-spaced, each text apart from the next."""
    return " ".join(" ".join(element.itertext()).split())


_ELEMENTS = set(
    """
    html head meta title link body a header div p nav form input button main footer section aside
    h1 h2 ul ol li dl dt dd span strong abbr time article label select option datalist details
    summary figure figcaption svg defs marker path circle text rect line table
    thead tbody tr th td pre code q mark ins del br
    """.split()  # noqa: SIM905
)


def inert(answer: httpx.Response) -> lxml.html.HtmlElement:
    """The page, parsed; fails when it has an element or attribute that the templates do not."""
    page = lxml.html.document_fromstring(answer.text)
    assert "script-src 'none'" in answer.headers["content-security-policy"]
    for element in page.iter():
        tag = str(element.tag)
        assert tag in _ELEMENTS, f"<{tag}> on {answer.url}"
        for name, value in element.attrib.items():
            assert not name.startswith("on"), f"{name} on {answer.url}"
            assert name != "style", answer.url
            if name in ("href", "src", "action"):
                assert value.startswith(("http://", "https://", "/", "#")), value
    return page
