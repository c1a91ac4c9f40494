"""What all clients of a task share: at the limit it refuses whoever comes next, keeps what it has, and takes new work when there is room.

Thousands of sessions would be needed to get there, so the limit is lowered first; each of them comes from a client of its own.
"""
from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from lab.proxy.cases.changed_conf import restart_with
from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import HTTP_WAYS, TLS_WAYS, lead_to_scripted
from lab.proxy.client import exchange, read_reply, request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.laboratory import Laboratory
from lab.proxy.proxy_header import proxy_header
from lab.proxy.scripted_service import say_where
from lab.running.case import expect, expect_equal
from lab.sandbox.waiting import wait_for

_SHARED = 12
_SOURCE_PORT = 40_000


@case('all clients together take the TLS sessions of a task: the next client is closed, the others go on, and room comes back')
def _tls(lab: Laboratory) -> None:
    with _lowered(lab, 'tls_all'), ExitStack() as held:
        sessions = [held.enter_context(_served(lab, 443, number, client_hello(TLS_WAYS[0].host.encode()))) for number in range(_SHARED)]
        _expect_refused(lab, 443, client_hello(TLS_WAYS[0].host.encode()), b'')
        for session in sessions:
            session.sendall(b'\x15\x03\x03\x00\x02\x02\x00')                    # an alert, which the service answers by closing
            while session.recv(65536):
                pass
            session.shutdown(socket.SHUT_WR)                                    # the other half, which nginx leaves to the client
        wait_for('room for another client', lambda: _opens(lab))


@case('all clients together take the HTTP requests of a task: the next client gets 503, the others go on, and room comes back')
def _http(lab: Laboratory) -> None:
    host = ('Host', HTTP_WAYS[0].host)
    with _lowered(lab, 'http_all'), lab.scripted.doing(say_where), ExitStack() as held:
        arrived = len(lab.scripted.visits)
        requests = [held.enter_context(_from_client(lab, 80, number)) for number in range(_SHARED)]
        for request in requests:
            request.sendall(request_bytes('POST', '/', [host, ('Content-Length', '1')]))
        wait_for('all of them at the service', lambda: len(lab.scripted.visits) >= arrived + _SHARED)
        _expect_refused(lab, 80, request_bytes('GET', '/', [host]), b'HTTP/1.1 503 ')
        for request in requests:
            request.sendall(b'x')
            expect(request.recv(65536).startswith(b'HTTP/1.1 200 '), 'a request that was there is not answered')
        with _from_client(lab, 80, _SHARED + 1) as another:
            expect_equal('status of another client', exchange(another, 'GET', '/', [host]).status, 200)


@case('all clients together take the HTTP connections of a task: the next client is closed, the others go on, and room comes back')
def _http_connections(lab: Laboratory) -> None:
    request = request_bytes('GET', '/', [('Host', HTTP_WAYS[0].host)])
    with _lowered(lab, 'http_connections_all'), ExitStack() as held:
        connections = [held.enter_context(_served(lab, 80, number, request)) for number in range(_SHARED)]
        for connection in connections:
            expect_equal('status', read_reply(connection).status, 200)
        _expect_refused(lab, 80, request, b'')
        for connection in connections:
            connection.sendall(request)
            expect_equal('status of the next request', read_reply(connection).status, 200)
            connection.close()
        wait_for('room for another client', lambda: _is_answered(lab, request))


def _is_answered(lab: Laboratory, request: bytes) -> bool:
    with _from_client(lab, 80, _SHARED + 1) as connection:
        connection.sendall(request)
        return _first_bytes(connection) != b''


@contextmanager
def _lowered(lab: Laboratory, zone: str) -> Iterator[None]:
    """A container whose limit for all clients together is low; afterwards the whole one."""
    lead_to_scripted(lab)
    restart_with(lab, (rf'limit_conn {zone} \d+;', f'limit_conn {zone} {_SHARED};'))
    try:
        yield
    finally:
        lab.restart()


def _from_client(lab: Laboratory, port: int, number: int) -> socket.socket:
    """A connection for which the load balancer names the client of this number."""
    connection = lab.load_balancer.connect_to_task(lab.ingress.ports[port])
    connection.settimeout(5)
    connection.sendall(proxy_header((_address(number), _SOURCE_PORT), (lab.addresses.load_balancer_public, port)))
    return connection


def _served(lab: Laboratory, port: int, number: int, opening: bytes) -> socket.socket:
    """A connection that is answered, nothing of it read yet. What found out that the task is ready may still be counted, so a refused client tries again."""
    def look() -> socket.socket | None:
        connection = _from_client(lab, port, number)
        connection.sendall(opening)
        if _first_bytes(connection, socket.MSG_PEEK):
            return connection
        connection.close()
        return None
    return wait_for(f'client {number} to be served, the limit being {_SHARED}', look)


def _address(number: int) -> str:
    return f'192.0.2.{number + 1}'


def _expect_refused(lab: Laboratory, port: int, opening: bytes, answer: bytes) -> None:
    """Refused, and the log says why."""
    with _from_client(lab, port, _SHARED) as connection:
        connection.sendall(opening)
        got = _first_bytes(connection)
    expect(got.startswith(answer) and bool(got) == bool(answer), f'client {_SHARED} got {got[:100]!r} although there was no room')
    line = lab.log.of_client(_address(_SHARED), _SOURCE_PORT)
    expect_equal('verdict and upstream', (line['verdict'], line['upstream']), ('over-limit', ''))


def _opens(lab: Laboratory) -> bool:
    with _from_client(lab, 443, _SHARED + 1) as connection:
        connection.sendall(client_hello(TLS_WAYS[0].host.encode()))
        return _first_bytes(connection) != b''


def _first_bytes(connection: socket.socket, flags: int = 0) -> bytes:
    try:
        return connection.recv(65536, flags)
    except ConnectionResetError:
        return b''
