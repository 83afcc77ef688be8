"""A large CDXJ index as ZipNum: gzip members of a few hundred lines, and an index of these.

The secondary index has a `!meta` line, then for each member the key and time of its first line, its
offset, length and sha256; wabac.js and pywb load that and fetch single members.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

MOST_PLAIN = 5_000  # lines; up to here an index is one plain file
_LINES = 300  # of a member, as cdxj-indexer has them


def blocks(lines: Iterable[str], name: str, note: Callable[[bytes], object]) -> Iterator[bytes]:
    """The gzip members of the file `name`; `note` is told each line of the secondary index."""
    note(_line("!meta", "0", {"format": "cdxj-gzip-1.0", "filename": name}))
    offset, left = 0, iter(lines)
    while some := list(islice(left, _LINES)):
        block = gzip.compress("".join(some).encode(), mtime=0)
        key, moment, _ = some[0].split(" ", 2)
        digest = f"sha256:{hashlib.sha256(block).hexdigest()}"
        note(_line(key, moment, {"offset": offset, "length": len(block), "digest": digest}))
        offset += len(block)
        yield block


def _line(key: str, moment: str, fields: dict[str, object]) -> bytes:
    return f"{key} {moment} {json.dumps(fields)}\n".encode()
