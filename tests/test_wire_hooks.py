"""An unknown Scrapy or Twisted is told apart at start, in a sentence."""

from __future__ import annotations

import itertools
import subprocess
from pathlib import Path

import pytest
import scrapy
from faults_archive import ROOT, command, configure
from hypothesis import given
from hypothesis import strategies as st
from twisted.web.client import HTTPConnectionPool

from archive.errors import BackIssueError
from spiders import wire_protocol
from spiders.wire import check_hooks
from spiders.wire_opening import Opening


def test_the_installed_versions_are_known() -> None:
    check_hooks()


@pytest.mark.parametrize("version", ["2.18.3", "2.20.0", "3.0"])
def test_another_scrapy_is_refused(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    monkeypatch.setattr(scrapy, "__version__", version)
    with pytest.raises(BackIssueError, match=rf"Scrapy {version}.*install scrapy>=2\.19,<2\.20"):
        check_hooks()


def test_a_hook_point_with_other_arguments_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def get_connection(self: object, key: object) -> None: ...

    monkeypatch.setattr(HTTPConnectionPool, "getConnection", get_connection)
    with pytest.raises(BackIssueError, match="getConnection"):
        check_hooks()


def test_an_endpoint_that_hides_its_reactor_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(self: object, factory: object) -> None: ...

    monkeypatch.setattr(wire_protocol, "_SET_IN", ((connect, "_reactor"),))
    with pytest.raises(BackIssueError, match="does not use _reactor"):
        check_hooks()


def test_a_hook_point_that_is_gone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(wire_protocol.HTTP11ClientProtocol, "_giveUp")
    with pytest.raises(BackIssueError, match="_giveUp"):
        check_hooks()


def test_a_crawl_with_another_scrapy_says_so_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text('import scrapy; scrapy.__version__ = "2.20.1"')
    configure(tmp_path, paper="http://127.0.0.1:9/")
    done = subprocess.run(
        command(tmp_path, "crawl"),
        cwd=ROOT,
        env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    [line] = [one for one in done.stderr.splitlines() if one.startswith("Error")]
    assert "Scrapy 2.20.1" in line and "install scrapy>=2.19,<2.20" in line
    assert "Traceback" not in done.stdout + done.stderr


LINE = b"HTTP/1.1 200 OK\r\n"
REST = b"Server: x\r\n\r\nHTTP/1.1 200 OK\r\n"


@given(
    junk=st.binary(max_size=40).filter(lambda b: not set(b) & set(b" /\n")),
    cuts=st.lists(st.integers(0, 90), max_size=5),
)
def test_what_stands_before_a_status_line_is_kept_from_twisted(
    junk: bytes, cuts: list[int]
) -> None:
    whole = junk + LINE + REST
    opening = Opening()
    borders = [0, *sorted(min(cut, len(whole)) for cut in cuts), len(whole)]
    pieces = [opening.passed(whole[a:b]) for a, b in itertools.pairwise(borders)]
    assert b"".join(pieces) + opening.rest() == LINE + REST


@given(pieces=st.lists(st.binary(max_size=30), max_size=6))
def test_what_is_no_http_goes_on_as_it_is(pieces: list[bytes]) -> None:
    opening = Opening()
    passed = b"".join(opening.passed(piece) for piece in pieces) + opening.rest()
    whole = b"".join(pieces)
    assert whole.endswith(passed)
    assert passed == whole or passed.startswith(b"HTTP/")
