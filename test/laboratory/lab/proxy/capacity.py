"""Fills a task to every limit at once, and shows that its memory holds that, that it refuses more, and that it recovers.

Then it fills the task anew with sessions and requests at their worst, stalled. Each kind holds no more than the construct counts for it,
which the template says in its outputs.

The container runs in a control group with the memory of the task definition, which the kernel enforces and counts. Each promise
prints one line; the last line is `N passed, M failed`.
"""
from __future__ import annotations

import argparse
import itertools
import json
import resource
import select
import socket
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from pathlib import Path

from lab.proxy.client import request_bytes
from lab.proxy.client_hello import client_hello
from lab.proxy.full_task import MOST_LINES, MOST_LINES_WITHOUT_END, ManyClients
from lab.proxy.laboratory import Laboratory, open_laboratory
from lab.proxy.nginx_binary import add_nginx_option
from lab.proxy.stalled_clients import Stalled, stalled_clients
from lab.proxy.stalling import FULL, MOVED_WHEN_FULL
from lab.running.case import Case, expect, expect_equal
from lab.running.report import Report
from lab.sandbox.isolation import enter_sandbox
from lab.sandbox.memory_group import MemoryGroup
from lab.sandbox.waiting import wait_for

_TIME_LIMIT_SECONDS = 600
_MOST_OF_MEMORY = 0.9
"""What is left is the margin."""
_NAME, _STALLED_NAME = 'full.apps.example.com', 'stalled.apps.example.com'
_CLIENTS = 16
"""More than it takes to fill a task when each may have an eighth."""
_AT_A_TIME = 8
_COUNTED = 'CountedFor'
_SOME, _SOME_WITH_EARLIER = 160, 64
_SETTLE_SECONDS = 3
"""The kernel offers a client again, a little later, what it had no room for."""
_SECONDS_TO_STALL = 20
"""For those that move at the same time: on a busy machine a few of them lose packets, and move again only after many seconds."""
_MOST_MIB_TO_FILL = 512
"""It takes minutes to stall all that a larger task takes on."""


def main() -> int:
    """Fills the task; the exit code."""
    template = _arguments().template
    counted = _counted(template)
    enter_sandbox(_TIME_LIMIT_SECONDS)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with open_laboratory(template) as lab, MemoryGroup(lab.ingress.container.memory_mib) as memory:
        report = Report()
        report.say(f'{lab.nginx}, configuration of {template.name}')
        lab.restart(memory)
        task, stalled = _Task(lab, memory), _StalledTask(memory, counted, lab)
        cases = [
            Case('every limit at once, TLS sessions that moved 1 MiB each way, and HTTP requests with the largest headers: memory is left over', task.fill),
            Case('a task at its limits refuses new sessions and requests, and keeps those that it has', task.refuse),
            Case('a task that was at its limits takes as many sessions as have ended, and serves as before when all have ended', task.recover),
            Case('a TLS session and an HTTP request that stall both ways, and an HTTP connection, the last two after 99 of the largest requests, hold no more than is counted', stalled.measure),
        ]
        if lab.ingress.container.memory_mib <= _MOST_MIB_TO_FILL:
            cases.append(Case('every limit at once, everything stalled and with the most header lines: nothing is killed, and memory is left over', stalled.fill))
        report.run(cases, lab)
        lab.container.kill()
    return report.end()


class _Task:
    """One task and what it is made to hold."""

    def __init__(self, lab: Laboratory, memory: MemoryGroup) -> None:
        lab.hold(_NAME)
        self._memory = memory
        self._clients = ManyClients(lab.load_balancer, _NAME, lab.ingress.ports, _CLIENTS)
        self._tls = _Held(self._clients.tls_session, lab.ingress.container.limit('tls_all'))
        self._http = _Held(self._clients.http_request, lab.ingress.container.limit('http_all'))

    def fill(self, lab: Laboratory) -> None:
        start = self._memory.used_kib
        self._tls.fill()
        after_tls = self._memory.used_kib
        self._http.fill()
        end = self._memory.used_kib
        each = ((self._tls, 'TLS sessions', after_tls - start), (self._http, 'HTTP requests', end - after_tls))
        _expect_room(self._memory, lab, ', '.join(f'{held.limit} {what} of {kib / held.limit:.0f} KiB' for held, what, kib in each))

    def refuse(self, lab: Laboratory) -> None:
        expect_equal('status of one more request', self._clients.status(0), 503)
        expect(not self._clients.is_served_tls(0), 'one more TLS session was served')
        expect_equal('sessions and requests that ended', self._tls.ended() + self._http.ended(), 0)

    def recover(self, lab: Laboratory) -> None:
        for held in (self._tls, self._http):
            held.release(held.limit // 8)
            wait_for('room for as many', held.is_full_again)
        expect_equal('processes ended for want of memory', self._memory.kills, 0)
        for held in (self._tls, self._http):
            held.release(held.limit)
        lab.wait_until_ready()


class _StalledTask:
    """
    What takes the most memory: everything stalls, each request has the most header lines, and the reply the largest head.
    nginx also keeps something of the requests that a connection carried before.
    """

    def __init__(self, memory: MemoryGroup, counted: Mapping[str, int], lab: Laboratory) -> None:
        lab.stall(_STALLED_NAME)
        self._memory, self._counted = memory, counted
        session = client_hello(_STALLED_NAME.encode()) + FULL
        request = request_bytes('POST', '/' + FULL.decode(), [('Host', _STALLED_NAME), ('Content-Length', '1000000000'), *MOST_LINES])
        earlier = request_bytes('GET', '/', [('Host', _STALLED_NAME), *MOST_LINES])
        limit = lab.ingress.container.limit
        self._kinds: tuple[tuple[int, str, int, Stalled], ...] = (
            (443, 'TlsSession', limit('tls_all'), Stalled(session, read=MOVED_WHEN_FULL, fills=True, most_seconds=_SECONDS_TO_STALL)),
            # nginx ends an HTTP request that moves nothing for 60 seconds, and one whose head is not complete after 10: they come last.
            (80, 'HttpRequest', limit('http_all'), Stalled(request, read=MOVED_WHEN_FULL, earlier=earlier, fills=True, most_seconds=_SECONDS_TO_STALL)),
            (80, 'HttpConnection', limit('http_connections_all') - limit('http_all'), Stalled(MOST_LINES_WITHOUT_END, earlier=earlier)),
        )

    def measure(self, lab: Laboratory) -> None:
        """Some of each kind, in a task that has nothing else: all of them together are computed."""
        means, alone = {}, 0
        for port, kind, limit, what in self._kinds:
            lab.restart(self._memory)
            alone, count = self._memory.used_kib, min(limit, _SOME_WITH_EARLIER if what.earlier else _SOME)
            with self._held(lab, port, count, what):
                time.sleep(_SETTLE_SECONDS)
                means[kind] = (self._memory.used_kib - alone) / count
        all_kib = alone + sum(means[kind] * limit for _, kind, limit, _ in self._kinds)
        parts = ', '.join(f'{limit} x {kind} of {means[kind]:.0f} KiB' for _, kind, limit, _ in self._kinds)
        limit_kib = lab.ingress.container.memory_mib * 1024
        print(f'# {parts}, and {alone / 1024:.0f} MiB without any: {all_kib / 1024:.0f} of {limit_kib / 1024:.0f} MiB')
        expect(all_kib < limit_kib * _MOST_OF_MEMORY, f'all together hold {all_kib:.0f} KiB of {limit_kib} KiB')
        for kind, mean in means.items():
            expect(mean <= self._counted[kind], f'{kind} holds {mean:.0f} KiB, and the construct counts {self._counted[kind]}')

    def fill(self, lab: Laboratory) -> None:
        """As many of all kinds as the limits allow, without earlier requests: no request is answered while so many are held."""
        lab.restart(self._memory)
        with ExitStack() as held:
            for port, _, limit, what in self._kinds:
                held.enter_context(self._held(lab, port, limit, replace(what, earlier=b'')))
            _expect_room(self._memory, lab, 'at the worst, ' + ', '.join(f'{limit} x {kind}' for _, kind, limit, _ in self._kinds))

    def _held(self, lab: Laboratory, port: int, count: int, what: Stalled) -> AbstractContextManager[None]:
        way = (lab.addresses.load_balancer, lab.addresses.task, lab.ingress.ports[port])
        return stalled_clients(lab.load_balancer, port, way, count, [f'203.0.113.{number + 1}' for number in range(_CLIENTS)], what)


def _expect_room(memory: MemoryGroup, lab: Laboratory, what: str) -> None:
    """Nothing was ended for want of memory, and some is left."""
    most, limit_kib = memory.most_kib, lab.ingress.container.memory_mib * 1024
    print(f'# {what}: at most {most / 1024:.0f} of {limit_kib / 1024:.0f} MiB, {most / limit_kib:.0%}')
    expect_equal('processes ended for want of memory', memory.kills, 0)
    expect(most < limit_kib * _MOST_OF_MEMORY, f'{most} KiB of {limit_kib} KiB were used')


def _counted(template: Path) -> dict[str, int]:
    """What the construct counts for each kind of connection, in KiB: the outputs `CountedFor...` of the template."""
    outputs = json.loads(template.read_text(encoding='utf-8')).get('Outputs', {})
    counted = {name.removeprefix(_COUNTED): int(output['Value']) for name, output in outputs.items() if name.startswith(_COUNTED)}
    if not counted:
        sys.exit(f"{template} has no outputs '{_COUNTED}...': give a template of an ingress that is made by shapeToFill() of test/data-plane/templates/shapes.ts")
    return counted


class _Held:
    """Connections of one kind, up to the task's limit for them."""

    def __init__(self, connect: Callable[[int], socket.socket], limit: int) -> None:
        self._connect, self.limit = connect, limit
        self._numbers = itertools.count()
        self._connections: list[socket.socket] = []

    def fill(self) -> None:
        """Takes all that is left."""
        with ThreadPoolExecutor(_AT_A_TIME) as threads:
            self._connections += threads.map(lambda _: self._connect(next(self._numbers)), range(self.limit - len(self._connections)))

    def is_full_again(self) -> bool:
        """Takes what is left, as far as the proxy has noticed yet that others ended."""
        try:
            while len(self._connections) < self.limit:
                self._connections.append(self._connect(next(self._numbers)))
        except ConnectionError:
            return False
        return True

    def release(self, count: int) -> None:
        """Ends the oldest ones."""
        for connection in self._connections[:count]:
            connection.close()
        del self._connections[:count]

    def ended(self) -> int:
        """How many the proxy has closed, all having been read to where they pause."""
        poll = select.poll()
        for connection in self._connections:
            poll.register(connection, select.POLLIN)
        return len(poll.poll(0))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('template', type=Path, help='a synthesised CloudFormation template that allows *.apps.example.com')
    add_nginx_option(parser)
    return parser.parse_args()


if __name__ == '__main__':
    sys.exit(main())
