"""A client that is far away: bounded buffers bound what one connection carries, and what one connection may hold."""
from __future__ import annotations

import socket
import time
from collections.abc import Callable

from lab.proxy.cases.registry import case
from lab.proxy.laboratory import Laboratory
from lab.proxy.long_way import FarLoadBalancer, LongWay
from lab.proxy.socket_memory import most_sent_kib
from lab.proxy.stalling import DOWN, SINK, StallingClients
from lab.running.case import expect

_NAME = 'far.apps.example.com'
_ROUND_TRIP_SECONDS = 0.08
_SECONDS_TO_OPEN, _SECONDS, _TIMES = 2, 3, 3
_MBIT_A_SECOND = {16: (6.1, 2.9), 32: (20, 11), 160: (81, 43)}
"""Down and up, with each size of nginx's own buffers: the row of 80 ms in docs/sizing.md."""
_LEAST_SHARE = 0.75
"""On a machine that does nothing else it is nearly all of it: the line is a program, which comes late where much happens at a time."""
_OWN_BUFFER = 1024 * 1024
"""Of the client: more than the window, and soon full."""
_MOST_KIB_SENT = {16: 288, 32: 512, 160: 1536}
"""Of one socket: what may be on its way, and what the kernel takes at a time."""


@case('a client 80 ms away: one connection carries 20 Mbit/s down and 10 Mbit/s up by default, and holds no more than what is on its way')
def _far(lab: Laboratory) -> None:
    buffer_kib = lab.ingress.container.relay_buffer_kib
    least_down, least_up = (_LEAST_SHARE * speed for speed in _MBIT_A_SECOND[buffer_kib])
    lab.stall(_NAME)
    with LongWay(lab.addresses.far_load_balancer) as line, line.of(_ROUND_TRIP_SECONDS):
        clients = StallingClients(FarLoadBalancer(line, lab.addresses.task), _NAME, lab.ingress.ports)
        with clients.start_tls('203.0.113.4', 0, DOWN) as down:
            rate = _mbit_a_second(lambda: len(down.recv(1 << 16)), least_down)
            most = most_sent_kib(lab.proxy)
        expect(rate > least_down, f'a download had {rate:.1f} Mbit/s, not {least_down:.1f}')
        expect(most < _MOST_KIB_SENT[buffer_kib], f'a socket held {most} KiB')
        with clients.start_tls('203.0.113.4', 1, SINK) as up:
            up.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _OWN_BUFFER)
            rate = _mbit_a_second(lambda: _send(up), least_up)
        expect(rate > least_up, f'an upload had {rate:.1f} Mbit/s, not {least_up:.1f}')


def _mbit_a_second(move: Callable[[], int], enough: float) -> float:
    """What goes through once the windows are open. The machine may stop the line for a while, so the best of some times counts."""
    opened = time.monotonic() + _SECONDS_TO_OPEN
    while time.monotonic() < opened:
        move()
    best = 0.0
    for _ in range(_TIMES):
        start, moved = time.monotonic(), 0
        while (now := time.monotonic()) < start + _SECONDS:
            moved += move()
        best = max(best, moved * 8 / (now - start) / 1e6)
        if best > enough:
            break
    return best


def _send(connection: socket.socket) -> int:
    return connection.send(bytes(16 * 1024))
