"""Scrapy's http and https handler, capturing each exchange as bytes before anyone reads it."""

# mypy: allow-untyped-calls
# (Twisted is typed in part only.)

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, StopDownload
from scrapy.http import Request, Response
from twisted.web.client import HTTPConnectionPool

from archive.errors import AddressRefused, BackIssueError, StorageError
from archive.model import Capture, Exchange, Kind, Purpose, Truncated
from spiders.guard import check_url, is_named
from spiders.wire_protocol import ERRAND, Errand, HTTP11DownloadHandler, WirePool, check_hooks
from spiders.wire_tape import HeadTooLongError, Tape

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

__all__ = ["Recorder", "WireHandler", "check_hooks", "purpose_of", "recorder_of"]

RECORDER = "BACKISSUE_RECORDER"


class Recorder(Protocol):
    """Where exchanges go: the object in the setting `BACKISSUE_RECORDER`.

    Scrapy copies settings deeply, so a recorder's `__deepcopy__` has to return itself.
    """

    def record(self, exchange: Exchange) -> Capture:
        """Stores `exchange`, whose body may be a file that is gone afterwards.

        Raises StorageError when it cannot.
        """


def recorder_of(crawler: Crawler) -> Recorder | None:
    """The crawler's recorder; None when nothing is to be captured."""
    recorder: Recorder | None = crawler.settings.get(RECORDER)
    return recorder


class WireHandler(HTTP11DownloadHandler):
    """Downloads as Scrapy does, over guarded connections, and records what went over the wire.

    `request.meta`: `purpose` (a Purpose) and `allow_private` (bool; else the spider's attribute of
    that name, else the setting BACKISSUE_ALLOW_PRIVATE) are read; `capture` is set to the Capture
    before a response or a failure goes on. The permission holds for the spider's `own_hosts` alone
    (`guard.hosts_of`), if it has any. Raises AddressRefused for private addresses,
    StorageError when the exchange could not be stored, else what Scrapy raises.
    """

    lazy = False  # so that an unknown Scrapy is found at start

    def __init__(self, crawler: Crawler) -> None:
        check_hooks()
        super().__init__(crawler)
        stock = getattr(self, "_pool", None)
        if not isinstance(stock, HTTPConnectionPool):
            raise BackIssueError("cannot capture: Scrapy's handler has no connection pool")
        self._pool = WirePool(stock._reactor, persistent=stock.persistent)
        self._pool.maxPersistentPerHost = stock.maxPersistentPerHost
        self._recorder = recorder_of(crawler)

    async def download_request(self, request: Request) -> Response:
        request.meta.pop("capture", None)  # a redirect's copy brings the last hop's along
        allow_private = self._allows_private(request)
        check_url(request.url, allow_private=allow_private)
        tape = Tape() if self._recorder else None
        errand = Errand(tape, allow_private, proxied=bool(request.meta.get("proxy")))
        token = ERRAND.set(errand)
        try:
            response = await super().download_request(request)
        except AddressRefused:
            raise
        except Exception as error:
            self._store(request, tape, error, ())
            raise
        else:
            self._store(request, tape, None, tuple(response.flags))
            return response
        finally:
            ERRAND.reset(token)
            if tape is not None:
                tape.discard()

    def _allows_private(self, request: Request) -> bool:
        wished = request.meta.get("allow_private")
        if wished is None:  # robots.txt, which Scrapy asks for itself, has no meta of ours
            wished = getattr(self._crawler.spider, "allow_private", None)
        if wished is None:
            wished = self._crawler.settings.getbool("BACKISSUE_ALLOW_PRIVATE")
        named = getattr(self._crawler.spider, "own_hosts", None)
        return bool(wished) and (named is None or is_named(request.url, named))

    def _store(
        self, request: Request, tape: Tape | None, error: Exception | None, flags: tuple[str, ...]
    ) -> None:
        """Records the exchange and puts its Capture into `request.meta`."""
        if tape is None or self._recorder is None:
            return
        tape.close()
        if isinstance(tape.fault, OSError):
            raise StorageError(
                f"cannot hold the response of {request.url} on the temporary disk: {tape.fault}"
            ) from tape.fault
        exchange = tape.exchange(
            request.url,
            request.method,
            purpose_of(request),
            truncated=_truncation(tape, error, flags),
            error=None if error is None else f"{type(error).__name__}: {error}",
        )
        request.meta["capture"] = self._recorder.record(exchange)


def purpose_of(request: Request) -> Purpose:
    """Why `request` is made: `meta["purpose"]`, with the redirects on the way added to it."""
    purpose = request.meta.get("purpose")
    if not isinstance(purpose, Purpose):
        robots = urlsplit(request.url).path == "/robots.txt"
        purpose = Purpose(kind=Kind.ROBOTS, hops="P") if robots else Purpose()
    if redirects := request.meta.get("redirect_urls"):
        return replace(purpose, via=str(redirects[-1]), hops=purpose.hops + "R" * len(redirects))
    return purpose


def _truncation(tape: Tape, error: Exception | None, flags: tuple[str, ...]) -> Truncated | None:
    """Why the response is not whole, from what Scrapy says and how the connection ended."""
    if tape.ended and tape.loss is None:
        return None if tape.is_http else Truncated.UNSPECIFIED
    stopped = isinstance(error, (DownloadCancelledError, StopDownload))
    if stopped or "download_stopped" in flags or isinstance(tape.fault, HeadTooLongError):
        return Truncated.LENGTH
    if isinstance(error, DownloadTimeoutError):
        return Truncated.TIME
    if tape.ended:  # a body that ends with its connection
        return Truncated.DISCONNECT if tape.cut_off else None
    if tape.loss is not None and not tape.broken:
        return Truncated.DISCONNECT
    return Truncated.UNSPECIFIED
