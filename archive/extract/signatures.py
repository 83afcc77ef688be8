"""Finds who signed a story where no byline stands: below its pictures and boxes, or at its end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.extract.blocks import Block
from archive.extract.bylines import CAPITAL
from archive.extract.names import split_names, until_outlet

# Lines that say nothing but who wrote the story: plainly, or with a bare "By".
_SIGNED = re.compile(
    r"[(—–-]{0,2}\s?(?:(?:[Ww]ritten|[Aa]rticle|[Ss]tory|[Pp]osted|Reporting) [Bb]y"
    r"|Geschrieben von|Verfasst von|Escrito por|Écrit par|Scritto da|(BY|By|Von|Par|Por)):?\s+"
    rf"({CAPITAL}(?:(?:, | and | und | et | y ){CAPITAL})*)\s*(?:$|[;)]|\(@\w+\)\.?$)"
)
_LINE = 100  # characters
_PARAGRAPH = 150
_LONG_BEFORE = 3  # captions and boxes that may stand between a headline and the byline


def signed_by(blocks: Sequence[Block], outlets: tuple[str, ...]) -> list[str]:
    """The names in the first line of a story that says nothing but who wrote it.

    A bare "By Mia Sand" amid the text names who wrote a box; `outlets` are the site's names.
    """
    long = [at for at, block in enumerate(blocks) if block.size > _PARAGRAPH]
    first, last = (long[:_LONG_BEFORE][-1], long[-1]) if long else (0, 0)
    for at, block in enumerate(blocks):
        if len(block.text) > _LINE or block.level or block.frame.item:
            continue
        said = _SIGNED.match(block.text.partition("\n")[0])
        if said and not (said[1] and first < at < last):
            return until_outlet(split_names(said[2], outlets), outlets)
    return []
