"""One client and the others: answers of nginx itself, which cost a client a few bytes and the proxy an answer and a line in the log."""
from __future__ import annotations

import socket
import threading
import time
from contextlib import ExitStack
from functools import partial

from lab.proxy.cases.bystander import Bystander
from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import lead_to_scripted
from lab.proxy.client import request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.laboratory import Laboratory
from lab.proxy.proxy_header import proxy_header
from lab.proxy.quick_start import LOOKED_UP_EXAMPLE, SERVICE
from lab.proxy.scripted_service import Visit
from lab.running.case import expect
from lab.running.meanwhile import meanwhile
from lab.sandbox.waiting import wait_for

_ATTACKER = '203.0.113.67'
_CONNECTIONS, _SECONDS = 8, 3
_MOST_LOG_BYTES_A_SECOND = 3_000_000
_AT_A_TIME = 400


@case('one client and the others: a client over its limit that pipelines requests on eight connections slows nobody and does not fill the log')
def _over_limit(lab: Laboratory) -> None:
    """The bystander is served by another service than the one whose requests never end."""
    lab.restart()
    with ExitStack() as held:
        for number in range(lab.ingress.container.limit('http_client')):
            connection = held.enter_context(_connect(lab, number))
            connection.sendall(request_bytes('POST', '/', [('Host', LOOKED_UP_EXAMPLE), ('Content-Length', '1')]))
        wait_for('all of them at the service', lambda: _is_refused(lab))
        _expect_harmless(lab, request_bytes('HEAD', '/', [('Host', SERVICE)]))


@case('one client and the others: a client that pipelines requests which nginx answers itself slows nobody and does not fill the log')
def _refused(lab: Laboratory) -> None:
    lab.restart()
    for request in (
        request_bytes('TRACE', '/', [('Host', SERVICE)]),
        request_bytes('HEAD', '/', [('Host', 'nobody.example.com')]),
        b'HEAD / HTTP/1.1\r\nHost: a b\r\n\r\n',
    ):
        _expect_harmless(lab, request, seconds=1)


@case('one client and the others: a client that connects to port 443 as fast as it can, for a name that is refused, slows nobody and does not fill the log')
def _refused_tls(lab: Laboratory) -> None:
    lab.restart()
    _expect_harmless(lab, client_hello(b'nobody.example.com'), port=443)


@case('one client and the others: an answer of nginx itself ends the connection, one of the service does not')
def _ends(lab: Laboratory) -> None:
    async def refuse(visit: Visit) -> None:
        while await visit.take():
            await visit.reply(status='502 Bad Gateway')

    lead_to_scripted(lab)
    with lab.scripted.doing(refuse):
        expect(_answers_on_one(lab, request_bytes('GET', '/', [('Host', SERVICE)])) == 2, 'a 502 of the service ended the connection')
    expect(_answers_on_one(lab, request_bytes('TRACE', '/', [('Host', SERVICE)])) == 1, 'a 405 of nginx did not end it')
    lab.scripted.close(lab.addresses.scripted[0])
    try:
        expect(_answers_on_one(lab, request_bytes('GET', '/', [('Host', SERVICE)])) == 1, 'a 502 of nginx did not end it')
    finally:
        lab.scripted.open(lab.addresses.scripted[0])


def _expect_harmless(lab: Laboratory, request: bytes, seconds: float = _SECONDS, port: int = 80) -> None:
    before, start = len(lab.log.settle().text), time.monotonic()
    with Bystander(lab) as others, meanwhile(*[partial(_pipeline, lab, port, request)] * _CONNECTIONS):
        time.sleep(seconds)
        took = time.monotonic() - start
    written = (len(lab.log.text) - before) / took
    others.expect_served()
    expect(written < _MOST_LOG_BYTES_A_SECOND, f'{written / 1e6:.1f} MB of log a second')


def _pipeline(lab: Laboratory, port: int, request: bytes, over: threading.Event) -> None:
    """Sends as many as go, and connects anew as often as it is closed."""
    block = request * _AT_A_TIME
    while not over.is_set():
        try:
            with _connect(lab, 30_000, port) as connection:
                connection.settimeout(1)
                reader = threading.Thread(target=_forget, args=(connection,), daemon=True)
                reader.start()
                while not over.is_set():
                    connection.sendall(block)
        except OSError:
            pass


def _forget(connection: socket.socket) -> None:
    buffer = bytearray(1 << 18)
    try:
        while connection.recv_into(buffer):
            pass
    except (OSError, ValueError):
        pass


def _answers_on_one(lab: Laboratory, request: bytes) -> int:
    """How many of two requests on one connection are answered."""
    with lab.client.connect(80) as connection:
        connection.sendall(request + request)
        received = b''
        try:
            while received.count(b'HTTP/1.1 ') < 2 and (piece := connection.recv(65536)):
                received += piece
        except ConnectionResetError:
            pass
    return received.count(b'HTTP/1.1 ')


def _connect(lab: Laboratory, number: int, port: int = 80) -> socket.socket:
    connection = lab.load_balancer.connect_to_task(lab.ingress.ports[port])
    connection.sendall(proxy_header((_ATTACKER, 1024 + number), (lab.addresses.load_balancer_public, port)))
    return connection


def _is_refused(lab: Laboratory) -> bool:
    with _connect(lab, 40_000) as connection:
        connection.sendall(request_bytes('HEAD', '/', [('Host', SERVICE)]))
        return connection.recv(65536).startswith(b'HTTP/1.1 503 ')
