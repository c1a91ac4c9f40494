"""At its limits a task refuses new work, keeps what it has, and takes new work again when there is room."""
from __future__ import annotations

import itertools
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from ipaddress import ip_address

from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import HTTP_WAYS, TLS_WAYS, WAYS, Way, lead_to_scripted, together
from lab.proxy.client import exchange, read_reply, request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.laboratory import Laboratory
from lab.proxy.proxy_header import proxy_header
from lab.proxy.scripted_service import say_where
from lab.running.case import BrokenPromise, expect, expect_equal
from lab.sandbox.process import Process
from lab.sandbox.waiting import wait_for

_PORTS = 12
_MOST_IDLE, _IDLE_AT_A_TIME = 1500, 150
_FIRST_IDLE = ip_address('198.18.0.0')
"""The first of a network for benchmarks, of which each connection gets its own client."""
_NO_MEMORY = '(12: '
"""ENOMEM, as nginx writes it; the words after it are those of the C library."""


@case('open files run out: sessions that are there go on, new ones fail or wait, and work when there is room')
def _descriptors(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    worker = _worker(lab)
    with _sessions(lab, 8) as sessions:
        with worker.limited('nofile', worker.descriptors + 1):
            _expect_refused(lab)
            _expect_alive(sessions)
        _expect_served(lab)
        _expect_alive(sessions)
    _expect_same_worker(lab, worker)


@case('memory runs out: sessions that are there go on, new ones fail, and work when there is room')
def _memory(lab: Laboratory) -> None:
    """On a fresh container, whose worker has little in reserve yet: glibc keeps what earlier connections have freed."""
    lead_to_scripted(lab)
    lab.restart()
    worker = _worker(lab)
    with _sessions(lab, 8) as sessions:
        with worker.limited('data', worker.data_kib * 1024), _idle_until_refused(lab, TLS_WAYS[0]):
            _expect_alive(sessions)
        wait_for('nginx to have said that it got no memory', lambda: _NO_MEMORY in lab.container.errors)     # otherwise something else refused
        _expect_served(lab)
        _expect_alive(sessions)
    _expect_same_worker(lab, worker)


@case('local ports run out: sessions that are there go on, new ones fail at once, and work when there is room')
def _ports(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    with lab.proxy.local_ports(_PORTS), ExitStack() as held:
        sessions: list[tuple[Way, socket.socket]] = []      # a port may still be waiting for its last connection to be forgotten, so there may be fewer
        while len(sessions) < _PORTS and (session := _try(lab, TLS_WAYS[0])):
            sessions.append((TLS_WAYS[0], held.enter_context(session)))
        expect(len(sessions) >= _PORTS / 2, f'only {len(sessions)} sessions with {_PORTS} ports')
        for _ in range(_PORTS):
            _start_upload(held.enter_context(lab.client.connect(80)), HTTP_WAYS[1])
        wait_for('the last port to be taken', lambda: not _is_served(lab, HTTP_WAYS[1]))
        _expect_refused(lab)
        _expect_alive(sessions)
    _expect_served(lab)


@case('one client takes its share of TLS sessions: the next is closed, others are served, and room comes back')
def _tls_share(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    share = lab.ingress.container.limit('tls_client')
    with ExitStack() as held:
        for _ in range(share):
            held.enter_context(lab.client.connect_tls(TLS_WAYS[0].host))
        expect(not _is_served(lab, TLS_WAYS[0]), f'the client got more than {share} sessions')
        with lab.client_v6.connect_tls(TLS_WAYS[0].host):
            pass
    wait_for('room for the client', lambda: _is_served(lab, TLS_WAYS[0]))


@case('one client is one /64 of IPv6 addresses: it takes its share from all of them together, and another network is served')
def _network_share(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    share = lab.ingress.container.limit('tls_client')
    with ExitStack() as held:
        for number in range(share):
            host = ('::{:x}', ':1:2:{:x}:4', ':0:0:{:x}:0')[number % 3].format(number + 1)
            expect(_opens_tls(lab, held, f'2001:db8:0:0{host}'), f'only {number} sessions from one network')
        for host in ('::ffff', ':1::', ':a:b:c:d', ':0:1:0:1'):
            expect(not _opens_tls(lab, held, f'2001:db8:0:0{host}'), f'the network got more than {share} sessions, as ...{host}')
        for network in ('2001:db8:0:1', '2001:db8:1:0', '2001:0:0:db8', '2002:db8:0:0'):
            expect(_opens_tls(lab, held, f'{network}::1'), f'another network is not served: {network}')


@case('a peer that is not the load balancer takes up its own share, whatever address it claims')
def _claimed_share(lab: Laboratory) -> None:
    claimed = proxy_header((lab.client.address, 40000), (lab.addresses.load_balancer_public, 443))
    with ExitStack() as held:
        for _ in range(lab.ingress.container.limit('tls_client')):
            connection = held.enter_context(lab.intruder.connect(lab.addresses.task, lab.ingress.ports[443]))
            connection.sendall(claimed + b'\x16')        # the start of a ClientHello, whose rest nginx waits for
        expect_equal('status for the client that it says it is', TLS_WAYS[0].get(lab).status, 200)


def _opens_tls(lab: Laboratory, held: ExitStack, address: str) -> bool:
    """Whether the service answers a ClientHello from this address, as the load balancer tells it; the connection is held open."""
    connection = held.enter_context(lab.load_balancer.connect_to_task(lab.ingress.ports[443]))
    connection.sendall(proxy_header((address, 40000), (lab.addresses.load_balancer_public_v6, 443)) + client_hello(TLS_WAYS[0].host.encode()))
    try:
        return bool(connection.recv(1))
    except ConnectionError:
        return False


@case('one client takes its share of HTTP requests: the next gets 503, others are served, and room comes back')
def _http_share(lab: Laboratory) -> None:
    lead_to_scripted(lab)
    share = lab.ingress.container.limit('http_client')

    with lab.scripted.doing(say_where), ExitStack() as held:
        for _ in range(share):
            _start_upload(held.enter_context(lab.client.connect(80)), HTTP_WAYS[0])
        wait_for('all of them at the service', lambda: len(lab.scripted.visits) >= share)
        expect_equal('status', HTTP_WAYS[0].get(lab).status, 503)
        with lab.client_v6.connect(80) as connection:
            expect_equal('status of another client', exchange(connection, 'GET', '/', [('Host', HTTP_WAYS[0].host)]).status, 200)
    wait_for('room for the client', lambda: _is_served(lab, HTTP_WAYS[0]))


def _try(lab: Laboratory, way: Way) -> socket.socket | None:
    try:
        return way.connect(lab)
    except OSError:
        return None


def _start_upload(connection: socket.socket, way: Way) -> None:
    """A request that stays in flight, for its body never comes."""
    connection.sendall(request_bytes('POST', '/', [('Host', way.host), ('Content-Length', '1')]))


def _worker(lab: Laboratory) -> Process:
    (worker,) = lab.container.workers()
    return worker


def _expect_same_worker(lab: Laboratory, worker: Process) -> None:
    expect_equal('number of the worker', _worker(lab).number, worker.number)


@contextmanager
def _sessions(lab: Laboratory, count: int) -> Iterator[list[tuple[Way, socket.socket]]]:
    """TLS sessions and HTTP connections that have each carried a request."""
    with ExitStack() as held:
        sessions = []
        for index in range(count):
            way = WAYS[index % len(WAYS)]
            connection = held.enter_context(way.connect(lab))
            expect_equal('status', exchange(connection, 'GET', '/', [('Host', way.host)]).status, 200)
            sessions.append((way, connection))
        yield sessions


@contextmanager
def _idle_until_refused(lab: Laboratory, way: Way) -> Iterator[None]:
    """Connections that ask for memory, whether or not they get it, until there is none left: glibc has some in reserve, musl has not.

    Each is of a client of its own. Otherwise nginx would close most of them because of the limit of one client.
    """
    numbers = itertools.count(1)
    with ExitStack() as held:
        for _ in range(_MOST_IDLE // _IDLE_AT_A_TIME):
            for number in itertools.islice(numbers, _IDLE_AT_A_TIME):
                connection = held.enter_context(lab.load_balancer.connect_to_task(lab.ingress.ports[80]))
                header = proxy_header((str(_FIRST_IDLE + number), 40000), (lab.addresses.load_balancer_public, 80))
                with suppress(ConnectionError):             # nginx had no memory for it, and has closed it
                    connection.sendall(header + b'GET / HTTP/1.1\r\nHost: ')
            if not _is_served(lab, way, 1):
                break
        else:
            raise BrokenPromise(f'{way} was served although {_MOST_IDLE} connections had taken all memory')
        yield


def _expect_alive(sessions: list[tuple[Way, socket.socket]]) -> None:
    """TLS sessions carry further requests. HTTP ones need a new connection to a name that is looked up, so they are left out."""
    for way, connection in sessions:
        if way in TLS_WAYS:
            connection.sendall(request_bytes('GET', '/', [('Host', way.host)]))
            expect_equal(f'status of {way}', read_reply(connection).status, 200)


def _expect_refused(lab: Laboratory) -> None:
    for way in (TLS_WAYS[0], HTTP_WAYS[1]):
        expect(not _is_served(lab, way, 1), f'{way} was served although there was no room')


def _expect_served(lab: Laboratory) -> None:
    together(lambda way: wait_for(f'{way} to be served', lambda: _is_served(lab, way), timeout=10))


def _is_served(lab: Laboratory, way: Way, seconds: float = 5) -> bool:
    try:
        return way.get(lab, seconds=seconds).status == 200
    except OSError:
        return False
