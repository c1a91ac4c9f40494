"""One client and the others: the kernel's memory for sockets, which stalled connections fill, and which all of a task's sockets share."""
from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial

from lab.proxy.cases.bystander import Bystander, is_quick, seconds_for_5_mb
from lab.proxy.cases.registry import case
from lab.proxy.client import request_bytes
from lab.proxy.laboratory import Laboratory
from lab.proxy.many_connections import many_connections
from lab.proxy.proxy_header import proxy_header
from lab.proxy.quick_start import SERVICE
from lab.proxy.socket_memory import most_sent_kib, socket_kib
from lab.proxy.stalling import BOTH, DOWN, UP, StallingClients, reading
from lab.running.case import expect
from lab.sandbox.isolation import is_root_outside
from lab.sandbox.memory_group import MemoryGroup

_NAME = 'stalled.apps.example.com'
_AT_A_TIME = 16
_MOST_KIB = {16: 192, 32: 270, 160: 1100}
"""Of the sockets of one session, on average, with each size of nginx's own buffers."""
_MOST_KIB_IN_FLIGHT = {16: 288, 32: 512, 160: 1536}
"""Of one socket: what may be on its way, and what the kernel takes at a time."""
_SECONDS_IN_FLIGHT = 1
_ANSWERS, _WINDOW, _MOST_KIB_LEFT = 1_500, 2304, 16


@case('one client and the others: two clients whose sessions and requests all stand still, both ways: others get 5 MB as before')
def _stalled(lab: Laboratory) -> None:
    most = _MOST_KIB[lab.ingress.container.relay_buffer_kib]
    with _bounded(lab) as clients, ExitStack() as held:
        before = seconds_for_5_mb(lab)
        for number in (1, 2):
            start = socket_kib(lab.proxy)
            sessions = _hold_share(lab, clients, f'203.0.113.{number}', held)
            mean = (socket_kib(lab.proxy) - start) / sessions
            expect(mean < most, f'the sockets of client {number} hold {mean:.0f} KiB for each of {sessions} sessions and requests')
            _expect_quick(lab, before, f'{number} such clients')


@case('one client and the others: a client that stops acknowledging what was sent to it: others get 5 MB as before')
def _silent(lab: Laboratory) -> None:
    """Its packets arrive, those to it vanish: what was on its way to it stays in the kernel of the task."""
    address = lab.addresses.second_load_balancer
    with _bounded(lab, address) as clients, ExitStack() as held:
        before = seconds_for_5_mb(lab)
        sessions = [held.enter_context(session) for session in _at_once(lambda number: clients.tls('203.0.113.3', number, DOWN), _share(lab, 'tls'))]
        with reading(sessions), lab.network.dropping(address):
            time.sleep(_SECONDS_IN_FLIGHT)
            most = most_sent_kib(lab.proxy)
            expect(most < _MOST_KIB_IN_FLIGHT[lab.ingress.container.relay_buffer_kib], f'one socket holds {most} KiB that were sent')
            _expect_quick(lab, before, 'such a client')


@case('one client and the others: a client that takes in nothing of its answers, and asks anew on a new connection, leaves no more in the kernel than its share')
def _left_behind(lab: Laboratory) -> None:
    """Each answer is small enough for nginx to be done with it at once, and too large for the client's window."""
    share = lab.ingress.container.limit('http_connections_client')
    header = proxy_header(('203.0.113.4', 1024), (lab.addresses.load_balancer_public, 80))
    request = request_bytes('GET', '/bytes/15000', [('Host', SERVICE), ('Connection', 'close')])
    target = (lab.addresses.task, lab.ingress.ports[80])
    before = socket_kib(lab.proxy)
    with Bystander(lab) as others, many_connections(lab.load_balancer.namespace.path, lab.addresses.load_balancer, target, _ANSWERS, header + request, _WINDOW):
        left = socket_kib(lab.proxy) - before
    others.expect_served()
    expect(left < share * _MOST_KIB_LEFT, f'{left} KiB are left of {_ANSWERS} answers, for {share} connections')
    lab.restart()


@contextmanager
def _bounded(lab: Laboratory, source: str | None = None) -> Iterator[StallingClients]:
    """
    Clients of a task whose sockets have as much memory as Linux gives them on a machine of the task's size.

    Only root may make a control group. Others see how much sockets hold, and not what becomes of a task that has no more for them.
    """
    lab.stall(_NAME)
    with ExitStack() as held:
        memory_mib = lab.ingress.container.memory_mib
        sockets_mib = memory_mib * 3 // 32 if lab.bounds_sockets else None
        group = held.enter_context(MemoryGroup(memory_mib, sockets_mib)) if is_root_outside() else None

        @held.callback                                      # before the group goes
        def end_what_runs_then() -> None:
            lab.container.kill()

        lab.restart(group)
        yield StallingClients(lab.load_balancer, _NAME, lab.ingress.ports, source)
    lab.restart()


def _hold_share(lab: Laboratory, clients: StallingClients, client: str, held: ExitStack) -> int:
    """All sessions and requests that this client may have; how many they are."""
    for connect, side in ((clients.tls, 'tls'), (clients.http, 'http')):
        for connection in _at_once(partial(_connect, connect, client), _share(lab, side)):
            held.enter_context(connection)
    return _share(lab, 'tls') + _share(lab, 'http')


def _connect(connect: Callable[[str, int, bytes], socket.socket], client: str, number: int) -> socket.socket:
    """The kinds in turn."""
    kinds = (DOWN, UP, BOTH)
    return connect(client, number, kinds[number % len(kinds)])


def _at_once(connect: Callable[[int], socket.socket], count: int) -> list[socket.socket]:
    with ThreadPoolExecutor(_AT_A_TIME) as threads:
        return list(threads.map(connect, range(count)))


def _share(lab: Laboratory, side: str) -> int:
    return lab.ingress.container.limit(f'{side}_client')


def _expect_quick(lab: Laboratory, before: list[float], beside: str) -> None:
    now = seconds_for_5_mb(lab)
    for seconds, usual in zip(now, before, strict=True):
        expect(is_quick(seconds, usual), f'beside {beside} another client waits {now} seconds for 5 MB, alone {before}')
