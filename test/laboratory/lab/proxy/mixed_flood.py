"""A flood of connections that the proxy turns away for many reasons, of several clients at once, and what the log says of it."""
from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Sequence
from typing import Self

from lab.proxy.access_log import LogLine
from lab.proxy.client import read_to_end, request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.laboratory import Laboratory
from lab.proxy.proxy_header import proxy_header
from lab.proxy.quick_start import SERVICE

Opening = tuple[int, bytes]
"""The listener's port, and what is sent to it."""


def _request(first_line: str, *headers: str) -> bytes:
    return ''.join(f'{line}\r\n' for line in (first_line, f'Host: {SERVICE}', *headers, '')).encode()


REFUSED: Opening = (443, client_hello(b'nobody.example.com'))
KINDS: Sequence[Opening] = (
    REFUSED,
    (443, client_hello(b'not_a_name')),
    (443, client_hello(None)),
    (80, request_bytes('GET', '/', [('Host', 'nobody.example.com')])),
    (80, request_bytes('GET', '/', [('Host', 'not_a_name')])),
    (80, b'GET / HTTP/1.1\r\n\r\n'),
    (80, b'GET / HTTP/1.0\r\n\r\n'),
    (80, b'?\r\n\r\n'),
    (80, _request(f'GET /{"a" * 17_000} HTTP/1.1')),
    (80, _request('TRACE / HTTP/1.1')),
    (80, _request('POST / HTTP/1.1', 'Transfer-Encoding: gzip')),
    (80, _request('GET / HTTP/3.0')),
)
"""Each of them has a protocol, a verdict and a status that no other has."""

_PATIENCE_SECONDS = 30


class MixedFlood:
    """One client that opens connections of some kinds in turn, as fast as it can. A context manager."""

    def __init__(self, lab: Laboratory, client: str, openings: Sequence[Opening]) -> None:
        self._lab, self._client, self._openings = lab, client, openings
        self._over, self._mark = threading.Event(), len(lab.log.lines)
        self._thread = threading.Thread(target=self._go_on, daemon=True)
        self.connections = 0

    def __enter__(self) -> Self:
        self._start = time.monotonic()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(_PATIENCE_SECONDS)
        self.seconds = time.monotonic() - self._start

    @property
    def lines(self) -> list[LogLine]:
        """Those that name the client."""
        return [line for line in self._lab.log.lines[self._mark:] if line.get('client') == self._client]

    @property
    def counting_lines(self) -> list[LogLine]:
        """Those of them that do not say from which port a connection came, because they stand for many."""
        return [line for line in self.lines if 'client_port' not in line]

    def _go_on(self) -> None:
        for port, first in itertools.cycle(self._openings):
            if self._over.is_set():
                return
            header = proxy_header((self._client, 1024 + self.connections % 60_000), (self._lab.addresses.load_balancer_public, port))
            with self._lab.load_balancer.connect_to_task(self._lab.ingress.ports[port]) as connection:
                connection.sendall(header + first)
                self.connections += 1
                read_to_end(connection)
