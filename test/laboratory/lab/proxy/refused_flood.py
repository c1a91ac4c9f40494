"""A flood of connections that the proxy turns away, and what its log says of them.

The attacker is one client. Whatever it asks for, it asks as often as the flood is large, on a new connection each time.
"""
from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lab.proxy.access_log import LogLine
from lab.proxy.client import request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.laboratory import Laboratory
from lab.proxy.many_connections import many_connections
from lab.proxy.proxy_header import proxy_header
from lab.proxy.quick_start import SERVICE
from lab.sandbox.waiting import wait_for

ATTACKER = '203.0.113.68'
_NOBODY = 'nobody.example.com'
_WIRE = 'to-proxy'
_PATIENCE_SECONDS = 60

FLOODS: dict[str, tuple[int, str, bytes]] = {
    'TLS for a name that is refused': (443, 'refused-not-allowed', client_hello(_NOBODY.encode())),
    'HTTP for a name that is refused': (80, 'refused-not-allowed', request_bytes('GET', '/', [('Host', _NOBODY)])),
    'TLS over the limit': (443, 'over-limit', client_hello(SERVICE.encode())),
    'HTTP over the limit': (80, 'over-limit', request_bytes('GET', '/', [('Host', SERVICE)])),
}
"""The listener's port, what becomes of nearly all of these connections, and what each of them sends after its PROXY header."""


@dataclass(frozen=True)
class Flood:
    """What one came to."""

    connections: int
    seconds: float
    sent_bytes: int
    """All that came over the proxy's wire: headers and handshakes of TCP too, and the PROXY header."""
    lines: list[LogLine]
    """About connections that were turned away."""
    log_bytes: int
    """The length of these lines."""
    weight: float
    """For how many connections all lines about the attacker stand, those too that were within its limit."""


def flood(lab: Laboratory, what: str, connections: int, meanwhile: Callable[[], None] = lambda: None) -> Flood:
    """Floods the task, which should be a fresh one. It is over once the log tells of each connection."""
    port, verdict, opening = FLOODS[what]
    mark, start, sent = len(lab.log.lines), time.monotonic(), _bytes_to_proxy()
    first = proxy_header((ATTACKER, 1024), (lab.addresses.load_balancer_public, port)) + opening
    limit = max(lab.ingress.container.limit(zone) for zone in ('tls_client', 'http_connections_client'))

    def told() -> float:
        return sum(float(line.get('weight', 1)) for line in _of_attacker(lab, mark))

    with many_connections(lab.load_balancer.namespace.path, lab.addresses.load_balancer, (lab.addresses.task, lab.ingress.ports[port]), connections, first):
        meanwhile()
        # Those within the limit have their line when they end.
        wait_for('all others to be turned away', lambda: told() >= connections - limit, _PATIENCE_SECONDS)
        seconds, sent = time.monotonic() - start, _bytes_to_proxy() - sent
    wait_for('the log to tell of all connections', lambda: told() >= connections, _PATIENCE_SECONDS)
    lab.log.settle()
    lines = [line for line in _of_attacker(lab, mark) if line['verdict'] == verdict]
    return Flood(connections, seconds, sent, lines, sum(map(_length, lines)), told())


def _of_attacker(lab: Laboratory, mark: int) -> list[LogLine]:
    return [line for line in lab.log.lines[mark:] if line.get('client') == ATTACKER]


def _length(line: LogLine) -> int:
    """As it was written, with the end of the line."""
    return len(json.dumps(line, separators=(',', ':'))) + 1


def _bytes_to_proxy() -> int:
    """What has left the router towards the proxy so far."""
    counters = next(line.split() for line in Path('/proc/thread-self/net/dev').read_text(encoding='ascii').splitlines() if line.strip().startswith(f'{_WIRE}:'))
    return int(counters[9])
