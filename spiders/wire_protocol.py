"""Tees the bytes of Scrapy's HTTP/1.1 connections; with guard.py, all that knows Twisted's insides.

Four hook points, no copied code: the handler's pool, its getConnection(), the protocol that its
factory builds, and a request's writeTo(). `check_hooks()` says at start whether all are there.
"""

# mypy: allow-untyped-calls
# (Twisted is typed in part only.)

from __future__ import annotations

import inspect
from collections.abc import Hashable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import scrapy
import twisted
from twisted.internet.defer import Deferred, fail
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IHandshakeListener
from twisted.python.failure import Failure
from twisted.web.client import HTTPConnectionPool
from twisted.web.iweb import IResponse
from zope.interface import implementer  # type: ignore[import-untyped]  # it has no stubs

from archive.errors import AddressRefused, BackIssueError
from spiders.guard import guard_endpoint, is_public, refusal
from spiders.wire_opening import Opening
from spiders.wire_tape import HeadTooLongError, Tape

__all__ = ["ERRAND", "Errand", "HTTP11DownloadHandler", "WirePool", "check_hooks"]

_WANTED = "2.19."


def _unknown(what: str) -> BackIssueError:
    return BackIssueError(
        f"Scrapy {scrapy.__version__} with Twisted {twisted.__version__} cannot be captured from: "
        f"{what}; install scrapy>=2.19,<2.20 with the Twisted it asks for"
    )


try:
    from scrapy.core.downloader.handlers.http11 import (
        HTTP11DownloadHandler,
        _LenientHTTP11ClientFactory,
        _LenientHTTP11ClientProtocol,
    )
    from twisted.internet.endpoints import _WrapperEndpoint
    from twisted.web._newclient import HTTP11ClientProtocol
    from twisted.web._newclient import Request as TxRequest
except ImportError as missing:
    raise _unknown(str(missing)) from missing


@dataclass(frozen=True, slots=True)
class Errand:
    """What the connection must know of the request that it is for; `tape` None records nothing."""

    tape: Tape | None
    allow_private: bool
    proxied: bool


# Set around Scrapy's own download, read in getConnection(), which runs in the same context.
ERRAND: ContextVar[Errand | None] = ContextVar("errand", default=None)


class _TeeTransport:
    """A connection as a request writes to it."""

    def __init__(self, transport: Any, tape: Tape) -> None:
        self._transport = transport
        self._tape = tape

    def write(self, piece: bytes) -> None:
        self._tape.wrote(piece)
        self._transport.write(piece)

    def writeSequence(self, pieces: Any) -> None:  # noqa: N802, Twisted's name
        pieces = list(pieces)
        self._tape.wrote(b"".join(pieces))
        self._transport.writeSequence(pieces)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class _Errandful:
    """Twisted's Request with our Errand; it survives Twisted's own retry on a new connection."""

    def __init__(self, request: Any, errand: Errand) -> None:
        self._request = request
        self.errand = errand

    def writeTo(self, transport: Any) -> Any:  # noqa: N802, Twisted's name
        tape = self.errand.tape
        return self._request.writeTo(_TeeTransport(transport, tape) if tape else transport)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._request, name)


class _Connection:
    """What getConnection() hands out: ties one request to its errand."""

    def __init__(self, connection: Any, errand: Errand) -> None:
        self._connection = connection
        self._errand = errand

    def request(self, request: Any) -> Any:
        return self._connection.request(_Errandful(request, self._errand))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


@implementer(IHandshakeListener)
class WireProtocol(_LenientHTTP11ClientProtocol):
    """Scrapy's protocol with a tape running while a response is awaited."""

    _tape: Tape | None = None
    _secured = False
    _opening: Opening | None = None

    def handshakeCompleted(self) -> None:  # noqa: N802, Twisted's name
        self._secured = True
        if self._tape is not None:
            self._tape.secured(self.transport)

    def request(self, request: Any) -> Deferred[IResponse]:
        errand: Errand = request.errand
        transport: Any = self.transport
        refused = _refused_peer(transport, errand)
        if refused is not None:
            transport.abortConnection()
            return fail(refused)
        self._tape = errand.tape
        self._opening = Opening()
        if self._tape is not None:
            self._tape.begin(transport, proxied=errand.proxied)
            if self._secured:
                self._tape.secured(transport)
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802, Twisted's name
        tape = self._tape
        transport: Any = self.transport
        if tape is not None:
            try:
                tape.received(data, transport)
            except (OSError, HeadTooLongError) as error:
                tape.fail(error)
                self._tape = None
                transport.abortConnection()
                self._giveUp(Failure(error))
                return
        if passed := self._opening.passed(data) if self._opening else data:
            super().dataReceived(passed)
        if tape is not None and self._parser is None:
            tape.broken = not tape.ended

    def _finishResponse(self, rest: bytes) -> None:  # noqa: N802, Twisted's name
        tape, self._tape = self._tape, None
        if tape is not None:
            tape.end(rest)
        if rest and self._currentRequest is not None:
            # Nobody knows what comes next on a connection that said more than it was asked.
            self._currentRequest.persistent = False
        super()._finishResponse(rest)

    def connectionLost(self, reason: Failure) -> None:  # type: ignore[override]  # noqa: N802
        if self._tape is not None:
            self._tape.loss = reason
        if held := self._opening.rest() if self._opening else b"":
            super().dataReceived(held)
        super().connectionLost(reason)


class WireFactory(_LenientHTTP11ClientFactory):
    """Builds WireProtocols."""

    def buildProtocol(self, addr: Any) -> WireProtocol:  # noqa: N802, Twisted's name
        return WireProtocol(self._quiescentCallback)


class WirePool(HTTPConnectionPool):
    """Twisted's pool: connections are guarded, taped, and never shared across that permission."""

    _factory = WireFactory

    def getConnection(self, key: Hashable, endpoint: Any) -> Deferred[Any]:  # noqa: N802
        errand = ERRAND.get()
        if errand is None:
            return fail(_unknown("a connection was asked for outside of a download"))
        refused: list[str] = []
        if not errand.allow_private and not errand.proxied:
            try:
                refused = guard_endpoint(endpoint).refused
            except AddressRefused as error:
                return fail(error)
        found = super().getConnection((key, errand.allow_private), endpoint)

        def explain(failure: Failure) -> Failure:
            if refused and failure.check(DNSLookupError):
                return Failure(refusal(_host_in(key), refused))
            return failure

        return found.addCallbacks(lambda connection: _Connection(connection, errand), explain)


def _refused_peer(transport: Any, errand: Errand) -> AddressRefused | None:
    """The last look: what the connection really goes to, before a byte is sent."""
    if errand.allow_private or errand.proxied:
        return None
    host = str(getattr(transport.getPeer(), "host", ""))
    return None if is_public(host) else refusal(host, [host])


def _host_in(key: Hashable) -> str:
    """The host of Scrapy's pool key: (scheme, host, port, bind address)."""
    host = key[1] if isinstance(key, tuple) and len(key) > 1 else b"the host"
    return host.decode("latin-1") if isinstance(host, bytes) else str(host)


def check_hooks() -> None:
    """Raises BackIssueError when Scrapy or Twisted is not as the hook points need it."""
    if not scrapy.__version__.startswith(_WANTED):
        raise _unknown(f"only Scrapy {_WANTED}x is known")
    for owner, method, arguments in _HOOKS:
        found = getattr(owner, method, None)
        names = tuple(inspect.signature(found).parameters) if callable(found) else None
        if names is None or len(names) != len(arguments):
            raise _unknown(f"{owner.__name__}.{method}({', '.join(arguments)}) is not there")
    for owner, attribute in ((HTTPConnectionPool, "_factory"), (HTTP11ClientProtocol, "_parser")):
        if not hasattr(owner, attribute):
            raise _unknown(f"{owner.__name__} has no {attribute}")
    for method, attribute in _SET_IN:  # attributes of instances that are taken hold of
        if attribute not in method.__code__.co_names:
            raise _unknown(f"{method.__qualname__} does not use {attribute}")


_HOOKS: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (HTTP11DownloadHandler, "download_request", ("self", "request")),
    (HTTPConnectionPool, "getConnection", ("self", "key", "endpoint")),
    (_LenientHTTP11ClientFactory, "buildProtocol", ("self", "addr")),
    (_LenientHTTP11ClientProtocol, "request", ("self", "request")),
    (HTTP11ClientProtocol, "dataReceived", ("self", "bytes")),
    (HTTP11ClientProtocol, "_finishResponse_WAITING", ("self", "rest")),
    (HTTP11ClientProtocol, "_giveUp", ("self", "reason")),
    (HTTP11ClientProtocol, "_connectionLost_WAITING", ("self", "reason")),
    (TxRequest, "writeTo", ("self", "transport")),
    (HostnameEndpoint, "connect", ("self", "protocolFactory")),
)
_SET_IN: tuple[tuple[Any, str], ...] = (
    (HostnameEndpoint.__init__, "_reactor"),
    (HostnameEndpoint.connect, "_reactor"),
    (_WrapperEndpoint.connect, "_wrappedEndpoint"),
    (HTTP11ClientProtocol._finishResponse_WAITING, "_currentRequest"),
    (HTTP11ClientProtocol._finishResponse_WAITING, "persistent"),
)
