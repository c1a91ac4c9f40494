"""One client and the others: how soon the kernel sends again what was lost. It must not follow from the line of another client."""
from __future__ import annotations

import itertools
import socket
import time

from lab.proxy.cases.registry import case
from lab.proxy.client import read_to_end, request_bytes
from lab.proxy.deaf_socket import cut_off
from lab.proxy.laboratory import Laboratory
from lab.proxy.long_way import FarLoadBalancer, LongWay
from lab.proxy.proxy_header import proxy_header
from lab.proxy.quick_start import SERVICE
from lab.running.case import expect

_ATTACKER, _ANOTHER = '203.0.113.71', '203.0.113.72'
_ROUND_TRIP_SECONDS = 1.5
"""Linux would wait three times as long on each connection that follows."""
_LOST_SECONDS, _MOST_SECONDS = 0.3, 2.5
"""Linux sends again after 0.2 and 0.6 seconds, if nothing makes it wait for longer."""
_TIMES = 2
_REQUEST = request_bytes('GET', '/', [('Host', SERVICE), ('Connection', 'close')])
_PORTS = itertools.count(1024)


@case('one client and the others: a client for which a round trip takes 1.5 s connects and leaves: what others lose is sent again as soon as before')
def _lost(lab: Laboratory) -> None:
    """Both come from one address of the load balancer, by which Linux would remember the round trip."""
    with LongWay(lab.addresses.far_load_balancer) as line:
        load_balancer = FarLoadBalancer(line, lab.addresses.task)
        with line.of(_ROUND_TRIP_SECONDS):
            with _connect(lab, load_balancer, _ATTACKER) as connection:
                _ask(connection)
            time.sleep(_ROUND_TRIP_SECONDS)     # until the task knows that the connection has ended
        seconds = min(_seconds_after_a_loss(lab, load_balancer) for _ in range(_TIMES))
    expect(seconds < _MOST_SECONDS, f'another client that got nothing for {_LOST_SECONDS} seconds waited {seconds:.1f} seconds')


def _seconds_after_a_loss(lab: Laboratory, load_balancer: FarLoadBalancer) -> float:
    """How long another client waits for a small answer, all packets of which get lost at first."""
    with _connect(lab, load_balancer, _ANOTHER) as connection:
        start = time.monotonic()
        with cut_off(connection):
            connection.sendall(_REQUEST)
            time.sleep(_LOST_SECONDS)
        expect(len(read_to_end(connection)) > 0, 'another client got no answer')
        return time.monotonic() - start


def _ask(connection: socket.socket) -> None:
    connection.sendall(_REQUEST)
    expect(len(read_to_end(connection)) > 0, 'the client far away got no answer')


def _connect(lab: Laboratory, load_balancer: FarLoadBalancer, client: str) -> socket.socket:
    connection = load_balancer.connect_to_task(lab.ingress.ports[80])
    connection.sendall(proxy_header((client, next(_PORTS)), (lab.addresses.load_balancer_public, 80)))
    return connection
