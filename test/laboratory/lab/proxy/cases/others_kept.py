"""One client and the others: connections to services, which nginx keeps for further requests of anybody."""
from __future__ import annotations

import subprocess
from contextlib import ExitStack

from lab.proxy.cases.bystander import Bystander
from lab.proxy.cases.registry import case
from lab.proxy.client import read_reply, request_bytes
from lab.proxy.laboratory import Laboratory
from lab.proxy.many_services import NAMES
from lab.running.case import expect, expect_equal

_SLOTS = 1024
"""What a worker has slots for, beside all sessions, requests and silent connections."""
_TARGET = '/after/0.1'
"""Late, so that all requests for one service are under way at a time, and each has a connection of its own."""


@case('one client and the others: a client asks one of sixty services after the other, as often at a time as it may: nginx keeps no more connections than it has slots for')
def _kept(lab: Laboratory) -> None:
    at_a_time = lab.ingress.container.limit('http_client')
    expect(at_a_time * len(NAMES) > _SLOTS, f'{at_a_time} requests for each of {len(NAMES)} services could all be kept')
    with Bystander(lab) as others, ExitStack() as held:
        connections = [held.enter_context(lab.client.connect(80)) for _ in range(at_a_time)]
        for name in NAMES:
            for connection in connections:
                connection.sendall(request_bytes('GET', _TARGET, [('Host', name)]))
            expect_equal(f'replies of {name}', {read_reply(connection).status for connection in connections}, {200})
        kept = _connections_to_services(lab)
        expect(_SLOTS / 2 < kept <= _SLOTS, f'{kept} connections to services are open')
    others.expect_served()


def _connections_to_services(lab: Laboratory) -> int:
    listed = subprocess.run(
        ['nsenter', f'--net={lab.proxy.path}', '--', 'ss', '-tnH', 'state', 'established', 'dst', lab.addresses.service], capture_output=True, text=True, check=True, timeout=30,
    )
    return len(listed.stdout.splitlines())
