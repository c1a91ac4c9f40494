"""Takes a task up on all that it offers: TLS sessions that have moved a lot, HTTP requests under way, held as long as wanted.

Neither side speaks TLS, which nginx passes on without looking at it: behind a ClientHello a mebibyte goes up, one comes down, and
both ends keep the connection.
"""
from __future__ import annotations

import asyncio
import http.client
import socket
from collections.abc import Mapping
from typing import cast

from lab.proxy.client import read_reply, request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.load_balancer import LoadBalancer
from lab.proxy.proxy_header import proxy_header
from lab.sandbox.background_loop import BackgroundLoop
from lab.sandbox.namespaces import NetworkNamespace

_MIB = 1 << 20
_BYTES = bytes(range(256)) * (_MIB // 256)
_START_SIZE = 64 * 1024
"""Of an HTTP reply, and of a request's body, both of which never end."""
_LAST_OF_START = 0xff
_START = bytes(_START_SIZE - 1) + bytes([_LAST_OF_START])
_LARGEST_HEADERS = [(f'X-Large-{number}', 'x' * 16_000) for number in range(4)]
"""They fill every buffer that nginx has for a request's headers."""
MOST_LINES = [('N' * 63, '')] * 996
"""
The headers that take the most memory: they fill every buffer that nginx has for them, in nearly as many lines as it takes.
nginx keeps a record of each line, and a copy of its name in lower case.
"""
MOST_LINES_WITHOUT_END = request_bytes('GET', '/', MOST_LINES)[:-2]


class HoldingService:
    """A service that answers a mebibyte with a mebibyte, and the start of a request with the start of a reply; then it says no more."""

    def __init__(self, loop: BackgroundLoop, namespace: NetworkNamespace, address: str) -> None:
        loop.run(self._listen(namespace, address))

    async def _listen(self, namespace: NetworkNamespace, address: str) -> None:
        loop = asyncio.get_running_loop()
        for port, kind in ((443, _TlsPeer), (80, _HttpPeer)):
            await loop.create_server(kind, sock=namespace.listener(address, port))


class _Peer(asyncio.BufferedProtocol):
    """Forgets what it is sent."""

    _buffer = bytearray(_MIB)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def get_buffer(self, sizehint: int) -> bytearray:
        return self._buffer


class _TlsPeer(_Peer):
    _got = 0

    def buffer_updated(self, nbytes: int) -> None:
        before, self._got = self._got, self._got + nbytes
        if before < _MIB <= self._got:
            self._transport.write(_BYTES)


class _HttpPeer(_Peer):
    """Waits for all that is sent of a request: once a reply has begun, nginx may leave bytes of the request in its socket."""

    def buffer_updated(self, nbytes: int) -> None:
        if self._buffer[nbytes - 1] == _LAST_OF_START:
            self._transport.write(b'HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n' % _MIB + _BYTES[:_START_SIZE])


class ManyClients:
    """Clients behind one load balancer, each session being of another one of them."""

    def __init__(self, load_balancer: LoadBalancer, name: str, ports: Mapping[int, int], clients: int) -> None:
        self._load_balancer, self._name, self._ports, self._clients = load_balancer, name, ports, clients

    def tls_session(self, number: int) -> socket.socket:
        """A session that has moved a mebibyte each way."""
        connection = self._connect(443, number, client_hello(self._name.encode()) + _BYTES)
        _take(connection, _MIB)
        return connection

    def http_request(self, number: int) -> socket.socket:
        """A request with the largest headers, whose body is still coming while its reply has begun."""
        connection = self._request(number)
        reply = http.client.HTTPResponse(connection, method='POST')
        reply.begin()
        if reply.status != 200:
            raise ConnectionError(f'answered with {reply.status}')
        reply.read(_START_SIZE)
        return connection

    def is_served_tls(self, number: int) -> bool:
        """Whether another session is taken on."""
        try:
            self.tls_session(number).close()
        except ConnectionError:
            return False
        return True

    def status(self, number: int) -> int:
        """With which status another request is answered."""
        with self._request(number) as connection:
            return read_reply(connection).status

    def _request(self, number: int) -> socket.socket:
        headers = [('Host', self._name), ('Content-Length', str(_MIB)), *_LARGEST_HEADERS]
        return self._connect(80, number, request_bytes('POST', '/', headers) + _START)

    def _connect(self, port: int, number: int, first: bytes) -> socket.socket:
        client = (f'203.0.113.{number % self._clients + 1}', 1024 + number)
        connection = self._load_balancer.connect_to_task(self._ports[port])
        connection.settimeout(20)
        connection.sendall(proxy_header(client, ('198.51.100.1', port)) + first)
        return connection


def _take(connection: socket.socket, count: int) -> None:
    buffer = bytearray(_START_SIZE)
    while count:
        got = connection.recv_into(buffer, min(count, _START_SIZE))
        if not got:
            raise ConnectionError('closed before all had come')
        count -= got
