"""Holds bytes against the digest that a record says they have, in any of the usual spellings."""

from __future__ import annotations

import base64
import hashlib

_KNOWN = frozenset(
    [
        "md5",
        "sha1",
        "sha224",
        "sha256",
        "sha384",
        "sha512",
        "sha3_224",
        "sha3_256",
        "sha3_384",
        "sha3_512",
        "blake2b",
        "blake2s",
    ]
)


class Digest:
    """The digest that is said, and a running one of the bytes that come."""

    def __init__(self, said: str) -> None:
        self.said = said
        self.algorithm = algorithm(said.partition(":")[0])
        self._running = hashlib.new(self.algorithm or "md5", usedforsecurity=False)

    def update(self, piece: bytes) -> None:
        self._running.update(piece)

    def fits(self, said: str | None = None) -> bool:
        """Whether the bytes so far have the digest that is said; False for an unknown algorithm."""
        value = (said or self.said).partition(":")[2]
        return self.algorithm is not None and fits(value, self._running.digest())

    def written(self) -> str:
        """The digest of the bytes so far, in base32 with padding."""
        return written(self.algorithm or "md5", self._running.digest())


def algorithm(name: str) -> str | None:
    """hashlib's name of what a digest is led by: `SHA-1` is sha1; None for an unknown one."""
    plain = name.strip().lower().replace("-", "")
    if plain in _KNOWN:
        return plain
    dashed = name.strip().lower().replace("-", "_")
    return dashed if dashed in _KNOWN else None


def fits(value: str, raw: bytes) -> bool:
    """Whether `value` is `raw` in base32, base16 or base64, with or without padding."""
    bare = value.rstrip("=")
    return (
        bare == base64.b32encode(raw).decode("ascii").rstrip("=")
        or bare.lower() == raw.hex()
        or bare == base64.b64encode(raw).decode("ascii").rstrip("=")
    )


def written(name: str, raw: bytes) -> str:
    """`sha256:BASE32`, as this archive writes digests."""
    return f"{name}:{base64.b32encode(raw).decode('ascii')}"
