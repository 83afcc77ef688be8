"""Reads comments from decoded data: what each entry's keys call its text, author, time, parent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from archive.extract.comments.identity import hashed
from archive.extract.comments.rest import text_of_markup
from archive.extract.comments.unique import unique
from archive.extract.comments.when import stamped
from archive.extract.text import clean, clean_lines, word_set
from archive.model import Comment

# Keys without "_" and "-", in lower case; the earlier one counts.
_TEXT = (
    *("text", "body", "content", "message", "comment", "commenttext", "commentbody"),
    *("commentcontent", "bodyhtml", "texthtml", "htmlbody", "contenthtml", "html", "bodytext"),
    *("rawmessage", "plaintext", "usercomment"),
)
_TEXT_INSIDE = ("rendered", "html", "text", "processed", "value", "plain", "raw", "markdown")
_AUTHOR = (
    *("author", "authorname", "user", "username", "userdisplayname", "displayname", "nickname"),
    *("nick", "commenter", "creator", "createdby", "owner", "poster", "postedby", "member"),
    *("profile", "writer", "screenname", "fullname", "name"),
)
_NAME = ("displayname", "name", "fullname", "nickname", "nick", "username", "screenname", "login")
_TIME = (
    *("createdat", "created", "datecreated", "createdon", "createddate", "createdutc", "date"),
    *("publishedat", "published", "datepublished", "publisheddate", "publishdate", "postedat"),
    *("postdate", "publicationdate", "creationdate", "createdate", "commentdate", "dateadded"),
    *("addedat", "insertedat", "timestamp", "time"),
)
_ID = ("id", "commentid", "databaseid", "uuid", "guid", "key")
_PARENT = ("parentid", "parent", "parentcommentid", "parentcomment", "replyto", "replytoid")
_STORY = word_set("article story post page entry thread asset")
_UNSEEN = word_set("deleted isdeleted hidden ishidden spam isspam removed isremoved suppressed")
_STATUS = ("status", "state", "moderationstatus")
_NOT_SHOWN = word_set(
    "deleted spam rejected pending hidden removed unapproved trash hold banned premod"
)
_PINGS = word_set("pingback trackback ping webmention")
_DEEPEST = 60
_LONGEST_ID = 60


def comments(value: Any) -> tuple[Comment, ...]:
    """The comments in one decoded array or object, answers behind what they answer.

    An entry is a comment when it has a text, a key for its author and a time or a number. A
    comment that names another story, as in a box of recent comments, is none.
    """
    return unique(_walk(value))


def _walk(value: Any) -> Iterator[Comment]:
    stack: list[tuple[Any, str | None, int]] = [(value, None, 0)]
    while stack:
        current, parent, depth = stack.pop()
        if depth > _DEEPEST:
            continue
        if isinstance(current, list):
            stack.extend((entry, parent, depth + 1) for entry in reversed(current))
        elif isinstance(current, dict):
            fields = {_plain(k): v for k, v in current.items()}
            comment = _comment(fields, parent)
            if comment is not None:
                if _is_shown(fields):
                    yield comment
                parent = comment.id
            stack.extend(
                (v, parent, depth + 1)
                for k, v in reversed(fields.items())
                if isinstance(v, (dict, list)) and k not in _AUTHOR and k not in _STORY
            )


def _plain(key: str) -> str:
    return key.replace("_", "").replace("-", "").lower()


def _comment(fields: Mapping[str, Any], parent: str | None) -> Comment | None:
    if not any(key in fields for key in _AUTHOR) or _is_elsewhere(fields):
        return None
    text = next((t for key in _TEXT if (t := _text(fields.get(key)))), None)
    published = next((t for key in _TIME if (t := _time(fields.get(key)))), None)
    own = next((n for key in _ID if (n := _identity(fields.get(key)))), None)
    author = next((n for key in _AUTHOR if (n := _name(fields.get(key)))), None)
    if text is None or (published is None and (own is None or author is None)):
        return None
    answered = next((n for key in _PARENT if (n := _identity(fields.get(key)))), None)
    return Comment(own or hashed(author, text), answered or parent, author, published, text)


def _is_elsewhere(fields: Mapping[str, Any]) -> bool:
    stories = [fields[key] for key in _STORY if isinstance(fields.get(key), dict)]
    return any(inner.get("title") or inner.get("headline") for inner in stories)


def _is_shown(fields: Mapping[str, Any]) -> bool:
    if any(fields.get(key) is True for key in _UNSEEN):
        return False
    if fields.get("approved") is False or fields.get("isapproved") is False:
        return False
    said = {str(fields.get(key)).lower() for key in _STATUS}
    return not said & _NOT_SHOWN and str(fields.get("type")).lower() not in _PINGS


def _text(value: Any) -> str | None:
    if isinstance(value, dict):
        inner = {_plain(k): v for k, v in value.items()}
        value = next((v for key in _TEXT_INSIDE if isinstance(v := inner.get(key), str)), None)
    if not isinstance(value, str) or not value.strip():
        return None
    said = text_of_markup(value) if "<" in value or "&" in value else clean_lines(value)
    return said or None


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        inner = {_plain(k): v for k, v in value.items()}
        value = next((v for key in _NAME if isinstance(v := inner.get(key), str) and v), None)
    return clean(value)[:200] or None if isinstance(value, str) else None


def _time(value: Any) -> str | None:
    if isinstance(value, dict):
        value = next((v for v in value.values() if isinstance(v, (str, int))), None)
    if isinstance(value, float):
        value = int(value) if isfinite(value) else None  # JSON's readers take Infinity and 1e400
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    return stamped(str(value)[:60])


def _identity(value: Any) -> str | None:
    """An id as text; 0 and nothing are none, and so is what is no word."""
    if isinstance(value, dict):
        value = value.get("id")
    if isinstance(value, bool) or not isinstance(value, (str, int)) or not value:
        return None
    said = str(value).strip()
    return said if said not in ("", "0") and len(said) <= _LONGEST_ID else None
