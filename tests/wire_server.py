"""A loopback web server that says exactly what it is told to and logs the bytes of both sides."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import socket
import ssl
import struct
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HANG, CLOSE, RESET, DROP_ONCE = "hang", "close", "reset", "drop once"

Script = Sequence[bytes | str]


@dataclass
class Logged:
    """One exchange as the server saw it."""

    path: str
    request: bytes
    sent: bytes = b""
    dropped: bool = False


@dataclass
class WireServer:
    """Answers each path by its script: bytes to send, then what to do with the connection.

    HANG waits until the client gives up, CLOSE closes, RESET aborts, DROP_ONCE closes without an
    answer the first time the path is asked for. A script that ends keeps the connection open.
    """

    scripts: Mapping[str, Script]
    host: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    log: list[Logged] = field(default_factory=list)
    connections: int = 0

    def __enter__(self) -> WireServer:
        self._listener = socket.create_server((self.host, 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._dropped: set[str] = set()
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"

    def exchanges(self, path: str) -> list[Logged]:
        return [entry for entry in self.log if entry.path == path]

    def _accept(self) -> None:
        while True:
            try:
                raw, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.add(raw)
            thread = threading.Thread(target=self._serve, args=(raw,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, raw: socket.socket) -> None:
        connection = raw
        try:
            if self.tls:
                connection = self.tls.wrap_socket(raw, server_side=True)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with connection.makefile("rb") as reader:
                while (request := _read_request(reader)) is not None:
                    if not self._answer(connection, request):
                        return
        except OSError:
            pass  # the client went away, which is what some of these tests are about
        finally:
            self._open.discard(raw)
            connection.close()

    def _answer(self, connection: socket.socket, request: bytes) -> bool:
        path = request.split(b" ", 2)[1].decode("latin-1")
        entry = Logged(path, request)
        self.log.append(entry)
        script = self.scripts.get(path.partition("?")[0], _NOT_FOUND)
        for step in script:
            if isinstance(step, bytes):
                entry.sent += step
                connection.sendall(step)
            elif step == HANG:
                while connection.recv(1024):
                    pass
                return False
            elif step == RESET:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return False
            elif step == DROP_ONCE:
                if path not in self._dropped:
                    self._dropped.add(path)
                    entry.dropped = True
                    return False
            else:
                if self.tls:
                    connection = connection.unwrap()  # a clean end, so that nothing looks cut
                return False
        return True


_NOT_FOUND: Script = (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",)


def _read_request(reader: object) -> bytes | None:
    head = b""
    length = 0
    while not head.endswith(b"\r\n\r\n"):
        line = reader.readline()  # type: ignore[attr-defined]
        if not line:
            return None
        head += line
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return head + reader.read(length)  # type: ignore[attr-defined]


def self_signed(folder: Path) -> ssl.SSLContext:
    """A server's TLS context with a certificate made now, for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "paper.example")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context
