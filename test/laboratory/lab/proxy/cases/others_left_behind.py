"""One client and the others: what a client leaves in the kernel of a task when it ends a connection before it has taken in the answer."""
from __future__ import annotations

import itertools
import socket
import struct
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from lab.proxy.cases.bystander import Bystander
from lab.proxy.cases.registry import case
from lab.proxy.client import request_bytes
from lab.proxy.laboratory import Laboratory
from lab.proxy.proxy_header import proxy_header
from lab.proxy.quick_start import SERVICE
from lab.proxy.socket_memory import socket_kib
from lab.running.case import expect
from lab.sandbox.waiting import wait_for

_CLIENT = '203.0.113.5'
_CONNECTIONS = 4
"""No more than the smallest task lets one client have."""
_WINDOW = 2304
_REQUEST = request_bytes('GET', '/bytes/15000', [('Host', SERVICE), ('Connection', 'close')])
_LEAST_KIB, _MOST_KIB = 8, 32
_RESET = struct.pack('ii', 1, 0)

_NUMBERS = itertools.count()


@case('known limit: what a client has not taken in when it ends its connection stays in the kernel, up to 32 KiB each, and counts for nobody; others are served')
def _left_behind(lab: Laboratory) -> None:
    """nginx closes when the client ends its half, and the kernel offers the rest of the answer for minutes."""
    for port, ask in ((443, _ask_over_tls), (80, _ask)):
        _expect_left(lab, port, ask)


def _expect_left(lab: Laboratory, port: int, ask: Callable[[Laboratory], socket.socket]) -> None:
    (worker,) = lab.container.workers()
    before = socket_kib(lab.proxy)

    def left() -> float:
        return (socket_kib(lab.proxy) - before) / _CONNECTIONS

    with _connections(lab, ask) as connections:
        wait_for(f'the answers on {port}', lambda: left() > _LEAST_KIB)
        sockets = worker.sockets
        for connection in connections:
            connection.shutdown(socket.SHUT_WR)
        wait_for(f'nginx to close on {port}', lambda: worker.sockets <= sockets - _CONNECTIONS)
        with Bystander(lab) as others:
            kib = left()
    others.expect_served()
    expect(_LEAST_KIB < kib < _MOST_KIB, f'{kib:.0f} KiB are left of each answer on {port}')


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


def _connect(lab: Laboratory, port: int) -> socket.socket:
    connection = lab.load_balancer.namespace.open_socket(socket.AF_INET, socket.SOCK_STREAM)
    connection.settimeout(20)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _WINDOW)
    connection.bind((lab.addresses.load_balancer, 0))
    connection.connect((lab.addresses.task, lab.ingress.ports[port]))
    connection.sendall(proxy_header((_CLIENT, 1024 + next(_NUMBERS)), (lab.addresses.load_balancer_public, port)))
    return connection
