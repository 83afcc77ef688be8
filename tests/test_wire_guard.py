"""The guard lets public addresses through and nothing else, on the address that was checked."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.endpoints import HostnameEndpoint, TCP4ClientEndpoint, wrapClientTLS
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IHostnameResolver
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.ssl import optionsForClientTLS
from twisted.internet.testing import MemoryReactorClock
from zope.interface import implementer

from archive.errors import AddressRefused
from spiders.guard import check_url, guard_endpoint, is_public

PRIVATE = [
    "127.0.0.1",
    "127.8.9.10",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.5.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.192",
    "192.0.2.1",
    "198.51.100.7",
    "203.0.113.9",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    "192.88.99.1",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
    "3fff::1",
    "5f00::1",
    "100::1",
]
PUBLIC = [
    "93.184.216.34",
    "1.1.1.1",
    "172.15.0.1",
    "172.32.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "2606:2800:220:1::1",
    "::ffff:93.184.216.34",
    "64:ff9b::5db8:d822",
    "2002:5db8:d822::1",
    "2a00:1450:4001::200e",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("text", ["", "localhost", "1.2.3", "1.2.3.4.5", "0x7f.1", "::g"])
def test_what_is_no_address_is_not_public(text: str) -> None:
    assert not is_public(text)


@given(st.ip_addresses(v=4))
def test_carrying_an_address_in_ipv6_changes_nothing(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    mapped = ipaddress.IPv6Address((0xFFFF << 32) | number)
    translated = ipaddress.IPv6Address((0x64FF9B << 96) | number)
    assert is_public(str(mapped)) == is_public(str(address)) == is_public(str(translated))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://paper.example/",
        "file:///etc/passwd",
        "gopher://paper.example/",
        "http:///nothing",
        "http://paper.example:22/",
        "https://paper.example:25/",
        "http://paper.example:6667/",
        "http://paper.example:0/",
        "http://paper.example:99999/",
        "http://[::1/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[fe80::1%25eth0]/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_addresses_refused_at_sight(url: str) -> None:
    with pytest.raises(AddressRefused):
        check_url(url, allow_private=False)


def test_the_message_says_what_to_do() -> None:
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.1 is not a public.*allow_private = true"):
        check_url("http://10.0.0.1/feed", allow_private=False)


@pytest.mark.parametrize(
    "url", ["http://paper.example/", "https://paper.example:443/", "http://paper.example:8080/a"]
)
def test_ordinary_addresses_pass(url: str) -> None:
    check_url(url, allow_private=False)


def test_permission_covers_addresses_but_not_ports() -> None:
    check_url("http://127.0.0.1:8000/", allow_private=True)
    with pytest.raises(AddressRefused, match="port 22"):
        check_url("http://127.0.0.1:22/", allow_private=True)


@implementer(IHostnameResolver)
class Resolver:
    """Gives the next of its answers each time it is asked."""

    def __init__(self, *answers: Iterable[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    def resolveHostName(self, receiver: Any, _name: str, **about: Any) -> Any:  # noqa: N802
        self.asked += 1
        receiver.resolutionBegan(self)
        for host in self.answers.pop(0):
            kind = IPv6Address if ":" in host else IPv4Address
            receiver.addressResolved(kind("TCP", host, about["portNumber"]))
        receiver.resolutionComplete()
        return receiver


def _connect(resolver: Resolver, *, tls: bool = False) -> tuple[list[str], list[str], list[Any]]:
    """(hosts connected to, hosts refused, failures) of a guarded connection."""
    reactor = MemoryReactorClock()
    reactor.nameResolver = resolver
    endpoint: Any = HostnameEndpoint(reactor, "paper.example", 80)
    if tls:
        endpoint = wrapClientTLS(optionsForClientTLS("paper.example"), endpoint, clock=reactor)
    guard = guard_endpoint(endpoint)
    failures: list[Any] = []
    endpoint.connect(Factory.forProtocol(Protocol)).addErrback(failures.append)
    reactor.advance(0.3)
    reactor.advance(0.3)
    return [client[0] for client in reactor.tcpClients], guard.refused, failures


@pytest.mark.parametrize("tls", [False, True])
def test_a_public_answer_is_connected_to(tls: bool) -> None:
    connected, refused, _ = _connect(Resolver(["93.184.216.34"]), tls=tls)
    assert connected == ["93.184.216.34"]
    assert refused == []


@pytest.mark.parametrize("tls", [False, True])
@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1"])
def test_a_private_answer_is_not(address: str, tls: bool) -> None:
    connected, refused, failures = _connect(Resolver([address]), tls=tls)
    assert connected == []
    assert refused == [address]
    assert failures[0].check(DNSLookupError)


def test_of_mixed_answers_only_the_public_ones_are_used() -> None:
    answers = ["127.0.0.1", "93.184.216.34", "fd00::1"]
    connected, refused, _ = _connect(Resolver(answers))
    assert connected == ["93.184.216.34"]
    assert refused == ["127.0.0.1", "fd00::1"]


def test_a_name_that_changes_its_answer_is_asked_only_once() -> None:
    resolver = Resolver(["93.184.216.34"], ["127.0.0.1"])
    connected, _, _ = _connect(resolver)
    assert connected == ["93.184.216.34"]
    assert resolver.asked == 1


def test_an_endpoint_of_another_kind_is_refused() -> None:
    with pytest.raises(AddressRefused, match="cannot be kept"):
        guard_endpoint(TCP4ClientEndpoint(MemoryReactorClock(), "93.184.216.34", 80))
