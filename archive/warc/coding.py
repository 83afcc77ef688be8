"""Takes content codings off a body, within a limit: gzip, deflate; br, zstd where installed."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from archive.warc import deflate

MOST_CODINGS = 3  # more than any server means; each one multiplies what a bomb can do

Decoded = tuple[bytes, bool, bool]  # the body, whether it was cut at the limit, whether it is whole


def decoded(body: bytes, codings: tuple[str, ...], limit: int) -> Decoded:
    """`body` without its codings, at most `limit` bytes of it.

    `codings` are in the order they were applied. A body that is not in the coding it claims, or in
    one that is not known, comes back as it is; a damaged or cut one gives what could be read.
    """
    cut, whole = False, True
    if not body:
        return body, False, True
    if len(codings) > MOST_CODINGS:
        return body[:limit], len(body) > limit, False
    for coding in reversed(codings):
        decode = _DECODERS.get(coding)
        if decode is None:
            whole = False
            break
        body, short, sound = decode(body, limit)
        cut, whole = cut or short, whole and sound
    return body[:limit], cut or len(body) > limit, whole


def _gunzip(body: bytes, limit: int) -> Decoded:
    if not body.startswith(b"\x1f\x8b"):
        return body, False, False
    out: list[bytes] = []
    size, rest = 0, body
    while rest.startswith(b"\x1f\x8b"):  # a body may be several members in a row
        unpacker = deflate.unpacker(deflate.GZIP)
        try:
            out.append(unpacker.decompress(rest, max_length=limit - size + 1))
        except deflate.ERRORS:
            return _salvaged(rest, deflate.GZIP, out, limit - size)
        size += len(out[-1])
        if size > limit:
            return b"".join(out)[:limit], True, True
        if not unpacker.eof:
            return b"".join(out), False, False
        rest = unpacker.unused_data
    return b"".join(out), False, True


def _inflate(body: bytes, limit: int) -> Decoded:
    # The name means zlib's wrapping (RFC 9110 §8.4.1.2), but some servers send bare deflate.
    for bits in (deflate.ZLIB, deflate.RAW):
        unpacker = deflate.unpacker(bits)
        try:
            out = unpacker.decompress(body, max_length=limit + 1)
        except deflate.ERRORS:
            salvaged = _salvaged(body, bits, [], limit)
            if salvaged[0]:
                return salvaged
            continue
        return out[:limit], len(out) > limit, unpacker.eof or len(out) > limit
    return body, False, False


def _salvaged(body: bytes, bits: int, before: list[bytes], limit: int) -> Decoded:
    """What comes out of a damaged stream before the damage, found by reading in small steps."""
    unpacker = deflate.unpacker(bits)
    out, size = list(before), 0
    try:
        for start in range(0, len(body), 1024):
            piece = unpacker.decompress(body[start : start + 1024], max_length=limit - size + 1)
            out.append(piece)
            size += len(piece)
            if size > limit:
                break
    except deflate.ERRORS:
        pass
    return b"".join(out), size > limit, False


def _unbrotli(body: bytes, limit: int) -> Decoded:
    brotli = import_module("brotli")
    reader = brotli.Decompressor()
    try:
        out: bytes = reader.process(body, output_buffer_limit=limit + 1)
        while len(out) <= limit and not reader.is_finished():
            more: bytes = reader.process(b"", output_buffer_limit=limit + 1 - len(out))
            if not more:
                break
            out += more
    except brotli.error:
        return body, False, False
    return out[:limit], len(out) > limit, len(out) > limit or bool(reader.is_finished())


def _unzstd(body: bytes, limit: int) -> Decoded:
    zstd = _zstd()
    reader = zstd.ZstdDecompressor()
    try:
        out: bytes = reader.decompress(body, max_length=limit + 1)
    except zstd.ZstdError:
        return body, False, False
    return out[:limit], len(out) > limit, len(out) > limit or bool(reader.eof)


def _zstd() -> Any:
    try:
        return import_module("compression.zstd")  # Python 3.14
    except ImportError:
        return import_module("backports.zstd")


def _importable(load: Callable[[], Any]) -> bool:
    try:
        load()
    except ImportError:
        return False
    return True


_DECODERS: dict[str, Callable[[bytes, int], Decoded]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
}
if _importable(lambda: import_module("brotli")):
    _DECODERS["br"] = _unbrotli
if _importable(_zstd):
    _DECODERS["zstd"] = _unzstd
