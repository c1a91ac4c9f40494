"""One direction of a connection may end before the other: over TLS the proxy passes the end on, and what comes after it the other way."""
from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lab.proxy.cases.registry import case
from lab.proxy.cases.ways import HTTP_WAYS, TLS_WAYS, Way, lead_to, lead_to_scripted
from lab.proxy.client import read_to_end, request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.laboratory import Laboratory
from lab.proxy.proxy_header import proxy_header
from lab.proxy.quick_start import LOOKED_UP_EXAMPLE
from lab.proxy.scripted_service import Visit
from lab.running.case import expect_equal
from lab.running.meanwhile import meanwhile

_SECONDS = 5
_LATE_SECONDS = 1


@case('TLS: a client that ends its half of a session gets what the service answers after that')
def _client_first(lab: Laboratory) -> None:
    def answer_after_the_end(service: socket.socket) -> None:
        _all(service)
        service.sendall(b'answer')

    with _session(lab, answer_after_the_end) as client:
        client.shutdown(socket.SHUT_WR)
        expect_equal('what the client got', _all(client), b'answer')


@case('TLS: a service that ends its half of a session gets what the client says after that')
def _service_first(lab: Laboratory) -> None:
    got = []

    def end_and_listen(service: socket.socket) -> None:
        service.shutdown(socket.SHUT_WR)
        got.append(_all(service))

    with _session(lab, end_and_listen) as client:
        expect_equal('what the client got', _all(client), b'')
        client.sendall(b'last words')
        client.shutdown(socket.SHUT_WR)
    expect_equal('what the service got', [words[-10:] for words in got], [b'last words'])


@case('known limit: over HTTP a client that ends its half of the connection before the answer gets none, and the log says that it has gone')
def _over_http(lab: Laboratory) -> None:
    """nginx takes the end of what a client sends for the end of the client: else it would keep at work services whose clients have gone."""
    async def answer_late(visit: Visit) -> None:
        if await visit.take():
            await visit.pause(_LATE_SECONDS)
            await visit.reply()

    lead_to_scripted(lab)
    with lab.scripted.doing(answer_late):
        for way in (*HTTP_WAYS, Way('http', f'not-known-yet.{LOOKED_UP_EXAMPLE}')):
            with way.connect(lab) as client:
                port = client.getsockname()[1]
                client.sendall(request_bytes('GET', '/', [('Host', way.host)]))
                client.shutdown(socket.SHUT_WR)
                expect_equal(f'what the client got over {way}', read_to_end(client), b'')
            line = lab.log.of_client(lab.client.address, port)
            expect_equal('verdict and status', (line['verdict'], line['status']), ('client-gone', 499))


@contextmanager
def _session(lab: Laboratory, serve: Callable[[socket.socket], None]) -> Iterator[socket.socket]:
    """A session with a service that does not speak TLS, and so can end one half of its connection alone."""
    address = lab.addresses.scripted[1]
    lead_to(lab, address)
    lab.scripted.close(address)

    def serve_one(_over: threading.Event) -> None:
        with listener.accept()[0] as service:
            service.settimeout(_SECONDS)
            serve(service)

    try:
        with lab.scripted_lattice.listener(address, 443) as listener:
            listener.settimeout(_SECONDS)
            with meanwhile(serve_one), lab.load_balancer.connect_to_task(lab.ingress.ports[443]) as client:
                header = proxy_header((lab.client.address, 40_200), (lab.addresses.load_balancer_public, 443))
                client.sendall(header + client_hello(TLS_WAYS[0].host.encode()))
                yield client
    finally:
        lab.scripted.open(address)


def _all(connection: socket.socket) -> bytes:
    received = b''
    while piece := connection.recv(65536):
        received += piece
    return received
