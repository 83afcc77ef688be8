"""Which path leads to which page."""

from __future__ import annotations

from archive.browse.answering import View, view
from archive.browse.pages import (
    capture,
    comparison,
    edits,
    feeds,
    front,
    groups,
    search,
    sources,
    static,
    story,
)

ROUTES: list[tuple[str, View]] = [
    (r"^/$", view(front.front)),
    (r"^/story/(?P<story>[0-9]+)$", view(story.story)),
    (
        r"^/story/(?P<story>[0-9]+)/diff/(?P<old>[0-9]+)/(?P<new>[0-9]+)$",
        view(comparison.comparison),
    ),
    (r"^/capture/(?P<capture>[0-9]+)$", view(capture.capture)),
    (r"^/capture/(?P<capture>[0-9]+)/raw$", view(capture.raw)),
    (r"^/search$", view(search.search)),
    (r"^/sources$", view(sources.sources)),
    (r"^/source/(?P<name>.+)$", view(sources.source)),
    (r"^/groups$", view(groups.groups)),
    (r"^/group/(?P<group>[0-9]+)$", view(groups.group)),
    (r"^/edits$", view(edits.edits)),
    (r"^/stories\.atom$", view(feeds.stories)),
    (r"^/edits\.atom$", view(feeds.edits)),
    (r"^/-/backissue/[0-9a-f]{12}/style\.css$", view(static.style)),
    (r"^/-/backissue/icon\.svg$", view(static.icon)),
]
