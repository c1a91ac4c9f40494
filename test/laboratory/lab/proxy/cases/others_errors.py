"""One client and the others: errors of nginx, whose lines in the log nothing bounds, and which quote the requests that meet them."""
from __future__ import annotations

import socket
import time
from contextlib import ExitStack, suppress
from functools import partial

from lab.proxy.cases.bystander import Bystander
from lab.proxy.cases.changed_conf import restart_with
from lab.proxy.cases.registry import case
from lab.proxy.client import request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.dns_faults import slow
from lab.proxy.laboratory import Laboratory
from lab.proxy.many_connections import many_connections
from lab.proxy.quick_start import LOOKED_UP_EXAMPLE, SERVICE
from lab.running.case import expect, expect_equal
from lab.sandbox.waiting import wait_for

_QUERY = 'X-Amz-Signature=0123456789abcdef'
_HEAD = request_bytes('POST', f'/errors?{_QUERY}', [('Host', LOOKED_UP_EXAMPLE), ('Content-Length', '1')])
"""Of a name that is looked up, so nginx needs a connection of its own for it."""
_PORTS, _AT_ONCE = 10, 20
_SLOTS, _SILENT, _KEPT = 300, 400, 10
_TOO_FEW_SLOTS = 'worker_connections are not enough'
_LEFT_NAME, _LEFT_HEAD = 'left.apps.example.com', request_bytes('GET', '/', [('Host', 'left.apps.example.com')])
_TIMES_LEFT, _DNS_SECONDS = 20, 0.5


@case('one client and the others: no local port is left, which a client may bring about: no error has a line, and the log has no query string')
def _ports(lab: Laboratory) -> None:
    lab.restart()
    with lab.proxy.local_ports(_PORTS), ExitStack() as held:
        for _ in range(_AT_ONCE):
            _start(lab, held, 80, _HEAD)
        wait_for('a request to find no port', lambda: _status(_start(lab, held, 80, _HEAD + b'x')) == '502')
        sessions = [_start(lab, held, 443, client_hello(SERVICE.encode())) for _ in range(_AT_ONCE)]
        expect(b'' in [_received(session) for session in sessions], 'each session found a port')
    _expect_no_query(lab)
    expect_equal('errors in the log', _errors(lab), [])


@case('one client and the others: no slot is left, which a client may bring about: the log says so, and has no query string')
def _slots(lab: Laboratory) -> None:
    restart_with(lab, (r'worker_connections \d+', f'worker_connections {_SLOTS}'))        # this machine may not allow tens of thousands
    target = (lab.addresses.task, lab.ingress.ports[80])
    with ExitStack() as held:
        kept = [_start(lab, held, 80, _HEAD[:1]) for _ in range(_KEPT)]
        with many_connections(lab.load_balancer.namespace.path, lab.addresses.load_balancer, target, _SILENT, b''):
            wait_for('the last slot to be taken', lambda: any(_TOO_FEW_SLOTS in line for line in _errors(lab)))
            for connection in kept:
                connection.sendall(_HEAD[1:] + b'x')
            answered = {_status(connection) for connection in kept}
    expect('500' in answered, f'there was a slot for each request: {answered}')
    _expect_no_query(lab)
    lab.restart()


@case('one client and the others: a client leaves while its name is looked up, and asks for the name again, many times: no error has a line, and others are served')
def _left(lab: Laboratory) -> None:
    """nginx then sends another DNS query, and finds that the answer to the first one has a wrong number."""
    lab.dns.faults[_LEFT_NAME] = slow(_DNS_SECONDS)
    lab.restart()
    with Bystander(lab) as others:
        for number in range(_TIMES_LEFT):
            with lab.client.connect(80) as connection:
                connection.sendall(_LEFT_HEAD)
                wait_for('a DNS query', partial(_was_asked, lab, number))
        time.sleep(2 * _DNS_SECONDS)
    others.expect_served()
    expect_equal('errors in the log', _errors(lab), [])


def _was_asked(lab: Laboratory, before: int) -> bool:
    return lab.dns.questions.count(_LEFT_NAME) > before


def _start(lab: Laboratory, held: ExitStack, port: int, opening: bytes) -> socket.socket:
    connection = held.enter_context(lab.client.connect(port))
    connection.sendall(opening)
    return connection


def _status(connection: socket.socket) -> str:
    return _received(connection)[9:12].decode()


def _received(connection: socket.socket) -> bytes:
    with suppress(ConnectionResetError):
        return connection.recv(65536)
    return b''


def _expect_no_query(lab: Laboratory) -> None:
    lab.log.settle()
    expect(_QUERY not in lab.container.errors + lab.log.text, f'the log has a query string: {lab.container.errors[-500:]}')


def _errors(lab: Laboratory) -> list[str]:
    """What nginx wrote to stderr."""
    return [line for line in lab.container.errors.splitlines() if 'setrlimit' not in line]      # this machine may allow fewer files than Fargate
