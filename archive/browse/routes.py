"""Which path leads to which page."""

from __future__ import annotations

from archive.browse.answering import View, conversation, view
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
from archive.browse.web import bytes, listing, views

_MOMENT = r"(?P<moment>[0-9]{4,14})"
_KEY = r"(?P<key>[0-9a-f]{16})"
_URL = r"(?P<url>.+)$"  # the query string follows it in the request

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
    (r"^/web/?$", conversation(listing.entrance)),
    (rf"^/web/{_MOMENT}id_/{_URL}", conversation(bytes.exact)),
    (rf"^/web/{_MOMENT}im_{_KEY}/{_URL}", conversation(bytes.embedded)),
    (rf"^/web/{_MOMENT}cs_{_KEY}/{_URL}", conversation(bytes.sheet)),
    (rf"^/web/{_MOMENT}mp_/{_URL}", conversation(views.frame)),
    (rf"^/web/{_MOMENT}/{_URL}", conversation(views.snapshot)),
    (rf"^/web/(?:{_MOMENT})?(?:\*|%2A)/{_URL}", conversation(listing.captures)),
    (rf"^/web/timemap/link/(?:{_MOMENT}/)?{_URL}", conversation(listing.timemap)),
    (rf"^/web/{_URL}", conversation(listing.timegate)),
    (r"^/-/backissue/[0-9a-f]{12}/style\.css$", view(static.style)),
    (r"^/-/backissue/icon\.svg$", view(static.icon)),
]
