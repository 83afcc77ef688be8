"""Serves the newspaper over HTTP on loopback, with validators and gzip."""

from __future__ import annotations

import gzip
import hashlib
import re
import time
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from scheduler.newspaper import listings, pages
from scheduler.newspaper.edition import SECTIONS, Edition, edition

_COMMENT_PAGE = re.compile(r"^(/.+/)comment-page-(\d{1,3})/$")
Answer = tuple[HTTPStatus, str, str]


def answer(path: str, now: Edition, base: str) -> Answer:
    """Status, media type and text for a path."""
    html = "text/html; charset=utf-8"
    match path:
        case "/":
            return HTTPStatus.OK, html, pages.front(now, base)
        case "/feed.xml":
            return HTTPStatus.OK, "application/rss+xml; charset=utf-8", listings.feed(now, base)
        case "/news-sitemap.xml":
            return HTTPStatus.OK, "application/xml", listings.news_sitemap(now, base)
        case "/robots.txt":
            return HTTPStatus.OK, "text/plain; charset=utf-8", listings.robots(base)
    name = path.strip("/").capitalize()
    if name in SECTIONS:
        return HTTPStatus.OK, html, pages.section(now, name, base)
    paged = _COMMENT_PAGE.match(path)
    story = now.at(paged[1] if paged else path)
    if story is not None:
        return HTTPStatus.OK, html, pages.story(now, story, base, int(paged[2]) if paged else 1)
    if path in now.gone:
        return HTTPStatus.GONE, html, "<!doctype html><h1>This story was withdrawn.</h1>"
    return HTTPStatus.NOT_FOUND, html, "<!doctype html><h1>Not found</h1>"


class Server(ThreadingHTTPServer):
    """The newspaper on 127.0.0.1; `age` tells how many seconds it has been on line."""

    daemon_threads = True

    def __init__(self, port: int, age: Callable[[], float]) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.age = age
        self.base = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        """Send a page, a 304 when the reader has it, or an error page."""
        path = self.path.partition("?")[0]
        status, media_type, text = answer(path, edition(self.server.age()), self.server.base)
        body = text.encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        if status is HTTPStatus.OK and self.headers.get("If-None-Match") == etag:
            self._send(HTTPStatus.NOT_MODIFIED, {"ETag": etag}, b"")
            return
        headers = {"Content-Type": media_type, "ETag": etag, "Vary": "Accept-Encoding"}
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 6, mtime=0)
            headers["Content-Encoding"] = "gzip"
        self._send(status, headers, body)

    do_HEAD = do_GET  # noqa: N815 - the name http.server calls

    def _send(self, status: HTTPStatus, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the archive logs the same requests."""


def clock(started: float) -> Callable[[], float]:
    """Seconds since `started`, a time.time()."""
    return lambda: time.time() - started
