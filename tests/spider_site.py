"""A loopback news site for crawl tests: answers by path, remembers what it was asked and when."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic


@dataclass(frozen=True)
class Answer:
    body: str | bytes = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: bool = False  # no answer until the site is closed


@dataclass(frozen=True)
class Asked:
    path: str
    headers: Mapping[str, str]
    at: float


Rule = str | Answer | Callable[[Asked, int], Answer]


class Site:
    """Serves `rules` by path (query included); "{base}" in a body becomes the site's address.

    A rule that is a function gets the request and how often the path was asked before.
    """

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self.rules = dict(rules)
        self.asked: list[Asked] = []
        self.most_at_once = 0  # requests that were being answered at the same time
        self._now = 0
        self._counting = threading.Lock()
        self._closing = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # An answer leaves whole, after it is counted as done: else the next request may come
            # while this thread is still in `_serve`. (And Nagle makes no pause after the head.)
            wbufsize = 1 << 20

            def do_GET(self) -> None:
                with site._counting:
                    site._now += 1
                    site.most_at_once = max(site.most_at_once, site._now)
                try:
                    site._serve(self)
                finally:
                    with site._counting:
                        site._now -= 1

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.base = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Site:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def paths(self) -> list[str]:
        """What was asked for, in order, robots.txt apart."""
        return [one.path for one in self.asked if one.path != "/robots.txt"]

    def at(self, path: str) -> list[Asked]:
        return [one for one in self.asked if one.path == path]

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        asked = Asked(handler.path, {k.lower(): v for k, v in handler.headers.items()}, monotonic())
        before = len(self.at(handler.path))
        self.asked.append(asked)
        rule = self.rules.get(handler.path, Answer("nothing here", 404))
        if callable(rule):
            rule = rule(asked, before)
        answer = Answer(rule) if isinstance(rule, str) else rule
        if answer.hang:
            self._closing.wait(20)
            handler.close_connection = True
            return
        body = answer.body
        if isinstance(body, str):
            body = body.replace("{base}", self.base).encode()
        handler.send_response(answer.status)
        if answer.status != 304:
            handler.send_header("Content-Length", str(len(body)))
        stated = {"Content-Type": "text/html; charset=utf-8", **answer.headers}
        for name, value in stated.items():
            handler.send_header(name, value.replace("{base}", self.base))
        handler.end_headers()
        if answer.status != 304:
            handler.wfile.write(body)


def story(headline: str, more: str = "") -> str:
    return f"<html><head><title>x</title></head><body><h1>{headline}</h1>{more}</body></html>"


def rss(*paths: str) -> str:
    items = "".join(
        f"<item><title>Story {path}</title><link>{{base}}{path}</link></item>" for path in paths
    )
    return (
        f"<?xml version='1.0'?><rss version='2.0'><channel><title>F</title>{items}</channel></rss>"
    )


def sitemap(*paths: str) -> str:
    urls = "".join(f"<url><loc>{{base}}{path}</loc></url>" for path in paths)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def sitemap_index(*paths: str) -> str:
    inner = "".join(f"<sitemap><loc>{{base}}{path}</loc></sitemap>" for path in paths)
    return (
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</sitemapindex>'
    )
