"""A client outside AWS. It connects to the load balancer's public address and says exactly what a case wants said."""
from __future__ import annotations

import http.client
import itertools
import json
import socket
import ssl
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.proxy.signature import Headers, sign
from lab.sandbox.namespaces import NetworkNamespace

_PORTS = range(10_000, 32_768)
"""Used one after the other, so that a port tells apart what the log says of connections; below those that the kernel gives out."""


@dataclass(frozen=True)
class Reply:
    """A reply as it arrived."""

    status: int
    headers: Headers
    body: bytes

    def json(self) -> Any:
        """What the service said that it saw."""
        return json.loads(self.body)


class Client:
    """One client with an IPv4 address; another for IPv6 is made with those addresses."""

    def __init__(self, namespace: NetworkNamespace, address: str, load_balancer: str, trust: ssl.SSLContext) -> None:
        self.address = address
        self.namespace, self._load_balancer, self._trust = namespace, load_balancer, trust
        self._ports = itertools.cycle(_PORTS)

    def run(self, command: list[str], environment: dict[str, str], folder: Path) -> int:
        """Runs a program where the client is, and gives its exit code."""
        return subprocess.run(['nsenter', f'--net={self.namespace.path}', '--', *command], env=environment, cwd=folder, check=False).returncode

    def connect(self, port: int) -> socket.socket:
        """A TCP connection to the ingress."""
        return self.namespace.connect(self._load_balancer, port, source=self.address, source_port=next(self._ports))

    def connect_tls(self, name: str) -> ssl.SSLSocket:
        """A TLS session with whoever proves the name."""
        return self.secure(self.connect(443), name)

    def secure(self, connection: socket.socket, name: str) -> ssl.SSLSocket:
        """TLS on a connection that is there; fails unless the other end proves the name."""
        try:
            return self._trust.wrap_socket(connection, server_hostname=name)
        except OSError:
            connection.close()
            raise

    def https(self, host: str, target: str = '/', method: str = 'GET', headers: Iterable[tuple[str, str]] = (), body: bytes = b'') -> Reply:
        """One signed request over TLS."""
        with self.connect_tls(host.split(':', maxsplit=1)[0]) as connection:
            return exchange(connection, method, target, sign(method, 'https', host, target, headers), body)

    def http(self, host: str, target: str = '/', method: str = 'GET', headers: Iterable[tuple[str, str]] = (), body: bytes = b'') -> Reply:
        """One signed request over HTTP."""
        with self.connect(80) as connection:
            return exchange(connection, method, target, sign(method, 'http', host, target, headers), body)


def exchange(connection: socket.socket, method: str, target: str, headers: Iterable[tuple[str, str]], body: bytes = b'') -> Reply:
    """Sends a request and reads its reply."""
    connection.sendall(request_bytes(method, target, headers, body))
    return read_reply(connection, method)


def request_bytes(method: str, target: str, headers: Iterable[tuple[str, str]], body: bytes = b'') -> bytes:
    """A request exactly as given; only Content-Length is added where there is a body."""
    length = [('Content-Length', str(len(body)))] if body else []
    lines = [f'{method} {target} HTTP/1.1', *(f'{name}: {value}' for name, value in (*headers, *length)), '', '']
    return '\r\n'.join(lines).encode('latin-1') + body


def read_reply(connection: socket.socket, method: str = 'GET') -> Reply:
    """Reads one whole reply."""
    response = http.client.HTTPResponse(connection, method=method)
    response.begin()
    return Reply(response.status, response.getheaders(), response.read())


def read_to_end(connection: socket.socket) -> bytes:
    """All bytes until the peer closes or resets."""
    received = bytearray()
    try:
        while piece := connection.recv(65536):
            received += piece
    except ConnectionResetError:
        pass
    return bytes(received)
