"""Where the references of one archived page or style sheet lead to; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from archive.browse.web.address import EMBED, SHEET, quoted, resolved, undotted
from archive.requisites import absolute

NOWHERE = "about:invalid"  # CSS Values 4 §4.3: a reference that is known to fail, asks nobody
_INLINE = re.compile(
    r"data:(?:image/(?:png|gif|jpe?g|webp|avif|bmp|x-icon|vnd\.microsoft\.icon|svg\+xml)"
    r"|(?:font/|application/(?:x-)?font-)[\w.+-]+)[;,]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A page or sheet at the address `base`, seen at `moment` (14 digits).

    `root` is the path of /web with a slash at its end; `key` names this server in the paths of
    what snapshots embed, so that other sites cannot embed it.
    """

    base: str
    moment: str
    root: str = "/web/"
    key: str = "0" * 16

    def at(self, base: str | None) -> Place:
        """The same for references that start from another address."""
        return replace(self, base=base) if base else self

    def embedded(self, reference: str, form: str = EMBED) -> str | None:
        """The path of something that a browser loads by itself; None for what it must not load."""
        reference = reference.strip()
        if reference.startswith("#"):
            return reference
        if _INLINE.match(reference) and form == EMBED:
            return reference
        if reference.startswith((self._stem(EMBED), self._stem(SHEET))):
            return reference  # rewritten already: only this server knows the key
        url = absolute(reference, self.base)  # as its capture was asked for
        return None if url is None else self._stem(form) + quoted(undotted(url))

    def linked(self, reference: str) -> str | None:
        """The path of the snapshot that a link leads to; None for what is no web address."""
        if reference.strip().startswith("#"):
            return reference.strip()
        url = resolved(reference, self.base)
        if url is None:
            return None
        _, mark, fragment = reference.partition("#")
        return f"{self.root}{self.moment}/{quoted(url)}{mark}{quoted(fragment)}"

    def _stem(self, form: str) -> str:
        return f"{self.root}{self.moment}{form}{self.key}/"
