"""Reads the comment listing of the WordPress REST API and finds its address.

Fields as documented in https://developer.wordpress.org/rest-api/reference/comments/: `parent` is 0
at the top, `date_gmt` is UTC without saying so, `content.rendered` is HTML. Anonymous readers get
approved comments only. A full page may be the last one; the page after it then answers 400
`rest_post_invalid_page_number` or an empty list.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lxml.html import HtmlElement

from archive.extract.comments.printing import printed
from archive.extract.comments.query import Strings
from archive.extract.comments.when import moment
from archive.extract.text import clean
from archive.extract.tree import parse
from archive.model import Comment, Page, Thread

PER_PAGE = 100  # the most that the API gives
_END = frozenset({"rest_post_invalid_page_number", "rest_comment_invalid_page_number"})
_MOST_PAGES = 100
_API = Strings("//link[@rel='https://api.w.org/' or @rel='http://api.w.org/']/@href")
_SHORTLINK = Strings("//link[@rel='shortlink']/@href")
_POST_API = Strings("//link[@rel='alternate'][@type='application/json']/@href")
_FORM_POST = Strings("//input[@name='comment_post_ID']/@value")
_BODY = Strings("//body/@class")
_REPLY_POST = Strings("//a[@data-postid]/@data-postid")


def read(text: str, url: str) -> Thread:
    """One page of the listing; `whole` when it is the last one."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return Thread(whole=False)
    if isinstance(answer, dict):
        return Thread(whole=str(answer.get("code")) in _END and _page_of(url) > 1)
    if not isinstance(answer, list) or not all(_is_comment(entry) for entry in answer):
        return Thread(whole=False)
    found = (_comment(entry) for entry in answer)
    comments = tuple({c.id: c for c in found if c is not None}.values())
    full = len(answer) >= _per_page(url)
    if full and (following := _next(url)):
        return Thread(comments, whole=False, listings=(following,))
    return Thread(comments, whole=not full)


def address(root: HtmlElement, page: Page) -> str | None:
    """The listing of this story's comments, when the page advertises the API and its own number."""
    advertised = next(iter(_API(root)), None)
    post = _post(root)
    if not advertised or not post:
        return None
    try:
        base = urljoin(page.url, advertised)
        parts = urlsplit(base)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    query = dict(parse_qsl(parts.query))
    wanted = {"post": post, "per_page": str(PER_PAGE), "order": "asc", "orderby": "id"}
    if "rest_route" in query:
        wanted = {"rest_route": "/wp/v2/comments"} | wanted
        return urlunsplit(parts._replace(query=urlencode(wanted, safe="/"), fragment=""))
    path = parts.path.rstrip("/") + "/wp/v2/comments"
    return urlunsplit(parts._replace(path=path, query=urlencode(wanted), fragment=""))


def _post(root: HtmlElement) -> str | None:
    """The story's number, from the places where WordPress and its themes write it."""
    patterns = (
        (_FORM_POST(root), r"^(\d+)$"),
        (_POST_API(root), r"/wp/v2/[\w-]+/(\d+)/?$"),
        (_SHORTLINK(root), r"[?&]p(?:age_id)?=(\d+)$"),
        (_BODY(root), r"(?:^|\s)(?:postid|page-id)-(\d+)(?:\s|$)"),
        (_REPLY_POST(root), r"^(\d+)$"),
    )
    for values, pattern in patterns:
        for value in values[:3]:
            found = re.search(pattern, value[:2000])
            if found and found[1].strip("0"):
                return found[1]
    return None


def _is_comment(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("id"), int) and "content" in entry


def _comment(entry: dict[str, Any]) -> Comment | None:
    """None for what is no reader's comment, or not approved."""
    is_reader = entry.get("type", "comment") in ("comment", "")
    if not is_reader or entry.get("status", "approved") != "approved":
        return None
    content = entry["content"]
    text = _text(content.get("rendered") if isinstance(content, dict) else content)
    if not text:
        return None
    parent = entry.get("parent")
    author = entry.get("author_name")
    return Comment(
        id=str(entry["id"]),
        parent=str(parent) if isinstance(parent, int) and parent > 0 else None,
        author=_name(author) if isinstance(author, str) else None,
        published=_published(entry),
        text=text,
    )


def _published(entry: dict[str, Any]) -> str | None:
    universal, local = entry.get("date_gmt"), entry.get("date")
    if isinstance(universal, str) and universal[:4] != "0000":
        return moment(universal if universal.endswith("Z") else universal + "Z")
    return moment(local) if isinstance(local, str) else None


def _name(text: str) -> str | None:
    """The API gives names as stored: entities in them are markup."""
    return clean(_text(text).replace("\n", " ") if "&" in text or "<" in text else text) or None


def _text(markup: object) -> str:
    return text_of_markup(markup) if isinstance(markup, str) else ""


def text_of_markup(markup: str) -> str:
    """The text of an HTML fragment, paragraphs and breaks as newlines."""
    root = parse(f"<div>{markup}</div>")
    return printed(root, lambda element: False) if root is not None else ""


def _page_of(url: str) -> int:
    value = _query(url).get("page", "1")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _per_page(url: str) -> int:
    value = _query(url).get("per_page", "10")
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 4 else 10


def _query(url: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(urlsplit(url).query, max_num_fields=50))
    except ValueError:
        return {}


def _next(url: str) -> str | None:
    following = _page_of(url) + 1
    if following > _MOST_PAGES:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    query = _query(url) | {"page": str(following)}
    return urlunsplit(parts._replace(query=urlencode(query, safe="/"), fragment=""))
