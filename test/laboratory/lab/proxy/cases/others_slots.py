"""One client and the others: connections. A client opens as many as it can, and says little or nothing on them."""
from __future__ import annotations

import itertools
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

from lab.proxy.cases.bystander import Bystander
from lab.proxy.cases.changed_conf import restart_with
from lab.proxy.cases.registry import case
from lab.proxy.client import exchange, request_bytes
from lab.proxy.full_task import MOST_LINES_WITHOUT_END
from lab.proxy.laboratory import Laboratory
from lab.proxy.many_connections import many_connections
from lab.proxy.proxy_header import proxy_header
from lab.proxy.quick_start import SERVICE
from lab.proxy.scripted_service import Visit
from lab.running.case import expect, expect_equal
from lab.sandbox.process import Process
from lab.sandbox.waiting import wait_for

_ATTACKER = '203.0.113.66'
_MANY, _WITH_HEADS = 20_000, 2_000
_FILES_OF_OTHERS = 2_000
"""A machine may allow fewer open files than Fargate, and no right to raise them. The proxy would run out of them then, and not of what is tried here."""
_KEPT = 50
_HEAD = request_bytes('GET', '/', [('Host', SERVICE), *((f'X-Large-{number}', 'x' * 15_000) for number in range(4))])[:-2]
"""60 KiB of headers, of which only the end is missing."""
_HEAD_KIB, _LINES_KIB = 96, 232
"""What a connection holds with them, and with as many lines as nginx takes, which is what a task counts."""
_NAME = 'kept.apps.example.com'
_LARGE_LINES = [('Host', _NAME), *((f'X-Large-{number}', 'x' * 8_300) for number in range(4))]
"""Each line takes a buffer for itself, and nginx keeps up to 150 bytes for each of these buffers."""
_BUSY, _REQUESTS, _LEAST_ANSWERS = 5, 700, 50
_FIRST_PORT, _LAST_PORT = 1024, 65535
_SLOTS, _SILENT, _SECONDS = 300, 400, 2
"""In place of tens of thousands of both, and of ten seconds."""


@case('one client and the others: 20,000 connections to port 80 with a byte of a request each harm nobody')
def _one_byte(lab: Laboratory) -> None:
    _expect_harmless(lab, 80, lambda header: header + b'G')


@case('one client and the others: 20,000 connections to port 80 without a PROXY header harm nobody')
def _without_header(lab: Laboratory) -> None:
    _expect_harmless(lab, 80, lambda header: b'')


@case('one client and the others: 20,000 connections to port 443 with a byte of a ClientHello each harm nobody')
def _tls_byte(lab: Laboratory) -> None:
    _expect_harmless(lab, 443, lambda header: header + b'\x16')


@case('one client and the others: 20,000 connections to port 443 without a PROXY header harm nobody')
def _tls_without_header(lab: Laboratory) -> None:
    _expect_harmless(lab, 443, lambda header: b'')


@case('one client and the others: 20,000 connections to port 80 on which a request was answered harm nobody')
def _answered(lab: Laboratory) -> None:
    _expect_harmless(lab, 80, lambda header: header + request_bytes('GET', '/', [('Host', SERVICE)]))


@case('one client and the others: with 60 KiB of an unfinished head on each connection, one client takes a twelfth of the memory that is there for them')
def _heads(lab: Laboratory) -> None:
    _expect_share_of_memory(lab, _HEAD, _HEAD_KIB)
    _expect_share_of_memory(lab, MOST_LINES_WITHOUT_END, _LINES_KIB)


@case('one client and the others: one request with large headers after another on a connection: nginx ends the connection before what it keeps of each adds up')
def _kept_heads(lab: Laboratory) -> None:
    """The bystander is served by another service than the one that is asked so often."""
    async def answer(visit: Visit) -> None:
        while await visit.take():
            await visit.reply()

    lab.dns.names[_NAME] = [lab.addresses.scripted[0]]
    lab.restart()
    worker = _worker(lab)
    with lab.scripted.doing(answer), Bystander(lab) as others, ExitStack() as held:
        _ask_again(held.enter_context(_busy(lab)))          # nginx has what it needs for one at a time
        before = worker.resident_kib
        answers = sum(_ask_again(held.enter_context(_busy(lab))) for _ in range(_BUSY))
        kib = (worker.resident_kib - before) / _BUSY
    others.expect_served()
    expect(answers >= _BUSY * _LEAST_ANSWERS, f'the attacker got {answers} answers')
    expect(kib < _LINES_KIB, f'memory grew by {kib:.0f} KiB for each connection')


def _busy(lab: Laboratory) -> socket.socket:
    connection = _connect(lab, 80)
    connection.settimeout(20)
    connection.sendall(_header(lab, 80, _FIRST_PORT))
    return connection


def _ask_once(connection: socket.socket) -> bool:
    """Whether nginx lets a further request follow."""
    return ('Connection', 'close') not in exchange(connection, 'GET', '/', _LARGE_LINES).headers


def _ask_again(connection: socket.socket) -> int:
    """How often there is an answer until nginx closes the connection, or the last of these requests is answered."""
    return next((number for number in range(1, _REQUESTS) if not _ask_once(connection)), _REQUESTS)


def _expect_share_of_memory(lab: Laboratory, head: bytes, head_kib: int) -> None:
    worker, share = _worker(lab), lab.ingress.container.limit('http_connections_client')
    before = worker.resident_kib
    with Bystander(lab) as others, _connections(lab, 80, _WITH_HEADS, lambda header: header + head):
        grown = worker.resident_kib - before
    others.expect_served()
    expect(grown < share * head_kib, f'memory grew by {grown} KiB, for {share} connections')
    expect_equal('workers', [process.number for process in lab.container.workers()], [worker.number])


@case('one client and the others: HTTP connections beyond the share of a client are closed before a request is read, and the log says so')
def _logged(lab: Laboratory) -> None:
    lab.restart()                           # a client that was refused very often just now has no lines of its own
    share, ports = lab.ingress.container.limit('http_connections_client'), itertools.count(_LAST_PORT, -1)

    def refused() -> int:
        """The port of one more connection that was refused; nginx may not have counted all of the others yet."""
        with _connect(lab, 80) as one_more:
            one_more.sendall(_header(lab, 80, port := next(ports)) + request_bytes('GET', '/', [('Host', SERVICE)]))
            return 0 if _first_bytes(one_more) else port

    with _connections(lab, 80, share, lambda header: header + b'G'):
        port = wait_for('one more to be refused', refused)
    line = lab.log.of_client(_ATTACKER, port)
    expect_equal('protocol, verdict and path', (line['protocol'], line['verdict'], line['path']), ('http', 'over-limit', ''))


@case('known limit: a client that holds all slots with connections on which nothing arrives keeps others out, and no longer than nginx waits for their PROXY headers')
def _all_slots(lab: Laboratory) -> None:
    restart_with(lab, (r'worker_connections \d+', f'worker_connections {_SLOTS}'), (r'proxy_protocol_timeout \d+s', f'proxy_protocol_timeout {_SECONDS}s'))
    with many_connections(lab.load_balancer.namespace.path, lab.addresses.load_balancer, (lab.addresses.task, lab.ingress.ports[80]), _SILENT, b''):
        wait_for('another client to be kept out', lambda: not _is_served(lab))
        wait_for('another client to be served again', lambda: _is_served(lab), _SECONDS + 3)
    lab.restart()


def _is_served(lab: Laboratory) -> bool:
    try:
        return lab.client_v6.http(SERVICE).status == 200
    except OSError:
        return False


def _expect_harmless(lab: Laboratory, port: int, opening: Callable[[bytes], bytes]) -> None:
    """Others are served meanwhile, and none of those that have an idle connection loses it."""
    lab.restart()
    kept = [lab.client_v6.connect(80) for _ in range(_KEPT)]
    for connection in kept:
        expect_equal('status', exchange(connection, 'GET', '/', [('Host', SERVICE)]).status, 200)
    many = min(_MANY, _worker(lab).most_descriptors - _FILES_OF_OTHERS)
    with Bystander(lab) as others, _connections(lab, port, many, opening):
        for number, connection in enumerate(kept):
            expect_equal(f'status on kept connection {number}', exchange(connection, 'GET', '/', [('Host', SERVICE)]).status, 200)
    others.expect_served()
    for connection in kept:
        connection.close()


def _connections(lab: Laboratory, port: int, count: int, opening: Callable[[bytes], bytes]) -> AbstractContextManager[None]:
    """So many connections of one client, each with these first bytes."""
    target = (lab.addresses.task, lab.ingress.ports[port])
    return many_connections(lab.load_balancer.namespace.path, lab.addresses.load_balancer, target, count, opening(_header(lab, port, _FIRST_PORT)))


def _connect(lab: Laboratory, port: int) -> socket.socket:
    return lab.load_balancer.connect_to_task(lab.ingress.ports[port])


def _header(lab: Laboratory, port: int, source_port: int) -> bytes:
    return proxy_header((_ATTACKER, source_port), (lab.addresses.load_balancer_public, port))


def _first_bytes(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65536)
    except ConnectionResetError:
        return b''


def _worker(lab: Laboratory) -> Process:
    (worker,) = lab.container.workers()
    return worker
