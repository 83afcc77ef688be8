"""Every capture equals, to the byte, what a server that logs its own wire said and heard."""

from __future__ import annotations

import base64
import gzip
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from wire_crawl import crawl
from wire_oddities import LARGE, ODDITIES, OK, PAGE, Oddity, whole
from wire_server import DROP_ONCE, Script, WireServer, self_signed

from archive.model import Locator
from archive.warc import fields
from archive.warc.bulk import StoredRecord, captures, records
from archive.warc.read import response_at

REDIRECT = b"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 4\r\n\r\ngone"
POOLED = int(os.environ.get("WIRE_POOLED", "150"))  # thousands, now and then


@dataclass
class Stored:
    """The records of one exchange."""

    request: StoredRecord | None = None
    response: StoredRecord | None = None
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass
class Crawled:
    """One crawl of all oddities over one scheme."""

    server: WireServer
    folder: Path
    outcomes: dict[str, Any]
    stored: dict[str, list[Stored]]

    def one(self, path: str) -> Stored:
        [stored] = self.stored[self.server.url + path]
        return stored

    def sent(self, path: str) -> bytes:
        return b"".join(entry.sent for entry in self.server.exchanges(path))


@pytest.fixture(scope="module", params=["http", "https"])
def crawled(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Crawled]:
    folder: Path = tmp_path_factory.mktemp(request.param)
    tls = self_signed(folder) if request.param == "https" else None
    with ExitStack() as stack:
        server = stack.enter_context(WireServer(_scripts(), tls=tls))
        outcomes = crawl(folder / "warc", _requests(server.url))
        yield Crawled(server, folder / "warc", outcomes, _stored(folder / "warc"))
        if wished := os.environ.get("WIRE_LOG"):  # for an outside checker
            _write_log(Path(wished) / request.param, server)


def _scripts() -> dict[str, Script]:
    scripts = {path: oddity.script for path, oddity in ODDITIES.items()}
    scripts |= {f"/pooled/{n}": whole(OK + b"N: %d\r\n" % n, PAGE[: n * 7]) for n in range(POOLED)}
    scripts |= {
        "/from": (REDIRECT % b"/by",),
        "/by": (REDIRECT % b"/to",),
        "/to": whole(OK, PAGE),
        "/stale": (DROP_ONCE, *whole(OK, PAGE)),
    }
    return scripts


def _requests(base: str) -> list[dict[str, Any]]:
    wishes = []
    for path, oddity in ODDITIES.items():
        extra = dict(oddity.request)
        query = extra.pop("query", "")
        wishes.append({"id": path, "url": base + path + query, **extra})
    wishes += [{"id": f"/pooled/{n}", "url": f"{base}/pooled/{n}"} for n in range(POOLED)]
    wishes.append({"id": "/from", "url": base + "/from"})
    # a name of its own, so that the connection in the pool is the one that goes stale
    named = base.replace("127.0.0.1", "localhost")
    wishes.append(
        {
            "id": "/warm",
            "url": named + "/no-content",
            "then": {"id": "/stale", "url": named + "/stale"},
        }
    )
    return wishes


def _stored(folder: Path) -> dict[str, list[Stored]]:
    found: dict[str, list[Stored]] = {}
    for path in folder.iterdir():
        current = Stored()
        for record in records(path):
            if record.type == "request":
                current.request = record
            elif record.type == "response":
                current.response = record
            elif record.type == "metadata":
                current.metadata = fields.read(record.block)
                found.setdefault(record.fields["warc-target-uri"], []).append(current)
                current = Stored()
    return found


def _write_log(folder: Path, server: WireServer) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, entry in enumerate(e for e in server.log if not e.dropped):
        said = entry.sent
        oddity = ODDITIES.get(entry.path, Oddity(()))
        said = said.removeprefix(oddity.informational).removeprefix(oddity.leading)
        said = said.removesuffix(oddity.stray)
        host = entry.request.split(b"Host: ")[1].split(b"\r\n")[0].decode()
        url = f"{'https' if server.tls else 'http'}://{host}{entry.path}".replace("|", "%7C")
        (folder / f"{number}.json").write_text(
            json.dumps(
                {
                    "url": url,
                    "req": base64.b64encode(entry.request).decode(),
                    "resp": base64.b64encode(said).decode(),
                }
            )
        )


def _url_path(path: str) -> str:
    return path + ODDITIES[path].request.get("query", "").replace("|", "%7C")


@pytest.mark.parametrize("path", ODDITIES)
def test_the_request_is_stored_as_it_was_sent(crawled: Crawled, path: str) -> None:
    [logged] = [e for e in crawled.server.log if e.path.partition("?")[0] == path][:1]
    request = crawled.one(_url_path(path)).request
    assert request is not None
    assert request.block == logged.request


@pytest.mark.parametrize("path", ODDITIES)
def test_the_response_is_stored_as_it_came(crawled: Crawled, path: str) -> None:
    oddity = ODDITIES[path]
    stored = crawled.one(_url_path(path))
    if not oddity.answered:
        assert stored.response is None
        return
    assert stored.response is not None
    block = stored.response.block
    informational = fields.bytes_in(stored.metadata, "informational")
    stray = fields.bytes_in(stored.metadata, "stray")
    leading = fields.bytes_in(stored.metadata, "leading")
    sent = b"".join(step for step in oddity.script if isinstance(step, bytes))
    assert informational == oddity.informational
    assert stray == oddity.stray
    assert leading == oddity.leading
    if oddity.exact:
        assert informational + leading + block + stray == sent
    else:
        assert sent.startswith(block)
        assert block.startswith(OK)


@pytest.mark.parametrize("path", ODDITIES)
def test_what_is_not_whole_says_why(crawled: Crawled, path: str) -> None:
    oddity = ODDITIES[path]
    stored, outcome = crawled.one(_url_path(path)), crawled.outcomes[path]
    said = stored.response.fields.get("warc-truncated") if stored.response else None
    assert said == oddity.truncated
    assert outcome["capture"]["truncated"] == oddity.truncated
    assert outcome["capture"]["status"] == oddity.status
    assert outcome.get("error") == oddity.error
    assert (stored.metadata.get("error") or "").startswith(oddity.error or "")


def test_every_pooled_connection_keeps_its_exchanges_apart(crawled: Crawled) -> None:
    assert crawled.server.connections < POOLED
    for n in range(POOLED):
        stored = crawled.one(f"/pooled/{n}")
        assert stored.response is not None
        assert stored.response.block == crawled.sent(f"/pooled/{n}")


def test_each_hop_of_a_redirect_is_a_capture_of_its_own(crawled: Crawled) -> None:
    outcome = crawled.outcomes["/from"]
    base = crawled.server.url
    assert [one["url"] for one in outcome["before"]] == [base + "/from", base + "/by"]
    assert [one["location"] for one in outcome["before"]] == ["/by", "/to"]
    assert outcome["capture"]["url"] == base + "/to"
    assert outcome["capture"]["purpose"]["via"] == base + "/by"
    assert outcome["capture"]["purpose"]["hops"] == "RR"
    for path in ("/from", "/by", "/to"):
        response = crawled.one(path).response
        assert response is not None
        assert response.block == crawled.sent(path)


def test_after_a_stale_connection_the_second_attempt_is_stored(crawled: Crawled) -> None:
    assert [e.dropped for e in crawled.server.exchanges("/stale")] == [True, False]
    url = crawled.server.url.replace("127.0.0.1", "localhost") + "/stale"
    [stored] = crawled.stored[url]
    assert stored.response is not None
    assert stored.response.block == crawled.sent("/stale")
    assert stored.request is not None
    assert stored.request.block == crawled.server.exchanges("/stale")[1].request


def test_connection_details_are_noted(crawled: Crawled) -> None:
    response = crawled.one("/header-case").response
    assert response is not None
    assert response.fields["warc-ip-address"] == "127.0.0.1"
    assert response.fields["warc-protocol"] == "http/1.1"
    encrypted = crawled.server.tls is not None
    assert ("warc-cipher-suite" in response.fields) == encrypted
    old = crawled.one("/http-1.0").response
    assert old is not None
    assert old.fields["warc-protocol"] == "http/1.0"


@pytest.mark.parametrize("path", ["/chunked", "/Chunked", "/large", "/large-chunked", "/http-1.0"])
def test_the_reader_gives_back_the_page(crawled: Crawled, path: str) -> None:
    at = Locator(**crawled.outcomes[path]["capture"]["at"])
    response = response_at(crawled.folder, at)
    assert response.body == (LARGE if path.startswith("/large") else PAGE)
    assert response.truncated is None


def test_captures_read_back_equal_those_the_spider_saw(crawled: Crawled) -> None:
    [path] = crawled.folder.iterdir()
    again = {capture.record_id: capture for capture in captures(path)}
    for outcome in crawled.outcomes.values():
        for seen in (outcome["capture"], *outcome["before"]):
            same = again[seen["record_id"]]
            assert seen["url"] == same.url
            assert seen["entity_digest"] == same.entity_digest
            assert seen["digest"] == same.digest
            assert seen["size"] == same.size
            assert seen["error"] == same.error


def test_gzip_is_kept_as_it_came(crawled: Crawled) -> None:
    response = crawled.one("/chunked").response
    assert response is not None
    assert gzip.compress(PAGE, mtime=0)[:17] in response.block
