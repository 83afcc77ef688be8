"""Rewrites the candidates of a srcset attribute; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from archive.requisites import candidates


def rewritten(value: str, path_of: Callable[[str], str | None]) -> str:
    """The attribute with each address as `path_of` has it; those for which that is None go."""
    pairs = ((path_of(url), size) for url, size in _candidates(value))
    return ", ".join(f"{path} {size}" for path, size in pairs if path)


def addresses(value: str) -> Iterator[str]:
    """The addresses of all candidates."""
    return (url for url, _ in _candidates(value))


def _candidates(value: str) -> Iterator[tuple[str, str]]:
    for url, width, density in candidates(value):
        yield url, f"{density:g}x" if width is None else f"{width:g}w"
