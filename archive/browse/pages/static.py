"""The style sheet and the icon."""

from __future__ import annotations

import sqlite3

from archive.browse import rendering
from archive.browse.page import Document, Query


def style(conn: sqlite3.Connection, query: Query) -> Document:
    """The one style sheet."""
    return Document(rendering.static(rendering.STYLE), "text/css; charset=utf-8", lasting=True)


def icon(conn: sqlite3.Connection, query: Query) -> Document:
    """The icon in the browser's tab."""
    return Document(rendering.static(rendering.ICON), "image/svg+xml", lasting=True)
