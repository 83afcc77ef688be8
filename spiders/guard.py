"""Keeps a crawl away from addresses that its operator did not mean: the check before a connection.

A page, a feed or a redirect may name any address, and any name may lead to any address. So the
check is made on what the name resolved to, and the connection goes to exactly that address:
a name that answers differently the second time gains nothing.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.interfaces import (
    IAddress,
    IHostnameResolver,
    IHostResolution,
    IReactorPluggableNameResolver,
    IResolutionReceiver,
)
from zope.interface import implementer  # type: ignore[import-untyped]  # it has no stubs

from archive.errors import AddressRefused

WEB_PORTS = frozenset((80, 443))  # below 1024 all others belong to other services
# The "bad ports" from 1024 up of the Fetch standard (https://fetch.spec.whatwg.org/#port-blocking):
# services that a request worded by a stranger's page could be made to speak to.
BAD_PORTS = frozenset(
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, *range(6665, 6670)}
    | {6679, 6697, 10080}
)

_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")  # all of IPv6 that is handed out to anyone
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SPECIAL = (
    ipaddress.IPv4Network("100.64.0.0/10"),  # carrier-grade NAT; a cloud's metadata as well
    ipaddress.IPv4Network("168.63.129.16/32"),  # Azure's metadata, a public address by its looks
    ipaddress.IPv4Network("192.0.0.0/24"),  # protocol assignments; Oracle's metadata
    ipaddress.IPv4Network("192.88.99.0/24"),  # 6to4 relays, withdrawn
    ipaddress.IPv6Network("2001::/23"),  # protocol assignments, Teredo among them
    ipaddress.IPv6Network("3fff::/20"),  # documentation
)


def is_public(address: str) -> bool:
    """Whether anyone on the internet could mean `address`; an unreadable one is not public.

    An IPv6 address that carries an IPv4 one (mapped, NAT64, 6to4) is as public as what it carries.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        carried = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            carried = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if carried is not None:
            return is_public(str(carried))
        if ip not in _GLOBAL_UNICAST:
            return False
    if any(ip.version == network.version and ip in network for network in _SPECIAL):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def check_url(url: str, *, allow_private: bool) -> None:
    """Raises AddressRefused for what can be seen without asking DNS: scheme, port, literal address.

    Ports of services other than web servers are refused whatever the source allows.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressRefused(f"{url}: not an address that can be fetched ({error})") from error
    if parts.scheme not in ("http", "https") or not host:
        raise AddressRefused(f"{url}: only http and https addresses are fetched")
    if port in BAD_PORTS or (port is not None and port < 1024 and port not in WEB_PORTS):
        raise AddressRefused(f"{url}: port {port} belongs to another service than a web server")
    if not allow_private and _is_literal(host) and not is_public(host):
        raise refusal(host, [host])


def hosts_of(urls: Iterable[str]) -> frozenset[tuple[str, int]]:
    """(host, port) of each address that a person named."""
    return frozenset(found for url in urls if (found := _host_of(url)) is not None)


def is_named(url: str, hosts: frozenset[tuple[str, int]]) -> bool:
    """Whether `url` is at one of `hosts`; a site may move between http and https."""
    found = _host_of(url)
    if found is None:
        return False
    host, port = found
    return found in hosts or (port in WEB_PORTS and any((host, p) in hosts for p in WEB_PORTS))


def _host_of(url: str) -> tuple[str, int] | None:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname else None


def refusal(host: str, addresses: list[str]) -> AddressRefused:
    """The error for a host that led to private addresses only."""
    named = "is" if addresses == [host] else f"leads to {', '.join(addresses)},"
    return AddressRefused(
        f"{host} {named} not a public address: refused; "
        f"set allow_private = true for a source that names it if you mean it"
    )


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


@implementer(IResolutionReceiver)
class _Sieve:
    """Passes public addresses on to a connection attempt and notes the others."""

    def __init__(self, receiver: Any, refused: list[str]) -> None:
        self._receiver = receiver
        self._refused = refused

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802, Twisted's name
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802, Twisted's name
        host = str(getattr(address, "host", ""))
        if is_public(host):
            self._receiver.addressResolved(address)
        else:
            self._refused.append(host)

    def resolutionComplete(self) -> None:  # noqa: N802, Twisted's name
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class GuardedResolver:
    """A name resolver that gives out public addresses only; `refused` holds the others."""

    def __init__(self, resolver: Any) -> None:
        self.refused: list[str] = []
        self._resolver = resolver

    def resolveHostName(self, receiver: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N802, Twisted
        return self._resolver.resolveHostName(_Sieve(receiver, self.refused), *args, **kwargs)


@implementer(IReactorPluggableNameResolver)
class _GuardedReactor:
    """The reactor as a HostnameEndpoint sees it: the same, but names resolve through the guard."""

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self.nameResolver = GuardedResolver(reactor.nameResolver)

    def installNameResolver(self, resolver: Any) -> Any:  # noqa: N802, Twisted's name
        return self._reactor.installNameResolver(resolver)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)


def guard_endpoint(endpoint: Any) -> GuardedResolver:
    """Makes `endpoint`, which one request is about to connect with, go to public addresses only.

    Raises AddressRefused when it is of a kind that cannot be guarded.
    """
    inner = endpoint
    while (wrapped := getattr(inner, "_wrappedEndpoint", None)) is not None:  # TLS around TCP
        inner = wrapped
    if not isinstance(inner, HostnameEndpoint):
        raise AddressRefused(f"{inner!r} cannot be kept from private addresses: refused")
    guarded = _GuardedReactor(inner._reactor)
    inner._reactor = guarded
    return guarded.nameResolver
