"""One client that wants everything: what it may take is bounded, and others are served meanwhile."""
from __future__ import annotations

import secrets
import selectors
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import cast

from lab.proxy.cases.registry import case
from lab.proxy.client import exchange, read_reply, request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.laboratory import Laboratory
from lab.proxy.quick_start import LOOKED_UP_EXAMPLE, SERVICE
from lab.running.case import expect, expect_equal
from lab.sandbox.waiting import wait_for

_CONNECTIONS = 1_200
_SECONDS = 20
_NAMES = 2_000
_MOST_KIB_PER_SESSION = 100
"""Of nginx's own memory, and without the kernel's."""
_MOST_KIB_FOR_NAMES = 8 * 1024


@case('flood: of 1,200 idle TLS connections of one client those within its limit are kept; another client is served')
def _idle_tls(lab: Laboratory) -> None:
    hello, limit, before = client_hello(SERVICE.encode()), _share(lab, 'tls'), _memory(lab)
    connections = _connect(lab, 443, hello)
    served = sum(_first_byte(connection) == b'\x16' for connection in connections)
    expect(limit - 5 <= served <= limit, f'{served} were served, the limit being {limit}')
    expect_equal('status for another client', (lab.client_v6.https(SERVICE).status, lab.client_v6.http(SERVICE).status), (200, 200))
    grown = _memory(lab) - before
    expect(grown < limit * _MOST_KIB_PER_SESSION, f'memory grew by {grown} KiB')
    _close(connections)
    wait_for('the client to be served again', lambda: _is_served(lab))


@case('flood: of 1,200 HTTP requests of one client at once those within its limit are taken; another client is served')
def _many_requests(lab: Laboratory) -> None:
    limit = _share(lab, 'http')
    connections = _connect(lab, 80, request_bytes('GET', '/after/30', [('Host', SERVICE)]))
    expect_equal('status for another client', lab.client_v6.http(SERVICE).status, 200)
    wait_for('the others to be refused', lambda: len(_answered(connections)) >= _CONNECTIONS - limit, _SECONDS)
    refused = _answered(connections)
    expect_equal('requests that wait for their reply', _CONNECTIONS - len(refused), limit)
    expect_equal('statuses of the others', {read_reply(connection).status for connection in refused}, {503})
    _close(connections)


@case('flood: of 1,200 idle HTTP connections of one client those within its limit are kept and cost little; another client is served')
def _idle_http(lab: Laboratory) -> None:
    before = _memory(lab)
    limit, connections = _share(lab, 'http_connections'), _connect(lab, 80)
    served = sum(_is_answered(connection) for connection in connections)
    expect(limit - 5 <= served <= limit, f'{served} were served, the limit being {limit}')
    expect_equal('status for another client', lab.client_v6.http(SERVICE).status, 200)
    expect(_memory(lab) - before < 16 * 1024, f'memory grew by {_memory(lab) - before} KiB')
    _close(connections)


@case('flood: 2,000 random names under a wildcard cost a DNS question each and bounded memory; names known before are served')
def _random_names(lab: Laboratory) -> None:
    lab.client.https(LOOKED_UP_EXAMPLE)
    before, asked = _memory(lab), len(lab.dns.questions)
    names = [f'{secrets.token_hex(8)}.apps.example.com' for _ in range(_NAMES)]

    def ask(name: str) -> None:
        with lab.client.connect(80) as connection:
            exchange(connection, 'GET', '/', [('Host', name), ('Connection', 'close')])

    with ThreadPoolExecutor(16) as threads:
        flood = threads.map(ask, names)
        expect_equal('status for another client', lab.client_v6.https(LOOKED_UP_EXAMPLE).status, 200)
        list(flood)
    questions = [name for name in lab.dns.questions[asked:] if name in set(names)]
    expect_equal('questions', len(questions), _NAMES)
    expect(_memory(lab) - before < _MOST_KIB_FOR_NAMES, f'memory grew by {_memory(lab) - before} KiB')


@case('flood: a name that is asked for by many at once is looked up once')
def _one_question(lab: Laboratory) -> None:
    name = 'popular.apps.example.com'
    connections = _connect(lab, 443, count=100)
    for connection in connections:
        connection.sendall(client_hello(name.encode()))
    expect_equal('served', sum(_first_byte(connection) == b'\x16' for connection in connections), 100)
    expect(lab.dns.questions.count(name) <= 2, f'{lab.dns.questions.count(name)} questions')
    _close(connections)


def _connect(lab: Laboratory, port: int, opening: bytes = b'', count: int = _CONNECTIONS) -> list[socket.socket]:
    """Each sends its first bytes as soon as it is there: a connection on which nothing comes is closed after ten seconds."""
    def connect(_number: int) -> socket.socket:
        connection = lab.client.connect(port)
        connection.sendall(opening)
        return connection

    with ThreadPoolExecutor(16) as threads:
        return list(threads.map(connect, range(count)))


def _answered(connections: list[socket.socket]) -> list[socket.socket]:
    """Those on which there is something to read."""
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            selector.register(connection, selectors.EVENT_READ)
        return [cast(socket.socket, key.fileobj) for key, _ in selector.select(0)]


def _close(connections: list[socket.socket]) -> None:
    for connection in connections:
        connection.close()


def _first_byte(connection: socket.socket) -> bytes:
    try:
        return connection.recv(1)
    except ConnectionResetError:
        return b''


def _is_answered(connection: socket.socket) -> bool:
    """Asks once and waits, so that the client never has more requests at once than it may."""
    connection.sendall(request_bytes('GET', '/', [('Host', SERVICE)]))
    return _first_byte(connection) == b'H'


def _is_served(lab: Laboratory) -> bool:
    try:
        return lab.client.https(SERVICE).status == 200
    except OSError:
        return False


def _share(lab: Laboratory, side: str) -> int:
    """What one client may take: a twelfth of what the task takes on."""
    return lab.ingress.container.limit(f'{side}_all') // 12


def _memory(lab: Laboratory) -> int:
    return sum(worker.resident_kib for worker in lab.container.workers())
