"""Sets up Datasette over one archive: its settings, its descriptions, its default orders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.plugins import pm

from archive import db
from archive.browse import plugin

TITLE = "Back Issue"
_TABLES: dict[str, dict[str, Any]] = {
    "stories": {
        "description": "A story is what stands at one canonical address; its newest text is in "
        "its newest revision.",
        "sort_desc": "published",
        "label_column": "headline",
        "fts_table": "story_search",
        "fts_pk": "id",
    },
    "revisions": {
        "description": "The texts a story had, in the order they were seen.",
        "sort_desc": "seen_at",
        "label_column": "headline",
    },
    "captures": {
        "description": "Exchanges with a site, each with the WARC record that holds its bytes.",
        "sort_desc": "captured_at",
        "label_column": "url",
    },
    "comments": {
        "description": "Readers' comments, with the comment they answer as parent.",
        "sort_desc": "published",
    },
    "story_groups": {
        "description": "Stories that repeat each other.",
        "sort_desc": "last_published",
        "label_column": "headline",
    },
    "runs": {"description": "One row a run and source.", "sort_desc": "started_at"},
    "sources": {"description": "The sites and how they are doing.", "label_column": "name"},
    "sections": {"description": "The text of revisions, one row a section."},
    "addresses": {"description": "Every address known, and when it is looked at next."},
    "sketches": {"hidden": True},
    "sketched": {"hidden": True},
    "_sqlite_migrations": {"hidden": True},
}


def archive_datasette(path: Path, *, loopback: bool) -> Datasette:
    """Datasette over the archive's database at `path`, with our plugin.

    Free SQL is offered on loopback only: a hard question costs a second of a core each time.
    """
    _quieten()
    if not pm.is_registered(plugin):  # installed, it registers itself; in a checkout it may not
        pm.register(plugin, "archive.browse.plugin")
    frozen = path.exists() and db.is_frozen(path)
    return Datasette(
        [] if frozen else [str(path)],
        immutables=[str(path)] if frozen else [],
        settings={
            "truncate_cells_html": 80,  # a lead in full makes a table's row a screen high
            "suggest_facets": False,  # 1.6 s of a page at a million stories
            "sql_time_limit_ms": 3000,
            "facet_time_limit_ms": 1000,
            "default_allow_sql": loopback,
            "allow_download": False,
            "cache_size_kb": 64_000,
        },
        metadata={
            "title": TITLE,
            "description": "An archive of news sites: stories, comments, revisions and captures.",
            "databases": {path.stem: {"tables": _TABLES}},
        },
    )


def _quieten() -> None:
    """Keep Datasette from logging each lost address with all local variables where rich is there.

    The import waits for this call: made before datasette.app's, it registers a half-read module.
    """
    from datasette import handle_exception

    handle_exception.rich = None
