"""Clients that are slow on purpose. Each is given ten seconds to say where it wants to go, whatever little it sends meanwhile."""
from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable

from lab.proxy.cases.registry import case
from lab.proxy.client_hello import client_hello
from lab.proxy.laboratory import Laboratory
from lab.proxy.proxy_header import proxy_header
from lab.proxy.quick_start import LOOKED_UP_EXAMPLE, SERVICE
from lab.running.case import expect, expect_equal

_ALLOWED_SECONDS = 10
_TOLERANCE_SECONDS = 2.5
_HELLO = client_hello(SERVICE.encode())
_REQUEST = f'GET / HTTP/1.1\r\nHost: {SERVICE}\r\nX-Padding: '.encode()


@case('slow clients: a client that has sent no name is closed after ten seconds, and others are served meanwhile')
def _all_at_once(lab: Laboratory) -> None:
    """All of them at the same time, because most of it is waiting."""
    header = proxy_header((lab.client.address, 40100), (lab.addresses.load_balancer_public, 443))
    direct = lab.load_balancer.connect_to_task
    slow: dict[str, tuple[Callable[[], socket.socket], bytes, bytes]] = {       # how to connect, what to send at once, and then a byte a second
        'TLS: nothing at all': (lambda: direct(lab.ingress.ports[443]), b'', b''),
        'TLS: half a PROXY header, and the rest slowly': (lambda: direct(lab.ingress.ports[443]), header[:8], header[8:]),
        'TLS: a PROXY header and nothing else': (lambda: direct(lab.ingress.ports[443]), header, b''),
        'TLS: a ClientHello, a byte a second': (lambda: lab.client.connect(443), _HELLO[:1], _HELLO[1:]),
        'TLS: most of a ClientHello, then a byte a second': (lambda: lab.client.connect(443), _HELLO[:-20], _HELLO[-20:]),
        'HTTP: nothing at all': (lambda: direct(lab.ingress.ports[80]), b'', b''),
        'HTTP: a PROXY header and nothing else': (lambda: direct(lab.ingress.ports[80]), header, b''),
        'HTTP: a request line, a byte a second': (lambda: lab.client.connect(80), _REQUEST[:1], _REQUEST[1:]),
        'HTTP: headers without end, a byte a second': (lambda: lab.client.connect(80), _REQUEST, b'x' * 100),
    }
    mark = lab.capture.mark()
    lived: dict[str, float] = {}
    threads = [threading.Thread(target=lambda what=what, way=way: lived.update({what: _lifetime(*way)})) for what, way in slow.items()]
    for thread in threads:
        thread.start()
    expect_equal('status for others', (lab.client.https(SERVICE).status, lab.client.http(LOOKED_UP_EXAMPLE).status), (200, 200))
    for thread in threads:
        thread.join(2 * _ALLOWED_SECONDS)
    for what in slow:
        seconds = lived.get(what, float('inf'))
        expect(seconds < _ALLOWED_SECONDS + _TOLERANCE_SECONDS, f'{what}: it lived for {seconds:.1f} seconds')
    expected = {lab.addresses.service, lab.addresses.looked_up_service, lab.addresses.resolver}      # for the others
    expect({egress.address for egress in lab.egress_since(mark)} <= expected, 'something left for them')


def _lifetime(connect: Callable[[], socket.socket], at_once: bytes, slowly: bytes) -> float:
    """How long the proxy kept the connection."""
    start = time.monotonic()
    with connect() as connection:
        connection.settimeout(1)
        try:
            connection.sendall(at_once)
            while time.monotonic() - start < _ALLOWED_SECONDS + _TOLERANCE_SECONDS:
                try:
                    if not connection.recv(1024):
                        break
                except TimeoutError:
                    connection.sendall(slowly[:1])
                    slowly = slowly[1:]
        except OSError:
            pass
    return time.monotonic() - start
