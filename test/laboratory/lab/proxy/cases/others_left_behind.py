"""One client and the others: what a client leaves in the kernel of a task when it ends a connection before it has taken in the answer."""
from __future__ import annotations

import itertools
import socket
import struct
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

from lab.proxy.cases.bystander import Bystander
from lab.proxy.cases.registry import case
from lab.proxy.client import exchange, request_bytes
from lab.proxy.deaf_socket import make_deaf
from lab.proxy.laboratory import Laboratory
from lab.proxy.proxy_header import proxy_header
from lab.proxy.quick_start import SERVICE
from lab.proxy.socket_memory import socket_kib
from lab.running.case import expect, expect_equal
from lab.sandbox.waiting import wait_for

_CLIENT = '203.0.113.5'
_CONNECTIONS = 4
"""No more than the smallest task lets one client have."""
_WINDOW = 2304
_REQUEST = request_bytes('GET', '/bytes/15000', [('Host', SERVICE), ('Connection', 'close')])
_LEAST_KIB, _MOST_KIB = 8, 32
_FIRST_BYTES = 4_000_000
"""After so much Linux has as much on its way as its buffer lets it."""
_LEAST_OF_BUFFER, _MOST_OF_BUFFER = 0.2, 1.25
_SETTLE_SECONDS = 0.5
_RESET = struct.pack('ii', 1, 0)

_NUMBERS = itertools.count()


@case('known limit: what a client has not taken in when it ends its connection stays in the kernel, up to 32 KiB each, and counts for nobody; others are served')
def _left_behind(lab: Laboratory) -> None:
    """nginx closes when the client ends its half, and the kernel offers the rest of the answer for minutes."""
    for port, ask in ((443, _ask_over_tls), (80, _ask)):
        _expect_left(lab, port, ask, _LEAST_KIB, _MOST_KIB)


@case('known limit: what a client has not acknowledged when it ends its connection stays in the kernel, up to 400 KiB each, and counts for nobody; others are served')
def _not_acknowledged(lab: Laboratory) -> None:
    """The client took in much before, so a whole answer is on its way to it when it stops acknowledging."""
    buffer_kib = _send_buffer(lab) // 1024
    for port, connect in ((443, _connect_tls), (80, _connect_http)):
        _expect_left(lab, port, partial(_ask_and_go_deaf, connect), _LEAST_OF_BUFFER * buffer_kib, _MOST_OF_BUFFER * buffer_kib)


def _expect_left(lab: Laboratory, port: int, ask: Callable[[Laboratory], socket.socket], least_kib: float, most_kib: float) -> None:
    (worker,) = lab.container.workers()
    before = socket_kib(lab.proxy)

    def left() -> float:
        return (socket_kib(lab.proxy) - before) / _CONNECTIONS

    with _connections(lab, ask) as connections:
        wait_for(f'the answers on {port}', lambda: left() > least_kib)
        time.sleep(_SETTLE_SECONDS)
        sockets = worker.sockets
        for connection in connections:
            connection.shutdown(socket.SHUT_WR)
        wait_for(f'nginx to close on {port}', lambda: worker.sockets <= sockets - _CONNECTIONS)
        with Bystander(lab) as others:
            kib = left()
    others.expect_served()
    expect(least_kib < kib < most_kib, f'{kib:.0f} KiB are left of each answer on {port}')


@contextmanager
def _connections(lab: Laboratory, ask: Callable[[Laboratory], socket.socket]) -> Iterator[list[socket.socket]]:
    """Connections of one client, on which it has asked and takes in no more than the start of the answer."""
    with ThreadPoolExecutor(_CONNECTIONS) as threads:
        connections = list(threads.map(lambda _: ask(lab), range(_CONNECTIONS)))
    try:
        yield connections
    finally:
        for connection in connections:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)      # nothing is left for the next case
            connection.close()


def _ask(lab: Laboratory) -> socket.socket:
    connection = _connect(lab, 80)
    connection.sendall(_REQUEST)
    connection.recv(1)
    return connection


def _ask_over_tls(lab: Laboratory) -> socket.socket:
    connection = lab.client.secure(_connect(lab, 443), SERVICE)
    connection.sendall(_REQUEST)
    connection.recv(1)
    return connection


def _ask_and_go_deaf(connect: Callable[[Laboratory], socket.socket], lab: Laboratory) -> socket.socket:
    connection = connect(lab)
    expect_equal('first bytes', len(exchange(connection, 'GET', f'/bytes/{_FIRST_BYTES}', [('Host', SERVICE)]).body), _FIRST_BYTES)
    make_deaf(connection)
    connection.sendall(request_bytes('GET', f'/bytes/{_send_buffer(lab) // 4}', [('Host', SERVICE), ('Connection', 'close')]))
    return connection


def _connect_tls(lab: Laboratory) -> socket.socket:
    return lab.client.secure(_connect(lab, 443, 0), SERVICE)


def _connect_http(lab: Laboratory) -> socket.socket:
    return _connect(lab, 80, 0)


def _send_buffer(lab: Laboratory) -> int:
    """The bytes that the kernel of the task holds at most of what was sent on one connection and is not acknowledged."""
    return int(lab.ingress.container.system_controls['net.ipv4.tcp_wmem'].split()[2])


def _connect(lab: Laboratory, port: int, window: int = _WINDOW) -> socket.socket:
    connection = lab.load_balancer.namespace.open_socket(socket.AF_INET, socket.SOCK_STREAM)
    connection.settimeout(20)
    if window:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    connection.bind((lab.addresses.load_balancer, 0))
    connection.connect((lab.addresses.task, lab.ingress.ports[port]))
    connection.sendall(proxy_header((_CLIENT, 1024 + next(_NUMBERS)), (lab.addresses.load_balancer_public, port)))
    return connection
