"""One group of repeats: its stories in the order they spread, and what people chose about them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from archive.browse.questions.ask import Row, rows
from archive.browse.questions.stories import LIST_COLUMNS


def members(conn: sqlite3.Connection, group: int, size: int) -> list[Row]:
    """The first `size` stories of a group: the first telling, then by time."""
    sql = f"""
        SELECT {LIST_COLUMNS}, story_groups.first_story, stories.repeats, stories.relation_reason,
               original.headline AS original_headline, original.outlet AS original_outlet
        FROM stories
        LEFT JOIN story_groups ON story_groups.id = stories.story_group
        LEFT JOIN stories AS original ON original.id = stories.repeats
        WHERE stories.story_group = ?
        ORDER BY stories.id != story_groups.first_story, stories.published, stories.id LIMIT ?
    """  # noqa: S608 - only text of a module of ours is put in
    return rows(conn, sql, (group, size))


def choices(conn: sqlite3.Connection, stories: Sequence[int]) -> list[Row]:
    """The latest 50 choices about these stories, with the stories that their addresses lead to."""
    sql = """
        WITH here(url) AS (
            SELECT url FROM addresses WHERE story IN (SELECT value FROM json_each(?1))
            UNION SELECT url FROM stories WHERE id IN (SELECT value FROM json_each(?1))
        )
        SELECT verb, choices.story AS url, choices.other AS other_url, reason, decided_at,
               coalesce(
                   (SELECT story FROM addresses WHERE addresses.url = choices.story),
                   (SELECT id FROM stories WHERE stories.url = choices.story)) AS story,
               coalesce(
                   (SELECT story FROM addresses WHERE addresses.url = choices.other),
                   (SELECT id FROM stories WHERE stories.url = choices.other)) AS other
        FROM choices
        WHERE choices.story IN (SELECT url FROM here) OR choices.other IN (SELECT url FROM here)
        ORDER BY decided_at DESC, choices.id DESC LIMIT 50
    """
    return rows(conn, sql, (json.dumps(list(stories)),))
