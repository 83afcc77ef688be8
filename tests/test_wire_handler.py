"""What a spider meets when exchanges are captured, refused, or cannot be stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from wire_crawl import crawl
from wire_oddities import LARGE, OK, PAGE, whole
from wire_server import HANG, Script, WireServer, self_signed

from archive.warc.bulk import records

ROBOTS = b"User-agent: *\nDisallow: /private\n"


@pytest.fixture
def server() -> Iterator[WireServer]:
    scripts = {
        "/": whole(OK, PAGE),
        "/private": whole(OK, PAGE),
        "/large": whole(OK, LARGE),
        "/busy": whole(b"HTTP/1.1 503 Busy\r\n", b"later"),
        "/robots.txt": whole(OK + b"Content-Type: text/plain\r\n", ROBOTS),
    }
    with WireServer(scripts) as running:
        yield running


def _metadata(folder: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path in folder.iterdir():
        for record in records(path):
            if record.type == "metadata":
                lines = record.block.decode().split("\r\n")
                named = dict(line.split(": ", 1) for line in lines if ": " in line)
                found[record.fields["warc-target-uri"]] = named
    return found


def test_a_full_disk_reaches_the_spider_as_an_error(server: WireServer, tmp_path: Path) -> None:
    wishes = [
        {"id": "answered", "url": server.url + "/"},
        {"id": "failed", "url": "http://nowhere.invalid/"},
    ]
    outcomes = crawl(tmp_path, wishes, full=True, settings={"RETRY_ENABLED": True})
    for outcome in outcomes.values():
        assert outcome["error"] == "StorageError"
        assert "disk is full" in outcome["message"]
        assert outcome["capture"] is None
    assert len(server.log) == 1  # asking again would not make room


def test_no_room_for_a_large_body_is_a_storage_error(server: WireServer, tmp_path: Path) -> None:
    wishes = [{"id": n, "url": server.url + n} for n in ("/large", "/")]
    outcomes = crawl(tmp_path, wishes, temporary_full=True)
    assert outcomes["/large"]["error"] == "StorageError"
    assert "temporary disk" in outcomes["/large"]["message"]
    assert outcomes["/"]["status"] == 200


def test_without_a_recorder_nothing_is_captured_but_the_guard_stands(
    server: WireServer, tmp_path: Path
) -> None:
    wishes = [
        {"id": "allowed", "url": server.url + "/", "meta": {"allow_private": True}},
        {"id": "refused", "url": f"http://localhost:{server.port}/private"},
    ]
    outcomes = crawl(tmp_path, wishes, capture=False, allow_private=False)
    assert outcomes["allowed"]["status"] == 200
    assert outcomes["allowed"]["capture"] is None
    assert outcomes["refused"]["error"] == "AddressRefused"
    assert list(tmp_path.iterdir()) == []
    assert len(server.log) == 1


def test_robots_txt_and_failures_are_captured_as_what_they_are(
    server: WireServer, tmp_path: Path
) -> None:
    wishes = [{"id": n, "url": server.url + n} for n in ("/", "/private")]
    wishes.append({"id": "nowhere", "url": "http://nowhere.invalid/x"})
    outcomes = crawl(tmp_path, wishes, settings={"ROBOTSTXT_OBEY": True})
    assert outcomes["/private"]["error"] == "IgnoreRequest"
    about = _metadata(tmp_path)
    assert about[server.url + "/robots.txt"]["kind"] == "robots"
    assert about[server.url + "/robots.txt"]["hopsFromSeed"] == "P"
    assert about[server.url + "/"]["kind"] == "story"
    assert server.url + "/private" not in about
    # nothing was sent, and still there is a trace
    assert outcomes["nowhere"]["error"] == "CannotResolveHostError"
    assert outcomes["nowhere"]["capture"]["at"] is None
    assert outcomes["nowhere"]["capture"]["status"] is None
    assert "CannotResolveHostError" in about["http://nowhere.invalid/x"]["error"]


def test_what_waited_for_a_handshake_that_never_came_was_not_sent(
    server: WireServer, tmp_path: Path
) -> None:
    url = server.url.replace("http", "https") + "/"  # the server does not speak TLS
    wish = {"id": "a", "url": url, "meta": {"download_timeout": 0.4}}
    assert crawl(tmp_path, [wish])["a"]["capture"]["at"] is None
    [path] = tmp_path.iterdir()
    assert [record.type for record in records(path)] == ["warcinfo", "metadata"]
    assert server.log == []


def test_a_private_address_is_never_connected_to(server: WireServer, tmp_path: Path) -> None:
    hosts = ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "127.1"]
    wishes = [{"id": host, "url": f"http://{host}:{server.port}/"} for host in hosts]
    outcomes = crawl(tmp_path, wishes, allow_private=False)
    for host in hosts:
        assert outcomes[host]["error"] == "AddressRefused"
        assert "allow_private" in outcomes[host]["message"]
        assert outcomes[host]["capture"] is None
    assert server.connections == 0


def test_a_source_may_allow_private_addresses_by_request(
    server: WireServer, tmp_path: Path
) -> None:
    wishes: list[dict[str, Any]] = [
        {"id": "yes", "url": server.url + "/", "meta": {"allow_private": True}},
    ]
    wishes[0]["then"] = {"id": "no", "url": server.url + "/", "meta": {"allow_private": False}}
    outcomes = crawl(tmp_path, wishes, allow_private=False)
    assert outcomes["yes"]["status"] == 200
    # the pool holds an open connection to this very host by now
    assert outcomes["no"]["error"] == "AddressRefused"
    assert len(server.log) == 1


def test_a_redirect_to_a_private_address_is_refused(server: WireServer, tmp_path: Path) -> None:
    away = b"HTTP/1.1 302 Found\r\nLocation: http://%s:%d/\r\nContent-Length: 0\r\n\r\n"
    hosts = ["127.0.0.1", "localhost"]
    scripts = {f"/{host}": (away % (host.encode(), server.port),) for host in hosts}
    with WireServer(scripts, host="127.0.0.2") as outside:
        wishes = [{"id": host, "url": f"{outside.url}/{host}"} for host in hosts]
        outcomes = crawl(tmp_path, wishes, allow_private=False, public=["127.0.0.2"])
        assert len(outside.log) == 2
    for host in hosts:
        assert outcomes[host]["error"] == "AddressRefused"
        assert [one["status"] for one in outcomes[host]["before"]] == [302]
    assert server.connections == 0


def test_every_attempt_of_a_request_that_is_tried_again_is_captured(
    server: WireServer, tmp_path: Path
) -> None:
    wish = {"id": "busy", "url": server.url + "/busy"}
    outcomes = crawl(tmp_path, [wish], settings={"RETRY_ENABLED": True, "RETRY_TIMES": 2})
    attempts = [*outcomes["busy"]["before"], outcomes["busy"]["capture"]]
    assert [one["status"] for one in attempts] == [503] * 3
    [path] = tmp_path.iterdir()
    blocks = [record.block for record in records(path) if record.type == "response"]
    assert blocks == [entry.sent for entry in server.exchanges("/busy")]
    assert len(blocks) == 3


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_connection_that_said_too_much_is_not_used_again(scheme: str, tmp_path: Path) -> None:
    tls = self_signed(tmp_path) if scheme == "https" else None
    scripts: dict[str, Script] = {
        "/stray": (OK + b"Content-Length: 5\r\n\r\nhellostray bytes", HANG),
        "/post": whole(OK, PAGE),
    }
    with WireServer(scripts, tls=tls) as server:
        post = {
            "id": "post",
            "url": server.url + "/post",
            "method": "POST",
            "body": "a=b",
            "meta": {"download_timeout": 5},
        }
        wish = {"id": "stray", "url": server.url + "/stray", "then": post}
        outcomes = crawl(tmp_path / "warc", [wish])
    assert outcomes["post"]["status"] == 200
    assert server.connections == 2


def test_files_are_rolled_by_size_while_crawling(server: WireServer, tmp_path: Path) -> None:
    wishes = [{"id": str(n), "url": f"{server.url}/?{n}"} for n in range(6)]
    outcomes = crawl(tmp_path, wishes, max_size=1500)
    names = {outcome["capture"]["at"]["warc"] for outcome in outcomes.values()}
    assert len(names) > 2
    assert names == {path.name for path in tmp_path.iterdir()}
