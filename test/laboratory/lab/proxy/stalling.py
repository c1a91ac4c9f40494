"""Sessions and requests that move a lot and then stop, so that everything between both ends fills up and stays full.

Neither side speaks TLS, which nginx passes on without looking at it: behind a ClientHello a byte says what the session is to do.
"""
from __future__ import annotations

import asyncio
import contextlib
import math
import select
import selectors
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from typing import ClassVar, cast

from lab.proxy.client import request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.load_balancer import LoadBalancer
from lab.proxy.long_way import FarLoadBalancer
from lab.proxy.proxy_header import proxy_header
from lab.running.meanwhile import meanwhile
from lab.sandbox.background_loop import BackgroundLoop
from lab.sandbox.namespaces import BACKLOG, NetworkNamespace

DOWN, UP, BOTH, FULL, PIECES, SINK = b'D', b'U', b'B', b'F', b'P', b'S'
"""
A client that stops to read, a service that stops to read, both of them, both of them and a reply with the largest head,
a service that sends single bytes, and a service that reads all there is.
"""

_MIB = 1 << 20
_PIECE = bytes(range(256)) * 256
_MOVED = 2 * _MIB
"""Before it stops: by then the kernel has made buffers as large as it will."""
MOVED_WHEN_FULL = _MIB // 2
"""The same for very many: half a mebibyte gives as much, with less to move."""
_KINDS = (DOWN, UP, BOTH, FULL, PIECES, SINK)
MOST_PIECES = 60_000
_LARGEST_REPLY_HEAD = b''.join(b'X-Large-%d: %s\r\n' % (number, b'y' * 1_000) for number in range(31))
"""Of the 32 KiB that nginx takes. nginx keeps a copy of it, and one for the client."""
_SECONDS_AT_SPEED = 1
_QUIET_MILLISECONDS = 50
_END_OF_HEAD = b'\r\n\r\n'
_RECORD_HEAD = 5
"""Bytes before a TLS record's content; the last two of them are its length."""


class StallingService:
    """A service that does as the first byte behind a ClientHello, or of a request's path, says. It answers GET at once."""

    def __init__(self, loop: BackgroundLoop, namespace: NetworkNamespace, address: str) -> None:
        loop.run(self._listen(namespace, address))

    async def _listen(self, namespace: NetworkNamespace, address: str) -> None:
        loop = asyncio.get_running_loop()
        for port in (443, 80):
            await loop.create_server(_Peer, sock=namespace.listener(address, port), backlog=BACKLOG)

    @property
    def pieces(self) -> int:
        """How many single bytes it has sent so far."""
        return _Peer.pieces


class _Peer(asyncio.BufferedProtocol):
    _buffer = bytearray(_MIB)
    _all: ClassVar[set[_Peer]] = set()
    """The event loop does not hold on to a connection that it neither reads nor writes."""
    pieces: ClassVar[int] = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=0)
        self._got, self._kind, self._writing = 0, b'', False
        self._end: bytes | None = None
        self._all.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._all.discard(self)

    def get_buffer(self, sizehint: int) -> bytearray:
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        if not self._kind and self._is_answered(nbytes):
            return
        if not self._kind:
            self._begin(bytes(self._buffer[:nbytes]))
        self._got += nbytes
        if self._got > {UP: _MOVED, BOTH: _MOVED, FULL: MOVED_WHEN_FULL}.get(self._kind, math.inf):
            self._transport.pause_reading()

    def _is_answered(self, nbytes: int) -> bool:
        """Whether this is a part of a GET, which is answered when its head is complete. Another request may follow then."""
        if self._end is None and not self._buffer.startswith(b'GET /'):
            return False
        self._end = ((self._end or b'') + self._buffer[max(0, nbytes - len(_END_OF_HEAD)):nbytes])[-len(_END_OF_HEAD):]
        if self._end == _END_OF_HEAD:
            self._transport.write(b'HTTP/1.1 204 No Content\r\n\r\n')
            self._end = None
        return True

    def _begin(self, first: bytes) -> None:
        over_http = first.startswith(b'POST /')
        place = len(b'POST /') if over_http else _RECORD_HEAD + int.from_bytes(first[3:5], 'big')
        self._kind = first[place:place + 1]
        if self._kind not in _KINDS:
            self._transport.abort()
        elif self._kind not in (UP, SINK):
            if over_http:
                head = _LARGEST_REPLY_HEAD if self._kind == FULL else b''
                self._transport.write(b'HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n' + head + b'\r\n')
            if self._kind == PIECES:
                self._send_pieces(MOST_PIECES)
                return
            self._writing = True
            self.resume_writing()

    def resume_writing(self) -> None:
        """Writes as long as the socket takes it."""
        while self._writing and not self._transport.is_closing():
            self._transport.write(_PIECE)
            if self._transport.get_write_buffer_size():
                return

    def _send_pieces(self, left: int) -> None:
        """A byte at a time, so that each is a packet."""
        if left and not self._transport.is_closing() and not self._transport.get_write_buffer_size():
            self._transport.write(b'x')
            _Peer.pieces += 1
            asyncio.get_running_loop().call_soon(self._send_pieces, left - 1)

    def pause_writing(self) -> None:
        """Nothing to do: `resume_writing` has seen it."""


class StallingClients:
    """Clients behind one load balancer whose sessions and requests stall."""

    def __init__(self, load_balancer: LoadBalancer | FarLoadBalancer, name: str, ports: Mapping[int, int], source: str | None = None) -> None:
        self._load_balancer, self._name, self._ports, self._source = load_balancer, name, ports, source

    def tls(self, client: str, number: int, kind: bytes) -> socket.socket:
        """A session of this client that has moved a lot and will move no more."""
        return self._stalled(self.start_tls(client, number, kind), kind)

    def start_tls(self, client: str, number: int, kind: bytes) -> socket.socket:
        """A session of this client that is about to move something."""
        return self._connect(443, client, number, client_hello(self._name.encode()) + kind)

    def http(self, client: str, number: int, kind: bytes) -> socket.socket:
        """A request of this client that has moved a lot and will move no more."""
        headers = [('Host', self._name), ('Content-Length', '1000000000' if kind != DOWN else '0')]
        return self._stalled(self._connect(80, client, number, request_bytes('POST', '/' + kind.decode(), headers)), kind)

    def _connect(self, port: int, client: str, number: int, first: bytes) -> socket.socket:
        connection = self._load_balancer.connect_to_task(self._ports[port], self._source)
        connection.settimeout(20)
        connection.sendall(proxy_header((client, 1024 + number), ('198.51.100.1', port)) + first)
        return connection

    @staticmethod
    def _stalled(connection: socket.socket, kind: bytes) -> socket.socket:
        if kind != UP:
            _read(connection, _MOVED)
        if kind != DOWN:
            _fill(connection)
        return connection


@contextlib.contextmanager
def reading(connections: list[socket.socket]) -> Iterator[None]:
    """For the length of the block all that comes is read, as fast as it comes."""
    buffer = bytearray(_MIB)

    def read(over: threading.Event) -> None:
        with selectors.DefaultSelector() as selector:
            for connection in connections:
                selector.register(connection, selectors.EVENT_READ)
            while not over.is_set():
                for key, _ in selector.select(0.1):
                    with contextlib.suppress(OSError):
                        cast(socket.socket, key.fileobj).recv_into(buffer)

    with meanwhile(read):
        time.sleep(_SECONDS_AT_SPEED)
        yield


def _read(connection: socket.socket, count: int) -> None:
    buffer = bytearray(256 * 1024)
    while count > 0:
        got = connection.recv_into(buffer)
        if not got:
            raise ConnectionError('closed before all had come')
        count -= got


def _fill(connection: socket.socket) -> None:
    """Writes until nothing has gone for a while."""
    connection.setblocking(False)
    room = select.poll()
    room.register(connection, select.POLLOUT)
    while room.poll(_QUIET_MILLISECONDS):
        with contextlib.suppress(BlockingIOError):
            connection.send(_PIECE)
