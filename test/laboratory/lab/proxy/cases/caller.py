"""A client with any address, as the load balancer says it, who asks for a name that only some clients may ask for."""
from __future__ import annotations

import itertools

from lab.proxy.access_log import LogLine
from lab.proxy.client import read_to_end, request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.laboratory import Laboratory
from lab.proxy.proxy_header import proxy_header
from lab.running.case import expect_equal

STOPPED = 'refused-client-not-allowed'
PUBLIC_V4, PUBLIC_V6 = ('198.51.100.1', 443), ('2001:db8:ffff::1', 443)
_PORTS = itertools.count(20_000)
"""Each caller has a port that no other client has."""
_CLOSED_WITHIN_SECONDS = 5
"""Whoever is stopped is closed at once. A service that was reached after all would wait for the rest of a handshake."""


class Caller:
    """What it sends follows the PROXY header."""

    def __init__(self, lab: Laboratory, address: str, port: int) -> None:
        self._lab, self._port = lab, next(_PORTS)
        self._mark = lab.capture.mark()
        self.connection = lab.load_balancer.connect_to_task(lab.ingress.ports[port])
        self.connection.sendall(proxy_header((address, self._port), PUBLIC_V6 if ':' in address else PUBLIC_V4))

    def send(self, data: bytes) -> Caller:
        """Sends this."""
        self.connection.sendall(data)
        return self

    def line(self) -> LogLine:
        """What the log says of it last."""
        return self._lab.log.of_port(self._port)

    def stopped_line(self) -> LogLine:
        """What the log says of the request that was stopped. Lines of refusals take another way than others, so it need not come last."""
        return self._lab.log.matching(f'{STOPPED} at port {self._port}', lambda line: line.get('client_port') == str(self._port) and line['verdict'] == STOPPED)[-1]

    def expect_stopped(self, name: str) -> None:
        """Its connection is closed without an answer, nothing left the proxy for it, and the log says why."""
        with self.connection:
            self.connection.settimeout(_CLOSED_WITHIN_SECONDS)
            answer = read_to_end(self.connection)
        line = self.line()
        expect_equal('answer, name and verdict', (answer, line['name'], line['verdict']), (b'', name, STOPPED))
        expect_equal(f"what left for {line['client']}", self._lab.egress_since(self._mark), [])

    def expect_served(self) -> None:
        """It gets an answer from a service."""
        with self.connection:
            first = self.connection.recv(1)
        expect_equal('bytes and verdict', (len(first), self.line()['verdict']), (1, 'forwarded'))


def request(host: str, target: str = '/', connection: str = 'close') -> bytes:
    """A request for a name."""
    return request_bytes('GET', target, [('Host', host), ('Connection', connection)])


def ask_tls(lab: Laboratory, address: str, name: str) -> Caller:
    """A TLS client that has asked for the name."""
    (port,) = (port for port in lab.ingress.ports if port != 80)
    return Caller(lab, address, port).send(client_hello(name.encode()))


def ask_http(lab: Laboratory, address: str, name: str) -> Caller:
    """An HTTP client that has asked for the name."""
    return Caller(lab, address, 80).send(request(name))
