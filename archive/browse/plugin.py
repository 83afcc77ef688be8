"""The Datasette plugin: our pages, links into them from the tables, headers on every answer.

Only hooks that Datasette 0.65 and 1.0 both have are used.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast
from weakref import WeakSet

from datasette import NotFound, hookimpl
from markupsafe import Markup

from archive.browse.answering import View, lost
from archive.browse.headers import App, secured
from archive.browse.rendering import short
from archive.browse.routes import ROUTES
from archive.browse.waiting import is_archive_file

Hook = TypeVar("Hook", bound=Callable[..., Any])

# table and column → where its cells lead; `row` fills the braces
_LINKS = {
    ("stories", "headline"): "/story/{id}",
    ("revisions", "headline"): "/story/{story}",
    ("revisions", "number"): "/story/{story}?revision={number}",
    ("revisions", "capture"): "/capture/{capture}",
    ("comments", "capture"): "/capture/{capture}",
    ("comments", "story"): "/story/{story}",
    ("captures", "story"): "/story/{story}",
    ("captures", "warc"): "/capture/{id}",
    ("story_groups", "headline"): "/group/{id}",
}


# The Datasettes that serve an archive; others, with databases of other kinds, are left alone.
_OURS: WeakSet[Any] = WeakSet()


def _hook(function: Hook) -> Hook:
    return cast(Hook, hookimpl(function))


@_hook
def register_routes(datasette: Any) -> list[tuple[str, View]]:
    """Our pages, if one of the databases is an archive; else Datasette is left as it is."""
    if not any(map(is_archive_file, _paths(datasette))):
        return []
    _OURS.add(datasette)
    return ROUTES


@_hook
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    """Security headers on Datasette's pages as well."""
    # Datasette asks for routes before it asks for wrappers.
    return secured if datasette in _OURS else lambda app: app


@_hook
def menu_links(datasette: Any, actor: Any) -> list[dict[str, str]]:
    """The way back from Datasette's pages to ours."""
    if datasette not in _OURS:
        return []
    ours = (
        ("Newest stories", "/"), ("Search", "/search"), ("Edits", "/edits"),
        ("Repeats", "/groups"), ("Sources", "/sources"), ("Addresses", "/web"),
    )  # fmt: skip
    return [{"label": label, "href": datasette.urls.path(path)} for label, path in ours]


@_hook
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    """A clear page for an address that leads nowhere; other errors are Datasette's to tell."""
    if datasette in _OURS and isinstance(exception, NotFound):
        return lost(datasette, request)
    return None


@_hook
def render_cell(row: Any, value: Any, column: str, table: str | None, datasette: Any) -> Any:
    """A link from a table's cell to our page of the story, capture or group; None for others."""
    pattern = _LINKS.get((table or "", column))
    if pattern is None or value is None or datasette not in _OURS:
        return None
    try:
        # a sqlite3.Row iterates over its values
        path = pattern.format_map({name: _plain(row[name]) for name in row.keys()})  # noqa: SIM118
    except (KeyError, IndexError):
        return None  # the column that the address needs was not asked for
    text = value.get("label") if isinstance(value, dict) else value
    return Markup('<a href="{}">{}</a>').format(datasette.urls.path(path), short(str(text), 160))


def _plain(value: Any) -> Any:
    """The key behind a cell that Datasette has expanded to a label."""
    return value["value"] if isinstance(value, dict) else value


def _paths(datasette: Any) -> list[Path]:
    return [Path(database.path) for database in datasette.databases.values() if database.path]
