"""A large body goes to the disk as it comes: capturing it takes no memory of ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from wire_crawl import crawl
from wire_oddities import OK
from wire_server import WireServer

from archive.model import Locator
from archive.warc.member import beginning_at

MEGABYTE = bytes(range(256)) * 4096
SIZE = int(os.environ.get("WIRE_LARGE_MB", "64")) << 20  # 200, now and then
SPARED = 12 << 20  # bytes, for what a heap does from run to run


@pytest.mark.parametrize("framing", ["length", "chunks"])
def test_capturing_a_large_body_takes_no_memory(tmp_path: Path, framing: str) -> None:
    if framing == "length":
        head, piece, end = b"Content-Length: %d" % SIZE, MEGABYTE, b""
    else:
        head, piece = b"Transfer-Encoding: chunked", b"100000\r\n" + MEGABYTE + b"\r\n"
        end = b"0\r\n\r\n"
    script = (OK + head + b"\r\n\r\n", *[piece] * (SIZE >> 20), end)
    peaks = {}
    with WireServer({"/large": script}) as server:
        wish = {"id": "large", "url": server.url + "/large"}
        for captured in (True, False):
            outcomes = crawl(tmp_path, [wish], capture=captured, measure=True)
            assert outcomes["large"]["status"] == 200
            peaks[captured] = outcomes["peak"]
            if captured:
                kept = outcomes["large"]["capture"]
    assert peaks[True] - peaks[False] < SPARED, peaks
    assert kept["size"] >= SIZE and kept["truncated"] is None
    record = beginning_at(tmp_path, Locator(**kept["at"]))
    assert int(record.fields["content-length"]) > SIZE
