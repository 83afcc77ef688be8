"""A robots.txt made safe to parse: of the groups of rules, only those that may be meant for us."""

from __future__ import annotations

import re

# The spellings that Protego takes for it, with or without a colon.
_AGENT = re.compile(r"\s*user(?:-|\s*)agent\s*(?::|\s)\s*(?P<name>[^#]*)", re.IGNORECASE)


def for_agent(text: str, agent: str) -> str:
    """`text` with one name for all crawlers that are neither `agent` nor `*`.

    Protego keeps each rule once for each crawler of its group, so a thousand names over ten
    thousand rules, half a megabyte, take gigabytes and minutes.
    """
    return "\n".join(_line(line, agent.lower()) for line in text.splitlines())


def _line(line: str, agent: str) -> str:
    named = _AGENT.match(line)
    if named is None:
        return line
    name = named["name"].strip().lower()
    bare = name.replace("*", "")  # Protego takes `News*` for `News`
    return f"User-agent: {name if name == '*' else bare if bare and bare in agent else 'another'}"
