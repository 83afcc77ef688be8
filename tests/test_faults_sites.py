"""Sites that cannot be read: one clear line each, in every place where one looks, and no other
source of the same crawl suffers."""

from __future__ import annotations

import asyncio
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from faults_archive import backissue, configure, news, path_of, prove_files, prove_rows, rows, runs
from faults_archive import states as states_of
from spider_site import Answer, Site

LOGIN = "<html><title>Log in</title><body><form><input type=password></form></body></html>"
SHOP = (
    "<html><title>Shop</title><body><p>We sell bread.</p><a href='/about'>About</a></body></html>"
)
ROBOTS = "/robots.txt"

# source → how its run ended, and what is said of it
EXPECTED = {
    "alive": ("ok", None),
    "unknown": ("failed", "unknown host: nowhere.invalid"),
    "refused": ("failed", "connection refused by 127.0.0.1"),
    "mute": ("failed", "timed out"),
    "tls": ("failed", "TLS failure: the certificate is not trusted or not valid"),
    "forbids": ("failed", "robots.txt forbids it"),
    "shy": ("partly", "robots.txt forbids all of 3 stories"),
    "broken": ("failed", "HTTP 500 Internal Server Error"),
    "closed": ("failed", "robots.txt answers HTTP 503 Service Unavailable"),
    "shop": ("partly", "no feed, sitemap or page led to a story"),
    "login": ("partly", "no page held a story, the first: "),
}
FAILED = sorted(name for name, (outcome, _) in EXPECTED.items() if outcome == "failed")


def secured(site: Site, folder: Path) -> None:
    """Serve the site over TLS with a certificate that nobody vouches for."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "own.pem").write_bytes(private + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "own.pem")
    site._server.socket = context.wrap_socket(site._server.socket, server_side=True)


@dataclass
class Crawled:
    folder: Path
    done: subprocess.CompletedProcess[str]
    states: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("archive")
    failing = Answer("oops", 500, {"Retry-After": "0"})
    with ExitStack() as stack:

        def site(**rules: Any) -> str:
            return stack.enter_context(Site(news(3) | rules)).base

        mute = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        nobody = stack.enter_context(socket.socket())
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        tls = stack.enter_context(Site(news(1)))
        secured(tls, folder)
        configure(
            folder,
            '[archive]\ncontact = "desk@example.org"\n[crawl]\ntimeout_s = 1\n',
            alive=site(),
            unknown="http://nowhere.invalid/",
            refused=f"http://127.0.0.1:{nobody.getsockname()[1]}/",
            mute=f"http://127.0.0.1:{mute.getsockname()[1]}/",
            tls=tls.base.replace("http", "https"),
            forbids=site(**{ROBOTS: "User-agent: *\nDisallow: /\n"}),
            shy=site(**{ROBOTS: "User-agent: *\nDisallow: /2026/\n"}),
            broken=site(**dict.fromkeys(["/", "/feed.xml"], failing)),
            closed=site(**{ROBOTS: Answer("", 503, {"Retry-After": "0"})}),
            shop=site(**{"/": SHOP, "/feed.xml": Answer("", 404)}),
            login=site(**dict.fromkeys(map(path_of, range(3)), LOGIN)),
        )
        done = backissue(folder, "crawl")
        yield Crawled(folder, done, states_of(folder))


def test_the_crawl_ends_partly_and_the_healthy_source_is_archived(crawled: Crawled) -> None:
    assert crawled.done.returncode == 3
    assert rows(crawled.folder, "SELECT source, count(*) FROM stories GROUP BY 1") == [("alive", 3)]
    prove_rows(crawled.folder)
    prove_files(crawled.folder)


@pytest.mark.parametrize("name", EXPECTED)
def test_terminal_run_and_status_say_the_same(crawled: Crawled, name: str) -> None:
    outcome, words = EXPECTED[name]
    found, reason = runs(crawled.folder)[name]
    assert found == outcome
    errors = [line for line in crawled.done.stderr.splitlines() if f"Error: {name}: " in line]
    state = crawled.states[name]
    assert state["last_error"] == reason
    assert state["failures"] == int(outcome == "failed")
    assert (state["last_success_at"] is None) == (outcome == "failed")
    if words is None:
        assert reason is None and not errors
        return
    assert reason is not None and words in reason
    assert "http" in reason, "the address is named"
    assert errors == [f"Error: {name}: {outcome}: {reason}"]


def test_what_goes_wrong_is_told_while_it_goes_wrong(crawled: Crawled) -> None:
    assert "! unknown: unknown host: nowhere.invalid" in crawled.done.stdout


def test_status_tells_each_trouble_in_a_line(crawled: Crawled) -> None:
    said = backissue(crawled.folder, "status").stdout
    for name, (_, words) in EXPECTED.items():
        [line] = [line for line in said.splitlines() if line.startswith(f"{name}: ")] or [""]
        assert (words or "") in line


def test_the_sources_page_tells_of_each_failure(crawled: Crawled) -> None:
    from archive.browse.instance import archive_datasette

    async def page() -> str:
        datasette = archive_datasette(crawled.folder / "backissue.db", loopback=True)
        answer = await datasette.client.get("/sources")
        assert answer.status_code == 200
        return unescape(answer.text)

    shown = asyncio.run(page())
    for name in FAILED:
        assert EXPECTED[name][1] in shown
    assert shown.count("1 failure in a row") == len(FAILED)


def test_only_dead_sources_are_a_failure(tmp_path: Path) -> None:
    configure(tmp_path, unknown="http://nowhere.invalid/")
    done = backissue(tmp_path, "crawl")
    assert done.returncode == 1
    assert "Error: unknown: failed: unknown host: nowhere.invalid" in done.stderr


def test_a_bad_configuration_is_told_of_at_once_and_nothing_is_made(tmp_path: Path) -> None:
    (tmp_path / "backissue.toml").write_text(
        '[crawl]\ntimeout_s = "x"\n[sources.a]\nurl = 7\n[sources.b]\nurl = "ftp://b.example"\n'
    )
    done = backissue(tmp_path, "crawl")
    assert done.returncode == 2
    for key in ("crawl.timeout_s", "sources.a.url", "sources.b.url"):
        assert key in done.stderr
    assert not (tmp_path / "backissue.db").exists()
    (tmp_path / "backissue.toml").write_text("[sources.a\n")
    done = backissue(tmp_path, "crawl")
    assert done.returncode == 2 and "line 1" in done.stderr
